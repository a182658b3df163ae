/* Text as a value of a profile. */
#ifndef DISCRED_CORE_PROFILE_QUOTE_H
#define DISCRED_CORE_PROFILE_QUOTE_H

#include "discred/buf.h"

/* Appends the text as a string of a profile: in quotes, with what libconfig would not take literally escaped. */
void profile_quote(const char *text, struct buf *into) __attribute__((nonnull));

#endif
