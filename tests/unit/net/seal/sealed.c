#include "net/seal/sealed.h"

#include "base/file.h"
#include "expect.h"
#include "sealed_case.h"

#define RECORD(text) "discred-record 1\n" text "end\n"

static struct environ env;
static struct store store;

static void open_store(void)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(store_open(&store, &store_table, STORE_DEFAULT, &env, &err), 0, "%s", err.text);
}

static void begin(void)
{
	scratch_make_unprivileged();
	env = (struct environ){.uid = geteuid(), .home = scratch, .runtime_dir = scratch};
	open_store();
	sealed_case_wrap(&store, &env);
}

static void end(void)
{
	store_close(&store);
	scratch_remove();
}

TestSuite(sealed, .init = begin, .fini = end);

/* As another process would: without the key that this one has. */
static void open_again(void)
{
	store_close(&store);
	open_store();
	sealed_case_wrap(&store, &env);
}

static void lock_holder(void)
{
	open_again();
	cr_assert_eq(rename(scratch_path("key"), scratch_path("key.away")), 0);
}

static void put(const char *slot, const char *text)
{
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	buf_str(&bytes, text);
	cr_assert_eq(store.ops->save(&store, "reader", slot, &bytes, &err), 0, "%s", err.text);
	buf_release(&bytes);
}

static int get(const char *profile, const char *slot, struct buf *bytes, struct error *err)
{
	buf_release(bytes);
	return store.ops->load(&store, profile, slot, bytes, err);
}

/* What is in the file itself. */
static char *raw(const char *name)
{
	static char text[8192];
	char path[96];
	struct buf bytes = BUF_INIT(sizeof(text) - 1);
	struct error err = ERROR_INIT;

	snprintf(path, sizeof(path), ".local/state/discred/%s", name);
	if (file_load(AT_FDCWD, scratch_path(path), FILE_PLAIN, &bytes, &err) < 0)
		text[0] = '\0';
	else
		memcpy(text, buf_text(&bytes), bytes.len + 1);
	buf_release(&bytes);
	return text;
}

static void write_raw(const char *name, const char *text)
{
	char path[96];

	snprintf(path, sizeof(path), ".local/state/discred/%s", name);
	scratch_text(path, text, 0600);
}

Test(sealed, what_lasts_and_nothing_else)
{
	static const char *const slots[] = {"grant", "secret", "extra"};
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;
	char name[64];

	for (size_t i = 0; i < 3; i++) {
		put(slots[i], RECORD("a=hidden\n"));
		snprintf(name, sizeof(name), "reader.%s", slots[i]);
		cr_expect_eq(strncmp(raw(name), "eyJ", 3), 0, "%s", slots[i]);
		open_again();
		cr_assert_eq(get("reader", slots[i], &bytes, &err), 0, "%s", err.text);
		cr_expect_str_eq(buf_text(&bytes), RECORD("a=hidden\n"));
	}
	put("moving", RECORD("from=x\n"));
	cr_expect_str_eq(raw("reader.moving"), RECORD("from=x\n"));
	buf_release(&bytes);
}

Test(sealed, what_is_plain_is_read_and_sealed_when_it_is_written)
{
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	write_raw("reader.grant", RECORD("a=old\n"));
	cr_assert_eq(get("reader", "grant", &bytes, &err), 0, "%s", err.text);
	cr_expect_str_eq(buf_text(&bytes), RECORD("a=old\n"));
	put("grant", RECORD("a=new\n"));
	cr_expect_eq(strncmp(raw("reader.grant"), "eyJ", 3), 0);
	buf_release(&bytes);
}

