#include "core/discord/effective_words.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "core/discord/permission.h"

enum { GUILD = 10, OWNER = 20, MEMBER = 30, ROLE = 40 };

static char role_name[] = "night\x1bwatch";
static struct effective_role roles[] = {
    {.id = GUILD, .permissions = PERMISSION_VIEW_CHANNEL | PERMISSION_SEND_MESSAGES | PERMISSION_ATTACH_FILES},
    {.id = ROLE, .permissions = 0, .name = role_name},
};
static uint64_t held[] = {ROLE};
static const struct effective_guild guild = {.id = GUILD, .owner_id = OWNER, .roles = roles, .role_count = 2};

static void expect_words(struct effective_overwrite overwrite, int64_t timeout, enum effective_kind kind,
			 uint64_t permission, const char *want)
{
	struct effective_member member = {.id = MEMBER, .roles = held, .role_count = 1, .timeout = timeout};
	struct effective_channel channel = {.id = 70, .kind = kind, .overwrites = &overwrite, .overwrite_count = 1};
	struct effective_question question = {.guild = &guild, .member = &member, .channel = &channel, .now = 5};
	struct effective effective;
	char *words;

	effective_compute(&question, &effective);
	words = effective_words(&question, &effective, (unsigned)__builtin_ctzll(permission));
	cr_assert_str_eq(words, want);
	free(words);
}

Test(effective_words, name_the_cause)
{
	struct effective_overwrite none = {.id = 1};
	struct effective_overwrite everyone = {.id = GUILD, .deny = PERMISSION_SEND_MESSAGES};
	struct effective_overwrite role = {.id = ROLE, .deny = PERMISSION_SEND_MESSAGES};
	struct effective_overwrite member = {.id = MEMBER, .member = true, .deny = PERMISSION_SEND_MESSAGES};
	int64_t later = INT64_C(1777636800) * 1000000;

	expect_words(none, INT64_MIN, EFFECTIVE_TEXT, PERMISSION_VIEW_CHANNEL, "");
	expect_words(none, INT64_MIN, EFFECTIVE_TEXT, PERMISSION_CONNECT, "granted by no role");
	expect_words(everyone, INT64_MIN, EFFECTIVE_TEXT, PERMISSION_SEND_MESSAGES,
		     "denied by the overwrite of @everyone");
	expect_words(role, INT64_MIN, EFFECTIVE_TEXT, PERMISSION_SEND_MESSAGES,
		     "denied by the overwrite of role 40 'night?watch'");
	expect_words(member, INT64_MIN, EFFECTIVE_TEXT, PERMISSION_SEND_MESSAGES,
		     "denied by the overwrite of the member");
	expect_words(none, later, EFFECTIVE_TEXT, PERMISSION_SEND_MESSAGES, "timed out until 2026-05-01T12:00:00Z");
	expect_words(none, INT64_MIN, EFFECTIVE_THREAD, PERMISSION_SEND_MESSAGES,
		     "has no effect in threads: SEND_MESSAGES_IN_THREADS decides");
	expect_words(everyone, INT64_MIN, EFFECTIVE_TEXT, PERMISSION_ATTACH_FILES,
		     "has no effect without SEND_MESSAGES");
}
