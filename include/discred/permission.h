/*
 * Discord's permissions: a bit field, 64 bits, written as a decimal string
 * (discord.com/developers/docs/topics/permissions).
 *
 * Values are uint64_t from text to text, never through a double or an int. Bits that are not documented are kept.
 */
#ifndef DISCRED_PERMISSION_H
#define DISCRED_PERMISSION_H

#include <stdbool.h>
#include <stdint.h>

#include "discred/buf.h"
#include "discred/error.h"
#include "discred/strings.h"

struct permission {
	const char *name; /* VIEW_CHANNEL */
	unsigned bit;
	const char *channels; /* of "TVS": text, voice, stage; "" for the guild level only */
	bool two_factor;      /* needs two-factor authentication in guilds that demand it */
	const char *alias;    /* older names, with commas between them, or NULL */
	const char *label;    /* what Discord's client calls it where that differs, or NULL */
	const char *help;
};

/* In the order of bits; the documented ones. */
extern const struct permission permission_table[];
extern const size_t permission_table_count;

/* VIEW_CHANNEL + READ_MESSAGE_HISTORY + CONNECT. Not SEND_MESSAGES, although it is often described so. */
#define PERMISSION_DEFAULT "1115136"

/* By name, alias or label; any letter case, with '_', '-', ' ' or nothing between the words. NULL: unknown. */
const struct permission *permission_find(const char *name) __attribute__((nonnull, warn_unused_result));

/* A decimal number from 0 to 2^64-1: no sign, no space, no leading zero. ERROR_USAGE. */
int permission_parse_number(const char *text, uint64_t *value, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Adds the names of the bits that are set; "bit 47" for one that has none. */
void permission_names(uint64_t value, struct strings *names) __attribute__((nonnull));

#endif
