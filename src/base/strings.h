/*
 * A list of strings, owned. For scopes, argv vectors, search paths: small, ordered, never secret.
 *
 * Invariant: item has count entries and a NULL after them once anything was added, so it can serve as an argv.
 */
#ifndef DISCRED_STRINGS_H
#define DISCRED_STRINGS_H

#include <stdbool.h>
#include <stddef.h>

struct strings {
	char **item;
	size_t count;
};

#define STRINGS_INIT                                                                                                   \
	{                                                                                                              \
		.item = NULL, .count = 0                                                                               \
	}

void strings_add(struct strings *list, const char *text) __attribute__((nonnull));
void strings_add_len(struct strings *list, const char *text, size_t len) __attribute__((nonnull));
void strings_release(struct strings *list) __attribute__((nonnull));

/* Adds the non-empty pieces of text between the separator characters. */
void strings_split(struct strings *list, const char *text, const char *separators) __attribute__((nonnull));

bool strings_have(const struct strings *list, const char *text) __attribute__((nonnull, warn_unused_result));

/* The items with the separator between them, owned by the caller. */
char *strings_join(const struct strings *list, const char *separator)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* In byte order. */
void strings_sort(struct strings *list) __attribute__((nonnull));

/* Keeps the first of equal neighbours; sort the list first to drop all duplicates. */
void strings_drop_repeated(struct strings *list) __attribute__((nonnull));

/* The nearest of the candidates to a mistyped word, or NULL when none is near enough to be meant. */
const char *strings_nearest(const char *const *candidates, size_t count, const char *word)
    __attribute__((nonnull, warn_unused_result));

/* Damerau-Levenshtein distance with git's weights: swap 0, substitute 2, insert 1, delete 3. */
unsigned text_distance(const char *from, const char *to) __attribute__((nonnull, warn_unused_result));

#endif
