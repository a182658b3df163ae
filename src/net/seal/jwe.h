/*
 * JSON Web Encryption (RFC 7516) as far as the seal needs it: content encryption A256GCM (RFC 7518 5.3), and the
 * compact serialization with a key that both sides have ("dir", RFC 7518 4.5). The general serialization is in
 * general.h.
 *
 * A sealed slot is one line: HEADER..IV.CIPHERTEXT.TAG and a newline, each part base64url without padding. The
 * protected header is {"alg":"dir","enc":"A256GCM","kid":KID,"profile":NAME,"slot":SLOT}; its encoded text is the
 * associated data, so a file put under another profile or slot is refused.
 *
 * Reading is strict: any other member, encoding or length is refused, and nothing of a text that does not verify is
 * handed out. More newlines may follow: they are what a draft's space was filled with.
 */
#ifndef DISCRED_NET_SEAL_JWE_H
#define DISCRED_NET_SEAL_JWE_H

#include <stdbool.h>
#include <stddef.h>

#include "discred/buf.h"
#include "discred/error.h"

enum { JWE_KEY = 32, JWE_IV = 12, JWE_TAG = 16 };

/* A key of AES-256. Wiped by whoever has it (wipe_object). */
struct jwe_key {
	unsigned char bytes[JWE_KEY];
};

/* One encrypted content: as in the members iv, ciphertext and tag, decoded. */
struct jwe_box {
	unsigned char iv[JWE_IV];
	unsigned char tag[JWE_TAG];
	struct buf ciphertext;
};

#define JWE_BOX_INIT                                                                                                   \
	{                                                                                                              \
		.ciphertext = BUF_INIT(2 * BUF_REPLY_MAX)                                                              \
	}

/* 32 random bytes. ERROR_SYS. */
int jwe_key_make(struct jwe_key *key, struct error *err) __attribute__((nonnull, warn_unused_result));

/* The key as 43 characters of base64url; and back: false, and a wiped key, for any other text. */
void jwe_key_text(const struct jwe_key *key, struct buf *text) __attribute__((nonnull));
bool jwe_key_parse(struct jwe_key *key, const char *text, size_t len) __attribute__((nonnull, warn_unused_result));

/* A256GCM with a new random IV. The box is the caller's, to buf_release its ciphertext. ERROR_SYS. */
int jwe_encrypt(const struct jwe_key *key, const struct buf *aad, const void *plain, size_t len, struct jwe_box *box,
		struct error *err) __attribute__((nonnull, warn_unused_result));

/* Appends the content to plain. ERROR_CONFIG when the box does not verify with that key and associated data. */
int jwe_decrypt(const struct jwe_key *key, const struct buf *aad, const struct jwe_box *box, struct buf *plain,
		struct error *err) __attribute__((nonnull, warn_unused_result));

/* What the header of a sealed slot says, besides alg and enc. */
struct jwe_name {
	const char *kid; /* names the data key; not secret */
	const char *profile;
	const char *slot;
};

/* Appends the sealed text. ERROR_SYS. */
int jwe_seal(const struct jwe_key *key, const struct jwe_name *name, const struct buf *plain, struct buf *text,
	     struct error *err) __attribute__((nonnull, warn_unused_result));

/* At most so many bytes become of len bytes of plain text. */
size_t jwe_sealed_size(const struct jwe_name *name, size_t len) __attribute__((nonnull, warn_unused_result));

/* Whether the bytes begin as a sealed text does, with a header in base64url. A record never does. */
bool jwe_is_sealed(const struct buf *bytes) __attribute__((nonnull, warn_unused_result));

/*
 * Whether its writer was ended in the middle: it begins like a sealed text, lacks a part of one, and what follows is
 * the filling of a draft's space, or nothing, not even a newline. So a whole text of an unknown format is none.
 */
bool jwe_is_cut_off(const struct buf *bytes) __attribute__((nonnull, warn_unused_result));

/* Which data key a sealed text names; the caller's to free. Nothing is verified yet. ERROR_CONFIG for a strange text.
 */
int jwe_read_kid(const struct buf *text, char **kid, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Appends the plain text. ERROR_CONFIG when it is of another name, altered, or sealed with another key. */
int jwe_open(const struct jwe_key *key, const struct jwe_name *name, const struct buf *text, struct buf *plain,
	     struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
