/* The type of a field that is a reference to a secret (secret.h). */
#ifndef DISCRED_CORE_FIELD_SECRET_H
#define DISCRED_CORE_FIELD_SECRET_H

#include "core/profile/field_types.h"

FIELD_OTHER_FUNCTION(field_secret);

/* Of a command only the program: its arguments may be what nobody should see. */
json_t *value_secret(const void *member) __attribute__((nonnull, warn_unused_result));

#endif
