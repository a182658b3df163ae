#include "net/pkce.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "base/memory.h"
#include "net/base64.h"

/* A multiple of three, so that the pieces of a longer value join without a seam. */
enum { DRAW = 96 };

int random_base64url(size_t count, struct buf *out, struct error *err)
{
	unsigned char bytes[DRAW];
	int result = 0;

	while (count && !result) {
		size_t some = count < DRAW ? count : DRAW;

		result = gnutls_rnd(GNUTLS_RND_KEY, bytes, some);
		if (!result)
			base64url_add(out, bytes, some);
		count -= some;
	}
	wipe_array(bytes);
	if (result)
		return error_set(err, ERROR_SYS, "cannot get random bytes: %s", gnutls_strerror(result));
	if (!buf_ok(out))
		return error_set(err, ERROR_BUG, "the random value does not fit");
	return 0;
}

int pkce_challenge(const struct buf *verifier, struct buf *challenge, struct error *err)
{
	unsigned char digest[32];
	int result = gnutls_hash_fast(GNUTLS_DIG_SHA256, buf_text(verifier), verifier->len, digest);

	if (result)
		return error_set(err, ERROR_SYS, "cannot compute SHA-256: %s", gnutls_strerror(result));
	base64url_add(challenge, digest, sizeof(digest));
	if (!buf_ok(challenge))
		return error_set(err, ERROR_BUG, "the challenge does not fit");
	return 0;
}
