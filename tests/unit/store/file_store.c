/* What is particular to the store of files: places, modes, and what it does about files that others could touch. */
#include <criterion/criterion.h>
#include <sys/stat.h>

#include "discred/store.h"
#include "expect.h"
#include "scratch.h"

static struct environ env;
static struct store store;

static void open_here(const char *runtime_dir)
{
	struct error err = ERROR_INIT;

	env = (struct environ){.uid = geteuid(), .home = scratch, .runtime_dir = runtime_dir};
	cr_assert_eq(store_open(&store, &store_table, STORE_DEFAULT, &env, &err), 0, "%s", err.text);
}

static void finish(void)
{
	store_close(&store);
	scratch_remove();
}

TestSuite(file_store, .init = scratch_make_unprivileged, .fini = finish);

static void save(const char *slot)
{
	struct buf bytes = BUF_INIT(64);
	struct error err = ERROR_INIT;

	buf_str(&bytes, "x");
	cr_assert_eq(store.ops->save(&store, "reader", slot, &bytes, &err), 0, "%s", err.text);
	buf_release(&bytes);
}

static unsigned mode_of(const char *name)
{
	struct stat st;

	return stat(scratch_path(name), &st) ? 0 : st.st_mode & 07777;
}

Test(file_store, tokens_are_in_the_runtime_directory_and_grants_are_not)
{
	cr_assert_eq(mkdir(scratch_path("run"), 0700), 0);
	open_here(scratch_path("run"));
	save("token");
	save("token-env");
	save("grant");
	cr_expect_eq(mode_of("run/discred"), 0700);
	cr_expect_eq(mode_of("run/discred/reader.token"), 0600);
	cr_expect_eq(mode_of("run/discred/reader.token-env"), 0600);
	cr_expect_eq(mode_of(".local/state/discred"), 0700);
	cr_expect_eq(mode_of(".local/state/discred/reader.grant"), 0600);
	cr_expect_eq(mode_of(".local/state/discred/reader.token"), 0);
}

Test(file_store, tokens_are_erased_in_both_places)
{
	struct error err = ERROR_INIT;

	open_here("/nonexistent");
	save("token");
	cr_expect_eq(mode_of(".local/state/discred/reader.token"), 0600);
	store_close(&store);
	cr_assert_eq(mkdir(scratch_path("run"), 0700), 0);
	open_here(scratch_path("run"));
	save("token");
	cr_assert_eq(store.ops->erase(&store, "reader", "token", &err), 0);
	cr_expect_eq(mode_of("run/discred/reader.token"), 0);
	cr_expect_eq(mode_of(".local/state/discred/reader.token"), 0);
}

Test(file_store, a_runtime_directory_that_is_open_to_others_is_not_used)
{
	cr_assert_eq(mkdir(scratch_path("run"), 0700), 0);
	cr_assert_eq(chmod(scratch_path("run"), 0755), 0);
	open_here(scratch_path("run"));
	save("token");
	cr_expect_eq(mode_of(".local/state/discred/reader.token"), 0600);
}

/* The hint names the file by its whole path, so that it can be followed from anywhere. */
static void expect_unsafe(const char *text, const char *advice)
{
	struct buf bytes = BUF_INIT(64);
	struct error err = ERROR_INIT;
	char hint[256];

	snprintf(hint, sizeof(hint), "%s%s'", advice, scratch_path(".local/state/discred/reader.grant"));
	cr_expect_eq(store.ops->load(&store, "reader", "grant", &bytes, &err), -1);
	expect_hint(err, ERROR_CONFIG, text, hint);
}

Test(file_store, files_that_others_could_touch_are_refused)
{
	open_here("/nonexistent");
	save("grant");
	cr_assert_eq(chmod(scratch_path(".local/state/discred/reader.grant"), 0640), 0);
	expect_unsafe("'reader.grant' is open to others (mode 0640)", "run 'chmod 600 ");
}

Test(file_store, symbolic_links_are_refused)
{
	open_here("/nonexistent");
	save("secret");
	cr_assert_eq(symlink("reader.secret", scratch_path(".local/state/discred/reader.grant")), 0);
	expect_unsafe("'reader.grant' is a symbolic link", "look at '");
}

Test(file_store, a_planted_lock_is_refused)
{
	struct store_hold hold;
	struct error err = ERROR_INIT;

	open_here("/nonexistent");
	save("grant");
	cr_assert_eq(symlink("reader.grant", scratch_path(".local/state/discred/reader.lock")), 0);
	cr_expect_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), -1);
	cr_expect_eq(err.code, ERROR_CONFIG);
}

