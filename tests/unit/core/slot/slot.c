#include <criterion/criterion.h>

#include "base/memory.h"
#include "discred/slot.h"
#include "expect.h"
#include "store_case.h"

TestSuite(slot, .init = store_case_begin, .fini = store_case_end);

static struct grant grant_of(const char *refresh, int64_t obtained, int64_t counter)
{
	struct grant grant = GRANT_INIT;

	buf_str(&grant.refresh, refresh);
	grant.client_id = xstrdup("157");
	grant.api_base = xstrdup("https://discord.com/api/v10");
	grant.scope = xstrdup("identify");
	grant.scope_asked = xstrdup("identify");
	grant.redirect_uri = xstrdup("http://127.0.0.1:1/x");
	grant.obtained = obtained;
	grant.counter = counter;
	return grant;
}

static void put(const char *refresh, int64_t obtained, int64_t counter)
{
	struct grant grant = grant_of(refresh, obtained, counter);
	struct error err = ERROR_INIT;

	cr_assert_eq(slot_save_grant(&store, "reader", &grant, &err), 0);
	grant_release(&grant);
}

/* A draft that a killed run left over: written, not renamed. */
static void leave_draft(const struct grant *next, const char *replaces)
{
	struct record record = RECORD_INIT;
	struct buf bytes = BUF_INIT(4096);
	struct store_draft draft;
	struct error err = ERROR_INIT;

	cr_assert_eq(grant_to_record(next, &record, &err), 0);
	cr_assert_eq(record_add_text(&record, "replaces", replaces, &err), 0);
	cr_assert_eq(record_format(&record, &bytes, &err), 0);
	cr_assert_eq(slot_prepare_grant(&store, "reader", &draft, &err), 0, "%s", err.text);
	cr_assert_eq(store.ops->draft_write(&draft, &bytes, &err), 0);
	record_release(&record);
	buf_release(&bytes);
}

static void expect_grant(const char *refresh)
{
	struct grant grant = GRANT_INIT;
	struct error err = ERROR_INIT;

	cr_expect_eq(slot_load_grant(&store, "reader", &grant, &err), refresh ? 0 : -1);
	cr_expect_str_eq(buf_text(&grant.refresh), refresh ? refresh : "");
	grant_release(&grant);
}

static void expect_no_draft(void)
{
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	cr_expect_eq(store.ops->draft_load(&store, "reader", "grant", &bytes, &err), -1);
	cr_expect_eq(err.code, ERROR_NONE);
}

static void adopt(void)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(slot_adopt_grant(&store, "reader", &err), 0, "%s", err.text);
	expect_no_draft();
}

Test(slot, a_whole_draft_of_the_grant_in_place_is_adopted)
{
	struct grant next = grant_of("new", 1000, 6);

	put("old", 1000, 5);
	leave_draft(&next, "157/1000/5");
	adopt();
	expect_grant("new");
	grant_release(&next);
}

Test(slot, a_draft_of_another_grant_is_deleted)
{
	struct grant next = grant_of("new", 1000, 6);

	put("later", 2000, 0);
	leave_draft(&next, "157/1000/5");
	adopt();
	expect_grant("later");
	grant_release(&next);
}

Test(slot, a_draft_after_a_logout_is_deleted)
{
	struct grant next = grant_of("new", 1000, 6);

	leave_draft(&next, "157/1000/5");
	adopt();
	expect_grant(NULL);
	grant_release(&next);
}

Test(slot, the_draft_of_a_first_login_is_adopted)
{
	struct grant next = grant_of("first", 1000, 0);

	leave_draft(&next, "none");
	adopt();
	expect_grant("first");
	grant_release(&next);
}

Test(slot, a_draft_that_is_not_whole_is_deleted)
{
	struct store_draft draft;
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	put("old", 1000, 5);
	cr_assert_eq(slot_prepare_grant(&store, "reader", &draft, &err), 0);
	buf_str(&bytes, "discred-record 1\nrefresh_token=half");
	cr_assert_eq(store.ops->draft_write(&draft, &bytes, &err), 0);
	adopt();
	expect_grant("old");
	buf_release(&bytes);
}

Test(slot, a_written_draft_is_the_next_grant)
{
	struct grant next = grant_of("new", 1000, 6);
	struct grant old = grant_of("old", 1000, 5);
	struct store_draft draft;
	struct error err = ERROR_INIT;

	put("old", 1000, 5);
	cr_assert_eq(slot_prepare_grant(&store, "reader", &draft, &err), 0);
	cr_assert_eq(slot_write_grant(&store, &draft, &next, &old, &err), 0);
	expect_grant("old");
	adopt();
	expect_grant("new");
	expect_no_draft();
	grant_release(&next);
	grant_release(&old);
}

