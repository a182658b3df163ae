/*
 * Memory that cannot run out and secrets that do not stay behind.
 *
 * Allocation: every size in discred is bounded before it is allocated (buffers carry a limit, files are capped), so a
 * failed allocation is not an input error. The x functions print one line and abort; callers never see NULL.
 *
 * Wiping: a secret is wiped on the line after its last use. The macros exist so that the size can't be taken from the
 * wrong thing: wipe_object and wipe_array refuse, at compile time, a pointer where an array is meant.
 */
#ifndef DISCRED_MEMORY_H
#define DISCRED_MEMORY_H

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull, warn_unused_result));
void *xcalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull, warn_unused_result));
char *xstrdup(const char *text) __attribute__((malloc, returns_nonnull, nonnull, warn_unused_result));
char *xstrndup(const char *text, size_t len) __attribute__((malloc, returns_nonnull, nonnull, warn_unused_result));

/* A formatted string, owned by the caller. Never for secrets: those live in a struct buf. */
char *xasprintf(const char *format, ...)
    __attribute__((malloc, returns_nonnull, nonnull(1), format(printf, 1, 2), warn_unused_result));

char *xvasprintf(const char *format, va_list args)
    __attribute__((malloc, returns_nonnull, nonnull(1), format(printf, 1, 0), warn_unused_result));

/*
 * Room for one more element at the end of a vector of `count` elements of `size` bytes. Returns the vector, moved if
 * needed, with the new element zeroed; the old block is wiped when it is left. The capacity is the next power of two.
 */
void *xgrow(void *vector, size_t count, size_t size) __attribute__((returns_nonnull, warn_unused_result));

/* Wipes and frees a string; NULL is fine. */
void free_string(char *text);

/* Equal contents, in a time that depends on the lengths only. For state, tokens and digests. */
int equal_secret(const void *a, size_t a_len, const void *b, size_t b_len) __attribute__((nonnull, warn_unused_result));

#define wipe_object(pointer) explicit_bzero((pointer), sizeof(*(pointer)))
#define wipe_array(array)                                                                                              \
	explicit_bzero(                                                                                                \
	    (array),                                                                                                   \
	    sizeof(array) +                                                                                            \
		0 * sizeof(char[1 - 2 * !!__builtin_types_compatible_p(__typeof__(array), __typeof__(&(array)[0]))]))

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif
