/*
 * What every store must do, for each row of the table, and for each of them sealed. A store finds its places through
 * struct environ, so a test gives it a home and a runtime directory of its own.
 */
#include <criterion/criterion.h>

#include "base/memory.h"
#include "discred/store.h"
#include "unit/scratch.h"
#include "unit/sealed_case.h"

static struct environ env;

static void make_places(void)
{
	scratch_make_unprivileged();
	env = (struct environ){.uid = geteuid(), .home = scratch, .runtime_dir = scratch};
}

TestSuite(store, .init = make_places, .fini = scratch_remove);

#define FOR_EACH_STORE(store)                                                                                          \
	for (size_t row = 0; row < 2 * store_table.count; row++)                                                       \
		for (struct store store = {.ops = store_table.row[row / 2]}; opened(&store, row % 2); closed(&store))

static bool opened(struct store *store, bool sealed)
{
	struct error err = ERROR_INIT;

	if (!store->ops)
		return false;
	if (sealed) {
		scratch_remove();
		make_places();
	}
	cr_assert_eq(store->ops->open(store, store->ops->name, &env, &err), 0, "%s", err.text);
	if (sealed)
		sealed_case_wrap(store, &env);
	return true;
}

static void closed(struct store *store)
{
	store->ops->close(store);
	store->ops = NULL;
}

static void save(const struct store *store, const char *profile, const char *slot, const char *text)
{
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	buf_str(&bytes, text);
	cr_assert_eq(store->ops->save(store, profile, slot, &bytes, &err), 0, "%s", err.text);
	buf_release(&bytes);
}

static void expect(const struct store *store, const char *profile, const char *slot, const char *text)
{
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;
	int result = store->ops->load(store, profile, slot, &bytes, &err);

	cr_expect_eq(result, text ? 0 : -1, "slot '%s' of '%s'", slot, profile);
	cr_expect_eq(err.code, text ? ERROR_OK : ERROR_NONE, "%s", err.text);
	cr_expect_str_eq(buf_text(&bytes), text ? text : "");
	buf_release(&bytes);
}

Test(store, an_empty_slot_is_none)
{
	FOR_EACH_STORE(store)
	{
		expect(&store, "reader", "grant", NULL);
		expect(&store, "reader", "token", NULL);
	}
}

Test(store, keeps_bytes_by_profile_and_slot)
{
	FOR_EACH_STORE(store)
	{
		save(&store, "reader", "grant", "g1");
		save(&store, "reader", "token", "t1");
		save(&store, "writer", "grant", "g2");
		save(&store, "reader", "grant", "g3\n");
		expect(&store, "reader", "grant", "g3\n");
		expect(&store, "reader", "token", "t1");
		expect(&store, "writer", "grant", "g2");
		expect(&store, "writer", "token", NULL);
	}
}

Test(store, dots_in_names_do_not_mix_profiles)
{
	FOR_EACH_STORE(store)
	{
		struct strings slots = STRINGS_INIT;
		struct error err = ERROR_INIT;

		save(&store, "a", "token", "one");
		save(&store, "a.token", "grant", "two");
		expect(&store, "a", "token", "one");
		cr_assert_eq(store.ops->list(&store, "a", &slots, &err), 0);
		cr_expect_eq(slots.count, 1);
		cr_expect_str_eq(slots.item[0], "token");
		strings_release(&slots);
	}
}

Test(store, erases_and_lists)
{
	FOR_EACH_STORE(store)
	{
		struct strings slots = STRINGS_INIT;
		struct error err = ERROR_INIT;

		save(&store, "reader", "grant", "g");
		save(&store, "reader", "token", "t");
		save(&store, "reader", "token-env", "e");
		cr_assert_eq(store.ops->erase(&store, "reader", "token", &err), 0);
		cr_assert_eq(store.ops->erase(&store, "reader", "token", &err), 0, "erasing the absent succeeds");
		expect(&store, "reader", "token", NULL);
		cr_assert_eq(store.ops->list(&store, "reader", &slots, &err), 0);
		strings_sort(&slots);
		cr_expect_eq(slots.count, 2);
		cr_expect_str_eq(slots.item[0], "grant");
		cr_expect_str_eq(slots.item[1], "token-env");
		strings_release(&slots);
	}
}