Test(slot, a_damaged_grant_says_so)
{
	struct grant grant = GRANT_INIT;
	struct buf bytes = BUF_INIT(64);
	struct error err = ERROR_INIT;

	buf_str(&bytes, "discred-record 1\n");
	cr_assert_eq(store.ops->save(&store, "reader", "grant", &bytes, &err), 0);
	cr_expect_eq(slot_load_grant(&store, "reader", &grant, &err), -1);
	expect_hint(err, ERROR_CONFIG, "the stored grant is damaged: record: it is not whole",
		    "run 'discred auth login reader'");
	buf_release(&bytes);
}

Test(slot, a_damaged_token_is_no_token)
{
	struct token token = TOKEN_INIT;
	struct buf bytes = BUF_INIT(64);
	struct error err = ERROR_INIT;

	buf_str(&bytes, "discred-record 1\nend\n");
	cr_assert_eq(store.ops->save(&store, "reader", "token", &bytes, &err), 0);
	cr_expect_eq(slot_load_token(&store, "reader", "token", &token, &err), -1);
	expect_error(err, ERROR_NONE, "record: there is no usable 'access_token'");
	buf_release(&bytes);
}

static void expect_login(bool expected)
{
	struct error err = ERROR_INIT;
	bool there = !expected;

	cr_assert_eq(slot_has_login(&store, "reader", &there, &err), 0, "%s", err.text);
	cr_expect_eq(there, expected);
	cr_expect_eq(err.code, ERROR_OK);
}

Test(slot, a_login_leaves_a_grant_a_draft_of_one_or_a_token)
{
	static const char *const others[] = {"token-command", "extra", "secret"};
	struct grant next = grant_of("first", 1000, 0);
	struct buf bytes = BUF_INIT(64);
	struct error err = ERROR_INIT;

	expect_login(false);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		cr_assert_eq(store.ops->save(&store, "reader", others[i], &bytes, &err), 0);
	expect_login(false);
	cr_assert_eq(store.ops->save(&store, "reader", "token", &bytes, &err), 0);
	expect_login(true);
	cr_assert_eq(slot_forget(&store, "reader", &err), 0);
	expect_login(false);
	leave_draft(&next, "none");
	expect_login(true);
	adopt();
	expect_login(true);
	grant_release(&next);
}

Test(slot, forget_leaves_only_what_was_set_by_hand)
{
	static const char *const slots[] = {"token", "token-env", "extra", "secret"};
	struct grant next = grant_of("new", 1000, 6);
	struct strings left = STRINGS_INIT;
	struct buf bytes = BUF_INIT(64);
	struct error err = ERROR_INIT;

	put("old", 1000, 5);
	leave_draft(&next, "157/1000/5");
	for (size_t i = 0; i < 4; i++)
		cr_assert_eq(store.ops->save(&store, "reader", slots[i], &bytes, &err), 0);
	cr_assert_eq(slot_forget(&store, "reader", &err), 0, "%s", err.text);
	cr_assert_eq(store.ops->list(&store, "reader", &left, &err), 0);
	cr_expect_eq(left.count, 1);
	cr_expect_str_eq(left.item[0], "secret");
	expect_no_draft();
	strings_release(&left);
	grant_release(&next);
}

Test(slot, forget_finds_what_killed_writers_left)
{
	static const char *const left[] = {"token", "grant", "extra"};
	struct error err = ERROR_INIT;

	put("old", 1000, 5);
	for (size_t i = 0; i < 3; i++) {
		char name[64];

		snprintf(name, sizeof(name), ".local/state/discred/.reader.%s.4711.new", left[i]);
		scratch_text(name, "secret", 0600);
	}
	cr_assert_eq(slot_forget(&store, "reader", &err), 0, "%s", err.text);
	cr_expect_eq(rmdir(scratch_path(".local/state/discred")), 0, "something is left in it");
}

static void expect_serves(const char *client_id, const char *api_base, const char *asked, const char *text)
{
	struct profile profile = {.id = (char *)"reader", .client_id = (char *)"157", .api_base = (char *)"https://a"};
	struct error err = ERROR_INIT;

	strings_split(&profile.scope, "identify guilds", " ");
	cr_expect_eq(slot_token_serves(&profile, client_id, api_base, asked, &err), !text);
	if (text)
		expect_hint(err, ERROR_NONE, text, "run 'discred auth login reader'");
	strings_release(&profile.scope);
}

Test(slot, what_belongs_to_another_client_or_lacks_a_scope_does_not_serve)
{
	expect_serves("157", "https://a", "guilds identify", NULL);
	expect_serves("157", "https://a", "guilds identify email", NULL);
	expect_serves("158", "https://a", "guilds identify", "what is stored belongs to client_id '158'");
	expect_serves("157", "https://b", "guilds identify", "what is stored belongs to api_base 'https://b'");
	expect_serves("157", "https://a", "identify", "scope 'guilds' was added");
}
