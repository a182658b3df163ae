#include "net/seal/general.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/output/json.h"
#include "net/base64.h"

/* What is wrapped has no associated data of its own: the content key is authenticated by what it opens. */
static const struct buf no_aad = BUF_INIT(0);

enum { RECIPIENTS_MAX = 64 };

static void release_recipient(struct general_recipient *recipient)
{
	free(recipient->kid);
	buf_release(&recipient->wrapped.ciphertext);
}

void general_release(struct general *general)
{
	buf_release(&general->aad);
	buf_release(&general->content.ciphertext);
	for (size_t i = 0; i < general->count; i++)
		release_recipient(&general->recipient[i]);
	free(general->recipient);
	general->recipient = NULL;
	general->count = 0;
}

static int refuse(const char *what, struct error *err)
{
	return error_set(err, ERROR_CONFIG, "%s", what);
}

static bool decode(const char *text, struct buf *bytes)
{
	return text && base64url_decode(bytes, text, strlen(text));
}

static bool decode_exactly(const char *text, unsigned char *bytes, size_t len)
{
	struct buf decoded = BUF_INIT(len);
	bool right = decode(text, &decoded) && decoded.len == len;

	if (right)
		memcpy(bytes, buf_text(&decoded), len);
	buf_release(&decoded);
	return right;
}

/* Every member of the object is one of the names, which end with NULL. */
static bool knows(const json_t *object, const char *const *names)
{
	void *at = json_object_iter((json_t *)object);

	for (; at; at = json_object_iter_next((json_t *)object, at)) {
		const char *const *name = names;

		while (*name && strcmp(*name, json_object_iter_key(at)) != 0)
			name++;
		if (!*name)
			return false;
	}
	return true;
}

/* Adds the header's members to the union; one that is there already is refused (RFC 7516 4). */
static bool unite(json_t *joint, const json_t *header)
{
	const char *name;
	json_t *value;

	if (header && !json_is_object(header))
		return false;
	json_object_foreach((json_t *)header, name, value)
	{
		if (json_object_get(joint, name) || json_object_set(joint, name, value) < 0)
			return false;
	}
	return true;
}

static bool read_joint(const json_t *joint, struct general_recipient *recipient)
{
	static const char *const names[] = {"alg", "enc", "kid", "iv", "tag", "cty", "typ", NULL};
	const char *alg = json_text(joint, "alg");
	const char *enc = json_text(joint, "enc");
	const char *kid = json_text(joint, "kid");

	if (!knows(joint, names) || !alg || strcmp(alg, "A256GCMKW") != 0 || !enc || strcmp(enc, "A256GCM") != 0 ||
	    !kid || !decode_exactly(json_text(joint, "iv"), recipient->wrapped.iv, JWE_IV) ||
	    !decode_exactly(json_text(joint, "tag"), recipient->wrapped.tag, JWE_TAG))
		return false;
	recipient->kid = xstrdup(kid);
	return true;
}

static int parse_recipient(struct general *general, const json_t *member, const json_t *protected, const json_t *shared,
			   struct error *err)
{
	static const char *const names[] = {"header", "encrypted_key", NULL};
	struct general_recipient *recipient;
	json_t *joint = json_object();
	bool right;

	general->recipient = xgrow(general->recipient, general->count, sizeof(*recipient));
	recipient = &general->recipient[general->count++];
	*recipient = (struct general_recipient){.wrapped = JWE_BOX_INIT};
	right = json_is_object(member) && knows(member, names) && unite(joint, protected) && unite(joint, shared) &&
		unite(joint, json_object_get(member, "header")) && read_joint(joint, recipient) &&
		decode(json_text(member, "encrypted_key"), &recipient->wrapped.ciphertext) &&
		recipient->wrapped.ciphertext.len == JWE_KEY;
	json_decref(joint);
	if (!right)
		return error_set(err, ERROR_CONFIG, "recipient %zu is not understood", general->count);
	for (size_t i = 0; i + 1 < general->count; i++)
		if (!strcmp(general->recipient[i].kid, recipient->kid))
			return error_set(err, ERROR_CONFIG, "recipient %zu has the kid of another", general->count);
	return 0;
}

static int parse_recipients(struct general *general, const json_t *object, const json_t *protected, struct error *err)
{
	const json_t *list = json_object_get(object, "recipients");
	const json_t *shared = json_object_get(object, "unprotected");
	int result = 0;

	if (!json_array_size(list) || json_array_size(list) > RECIPIENTS_MAX)
		return refuse("it has no recipients, or too many", err);
	for (size_t i = 0; i < json_array_size(list) && !result; i++)
		result = parse_recipient(general, json_array_get(list, i), protected, shared, err);
	return result;
}