/* A locked holder: nothing is read, replaced or made, and what is there stays. */
static void expect_untouched(enum error_code code, const char *slot_text)
{
	struct store_draft draft = STORE_DRAFT_INIT;
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	cr_expect_eq(get("reader", "grant", &bytes, &err), -1);
	cr_expect_eq(err.code, code, "%s", err.text);
	cr_expect_eq(bytes.len, 0);
	buf_str(&bytes, RECORD("a=new\n"));
	cr_expect_eq(store.ops->save(&store, "reader", "grant", &bytes, &err), -1);
	cr_expect_eq(err.code, code, "%s", err.text);
	cr_expect_eq(store.ops->draft_create(&store, "reader", "grant", 4096, &draft, &err), -1);
	cr_expect_eq(err.code, code, "%s", err.text);
	cr_expect_eq(sealed_ready(&store, "reader", &err), -1);
	cr_expect_str_eq(raw("reader.grant"), slot_text);
	buf_release(&bytes);
}

Test(sealed, nothing_is_replaced_while_the_holder_is_locked)
{
	char before[4096];

	put("grant", RECORD("a=old\n"));
	snprintf(before, sizeof(before), "%s", raw("reader.grant"));
	lock_holder();
	expect_untouched(ERROR_TEMP, before);
}

Test(sealed, a_first_grant_is_not_stored_plain_while_the_holder_is_locked)
{
	struct store_draft draft = STORE_DRAFT_INIT;
	struct error err = ERROR_INIT;

	lock_holder();
	cr_expect_eq(store.ops->draft_create(&store, "reader", "grant", 4096, &draft, &err), -1);
	cr_expect_eq(err.code, ERROR_TEMP, "%s", err.text);
	cr_expect_eq(sealed_ready(&store, "reader", &err), -1);
	cr_expect_eq(err.code, ERROR_TEMP, "%s", err.text);
}

Test(sealed, a_file_in_anothers_place_is_refused)
{
	char text[4096];

	put("secret", RECORD("a=old\n"));
	snprintf(text, sizeof(text), "%s", raw("reader.secret"));
	write_raw("reader.grant", text);
	expect_untouched(ERROR_CONFIG, text);
}

Test(sealed, a_grant_of_another_profile_is_refused)
{
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	put("grant", RECORD("refresh_token=r\n"));
	write_raw("other.grant", raw("reader.grant"));
	cr_assert_eq(get("reader", "grant", &bytes, &err), 0, "%s", err.text);
	cr_assert_eq(get("other", "grant", &bytes, &err), -1);
	cr_expect_eq(err.code, ERROR_CONFIG, "%s", err.text);
	cr_expect_eq(bytes.len, 0);
	buf_release(&bytes);
}

Test(sealed, without_its_seal_nothing_is_replaced)
{
	char text[4096];

	put("grant", RECORD("a=old\n"));
	snprintf(text, sizeof(text), "%s", raw("reader.grant"));
	cr_assert_eq(unlink(scratch_path(".local/state/discred/seal")), 0);
	store_close(&store);
	open_store();
	sealed_wrap(&store, &(struct seal_access){.env = &env, .words = sealed_case_words});
	expect_untouched(ERROR_CONFIG, text);
}

Test(sealed, what_a_later_version_wrote_is_not_replaced)
{
	write_raw("reader.grant", "discred-record 2\na=b\nend\n");
	expect_untouched(ERROR_CONFIG, "discred-record 2\na=b\nend\n");
	write_raw("reader.grant", "eyJhbGciOiJuZXcifQ..AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA\n");
	expect_untouched(ERROR_CONFIG, "eyJhbGciOiJuZXcifQ..AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA\n");
}

static void put_draft(const char *text)
{
	struct store_draft draft = STORE_DRAFT_INIT;
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	buf_str(&bytes, text);
	cr_assert_eq(store.ops->draft_create(&store, "reader", "grant", 4096, &draft, &err), 0, "%s", err.text);
	cr_assert_eq(store.ops->draft_write(&store, "reader", "grant", &draft, &bytes, &err), 0, "%s", err.text);
	buf_release(&bytes);
}

