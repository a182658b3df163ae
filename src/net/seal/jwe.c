#include "net/seal/jwe.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "base/memory.h"
#include "core/output/json.h"
#include "net/base64.h"

/* base64url of '{"' and the first bits of the letter that follows: every header begins so. */
#define SEALED_BEGIN "eyJ"

enum { PARTS = 5, TAG_TEXT = 22, HEADER_MAX = 1024 };

static const char *const members[] = {"alg", "enc", "kid", "profile", "slot"};

int jwe_key_make(struct jwe_key *key, struct error *err)
{
	int result = gnutls_rnd(GNUTLS_RND_KEY, key->bytes, sizeof(key->bytes));

	return result ? error_set(err, ERROR_SYS, "cannot get random bytes: %s", gnutls_strerror(result)) : 0;
}

void jwe_key_text(const struct jwe_key *key, struct buf *text)
{
	base64url_add(text, key->bytes, sizeof(key->bytes));
}

bool jwe_key_parse(struct jwe_key *key, const char *text, size_t len)
{
	struct buf bytes = BUF_INIT(JWE_KEY);
	bool whole = base64url_decode(&bytes, text, len) && bytes.len == JWE_KEY;

	if (whole)
		memcpy(key->bytes, buf_text(&bytes), JWE_KEY);
	else
		wipe_object(key);
	buf_release(&bytes);
	return whole;
}

static int open_cipher(const struct jwe_key *key, gnutls_aead_cipher_hd_t *cipher, struct error *err)
{
	unsigned char copy[JWE_KEY]; /* gnutls_datum_t takes no const */
	gnutls_datum_t datum = {.data = copy, .size = sizeof(copy)};
	int result;

	memcpy(copy, key->bytes, sizeof(copy));
	result = gnutls_aead_cipher_init(cipher, GNUTLS_CIPHER_AES_256_GCM, &datum);
	wipe_array(copy);
	return result ? error_set(err, ERROR_SYS, "cannot use AES-256-GCM: %s", gnutls_strerror(result)) : 0;
}

/* Like AEAD ciphers everywhere GnuTLS puts the tag behind the ciphertext. */
int jwe_encrypt(const struct jwe_key *key, const struct buf *aad, const void *plain, size_t len, struct jwe_box *box,
		struct error *err)
{
	gnutls_aead_cipher_hd_t cipher;
	size_t room = len + JWE_TAG;
	char *out;
	int result;

	buf_clear(&box->ciphertext);
	out = buf_room(&box->ciphertext, room);
	if (!out)
		return error_set(err, ERROR_BUG, "%zu bytes are too many to be sealed", len);
	if (open_cipher(key, &cipher, err) < 0)
		return -1;
	result = gnutls_rnd(GNUTLS_RND_NONCE, box->iv, JWE_IV);
	if (!result)
		result = gnutls_aead_cipher_encrypt(cipher, box->iv, JWE_IV, buf_text(aad), aad->len, JWE_TAG, plain,
						    len, out, &room);
	gnutls_aead_cipher_deinit(cipher);
	if (result)
		return error_set(err, ERROR_SYS, "cannot encrypt: %s", gnutls_strerror(result));
	memcpy(box->tag, out + len, JWE_TAG);
	buf_grown(&box->ciphertext, len);
	return 0;
}

int jwe_decrypt(const struct jwe_key *key, const struct buf *aad, const struct jwe_box *box, struct buf *plain,
		struct error *err)
{
	struct buf both = BUF_INIT(box->ciphertext.len + JWE_TAG);
	gnutls_aead_cipher_hd_t cipher;
	size_t len = box->ciphertext.len;
	char *out = buf_room(plain, len);
	int result;

	if (!out)
		return error_set(err, ERROR_CONFIG, "the sealed text is too long");
	if (open_cipher(key, &cipher, err) < 0)
		return -1;
	buf_add(&both, buf_text(&box->ciphertext), len);
	buf_add(&both, box->tag, JWE_TAG);
	result = gnutls_aead_cipher_decrypt(cipher, box->iv, JWE_IV, buf_text(aad), aad->len, JWE_TAG, buf_text(&both),
					    both.len, out, &len);
	gnutls_aead_cipher_deinit(cipher);
	buf_release(&both);
	if (result) {
		explicit_bzero(out, box->ciphertext.len);
		return error_set(err, ERROR_CONFIG, "it was altered, or sealed with another key");
	}
	buf_grown(plain, len);
	return 0;
}

static void make_header(const struct jwe_name *name, struct buf *header)
{
	const char *const values[] = {"dir", "A256GCM", name->kid, name->profile, name->slot};
	struct buf json = BUF_INIT(HEADER_MAX);
	json_t *object = json_object();

	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		json_object_set_new(object, members[i], json_string(values[i]));
	json_write(object, &json);
	json_decref(object);
	base64url_add(header, buf_text(&json), json.len);
	buf_release(&json);
}

int jwe_seal(const struct jwe_key *key, const struct jwe_name *name, const struct buf *plain, struct buf *text,
	     struct error *err)
{
	struct jwe_box box = JWE_BOX_INIT;
	struct buf header = BUF_INIT(2 * HEADER_MAX);
	int result;

	make_header(name, &header);
	result = jwe_encrypt(key, &header, buf_text(plain), plain->len, &box, err);
	if (!result) {
		buf_add(text, buf_text(&header), header.len);
		buf_str(text, "..");
		base64url_add(text, box.iv, JWE_IV);
		buf_char(text, '.');
		base64url_add(text, buf_text(&box.ciphertext), box.ciphertext.len);
		buf_char(text, '.');
		base64url_add(text, box.tag, JWE_TAG);
		buf_char(text, '\n');
		if (!buf_ok(text))
			result = error_set(err, ERROR_BUG, "the sealed text does not fit");
	}
	buf_release(&box.ciphertext);
	buf_release(&header);
	return result;
}

