#include "core/stack/answer.h"

#include "base/memory.h"

int answer_format(enum source_result result, const struct token *token, const struct error *reason, struct buf *bytes,
		  struct error *err)
{
	struct record record = RECORD_INIT;
	char text[sizeof(reason->text)];
	char hint[sizeof(reason->hint)];
	int done;

	snprintf(text, sizeof(text), "%s", reason->text);
	snprintf(hint, sizeof(hint), "%s", reason->hint);
	text_sanitize(text);
	text_sanitize(hint);
	done = record_add_text(&record, "result", source_result_name(result), err);
	if (!done && result == SOURCE_OK)
		done = token_to_record(token, &record, err);
	if (!done && result != SOURCE_OK)
		done = record_add_text(&record, "code", error_name(reason->code), err);
	if (!done && result != SOURCE_OK)
		done = record_add_text(&record, "text", text, err);
	if (!done && result != SOURCE_OK)
		done = record_add_text(&record, "hint", hint, err);
	if (!done)
		done = record_format(&record, bytes, err);
	record_release(&record);
	return done;
}

/* Adds the optional members: when the token was issued, and when it expires. */
static int complete(struct record *record, struct error *err)
{
	static const char *const keys[] = {"issued", "expires"};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (!record_get(record, keys[i]) && record_add_number(record, keys[i], 0, err) < 0)
			return -1;
	return 0;
}

static void read_reason(const struct record *record, enum source_result result, struct error *reason)
{
	const char *code = record_text(record, "code");
	enum error_code standard = result == SOURCE_SKIP ? ERROR_NONE : ERROR_DENIED;

	error_set(reason, code[0] ? error_from_name(code) : standard, "%s", record_text(record, "text"));
	error_hint(reason, "%s", record_text(record, "hint"));
}

int answer_parse(const struct buf *bytes, enum source_result *result, struct token *token, struct error *reason,
		 struct error *err)
{
	struct record record = RECORD_INIT;
	int done = record_parse(&record, bytes, err);

	if (!done && source_result_parse(record_text(&record, "result"), result) < 0)
		done = error_set(err, ERROR_CONFIG, "record: 'result' is none of ok, pass, skip, fail, abort");
	if (!done && *result == SOURCE_OK)
		done = complete(&record, err);
	if (!done && *result == SOURCE_OK)
		done = token_from_record(token, &record, err);
	if (!done && *result != SOURCE_OK)
		read_reason(&record, *result, reason);
	record_release(&record);
	return done;
}