Test(sealed, a_draft_is_sealed_before_it_is_written)
{
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	put_draft(RECORD("a=new\n"));
	cr_expect_eq(strncmp(raw(".reader.grant.next"), "eyJ", 3), 0);
	cr_assert_eq(store.ops->draft_load(&store, "reader", "grant", &bytes, &err), 0, "%s", err.text);
	cr_expect_str_eq(buf_text(&bytes), RECORD("a=new\n"));
	cr_assert_eq(store.ops->draft_publish(&store, "reader", "grant", &err), 0, "%s", err.text);
	cr_assert_eq(get("reader", "grant", &bytes, &err), 0, "%s", err.text);
	cr_expect_str_eq(buf_text(&bytes), RECORD("a=new\n"));
	buf_release(&bytes);
}

Test(sealed, a_whole_draft_is_not_replaced_while_the_holder_is_locked)
{
	struct store_draft draft = STORE_DRAFT_INIT;
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;
	char before[4096];

	put_draft(RECORD("a=new\n"));
	snprintf(before, sizeof(before), "%s", raw(".reader.grant.next"));
	lock_holder();
	cr_expect_eq(store.ops->draft_load(&store, "reader", "grant", &bytes, &err), -1);
	cr_expect_eq(err.code, ERROR_TEMP, "%s", err.text);
	cr_expect_eq(store.ops->draft_create(&store, "reader", "grant", 4096, &draft, &err), -1);
	cr_expect_eq(err.code, ERROR_TEMP, "%s", err.text);
	cr_expect_str_eq(raw(".reader.grant.next"), before);
	buf_release(&bytes);
}

/* Its writer was killed: nothing in it can be used, so it must not stand in the way. */
Test(sealed, a_draft_that_was_cut_off_is_no_record_and_can_be_replaced)
{
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;
	char half[256];

	put_draft(RECORD("a=new\n"));
	snprintf(half, 150, "%s", raw(".reader.grant.next"));
	write_raw(".reader.grant.next", half);
	cr_assert_eq(store.ops->draft_load(&store, "reader", "grant", &bytes, &err), 0, "%s", err.text);
	cr_expect_eq(bytes.len, 0);
	put_draft(RECORD("a=newer\n"));
	buf_release(&bytes);
}

Test(sealed, moving_needs_the_key_and_changes_nothing_without)
{
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;
	char before[4096];

	put("grant", RECORD("a=old\n"));
	snprintf(before, sizeof(before), "%s", raw("reader.grant"));
	lock_holder();
	cr_expect_eq(store.ops->move(&store, "reader", "writer", &err), -1);
	cr_expect_eq(err.code, ERROR_TEMP, "%s", err.text);
	cr_expect_str_eq(raw("reader.grant"), before);
	cr_expect_str_eq(raw("writer.grant"), "");
	cr_assert_eq(rename(scratch_path("key.away"), scratch_path("key")), 0);
	cr_assert_eq(store.ops->move(&store, "reader", "writer", &err), 0, "%s", err.text);
	cr_assert_eq(get("writer", "grant", &bytes, &err), 0, "%s", err.text);
	cr_expect_str_eq(buf_text(&bytes), RECORD("a=old\n"));
	cr_expect_str_eq(raw("reader.grant"), "");
	buf_release(&bytes);
}

Test(sealed, who_changes_the_seal_waits_for_who_writes)
{
	struct store_hold hold = STORE_HOLD_INIT;
	struct store_hold lock = STORE_HOLD_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0, "%s", err.text);
	cr_expect_eq(store.ops->seal_lock(&store, STORE_EXCLUSIVE, 0, &lock, &err), -1);
	cr_expect_eq(err.code, ERROR_TEMP);
	store.ops->unlock(&hold);
	store_close(&store);
	open_store();
	cr_assert_eq(store.ops->seal_lock(&store, STORE_EXCLUSIVE, 0, &lock, &err), 0, "%s", err.text);
	sealed_wrap(&store, &(struct seal_access){.env = &env, .words = sealed_case_words});
	cr_expect_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), -1);
	cr_expect_eq(err.code, ERROR_TEMP);
	store.ops->unlock(&lock);
	cr_expect_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0, "%s", err.text);
	store.ops->unlock(&hold);
}
