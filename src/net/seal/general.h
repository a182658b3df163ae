/*
 * JWE in the general JSON serialization (RFC 7516 7.2.1): one content for several recipients, each of whom has a key of
 * AES-256 that wraps the content key ("alg":"A256GCMKW", RFC 7518 4.7).
 *
 *	{"protected":..., "recipients":[{"header":{"alg":..,"kid":..,"iv":..,"tag":..},"encrypted_key":..}, ...],
 *	 "iv":..., "ciphertext":..., "tag":...}
 *
 * A recipient's kid is its name. The members of a header are read from the union of the protected, the shared and the
 * recipient's own header, as other libraries write them; a member in two of them is refused, and so is every member
 * whose meaning is not known, since it could change what the others mean.
 */
#ifndef DISCRED_NET_SEAL_GENERAL_H
#define DISCRED_NET_SEAL_GENERAL_H

#include "discred/buf.h"
#include "discred/error.h"
#include "net/seal/jwe.h"

struct general_recipient {
	char *kid;
	struct jwe_box wrapped; /* the content key */
};

struct general {
	struct buf aad; /* the protected header, encoded */
	struct jwe_box content;
	struct general_recipient *recipient;
	size_t count;
};

#define GENERAL_INIT                                                                                                   \
	{                                                                                                              \
		.aad = BUF_INIT(4096), .content = JWE_BOX_INIT, .recipient = NULL, .count = 0                          \
	}

void general_release(struct general *general) __attribute__((nonnull));

/* ERROR_CONFIG if the text is not in the form described above; `general` is empty then. */
int general_parse(struct general *general, const struct buf *text, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Appends one line of JSON, with all recipient headers as they are written by discred. ERROR_BUG if it does not fit. */
int general_format(const struct general *general, struct buf *text, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Replaces the content; recipients stay, so `cek` must be the key that they have. ERROR_SYS. */
int general_encrypt(struct general *general, const struct jwe_key *cek, const struct buf *plain, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Appends the content. ERROR_CONFIG when it does not verify. */
int general_decrypt(const struct general *general, const struct jwe_key *cek, struct buf *plain, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Adds a recipient at the end; the kid must be new. ERROR_SYS. */
int general_add(struct general *general, const char *kid, const struct jwe_key *key, const struct jwe_key *cek,
		struct error *err) __attribute__((nonnull, warn_unused_result));
void general_remove(struct general *general, size_t index) __attribute__((nonnull));

/* The content key. ERROR_CONFIG when the recipient's key is another. */
int general_unwrap(const struct general *general, size_t index, const struct jwe_key *key, struct jwe_key *cek,
		   struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
