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

#include "base/strings.h"
#include "discred/error.h"

struct permission {
	const char *name; /* VIEW_CHANNEL */
	unsigned bit;
	const char *channels; /* of "TVS": text, voice, stage; "" for the guild level only */
	bool two_factor;      /* needs two-factor authentication in guilds that demand it */
	const char *alias;    /* older names, with commas between them, or NULL */
	const char *labels; /* what Discord's client calls it, then what it called it, with '|' between them; or NULL */
	const char *help;
};

/* In the order of bits; the documented ones. */
extern const struct permission permission_table[];
extern const size_t permission_table_count;

/* VIEW_CHANNEL + READ_MESSAGE_HISTORY + CONNECT. Not SEND_MESSAGES, although it is often described so. */
#define PERMISSION_DEFAULT "1115136"

/* Those that rules speak of; the table has all. */
#define PERMISSION_ADMINISTRATOR (UINT64_C(1) << 3)
#define PERMISSION_MANAGE_CHANNELS (UINT64_C(1) << 4)
#define PERMISSION_VIEW_CHANNEL (UINT64_C(1) << 10)
#define PERMISSION_SEND_MESSAGES (UINT64_C(1) << 11)
#define PERMISSION_SEND_TTS_MESSAGES (UINT64_C(1) << 12)
#define PERMISSION_EMBED_LINKS (UINT64_C(1) << 14)
#define PERMISSION_ATTACH_FILES (UINT64_C(1) << 15)
#define PERMISSION_READ_MESSAGE_HISTORY (UINT64_C(1) << 16)
#define PERMISSION_MENTION_EVERYONE (UINT64_C(1) << 17)
#define PERMISSION_CONNECT (UINT64_C(1) << 20)
#define PERMISSION_MANAGE_THREADS (UINT64_C(1) << 34)
#define PERMISSION_SEND_MESSAGES_IN_THREADS (UINT64_C(1) << 38)

enum { PERMISSION_BITS = 64 };

/*
 * By name, alias or label; any letter case, with '_', '-', ' ' or nothing between the words, and with or without what
 * else stands between those of a label. NULL: unknown.
 */
const struct permission *permission_find(const char *name) __attribute__((nonnull, warn_unused_result));

/* What Discord's client calls it today, for the caller to free; NULL: the client does not show it. */
char *permission_label(const struct permission *permission) __attribute__((nonnull, warn_unused_result));

/* How many bytes of the text are a label with marks in it ("Kick, Approve, and Reject Members"); 0: it has none there.
 */
size_t permission_label_len(const char *text, const struct permission **found)
    __attribute__((nonnull, warn_unused_result));

/* NULL for a bit that is not documented. */
const struct permission *permission_of_bit(unsigned bit) __attribute__((warn_unused_result));

/* The documented ones that apply in a channel of one of these kinds (of "TVS"); all of them for NULL. */
uint64_t permission_mask(const char *channels) __attribute__((warn_unused_result));

/* Whether the value holds all that is needed: ADMINISTRATOR holds everything. What it lacks goes to missing. */
bool permission_holds(uint64_t value, uint64_t needed, uint64_t *missing) __attribute__((nonnull, warn_unused_result));

/* The name of a bit: UNKNOWN_BIT_47 for one that has none. */
enum { PERMISSION_NAME = 64 };
void permission_name(unsigned bit, char name[static PERMISSION_NAME]);

/* Adds the names of the bits that are set, documented ones first. permission_parse reads them back. */
void permission_names(uint64_t value, struct strings *names) __attribute__((nonnull));

/* A decimal number from 0 to 2^64-1: no sign, no space, no leading zero. ERROR_USAGE. */
int permission_parse_number(const char *text, uint64_t *value, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* The same, or 0x and hexadecimal digits, or 0b and binary ones. */
int permission_parse_literal(const char *text, uint64_t *value, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * A word of an expression: a name as permission_find takes it, `all`, `all-text`, `all-voice`, `all-stage`, or a bit by
 * its number (`bit 47`, UNKNOWN_BIT_47). Whether it is one.
 */
bool permission_word(const char *word, uint64_t *value) __attribute__((nonnull, warn_unused_result));

/* The word that was probably meant, and how far it is (text_distance); NULL when none is near. */
const char *permission_nearest(const char *word, unsigned *distance) __attribute__((nonnull, warn_unused_result));

/* A part of an expression, in bytes. */
struct permission_place {
	size_t offset;
	size_t len;
};

/*
 * A whole expression:
 *	A + B, A | B, A, B, A B    what is in one of them
 *	A - B                      A without B; these five have the same rank and go from left to right
 *	A & B                      what is in both; binds tighter
 *	~A, (A)                    all 64 bits but A's; binds tightest
 * over words and literals. A name may have blanks between its words: the longest that is one is taken, and a '-' that
 * touches words on both sides belongs to the name if there is such a name. ERROR_USAGE, and place (may be NULL) says
 * what of the text is wrong; value is then untouched.
 */
int permission_parse(const char *text, uint64_t *value, struct permission_place *place, struct error *err)
    __attribute__((nonnull(1, 2, 4), warn_unused_result));

#endif