static int parse(struct general *general, const json_t *object, struct error *err)
{
	static const char *const names[] = {"protected", "unprotected", "recipients", "iv", "ciphertext", "tag", NULL};
	const char *encoded = json_text(object, "protected");
	struct buf json = BUF_INIT(general->aad.max);
	json_t *protected = NULL;
	int result;

	if (!object || !knows(object, names))
		return refuse("it is not a JWE in the general JSON serialization", err);
	if (decode(encoded, &json))
	protected = json_parse_object(&json);
	buf_release(&json);
	if (!protected || !decode_exactly(json_text(object, "iv"), general->content.iv, JWE_IV) ||
	    !decode_exactly(json_text(object, "tag"), general->content.tag, JWE_TAG) ||
	    !decode(json_text(object, "ciphertext"), &general->content.ciphertext)) {
		result = refuse("its header or content is damaged", err);
	} else {
		buf_str(&general->aad, encoded);
		result = parse_recipients(general, object, protected, err);
	}
	json_decref(protected);
	return result;
}

int general_parse(struct general *general, const struct buf *text, struct error *err)
{
	json_t *object = json_parse_object(text);
	int result = parse(general, object, err);

	json_decref(object);
	if (result)
		general_release(general);
	return result;
}

static json_t *encode(const void *bytes, size_t len)
{
	struct buf text = BUF_INIT(2 * len + 4);
	json_t *value;

	base64url_add(&text, bytes, len);
	value = json_string(buf_text(&text));
	buf_release(&text);
	return value;
}

static json_t *format_recipient(const struct general_recipient *recipient)
{
	const struct jwe_box *wrapped = &recipient->wrapped;

	return json_pack("{s:{s:s, s:s, s:o, s:o}, s:o}", "header", "alg", "A256GCMKW", "kid", recipient->kid, "iv",
			 encode(wrapped->iv, JWE_IV), "tag", encode(wrapped->tag, JWE_TAG), "encrypted_key",
			 encode(buf_text(&wrapped->ciphertext), wrapped->ciphertext.len));
}

int general_format(const struct general *general, struct buf *text, struct error *err)
{
	const struct jwe_box *content = &general->content;
	json_t *recipients = json_array();
	json_t *object;

	for (size_t i = 0; i < general->count; i++)
		json_array_append_new(recipients, format_recipient(&general->recipient[i]));
	object = json_pack("{s:s, s:o, s:o, s:o, s:o}", "protected", buf_text(&general->aad), "recipients", recipients,
			   "iv", encode(content->iv, JWE_IV), "ciphertext",
			   encode(buf_text(&content->ciphertext), content->ciphertext.len), "tag",
			   encode(content->tag, JWE_TAG));
	json_write(object, text);
	buf_char(text, '\n');
	json_decref(object);
	return object && buf_ok(text) ? 0 : error_set(err, ERROR_BUG, "the list of recipients does not fit");
}

int general_encrypt(struct general *general, const struct jwe_key *cek, const struct buf *plain, struct error *err)
{
	static const char header[] = "{\"enc\":\"A256GCM\",\"cty\":\"jwk-set+json\"}";

	/* A header that others wrote is replaced: its members could stand in the recipients' own by now. */
	buf_clear(&general->aad);
	base64url_add(&general->aad, header, strlen(header));
	return jwe_encrypt(cek, &general->aad, buf_text(plain), plain->len, &general->content, err);
}

int general_decrypt(const struct general *general, const struct jwe_key *cek, struct buf *plain, struct error *err)
{
	return jwe_decrypt(cek, &general->aad, &general->content, plain, err);
}

int general_add(struct general *general, const char *kid, const struct jwe_key *key, const struct jwe_key *cek,
		struct error *err)
{
	struct jwe_box wrapped = JWE_BOX_INIT;
	struct general_recipient *recipient;

	if (general->count == RECIPIENTS_MAX)
		return error_set(err, ERROR_USAGE, "there are %d key holders already", (int)RECIPIENTS_MAX);
	if (jwe_encrypt(key, &no_aad, cek->bytes, JWE_KEY, &wrapped, err) < 0) {
		buf_release(&wrapped.ciphertext);
		return -1;
	}
	general->recipient = xgrow(general->recipient, general->count, sizeof(*recipient));
	recipient = &general->recipient[general->count++];
	*recipient = (struct general_recipient){.kid = xstrdup(kid), .wrapped = wrapped};
	return 0;
}

void general_remove(struct general *general, size_t index)
{
	release_recipient(&general->recipient[index]);
	general->count--;
	memmove(&general->recipient[index], &general->recipient[index + 1],
		(general->count - index) * sizeof(general->recipient[0]));
}

int general_unwrap(const struct general *general, size_t index, const struct jwe_key *key, struct jwe_key *cek,
		   struct error *err)
{
	struct buf bytes = BUF_INIT(JWE_KEY);
	int result = jwe_decrypt(key, &no_aad, &general->recipient[index].wrapped, &bytes, err);

	if (!result)
		memcpy(cek->bytes, buf_text(&bytes), JWE_KEY);
	buf_release(&bytes);
	return result;
}