/* The runtime directory of this test may be on a disk: then it is nowhere. */
Test(store, a_copy_of_the_bot_token_is_in_memory_or_nowhere)
{
	FOR_EACH_STORE(store)
	{
		struct buf bytes = BUF_INIT(4096);
		struct strings slots = STRINGS_INIT;
		struct error err = ERROR_INIT;
		bool kept;

		buf_str(&bytes, "b");
		kept = !store.ops->save(&store, "reader", "token-bot", &bytes, &err);
		cr_expect_eq(err.code, kept ? ERROR_OK : ERROR_NONE, "%s", err.text);
		expect(&store, "reader", "token-bot", kept ? "b" : NULL);
		cr_assert_eq(store.ops->list(&store, "reader", &slots, &err), 0);
		cr_expect_eq(slots.count, 0, "a copy is not listed");
		cr_assert_eq(store.ops->erase(&store, "reader", "token-bot", &err), 0, "%s", err.text);
		expect(&store, "reader", "token-bot", NULL);
		strings_release(&slots);
		buf_release(&bytes);
	}
}

static char *stamp_of(const struct store *store, const char *slot)
{
	struct buf text = BUF_INIT(1024);
	char *stamp;

	store->ops->stamp(store, "reader", slot, &text);
	stamp = xstrdup(buf_text(&text));
	buf_release(&text);
	return stamp;
}

Test(store, a_stamp_changes_with_its_slot_alone)
{
	FOR_EACH_STORE(store)
	{
		struct error err = ERROR_INIT;
		char *stamp[5];

		stamp[0] = stamp_of(&store, "secret");
		save(&store, "reader", "secret", "s");
		stamp[1] = stamp_of(&store, "secret");
		save(&store, "reader", "extra", "e");
		stamp[2] = stamp_of(&store, "secret");
		save(&store, "reader", "secret", "t");
		stamp[3] = stamp_of(&store, "secret");
		cr_assert_eq(store.ops->erase(&store, "reader", "secret", &err), 0);
		stamp[4] = stamp_of(&store, "secret");
		cr_expect_str_eq(stamp[0], STORE_STAMP_NONE);
		cr_expect_str_neq(stamp[0], stamp[1]);
		cr_expect_str_eq(stamp[1], stamp[2]);
		cr_expect_str_neq(stamp[2], stamp[3]);
		cr_expect_str_eq(stamp[4], stamp[0]);
		for (size_t i = 0; i < ARRAY_LEN(stamp); i++)
			free(stamp[i]);
	}
}

Test(store, what_is_set_aside_leaves_the_slot_empty_and_goes_with_it)
{
	FOR_EACH_STORE(store)
	{
		struct error err = ERROR_INIT;

		save(&store, "reader", "grant", "half");
		cr_assert_eq(store.ops->set_aside(&store, "reader", "grant", STORE_SLOT, &err), 0, "%s", err.text);
		expect(&store, "reader", "grant", NULL);
		cr_assert_eq(store.ops->set_aside(&store, "reader", "grant", STORE_SLOT, &err), 0, "%s", err.text);
		cr_assert_eq(store.ops->set_aside(&store, "reader", "grant", STORE_DRAFT, &err), 0, "%s", err.text);
		save(&store, "reader", "grant", "new");
		expect(&store, "reader", "grant", "new");
		cr_assert_eq(store.ops->erase(&store, "reader", "grant", &err), 0, "%s", err.text);
	}
}

Test(store, names_that_could_leave_it_are_refused)
{
	static const char *const bad[][2] = {{"../x", "token"}, {"", "token"}, {"a", "x/y"}, {"a", "x.y"}, {"a", ""}};

	FOR_EACH_STORE(store)
	{
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			struct buf bytes = BUF_INIT(64);
			struct error err = ERROR_INIT;

			cr_expect_eq(store.ops->save(&store, bad[i][0], bad[i][1], &bytes, &err), -1);
			cr_expect_eq(err.code, ERROR_BUG);
		}
	}
}

