/* Text that people give, in UTF-8: files are written in it, whatever the locale's encoding is. */
#ifndef DISCRED_CMD_PROFILE_ENCODING_H
#define DISCRED_CMD_PROFILE_ENCODING_H

#include <wchar.h>

/* Owned by the caller. */
char *encoding_of_wide(const wchar_t *text) __attribute__((nonnull, returns_nonnull, warn_unused_result));

/*
 * A command line's argument, or the text of another program's file. What is UTF-8 already is left as it is, anything
 * else taken for the locale's encoding. NULL: it is neither. Owned by the caller.
 */
char *encoding_of_text(const char *text) __attribute__((nonnull, warn_unused_result));

#endif