static void expect_lock_error(enum error_code code, const char *text)
{
	struct store_hold hold;
	struct error err = ERROR_INIT;

	cr_expect_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), -1);
	expect_error(err, code, text);
	cr_expect_eq(hold.fd, -1);
}

Test(file_store, a_lock_that_cannot_be_made_is_named_by_its_path)
{
	char text[512];

	open_here("/nonexistent");
	save("grant");
	cr_assert_eq(mkdir(scratch_path(".local/state/discred/reader.lock"), 0700), 0);
	snprintf(text, sizeof(text), "cannot open lock '%s': Is a directory",
		 scratch_path(".local/state/discred/reader.lock"));
	expect_lock_error(ERROR_SYS, text);
}

/* What a load of the token gives, NULL for none. */
static void expect_token(const char *text)
{
	struct buf bytes = BUF_INIT(64);
	struct error err = ERROR_INIT;

	cr_expect_eq(store.ops->load(&store, "reader", "token", &bytes, &err), text ? 0 : -1);
	cr_expect_eq(err.code, text ? ERROR_OK : ERROR_NONE, "%s", err.text);
	cr_expect_str_eq(buf_text(&bytes), text ? text : "");
	buf_release(&bytes);
}

Test(file_store, a_token_that_the_runtime_directory_does_not_take_is_in_the_state_directory)
{
	cr_assert_eq(mkdir(scratch_path("run"), 0700), 0);
	cr_assert_eq(mkdir(scratch_path("run/discred"), 0500), 0);
	open_here(scratch_path("run"));
	save("token");
	expect_token("x");
	cr_expect_eq(mode_of(".local/state/discred/reader.token"), 0600);
	cr_assert_eq(chmod(scratch_path("run/discred"), 0700), 0);
	save("token");
	expect_token("x");
	cr_expect_eq(mode_of("run/discred/reader.token"), 0600);
	cr_expect_eq(mode_of(".local/state/discred/reader.token"), 0, "an older copy would come back one day");
}

Test(file_store, a_runtime_directory_that_cannot_be_used_is_passed_over)
{
	cr_assert_eq(mkdir(scratch_path("run"), 0700), 0);
	cr_assert_eq(mkdir(scratch_path("run/discred"), 0600), 0);
	open_here(scratch_path("run"));
	expect_token(NULL);
	save("token");
	expect_token("x");
	cr_expect_eq(mode_of(".local/state/discred/reader.token"), 0600);
}

Test(file_store, a_token_of_the_state_directory_serves_where_the_runtime_directory_has_none)
{
	open_here("/nonexistent");
	save("token");
	store_close(&store);
	cr_assert_eq(mkdir(scratch_path("run"), 0700), 0);
	open_here(scratch_path("run"));
	expect_token("x");
}

Test(file_store, an_unsafe_token_is_not_passed_over)
{
	struct buf bytes = BUF_INIT(64);
	struct error err = ERROR_INIT;

	cr_assert_eq(mkdir(scratch_path("run"), 0700), 0);
	open_here("/nonexistent");
	save("token");
	store_close(&store);
	open_here(scratch_path("run"));
	cr_assert_eq(mkdir(scratch_path("run/discred"), 0700), 0);
	scratch_text("run/discred/reader.token", "y", 0644);
	cr_expect_eq(store.ops->load(&store, "reader", "token", &bytes, &err), -1);
	expect_error(err, ERROR_CONFIG, "'reader.token' is open to others (mode 0644)");
}

Test(file_store, what_killed_writers_left_goes_with_the_next_save)
{
	open_here("/nonexistent");
	save("grant");
	scratch_text(".local/state/discred/.reader.grant.new", "old", 0600);
	scratch_text(".local/state/discred/.reader.token.new", "other", 0600);
	save("grant");
	cr_expect_eq(mode_of(".local/state/discred/.reader.grant.new"), 0);
	cr_expect_eq(mode_of(".local/state/discred/.reader.token.new"), 0600);
}

Test(file_store, a_draft_that_somebody_removed_is_not_written)
{
	struct store_draft draft;
	struct buf bytes = BUF_INIT(64);
	struct error err = ERROR_INIT;

	open_here("/nonexistent");
	cr_assert_eq(store.ops->draft_create(&store, "reader", "grant", 4096, &draft, &err), 0, "%s", err.text);
	cr_assert_eq(unlink(scratch_path(".local/state/discred/.reader.grant.next")), 0);
	buf_str(&bytes, "new");
	cr_expect_eq(store.ops->draft_write(&store, "reader", "grant", &draft, &bytes, &err), -1);
	expect_error(err, ERROR_SYS, "the draft was removed");
	cr_expect_eq(draft.fd, -1);
	buf_release(&bytes);
}