Test(store, exclusive_lock_keeps_others_out)
{
	FOR_EACH_STORE(store)
	{
		struct store_hold first;
		struct store_hold second;
		struct error err = ERROR_INIT;

		cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &first, &err), 0, "%s", err.text);
		cr_expect_eq(store.ops->lock(&store, "reader", STORE_SHARED, 0, &second, &err), -1);
		cr_expect_eq(err.code, ERROR_TEMP);
		cr_expect_str_eq(err.text, "another process is changing what is stored for 'reader'");
		store.ops->unlock(&first);
		cr_assert_eq(store.ops->lock(&store, "reader", STORE_SHARED, 0, &first, &err), 0);
		cr_assert_eq(store.ops->lock(&store, "reader", STORE_SHARED, 0, &second, &err), 0);
		store.ops->unlock(&first);
		store.ops->unlock(&second);
	}
}

Test(store, marker_is_kept_beside_the_lock)
{
	FOR_EACH_STORE(store)
	{
		struct buf bytes = BUF_INIT(64);
		struct buf read = BUF_INIT(64);
		struct store_hold hold;
		struct error err = ERROR_INIT;

		cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0);
		cr_expect_eq(store.ops->marker(&store, "reader", &read, &err), -1);
		cr_expect_eq(err.code, ERROR_NONE);
		buf_str(&bytes, "failed badly");
		cr_assert_eq(store.ops->mark(&hold, &bytes, &err), 0);
		buf_clear(&bytes);
		buf_str(&bytes, "failed");
		cr_assert_eq(store.ops->mark(&hold, &bytes, &err), 0);
		store.ops->unlock(&hold);
		cr_assert_eq(store.ops->marker(&store, "reader", &read, &err), 0);
		cr_expect_str_eq(buf_text(&read), "failed");
		buf_release(&bytes);
		buf_release(&read);
	}
}

Test(store, a_draft_becomes_the_slot_by_publishing_only)
{
	FOR_EACH_STORE(store)
	{
		struct store_draft draft;
		struct buf bytes = BUF_INIT(64);
		struct buf left = BUF_INIT(64);
		struct error err = ERROR_INIT;

		save(&store, "reader", "grant", "old");
		cr_expect_eq(store.ops->draft_load(&store, "reader", "grant", &left, &err), -1);
		cr_expect_eq(err.code, ERROR_NONE);
		cr_assert_eq(store.ops->draft_create(&store, "reader", "grant", 8192, &draft, &err), 0, "%s", err.text);
		buf_str(&bytes, "new");
		cr_assert_eq(store.ops->draft_write(&store, "reader", "grant", &draft, &bytes, &err), 0);
		expect(&store, "reader", "grant", "old");
		cr_assert_eq(store.ops->draft_load(&store, "reader", "grant", &left, &err), 0);
		cr_expect_str_eq(buf_text(&left), "new", "nothing of the reserved space follows the bytes");
		cr_expect_eq(left.len, 3);
		cr_assert_eq(store.ops->draft_publish(&store, "reader", "grant", &err), 0);
		expect(&store, "reader", "grant", "new");
		buf_release(&bytes);
		buf_release(&left);
	}
}

Test(store, a_draft_can_be_made_again_and_discarded)
{
	FOR_EACH_STORE(store)
	{
		struct store_draft draft;
		struct buf left = BUF_INIT(64);
		struct error err = ERROR_INIT;

		cr_assert_eq(store.ops->draft_create(&store, "reader", "grant", 4096, &draft, &err), 0);
		store.ops->draft_close(&draft);
		cr_expect_eq(draft.fd, -1);
		store.ops->draft_close(&draft);
		cr_assert_eq(store.ops->draft_create(&store, "reader", "grant", 4096, &draft, &err), 0);
		store.ops->draft_close(&draft);
		cr_assert_eq(store.ops->draft_discard(&store, "reader", "grant", &err), 0);
		cr_assert_eq(store.ops->draft_discard(&store, "reader", "grant", &err), 0);
		cr_expect_eq(store.ops->draft_load(&store, "reader", "grant", &left, &err), -1);
		cr_expect_eq(err.code, ERROR_NONE);
	}
}