size_t jwe_sealed_size(const struct jwe_name *name, size_t len)
{
	struct buf header = BUF_INIT(2 * HEADER_MAX);
	size_t size;

	make_header(name, &header);
	/* The dots, the newline, and up to two characters more than 4/3 for each of three parts. */
	size = header.len + 5 + (JWE_IV + len + JWE_TAG) * 4 / 3 + 3 * 2;
	buf_release(&header);
	return size;
}

bool jwe_is_sealed(const struct buf *bytes)
{
	return bytes->len >= strlen(SEALED_BEGIN) && !memcmp(buf_text(bytes), SEALED_BEGIN, strlen(SEALED_BEGIN));
}

struct part {
	const char *ptr;
	size_t len;
};

/* How long the text is without the newlines at its end. */
static size_t length_of(const struct buf *text)
{
	size_t len = text->len;

	while (len && buf_text(text)[len - 1] == '\n')
		len--;
	return len;
}

/* Exactly five parts, the second empty, and a newline after them. */
static int split(const struct buf *text, struct part part[static PARTS], struct error *err)
{
	const char *next = buf_text(text);
	const char *end = next + length_of(text);

	if (*end != '\n')
		return error_set(err, ERROR_CONFIG, "the sealed text is cut off");
	for (int i = 0; i < PARTS; i++) {
		const char *dot = memchr(next, '.', (size_t)(end - next));

		if ((i < PARTS - 1) != !!dot)
			return error_set(err, ERROR_CONFIG, "the sealed text has not 5 parts");
		part[i] = (struct part){next, (size_t)((dot ? dot : end) - next)};
		next = dot ? dot + 1 : end;
	}
	return part[1].len ? error_set(err, ERROR_CONFIG, "the sealed text has a key of its own") : 0;
}

bool jwe_is_cut_off(const struct buf *bytes)
{
	size_t filling = bytes->len - length_of(bytes);
	struct error ignored = ERROR_INIT;
	struct part part[PARTS];

	if (!jwe_is_sealed(bytes) || (filling == 1 && !memchr(buf_text(bytes), '\0', bytes->len)))
		return false;
	return split(bytes, part, &ignored) < 0 || part[PARTS - 1].len != TAG_TEXT ||
	       memchr(buf_text(bytes), '\0', bytes->len);
}

/* The header with its five strings and nothing else; NULL otherwise. The caller's, to json_decref. */
static json_t *parse_header(const struct part *part)
{
	struct buf json = BUF_INIT(HEADER_MAX);
	json_t *header = base64url_decode(&json, part->ptr, part->len) ? json_parse_object(&json) : NULL;
	bool right = json_object_size(header) == ARRAY_LEN(members);

	for (size_t i = 0; i < ARRAY_LEN(members) && right; i++)
		right = json_text(header, members[i]) != NULL;
	right = right && !strcmp(json_text(header, "alg"), "dir") && !strcmp(json_text(header, "enc"), "A256GCM");
	buf_release(&json);
	if (right)
		return header;
	json_decref(header);
	return NULL;
}

static int read_header(const struct buf *text, struct part part[static PARTS], json_t **header, struct error *err)
{
	if (split(text, part, err) < 0)
		return -1;
	*header = parse_header(&part[0]);
	return *header ? 0 : error_set(err, ERROR_CONFIG, "the sealed text has a header that is not known");
}

int jwe_read_kid(const struct buf *text, char **kid, struct error *err)
{
	struct part part[PARTS];
	json_t *header;

	if (read_header(text, part, &header, err) < 0)
		return -1;
	*kid = xstrdup(json_text(header, "kid"));
	json_decref(header);
	return 0;
}

static bool decode_exactly(const struct part *part, unsigned char *bytes, size_t len)
{
	struct buf decoded = BUF_INIT(len);
	bool right = base64url_decode(&decoded, part->ptr, part->len) && decoded.len == len;

	if (right)
		memcpy(bytes, buf_text(&decoded), len);
	buf_release(&decoded);
	return right;
}

static int check_name(const json_t *header, const struct jwe_name *name, struct error *err)
{
	const char *profile = json_text(header, "profile");
	const char *slot = json_text(header, "slot");

	if (strcmp(profile, name->profile) != 0 || strcmp(slot, name->slot) != 0)
		return error_set(err, ERROR_CONFIG, "it was sealed as slot '%s' of profile '%s'", slot, profile);
	if (strcmp(json_text(header, "kid"), name->kid) != 0)
		return error_set(err, ERROR_CONFIG, "it was sealed with another key");
	return 0;
}

int jwe_open(const struct jwe_key *key, const struct jwe_name *name, const struct buf *text, struct buf *plain,
	     struct error *err)
{
	struct jwe_box box = JWE_BOX_INIT;
	struct buf aad = BUF_INIT(2 * HEADER_MAX);
	struct part part[PARTS];
	json_t *header;
	int result;

	if (read_header(text, part, &header, err) < 0)
		return -1;
	result = check_name(header, name, err);
	json_decref(header);
	buf_add(&aad, part[0].ptr, part[0].len);
	if (!result && (!decode_exactly(&part[2], box.iv, JWE_IV) || !decode_exactly(&part[4], box.tag, JWE_TAG) ||
			!base64url_decode(&box.ciphertext, part[3].ptr, part[3].len)))
		result = error_set(err, ERROR_CONFIG, "the sealed text is damaged");
	if (!result)
		result = jwe_decrypt(key, &aad, &box, plain, err);
	buf_release(&box.ciphertext);
	buf_release(&aad);
	return result;
}
