/*
 * Every stack of up to four entries, over the five results and the four controls, against a model written from the
 * description of PAM's control words: verdict, token, the sources that ran, and what ended the walk.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "discred/stack.h"

enum { ENTRIES_MAX = 4, CONTROLS = 4, KINDS = CONTROLS * SOURCE_RESULTS };

static const char *const controls[CONTROLS] = {"required", "requisite", "sufficient", "optional"};

/* Which entry is being asked: its place is its token. */
struct played {
	enum source_result results[ENTRIES_MAX];
	char asked[ENTRIES_MAX + 1]; /* the places that ran, as letters */
};

static struct played played;

static enum source_result get(const struct source_context *context, struct token *token, struct error *err)
{
	const char *place = source_setting(context->settings, "place");
	enum source_result result = played.results[*place - 'a'];

	strncat(played.asked, place, 1);
	if (result == SOURCE_OK)
		buf_str(&token->secret, place);
	else if (result != SOURCE_PASS)
		error_set(err, ERROR_NONE, "no");
	return result;
}

static const struct source stub = {.name = "stub", .get = get};

static int64_t no_time(void)
{
	return 0;
}

/* What the manual says, entry by entry, with no table. */
struct model {
	char ran[ENTRIES_MAX + 1];
	char token; /* 0: failure */
	char ender; /* 0: it ran to its end */
};

static struct model predict(const int *kinds, int count)
{
	struct model model = {.token = 0};
	bool required_failed = false;
	bool anything_good = false;
	char first = 0;

	for (int i = 0; i < count && !model.ender; i++) {
		const char *control = controls[kinds[i] / SOURCE_RESULTS];
		enum source_result result = (enum source_result)(kinds[i] % SOURCE_RESULTS);
		bool good = result == SOURCE_OK || result == SOURCE_PASS;
		char place = (char)('a' + i);

		model.ran[i] = place;
		if (good)
			anything_good = true;
		if (result == SOURCE_OK && !first)
			first = place;
		if (result == SOURCE_ABORT) {
			/* Ends the stack as a failure under every word. */
			required_failed = true;
			model.ender = place;
		} else if (!strcmp(control, "requisite") && !good) {
			required_failed = true;
			model.ender = place;
		} else if (!strcmp(control, "required") && !good) {
			required_failed = true;
		} else if (!strcmp(control, "sufficient") && good && !required_failed) {
			model.ender = place;
			if (result == SOURCE_OK)
				first = place;
		}
	}
	if (anything_good && !required_failed)
		model.token = first;
	return model;
}

static void describe(const int *kinds, int count, char *text, size_t size)
{
	text[0] = '\0';
	for (int i = 0; i < count; i++)
		snprintf(text + strlen(text), size - strlen(text), "%s%s:%s", i ? " " : "",
			 controls[kinds[i] / SOURCE_RESULTS],
			 source_result_name((enum source_result)(kinds[i] % SOURCE_RESULTS)));
}

/* The settings are made once for each place; the walk does not change them. */
static struct source_settings places[ENTRIES_MAX];

static void check(const int *kinds, int count)
{
	struct stack_entry entries[ENTRIES_MAX];
	const struct stack stack = {.entry = entries, .count = (size_t)count};
	struct stack_report report = STACK_REPORT_INIT;
	struct source_context context = {.now = 0};
	struct token token = TOKEN_INIT;
	struct error err = ERROR_INIT;
	struct model want = predict(kinds, count);
	char name[128];
	char wanted[2] = {want.token, '\0'};
	int result;

	played = (struct played){.asked = ""};
	for (int i = 0; i < count; i++) {
		played.results[i] = (enum source_result)(kinds[i] % SOURCE_RESULTS);
		entries[i] = (struct stack_entry){.control = stack_control_find(controls[kinds[i] / SOURCE_RESULTS]),
						  .source = &stub,
						  .settings = places[i]};
	}
	result = stack_walk(&stack, &context, no_time, &token, &report, &err);
	describe(kinds, count, name, sizeof(name));
	cr_assert_str_eq(played.asked, want.ran, "<%s> ran %s, not %s", name, played.asked, want.ran);
	cr_assert_eq(result, want.token ? 0 : -1, "<%s>: verdict %d", name, result);
	cr_assert_str_eq(buf_text(&token.secret), wanted, "<%s>: token", name);
	cr_assert_eq(report.count, strlen(want.ran), "<%s>: report", name);
	cr_assert_eq(report.ended_by, want.ender ? &entries[want.ender - 'a'] : NULL, "<%s>: what ended it", name);
	cr_assert_eq(report.answered, want.token ? &entries[want.token - 'a'] : NULL, "<%s>: who answered", name);
	token_release(&token);
	stack_report_release(&report);
}

Test(stack_model, all_stacks_of_up_to_four_entries)
{
	long checked = 0;

	for (int i = 0; i < ENTRIES_MAX; i++)
		source_settings_add(&places[i], "place", (const char[]){(char)('a' + i), '\0'});
	for (int count = 0; count <= ENTRIES_MAX; count++) {
		long stacks = 1;

		for (int i = 0; i < count; i++)
			stacks *= KINDS;
		for (long number = 0; number < stacks; number++, checked++) {
			int kinds[ENTRIES_MAX];
			long rest = number;

			for (int i = 0; i < count; i++, rest /= KINDS)
				kinds[i] = (int)(rest % KINDS);
			check(kinds, count);
		}
	}
	cr_assert_eq(checked, 1 + 20 + 400 + 8000 + 160000);
	for (int i = 0; i < ENTRIES_MAX; i++)
		source_settings_release(&places[i]);
}
