/* What was found out, for people. Names are foreign: what would move the cursor is taken out of them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/style.h"
#include "cmd/perms/channel.h"
#include "cmd/perms/channel_why.h"
#include "cmd/perms/perms.h"
#include "core/discord/effective_words.h"

enum { LINE_MAX_WIDTH = 110 };

/* "guild 8138... 'Discord API'" */
static void print_thing(const char *what, uint64_t id, const char *name)
{
	char *shown = name_shown(name);

	printf("%s %" PRIu64 "%s", what, id, shown);
	free(shown);
}

static void print_heading(const struct finding *finding)
{
	static const char *const kinds[] = {"channel", "voice channel", "stage channel", "category", "thread"};
	const struct effective_question *question = &finding->question;
	const struct effective_channel *channel = question->channel;
	char time[CLOCK_TEXT];

	printf("member %" PRIu64 " in ", question->member->id);
	if (channel) {
		print_thing(kinds[channel->kind], channel->id, channel->name);
		printf(" of ");
	}
	print_thing("guild", question->guild->id, question->guild->name);
	printf("\n");
	if (finding->effective.rank == EFFECTIVE_OWNER)
		printf("the owner of the guild has all permissions, whatever roles, overwrites and timeouts say\n");
	else if (finding->effective.rank == EFFECTIVE_ADMINISTRATOR)
		printf("ADMINISTRATOR gives all permissions, whatever overwrites and timeouts say\n");
	else if (effective_timed_out(question)) {
		clock_rfc3339(question->member->timeout / 1000000, time);
		printf("timed out until %s\n", time);
	}
	printf("\n");
}

/* A column of words that is broken when the line gets long. */
static void print_words(const struct strings *words, int indent)
{
	int column = indent;

	for (size_t i = 0; i < words->count; i++) {
		int len = (int)strlen(words->item[i]);

		if (i && column + 1 + len > LINE_MAX_WIDTH) {
			printf("\n%*s", indent, "");
			column = indent;
		}
		printf("%s%s", column == indent ? "" : " ", words->item[i]);
		column += len + (column != indent);
	}
	printf("\n");
}

static void add_signed(char sign, uint64_t value, struct strings *words)
{
	struct strings names = STRINGS_INIT;

	permission_names(value, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *word = xasprintf("%c%s", sign, names.item[i]);

		strings_add(words, word);
		free(word);
	}
	strings_release(&names);
}

static void print_row(const char *stage, uint64_t value, const struct strings *words)
{
	printf("%-20s  %-20" PRIu64 "  ", stage, value);
	print_words(words, 44);
}

static void print_whole(const char *stage, uint64_t value)
{
	struct strings words = STRINGS_INIT;

	permission_names(value, &words);
	if (!words.count)
		strings_add(&words, "nothing");
	print_row(stage, value, &words);
	strings_release(&words);
}

static void print_change(const char *stage, uint64_t before, uint64_t after)
{
	struct strings words = STRINGS_INIT;

	add_signed('-', before & ~after, &words);
	add_signed('+', after & ~before, &words);
	if (!words.count)
		strings_add(&words, "no change");
	print_row(stage, after, &words);
	strings_release(&words);
}

static void print_stages(const struct finding *finding)
{
	const struct effective *effective = &finding->effective;
	const struct effective_channel *channel = finding->question.channel;

	printf("%s%-20s  %-20s  %s%s\n", style_begin(stdout, STYLE_HEADING), "STAGE", "VALUE", "PERMISSIONS",
	       style_end(stdout));
	print_whole("base", effective->base);
	if (effective->rank == EFFECTIVE_MEMBER && channel) {
		print_change("@everyone overwrite", effective->base, effective->after_everyone);
		print_change("role overwrites", effective->after_everyone, effective->after_roles);
		print_change("member overwrite", effective->after_roles, effective->channel);
	}
	if (effective->rank == EFFECTIVE_MEMBER)
		print_change("timeout", effective->channel, effective->after_timeout);
	if (effective->rank == EFFECTIVE_MEMBER && channel && channel->kind == EFFECTIVE_THREAD)
		print_change("thread", effective->after_timeout, effective->after_thread);
	if (effective->rank == EFFECTIVE_MEMBER && channel)
		print_change("implicit rules", effective->after_thread, effective->value);
	print_whole("effective", effective->value);
}

/* What nobody granted is most of it, and no line each. */
static void print_not_granted(const struct finding *finding)
{
	struct strings names = STRINGS_INIT;

	for (unsigned bit = 0; bit < PERMISSION_BITS; bit++)
		if (finding->missing >> bit & 1 && why_not_granted(finding, bit))
			permission_names(UINT64_C(1) << bit, &names);
	if (names.count) {
		printf("\ngranted by no role:\n  ");
		print_words(&names, 2);
	}
	strings_release(&names);
}

static void print_denied(const struct finding *finding)
{
	bool headed = false;

	for (unsigned bit = 0; bit < PERMISSION_BITS; bit++) {
		char name[PERMISSION_NAME];
		char *why;

		if (!(finding->missing >> bit & 1) || why_not_granted(finding, bit))
			continue;
		if (!headed)
			printf("\n%s%-36s  WHY%s\n", style_begin(stdout, STYLE_HEADING), "MISSING", style_end(stdout));
		headed = true;
		permission_name(bit, name);
		why = effective_words(&finding->question, &finding->effective, bit);
		printf("%-36s  %s\n", name, why);
		free(why);
	}
}

void finding_print(const struct finding *finding)
{
	print_heading(finding);
	print_stages(finding);
	print_denied(finding);
	print_not_granted(finding);
	if (!finding->missing)
		printf("\nnothing %sis missing\n", finding->needed ? "that is needed " : "");
}