static void draft(const struct store *store, const char *profile, const char *text)
{
	struct store_draft draft;
	struct buf bytes = BUF_INIT(64);
	struct error err = ERROR_INIT;

	buf_str(&bytes, text);
	cr_assert_eq(store->ops->draft_create(store, profile, "grant", 4096, &draft, &err), 0, "%s", err.text);
	cr_assert_eq(store->ops->draft_write(store, profile, "grant", &draft, &bytes, &err), 0, "%s", err.text);
	buf_release(&bytes);
}

static void expect_draft(const struct store *store, const char *profile, const char *text)
{
	struct buf left = BUF_INIT(64);
	struct error err = ERROR_INIT;

	cr_expect_eq(store->ops->draft_load(store, profile, "grant", &left, &err), text ? 0 : -1);
	cr_expect_eq(err.code, text ? ERROR_OK : ERROR_NONE, "%s", err.text);
	cr_expect_str_eq(buf_text(&left), text ? text : "");
	buf_release(&left);
}

Test(store, moves_all_of_a_profile_and_nothing_else)
{
	FOR_EACH_STORE(store)
	{
		struct strings slots = STRINGS_INIT;
		struct error err = ERROR_INIT;

		save(&store, "old", "grant", "g");
		save(&store, "old", "token", "t");
		save(&store, "old", "token-env", "e");
		save(&store, "old", "secret", "s");
		draft(&store, "old", "d");
		save(&store, "old.er", "token", "another's");
		save(&store, "ol", "grant", "another's too");
		draft(&store, "old.er", "another's draft");
		cr_assert_eq(store.ops->move(&store, "old", "new", &err), 0, "%s", err.text);
		expect(&store, "new", "grant", "g");
		expect(&store, "new", "token", "t");
		expect(&store, "new", "token-env", "e");
		expect(&store, "new", "secret", "s");
		expect_draft(&store, "new", "d");
		expect_draft(&store, "old", NULL);
		cr_assert_eq(store.ops->list(&store, "old", &slots, &err), 0);
		cr_expect_eq(slots.count, 0);
		expect(&store, "old.er", "token", "another's");
		expect(&store, "ol", "grant", "another's too");
		expect_draft(&store, "old.er", "another's draft");
		strings_release(&slots);
	}
}

Test(store, a_move_goes_on_where_one_was_ended)
{
	FOR_EACH_STORE(store)
	{
		struct error err = ERROR_INIT;

		cr_assert_eq(store.ops->move(&store, "old", "new", &err), 0, "nothing to move: %s", err.text);
		save(&store, "new", "grant", "moved before");
		save(&store, "new", "token", "older");
		save(&store, "old", "token", "newer");
		cr_assert_eq(store.ops->move(&store, "old", "new", &err), 0, "%s", err.text);
		expect(&store, "new", "grant", "moved before");
		expect(&store, "new", "token", "newer");
		expect(&store, "old", "token", NULL);
	}
}

Test(store, a_move_of_names_that_are_none_is_refused)
{
	FOR_EACH_STORE(store)
	{
		struct error err = ERROR_INIT;

		cr_expect_eq(store.ops->move(&store, "../x", "a", &err), -1);
		cr_expect_eq(err.code, ERROR_BUG);
		cr_expect_eq(store.ops->move(&store, "a", "", &err), -1);
		cr_expect_eq(err.code, ERROR_BUG);
	}
}

