/* What the files of the file store are called. */
#ifndef DISCRED_STORE_FILE_NAME_H
#define DISCRED_STORE_FILE_NAME_H

#include "discred/error.h"

enum { FILE_STORE_NAME = 192 };

/* A profile's or slot's name that could leave the directory is a defect of the caller: ERROR_BUG. */
int file_store_name(char name[static FILE_STORE_NAME], const char *prefix, const char *profile, const char *slot,
		    const char *suffix, struct error *err) __attribute__((nonnull, warn_unused_result));

/* A file's errors name it without its directory, which a person needs: adds the way to it. Returns -1. */
int file_store_locate(const char *dir, const char *name, struct error *err) __attribute__((nonnull));

#endif
