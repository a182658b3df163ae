/* Renaming what is stored: what may be in the way, and what a run that was ended leaves to the next. */
#include <criterion/criterion.h>

#include "base/memory.h"
#include "discred/slot.h"
#include "expect.h"
#include "store_case.h"

TestSuite(slot_move, .init = store_case_begin, .fini = store_case_end);

static void put(const char *profile, const char *slot, const char *text)
{
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	buf_str(&bytes, text);
	cr_assert_eq(store.ops->save(&store, profile, slot, &bytes, &err), 0, "%s", err.text);
	buf_release(&bytes);
}

static void expect_slot(const char *profile, const char *slot, const char *text)
{
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	cr_expect_eq(store.ops->load(&store, profile, slot, &bytes, &err), text ? 0 : -1);
	cr_expect_str_eq(buf_text(&bytes), text ? text : "");
	buf_release(&bytes);
}

static void leave_draft(const char *profile)
{
	struct store_draft draft;
	struct error err = ERROR_INIT;

	cr_assert_eq(store.ops->draft_create(&store, profile, "grant", 4096, &draft, &err), 0, "%s", err.text);
	store.ops->draft_close(&draft);
}

static bool has_draft(const char *profile)
{
	struct buf bytes = BUF_INIT(8192);
	struct error err = ERROR_INIT;
	bool there = !store.ops->draft_load(&store, profile, "grant", &bytes, &err);

	buf_release(&bytes);
	return there;
}

/* Under the locks, as it should be. */
static int move(const char *from, const char *to, struct error *err)
{
	struct store_hold from_hold;
	struct store_hold to_hold;
	struct error ignored = ERROR_INIT;
	int result;

	cr_assert_eq(store.ops->lock(&store, from, STORE_EXCLUSIVE, 0, &from_hold, &ignored), 0);
	cr_assert_eq(store.ops->lock(&store, to, STORE_EXCLUSIVE, 0, &to_hold, &ignored), 0);
	result = slot_move(&store, from, to, &to_hold, err);
	store.ops->unlock(&to_hold);
	store.ops->unlock(&from_hold);
	return result;
}

static void expect_moved(const char *from, const char *to)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(move(from, to, &err), 0, "%s", err.text);
	cr_expect(slot_move_begun(&store, from, to));
	cr_assert_eq(slot_move_end(&store, to, &err), 0, "%s", err.text);
	cr_expect_not(slot_move_begun(&store, from, to));
}

Test(slot_move, takes_everything_along)
{
	struct buf read = BUF_INIT(64);
	struct store_hold hold;
	struct buf marker = BUF_INIT(64);
	struct error err = ERROR_INIT;

	put("a", "grant", "g");
	put("a", "secret", "s");
	leave_draft("a");
	buf_str(&marker, "failed");
	cr_assert_eq(store.ops->lock(&store, "a", STORE_EXCLUSIVE, 0, &hold, &err), 0);
	cr_assert_eq(store.ops->mark(&hold, &marker, &err), 0);
	store.ops->unlock(&hold);
	expect_moved("a", "b");
	expect_slot("b", "grant", "g");
	expect_slot("b", "secret", "s");
	expect_slot("a", "grant", NULL);
	cr_expect(has_draft("b"));
	cr_expect_not(has_draft("a"));
	cr_expect_eq(store.ops->marker(&store, "b", &read, &err), 0);
	cr_expect_str_eq(buf_text(&read), "failed");
	buf_release(&read);
	buf_release(&marker);
}

Test(slot_move, with_nothing_stored)
{
	expect_moved("a", "b");
}

Test(slot_move, never_onto_what_is_stored)
{
	struct error err = ERROR_INIT;

	put("a", "grant", "g");
	put("b", "secret", "of another");
	cr_expect_eq(move("a", "b", &err), -1);
	expect_hint(err, ERROR_USAGE, "something is stored under the name 'b' already",
		    "run 'discred profile remove b' if nobody needs it, or choose another name");
	cr_expect_not(slot_move_begun(&store, "a", "b"));
	expect_slot("a", "grant", "g");
	expect_slot("b", "secret", "of another");
	expect_slot("b", "grant", NULL);
}

Test(slot_move, a_note_of_another_name_is_in_the_way)
{
	struct error err = ERROR_INIT;

	put("c", "grant", "of c");
	cr_assert_eq(move("c", "b", &err), 0);
	put("a", "grant", "of a");
	cr_expect_eq(move("a", "b", &err), -1);
	cr_expect_eq(err.code, ERROR_USAGE);
	expect_slot("b", "grant", "of c");
}

/* Ended after the note and a part of the slots; the old name was logged in to meanwhile. */
Test(slot_move, does_the_rest_of_one_that_was_ended)
{
	put("b", "moving", "discred-record 1\nfrom=a\nend\n");
	put("b", "grant", "older");
	put("b", "extra", "moved before");
	put("a", "grant", "newer");
	put("a", "token", "t");
	cr_expect(slot_move_begun(&store, "a", "b"));
	expect_moved("a", "b");
	expect_slot("b", "grant", "newer");
	expect_slot("b", "extra", "moved before");
	expect_slot("b", "token", "t");
}

Test(slot_move, a_draft_that_was_moved_before_is_not_discarded)
{
	put("b", "moving", "discred-record 1\nfrom=a\nend\n");
	leave_draft("b");
	put("a", "grant", "g");
	expect_moved("a", "b");
	expect_slot("b", "grant", "g");
	cr_expect(has_draft("b"));
}

Test(slot_move, a_draft_of_nobody_is_discarded)
{
	put("a", "grant", "g");
	leave_draft("b");
	expect_moved("a", "b");
	cr_expect_not(has_draft("b"));
}

Test(slot_move, an_old_note_does_not_go_along)
{
	struct error err = ERROR_INIT;

	put("z", "grant", "g");
	cr_assert_eq(move("z", "a", &err), 0, "%s", err.text);
	cr_assert_eq(move("a", "b", &err), 0, "%s", err.text);
	cr_expect(slot_move_begun(&store, "a", "b"));
	cr_expect_not(slot_move_begun(&store, "z", "b"));
	expect_slot("b", "grant", "g");
}

Test(slot_move, a_damaged_note_is_none)
{
	struct error err = ERROR_INIT;

	put("b", "moving", "half a rec");
	cr_expect_not(slot_move_begun(&store, "a", "b"));
	cr_expect_eq(move("a", "b", &err), -1);
	cr_expect_eq(err.code, ERROR_USAGE);
}

Test(slot_move, remove_takes_the_secret_too)
{
	struct strings slots = STRINGS_INIT;
	struct error err = ERROR_INIT;

	put("a", "grant", "g");
	put("a", "secret", "s");
	put("a", "token-env", "t");
	put("a", "refused", "r");
	leave_draft("a");
	cr_assert_eq(slot_remove(&store, "a", &err), 0, "%s", err.text);
	cr_assert_eq(store.ops->list(&store, "a", &slots, &err), 0);
	cr_expect_eq(slots.count, 0);
	cr_expect_not(has_draft("a"));
	strings_release(&slots);
}
