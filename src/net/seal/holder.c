#include "net/seal/holder.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/proc.h"
#include "base/ui_options.h"

enum { LINE_MAX = 4096 };

#define HOLDERS(X)                                                                                                     \
	X(holder_file)                                                                                                 \
	X(holder_secret_service) X(holder_pass) X(holder_systemd_creds) X(holder_command) X(holder_recovery)

#define DECLARE(name) extern const struct holder_kind name;
HOLDERS(DECLARE)
#define ROW(name) &name,
const struct holder_kind *const holder_table[] = {HOLDERS(ROW)};
const size_t holder_table_count = ARRAY_LEN(holder_table);

static int refuse_count(const struct holder_kind *kind, struct error *err)
{
	if (!kind->most)
		return error_set(err, ERROR_USAGE, "key holder '%s' takes no arguments", kind->name);
	error_set(err, ERROR_USAGE, "key holder '%s' takes other arguments", kind->name);
	return error_hint(err, "write '%s %s'", kind->name, kind->arguments);
}

int holder_find(const struct strings *words, const struct holder_kind **kind, struct error *err)
{
	const char *name = words->count ? words->item[0] : "";

	for (size_t i = 0; i < holder_table_count; i++) {
		size_t given = words->count - 1;

		*kind = holder_table[i];
		if (strcmp((*kind)->name, name) != 0)
			continue;
		return given < (*kind)->least || given > (*kind)->most ? refuse_count(*kind, err) : 0;
	}
	error_set(err, ERROR_USAGE, "there is no key holder '%s'", name);
	return error_hint(err, "there are file, secret-service, pass, systemd-creds, command and recovery");
}

static int name_holder(const struct holder_context *context, struct error *err)
{
	if (err->code == ERROR_CONFIG && !err->hint[0])
		error_hint(err, "look at it, and at the group 'holders' of config.cfg (discred-seal(7))");
	return error_prefix(err, "key holder '%s'", context->label);
}

static int read_key(const struct holder_kind *kind, const struct holder_context *context, struct jwe_key *key,
		    struct error *err)
{
	struct buf line = BUF_INIT(LINE_MAX);
	const char *newline;
	int result;

	log_detail("asking key holder '%s' (%s)", context->label, kind->name);
	result = kind->get(context, &line, err);
	newline = memchr(buf_text(&line), '\n', line.len);
	if (newline)
		buf_cut(&line, (size_t)(newline - buf_text(&line)));
	if (!result && !jwe_key_parse(key, buf_text(&line), line.len)) {
		result = error_set(err, ERROR_CONFIG, "what it keeps is no key");
		error_hint(err, "a key is one line of 43 characters of base64url");
	}
	buf_release(&line);
	return result;
}

static int put_key(const struct holder_kind *kind, const struct holder_context *context, struct jwe_key *key,
		   struct error *err)
{
	struct buf line = BUF_INIT(LINE_MAX);
	struct jwe_key back;
	int result = jwe_key_make(key, err);

	jwe_key_text(key, &line);
	if (!result)
		result = kind->put(context, &line, err);
	buf_release(&line);
	if (!result)
		result = read_key(kind, context, &back, err);
	if (!result && !equal_secret(key->bytes, JWE_KEY, back.bytes, JWE_KEY))
		result = error_set(err, ERROR_CONFIG, "what came back is another key than was put there");
	wipe_object(&back);
	return result;
}

static int get_key(const struct holder_kind *kind, const struct holder_context *context, struct jwe_key *key,
		   struct error *err)
{
	if (!read_key(kind, context, key, err))
		return 0;
	if (err->code == ERROR_NONE)
		err->code = kind->absent;
	return -1;
}

int holder_get(const struct holder_context *context, struct jwe_key *key, struct error *err)
{
	const struct holder_kind *kind;
	int result = holder_find(context->words, &kind, err);

	/* The words are config.cfg's. */
	if (result)
		err->code = ERROR_CONFIG;
	else
		result = get_key(kind, context, key, err);
	return result ? name_holder(context, err) : 0;
}

int holder_renew(const struct holder_context *context, struct jwe_key *key, bool *renewed, struct error *err)
{
	const struct holder_kind *kind;
	int result = holder_find(context->words, &kind, err);

	*renewed = false;
	if (result) {
		err->code = ERROR_CONFIG;
		return name_holder(context, err);
	}
	if (!kind->fresh)
		return get_key(kind, context, key, err) ? name_holder(context, err) : 0;
	log_note("type the code of key holder '%s', or nothing to get a new one", context->label);
	result = read_key(kind, context, key, err);
	if (result && err->code == ERROR_NONE) {
		error_clear(err);
		result = put_key(kind, context, key, err);
		*renewed = !result;
	}
	return result ? name_holder(context, err) : 0;
}

int holder_make(const struct holder_context *context, struct jwe_key *key, struct error *err)
{
	const struct holder_kind *kind;
	int result = holder_find(context->words, &kind, err);

	if (result)
		return -1;
	result = kind->fresh ? error_set(err, ERROR_NONE, "new") : read_key(kind, context, key, err);
	if (result && err->code == ERROR_NONE && kind->put) {
		error_clear(err);
		result = put_key(kind, context, key, err);
	}
	return result ? name_holder(context, err) : 0;
}
