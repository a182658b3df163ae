/* Renaming what the file store keeps of a profile: `move` of struct store_ops. */
#ifndef DISCRED_STORE_FILE_MOVE_H
#define DISCRED_STORE_FILE_MOVE_H

#include "discred/store.h"

int file_store_move(const struct store *store, const char *from, const char *to, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
