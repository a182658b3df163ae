#include "cmd/profile/draft.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/profile/encoding.h"
#include "core/discord/scope.h"
#include "core/profile/fields.h"
#include "core/profile/quote.h"

void draft_init(struct profile_draft *draft, const struct environ *env, const struct source_table *sources)
{
	*draft = (struct profile_draft){.env = env,
					.sources = sources,
					.setting = xcalloc(field_table_count, sizeof(*draft->setting)),
					.answer = xcalloc(field_table_count, sizeof(*draft->answer)),
					.comment = xcalloc(field_table_count, sizeof(*draft->comment))};
}

void draft_release(struct profile_draft *draft)
{
	for (size_t i = 0; draft->setting && i < field_table_count; i++) {
		free(draft->setting[i]);
		free(draft->answer[i]);
		free(draft->comment[i]);
	}
	free(draft->setting);
	free(draft->answer);
	free(draft->comment);
	draft->setting = draft->answer = draft->comment = NULL;
}

static bool is_secret(const struct field *field)
{
	return field_kinds[field->type].secret;
}

/* Loads a profile of this one setting, as far as it goes. */
static int check(const struct profile_draft *draft, const struct field *field, const struct buf *setting,
		 struct error *err)
{
	struct profile profile = {.client_secret = SECRET_REF_INIT, .bot_token = SECRET_REF_INIT};
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct scan_key *keys = xcalloc(field_table_count, sizeof(*keys));
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	struct document document;
	const struct field_reader reader = {.env = draft->env, .sources = draft->sources, .document = &document};
	int result;

	buf_printf(&text, "%s = %s;\n", field->key, buf_text(setting));
	document_init(&document, &list);
	document_give(&document, field->key, &text);
	fields_keys(keys);
	result = buf_ok(setting) && buf_ok(&text)
		     ? document_read(&document, keys, field_table_count, err)
		     : error_set(err, ERROR_USAGE, "'%s' is longer than any file may be", field->key);
	if (!result && document_root(&document))
		field_read(&reader, field, &profile);
	if (!result && list.count)
		result = error_set(err, ERROR_USAGE, "%s", list.item[0].message);
	else if (!result)
		result = diagnostics_verdict(&list, err);
	profile_release(&profile);
	document_release(&document);
	diagnostics_release(&list);
	buf_release(&text);
	free(keys);
	return result;
}

static void replace(char **place, const char *text)
{
	free(*place);
	*place = text ? xstrdup(text) : NULL;
}

static int take(struct profile_draft *draft, const struct field *field, const struct buf *setting, const char *answer,
		struct error *err)
{
	size_t row = (size_t)(field - field_table);

	if (check(draft, field, setting, err) < 0)
		return -1;
	replace(&draft->setting[row], buf_text(setting));
	replace(&draft->answer[row], answer);
	replace(&draft->comment[row], NULL);
	return 0;
}

static void write_words(const char *text, struct buf *setting)
{
	struct strings words = STRINGS_INIT;

	strings_split(&words, text, " ");
	buf_str(setting, "[ ");
	for (size_t i = 0; i < words.count; i++) {
		buf_str(setting, i ? ", " : "");
		profile_quote(words.item[i], setting);
	}
	buf_str(setting, " ]");
	strings_release(&words);
}

static bool is_word_of_type(enum field_type type, const char *text)
{
	if (type == FIELD_BOOL)
		return !strcmp(text, "true") || !strcmp(text, "false");
	return type == FIELD_SECONDS && *text && !text[strspn(text, "0123456789")];
}

/* As it stands in a file. What does not look like the type becomes a string, and the loader says what it should be. */
static void write_setting(enum field_type type, const char *text, struct buf *setting)
{
	bool many = (type == FIELD_REDIRECTS || type == FIELD_HOSTS) && strchr(text, ' ') && text[strspn(text, " ")];

	if (is_word_of_type(type, text))
		buf_str(setting, text);
	else if (many)
		write_words(text, setting);
	else
		profile_quote(text, setting);
}

/* What people write between scopes. */
static char *separate(enum field_type type, const char *text)
{
	char *words = xstrdup(text);

	for (char *c = words; *c && type == FIELD_SCOPES; c++)
		*c = *c == ',' ? ' ' : *c;
	return words;
}

int draft_answer(struct profile_draft *draft, const char *key, const char *text, struct error *err)
{
	const struct field *field = field_find(key);
	struct buf setting = BUF_INIT(BUF_FILE_MAX);
	char *encoded;
	char *words;
	int result;

	if (!field || is_secret(field))
		return error_set(err, ERROR_BUG, "'%s' is no answer of a draft", key);
	encoded = encoding_of_text(text);
	if (!encoded)
		return error_set(err, ERROR_USAGE, "it is not UTF-8, and not in the encoding of the locale");
	words = separate(field->type, encoded);
	free(encoded);
	write_setting(field->type, words, &setting);
	result = take(draft, field, &setting, words, err);
	free(words);
	buf_release(&setting);
	return result;
}

int draft_refer(struct profile_draft *draft, const char *key, enum secret_kind kind, const char *text,
		struct error *err)
{
	const struct field *field = field_find(key);
	struct buf setting = BUF_INIT(BUF_FILE_MAX);
	int result;

	if (!field || !is_secret(field) || kind == SECRET_ABSENT || kind == SECRET_PLAIN)
		return error_set(err, ERROR_BUG, "'%s' cannot be referred to", key);
	buf_printf(&setting, "{ %s = ", secret_kind_name(kind));
	if (kind == SECRET_STORED)
		buf_str(&setting, "true");
	else if (kind == SECRET_COMMAND)
		write_words(text, &setting);
	else
		profile_quote(text, &setting);
	buf_str(&setting, " }");
	result = take(draft, field, &setting, NULL, err);
	buf_release(&setting);
	return result;
}

void draft_forget(struct profile_draft *draft, const char *key)
{
	const struct field *field = field_find(key);

	if (!field)
		return;
	replace(&draft->setting[field - field_table], NULL);
	replace(&draft->answer[field - field_table], NULL);
	replace(&draft->comment[field - field_table], NULL);
}

void draft_comment(struct profile_draft *draft, const char *key, const char *text)
{
	const struct field *field = field_find(key);

	if (field)
		replace(&draft->comment[field - field_table], text);
}

const char *draft_given(const struct profile_draft *draft, const char *key)
{
	const struct field *field = field_find(key);

	return field ? draft->answer[field - field_table] : NULL;
}

const char *draft_value(const struct profile_draft *draft, const char *key)
{
	const struct field *field = field_find(key);
	const char *given = draft_given(draft, key);

	return given || !field ? given : field->default_value;
}

bool draft_has(const struct profile_draft *draft, const char *key)
{
	const struct field *field = field_find(key);

	return field && draft->setting[field - field_table];
}

bool draft_lacks_secret(const struct profile_draft *draft)
{
	struct strings scopes = STRINGS_INIT;
	const char *public = draft_value(draft, "public_client");
	bool lacks;

	strings_split(&scopes, draft_value(draft, "scope"), " ");
	lacks = !scope_is_invitation(&scopes) && !draft_has(draft, "client_secret") && strcmp(public, "true") != 0;
	strings_release(&scopes);
	return lacks;
}
