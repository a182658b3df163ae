/*
 * Names inside an expression, where blanks may stand between the words of a name as well as between names.
 */
#ifndef DISCRED_CORE_PERMISSION_NAME_H
#define DISCRED_CORE_PERMISSION_NAME_H

#include "core/discord/permission.h"

struct permission_span {
	size_t len;          /* in bytes, from the text's beginning */
	const char *nearest; /* of an unknown name: what was probably meant, or NULL */
};

/*
 * The longest name that the text begins with; its first byte begins a word. False when there is none: the span is then
 * what was probably meant to be a name.
 */
bool permission_name_read(const char *text, struct permission_span *span, uint64_t *value)
    __attribute__((nonnull, warn_unused_result));

#endif
