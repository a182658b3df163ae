/*
 * Records, and the token, the grant or the answer of a source that one may hold: what a state file or an outside helper
 * says.
 *
 * Parses: src/core/stack/record.c src/core/stack/token.c src/core/stack/grant.c src/core/stack/answer.c
 */
#include "discred/record.h"
#include "core/stack/answer.h"
#include "core/stack/grant.h"
#include "discred/token.h"
#include "fuzz.h"

/* parse -> format -> parse: the same items in the same order. */
static void check_format(const struct record *record)
{
	struct buf bytes = BUF_INIT(2 * BUF_REPLY_MAX);
	struct record again = RECORD_INIT;
	struct error err = ERROR_INIT;

	must(!record_format(record, &bytes, &err));
	must(!record_is_newer(&bytes));
	must(!record_parse(&again, &bytes, &err));
	must(again.count == record->count);
	for (size_t i = 0; i < record->count; i++) {
		must(!strcmp(record->item[i].key, again.item[i].key));
		must(buf_equal(&record->item[i].value, &again.item[i].value));
	}
	record_release(&again);
	buf_release(&bytes);
}

static void check_token(const struct record *record)
{
	struct token token = TOKEN_INIT;
	struct token again = TOKEN_INIT;
	struct record other = RECORD_INIT;
	struct error err = ERROR_INIT;

	if (token_from_record(&token, record, &err)) {
		must(err.code == ERROR_CONFIG);
	} else {
		must(token_bytes_valid(buf_text(&token.secret), token.secret.len));
		must(!token_to_record(&token, &other, &err));
		must(!token_from_record(&again, &other, &err));
		must(buf_equal(&token.secret, &again.secret));
		must(token.issued == again.issued && token.expires == again.expires && token.type == again.type);
		must(!token_alive(&token, 1000) || token_life(&token) >= 0);
		must(!token_fresh(&token, 1000, 300) || token_alive(&token, 1000));
	}
	record_release(&other);
	token_release(&again);
	token_release(&token);
}

static void check_grant(const struct record *record)
{
	struct grant grant = GRANT_INIT;
	struct grant again = GRANT_INIT;
	struct record other = RECORD_INIT;
	struct error err = ERROR_INIT;

	if (grant_from_record(&grant, record, &err)) {
		must(err.code == ERROR_CONFIG);
	} else {
		char *name = grant_name(&grant);
		char *same;

		must(!grant_to_record(&grant, &other, &err));
		must(!grant_from_record(&again, &other, &err));
		must(buf_equal(&grant.refresh, &again.refresh));
		same = grant_name(&again);
		must(!strcmp(name, same));
		free(same);
		free(name);
	}
	record_release(&other);
	grant_release(&again);
	grant_release(&grant);
}

static void check_answer(const struct buf *bytes)
{
	enum source_result result = SOURCE_OK;
	struct token token = TOKEN_INIT;
	struct error reason = ERROR_INIT;
	struct error err = ERROR_INIT;

	if (answer_parse(bytes, &result, &token, &reason, &err))
		must(err.code == ERROR_CONFIG);
	else if (result == SOURCE_OK)
		must(token_bytes_valid(buf_text(&token.secret), token.secret.len));
	else
		must((int)result > SOURCE_OK && (int)result < SOURCE_RESULTS);
	token_release(&token);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct buf bytes = fuzz_bytes(&input);
	struct record record = RECORD_INIT;
	struct error err = ERROR_INIT;

	if (record_parse(&record, &bytes, &err)) {
		fuzz_must_explain(&err, ERROR_CONFIG);
	} else {
		check_format(&record);
		check_token(&record);
		check_grant(&record);
	}
	check_answer(&bytes);
	record_release(&record);
	buf_release(&bytes);
	return 0;
}
