/* A helper's stdin: bounded, and read by descriptor so that no stdio buffer keeps a secret. */
#ifndef DISCRED_PROTOCOL_INPUT_H
#define DISCRED_PROTOCOL_INPUT_H

#include <stdbool.h>

#include "discred/buf.h"
#include "discred/error.h"

/* Appends what is there, up to its end or, if wanted, up to an empty line. Too much: ERROR_USAGE. */
int input_read(int fd, bool to_empty_line, struct buf *bytes, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Reads all of it and keeps nothing. */
void input_drain(int fd);

#endif
