/* The type of a field that is a stack: entries, or the name of a shared one. */
#ifndef DISCRED_CORE_FIELD_STACK_H
#define DISCRED_CORE_FIELD_STACK_H

#include "core/profile/field_types.h"

FIELD_TEXT_FUNCTION(field_stack_name);
FIELD_OTHER_FUNCTION(field_stack);
FIELD_DEFAULT_FUNCTION(field_stack_default);

json_t *value_stack(const void *member) __attribute__((nonnull, warn_unused_result));

#endif
