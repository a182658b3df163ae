#include <criterion/criterion.h>
#include <string.h>

#include "secret_case.h"

static const char *stored; /* what the store below holds in its slot, NULL: nothing */

static int load(const struct store *store, const char *profile, const char *slot, struct buf *bytes, struct error *err)
{
	(void)store;
	cr_assert_str_eq(profile, "reader");
	cr_assert_str_eq(slot, "secret");
	if (!stored)
		return error_set(err, ERROR_NONE, "'reader.secret' does not exist");
	if (!strcmp(stored, "unsafe"))
		return error_set(err, ERROR_CONFIG, "'reader.secret' is open to others (mode 0644)");
	buf_str(bytes, stored);
	return 0;
}

static const struct store_ops ops = {.name = "test", .load = load};
static const struct store store = {.ops = &ops};

Test(secret_stored, value_of_the_key)
{
	struct secret_ref ref = {.kind = SECRET_STORED};
	static const char hint[] = "run 'discred profile set-secret reader client_secret'";

	secret_store = &store;
	stored = "discred-record 1\nbot_token=other\nclient_secret=s3cret\nend\n";
	expect_value(&ref, "s3cret");
	stored = NULL;
	expect_refused(&ref, ERROR_CONFIG, "no value is stored for it", hint);
	stored = "discred-record 1\nbot_token=other\nend\n";
	expect_refused(&ref, ERROR_CONFIG, "no value is stored for it", hint);
	stored = "discred-record 1\nclient_secret=\nend\n";
	expect_refused(&ref, ERROR_CONFIG, "the value is empty", "");
	stored = "unsafe";
	expect_refused(&ref, ERROR_CONFIG, "'reader.secret' is open to others (mode 0644)", "");
	stored = "discred-record 1\nclient_secret=s3cret\n";
	expect_refused(&ref, ERROR_CONFIG, "record: it is not whole", "");
}
