/*
 * The parameters of a query or form. The first line is the name of one.
 *
 * Parses: src/base/query.c
 */
#include "base/query.h"

#include "fuzz.h"

/* A value that was read is read again from a query that is made of it. */
static void check_added(const char *name, const struct buf *value)
{
	struct buf query = BUF_INIT(8 * BUF_REPLY_MAX);
	struct buf again = BUF_INIT(BUF_REPLY_MAX);
	struct error err = ERROR_INIT;

	query_add(&query, "other", "x y&");
	query_add_len(&query, name, buf_text(value), value->len);
	must(query_value(buf_text(&query), name, &again, &err) == 1);
	must(buf_equal(&again, value));
	buf_release(&again);
	buf_release(&query);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	char *name = fuzz_line(&input);
	char *query = fuzz_text(&input);
	struct buf value = BUF_INIT(BUF_REPLY_MAX);
	struct error err = ERROR_INIT;
	int count = query_value(query, name, &value, &err);

	if (count < 0)
		must(err.code == ERROR_DENIED);
	else if (count == 0)
		must(value.len == 0);
	else if (strcmp(name, "other") != 0)
		check_added(name, &value);
	buf_release(&value);
	free(query);
	free(name);
	return 0;
}