Test(store, a_lock_that_is_removed_takes_its_marker_along)
{
	FOR_EACH_STORE(store)
	{
		struct buf bytes = BUF_INIT(64);
		struct buf read = BUF_INIT(64);
		struct store_hold hold;
		struct error err = ERROR_INIT;

		buf_str(&bytes, "failed");
		cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0);
		cr_assert_eq(store.ops->mark(&hold, &bytes, &err), 0);
		cr_assert_eq(store.ops->lock_remove(&store, "reader", &hold, &err), 0, "%s", err.text);
		cr_expect_eq(hold.fd, -1);
		cr_expect_eq(store.ops->marker(&store, "reader", &read, &err), -1);
		cr_expect_eq(err.code, ERROR_NONE);
		cr_assert_eq(store.ops->lock(&store, "reader", STORE_EXCLUSIVE, 0, &hold, &err), 0, "%s", err.text);
		store.ops->unlock(&hold);
		buf_release(&bytes);
		buf_release(&read);
	}
}

/* There is no memory: without a runtime directory, or with one on a disk. */
Test(store, keeps_no_token_where_none_may_be_on_disk)
{
	FOR_EACH_STORE(store)
	{
		struct error err = ERROR_INIT;
		const char *dir;

		if (store.ops->tokens(&store, &dir) == STORE_TOKENS_IN_MEMORY) {
			free(store.runtime_dir);
			store.runtime_dir = NULL;
		}
		save(&store, "reader", "token", "old");
		cr_expect_eq(store.ops->tokens(&store, &dir), STORE_TOKENS_ON_DISK);
		cr_expect(dir);
		cr_assert_eq(store.ops->allow_tokens_on_disk(&store, false, &err), 0, "%s", err.text);
		cr_expect_eq(store.ops->tokens(&store, &dir), STORE_TOKENS_NOWHERE);
		cr_expect_null(dir);
		save(&store, "reader", "token", "new");
		expect(&store, "reader", "token", NULL);
		save(&store, "reader", "token-command", "new");
		expect(&store, "reader", "token-command", NULL);
		save(&store, "reader", "grant", "kept");
		expect(&store, "reader", "grant", "kept");
		cr_assert_eq(store.ops->allow_tokens_on_disk(&store, true, &err), 0, "%s", err.text);
		save(&store, "reader", "token", "new");
		expect(&store, "reader", "token", "new");
	}
}

Test(store, keeps_its_seal)
{
	FOR_EACH_STORE(store)
	{
		struct buf none = BUF_INIT(0);
		struct buf bytes = BUF_INIT(64);
		struct buf read = BUF_INIT(BUF_FILE_MAX);
		struct store_hold hold;
		struct error err = ERROR_INIT;

		cr_assert_eq(store.ops->seal_lock(&store, STORE_SHARED, 0, &hold, &err), 0, "%s", err.text);
		store.ops->unlock(&hold);
		buf_str(&bytes, "opaque");
		cr_assert_eq(store.ops->seal_save(&store, &bytes, false, &err), 0, "%s", err.text);
		cr_assert_eq(store.ops->seal_load(&store, &read, &err), 0, "%s", err.text);
		cr_expect_str_eq(buf_text(&read), "opaque");
		cr_assert_eq(store.ops->seal_save(&store, &none, true, &err), 0, "%s", err.text);
		cr_expect_eq(store.ops->seal_load(&store, &read, &err), -1);
		cr_expect_eq(err.code, ERROR_NONE);
		buf_release(&bytes);
		buf_release(&read);
	}
}

Test(store, is_opened_by_the_name_of_its_row)
{
	for (size_t row = 0; row < store_table.count; row++) {
		struct error err = ERROR_INIT;
		struct store store;

		cr_assert_eq(store_open(&store, &store_table, store_table.row[row]->name, &env, &err), 0, "%s",
			     err.text);
		cr_expect_eq(store.ops, store_table.row[row]);
		store_close(&store);
	}
}

Test(store, is_not_opened_by_a_name_that_no_row_has)
{
	const struct store_table rows = {.row = store_table.row, .count = store_table.count};
	struct error err = ERROR_INIT;
	struct store store;

	cr_assert_eq(store_open(&store, &rows, "tape", &env, &err), -1);
	cr_expect_eq(err.code, ERROR_CONFIG);
	cr_expect_str_eq(err.text, "there is no store 'tape'");
	store_close(&store);
}
