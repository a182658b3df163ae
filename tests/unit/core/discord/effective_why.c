#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/memory.h"
#include "core/discord/effective.h"
#include "core/discord/permission.h"

enum { GUILD = 10, OWNER = 20, MEMBER = 30, ROLE = 40, OTHER_ROLE = 50, NOT_HELD = 60 };

static struct effective_role roles[] = {
    {.id = GUILD, .permissions = PERMISSION_VIEW_CHANNEL | PERMISSION_CONNECT},
    {.id = ROLE, .permissions = PERMISSION_SEND_MESSAGES | PERMISSION_ATTACH_FILES | PERMISSION_MANAGE_CHANNELS},
    {.id = OTHER_ROLE, .permissions = 0},
    {.id = NOT_HELD, .permissions = UINT64_MAX},
};
static uint64_t held[] = {OTHER_ROLE, ROLE, GUILD, 99};
static struct effective_guild guild = {.id = GUILD, .owner_id = OWNER, .roles = roles, .role_count = 4};
static struct effective_member member = {.id = MEMBER, .roles = held, .role_count = 4, .timeout = INT64_MIN};
static struct effective_overwrite overwrites[8];
static struct effective_channel channel = {.id = 70, .kind = EFFECTIVE_TEXT, .overwrites = overwrites};
static struct effective_question question = {.guild = &guild, .member = &member, .channel = &channel, .now = 5};

static void overwrite(uint64_t id, bool is_member, uint64_t allow, uint64_t deny)
{
	overwrites[channel.overwrite_count++] =
	    (struct effective_overwrite){.id = id, .member = is_member, .allow = allow, .deny = deny};
}

/* The reasons for a permission, as pairs of kind and id, ended by -1. */
static void expect_reasons(uint64_t permission, const int *want)
{
	struct effective_reason *reasons;
	struct effective effective;
	size_t count;

	effective_compute(&question, &effective);
	count = effective_why(&question, &effective, (unsigned)__builtin_ctzll(permission), &reasons);
	for (size_t i = 0; i < count; i++) {
		cr_assert_neq(want[2 * i], -1, "%zu reasons", count);
		cr_assert_eq((int)reasons[i].kind, want[2 * i], "reason %zu is %d", i, (int)reasons[i].kind);
		cr_assert_eq(reasons[i].id, (uint64_t)want[2 * i + 1]);
	}
	cr_assert_eq(want[2 * count], -1, "%zu reasons", count);
	free(reasons);
}

#define REASONS(...)                                                                                                   \
	(const int[])                                                                                                  \
	{                                                                                                              \
		__VA_ARGS__, -1                                                                                        \
	}
#define NONE ((const int[]){-1})

Test(effective_why, held_permissions_have_no_reason)
{
	expect_reasons(PERMISSION_VIEW_CHANNEL, NONE);
	expect_reasons(PERMISSION_SEND_MESSAGES, NONE);
}

Test(effective_why, not_granted)
{
	expect_reasons(PERMISSION_EMBED_LINKS, REASONS(EFFECTIVE_NOT_GRANTED, 0));
	question.channel = NULL;
	expect_reasons(PERMISSION_EMBED_LINKS, REASONS(EFFECTIVE_NOT_GRANTED, 0));
	expect_reasons(UINT64_C(1) << 63, REASONS(EFFECTIVE_NOT_GRANTED, 0));
}

Test(effective_why, denied_by_everyone)
{
	overwrite(GUILD, false, 0, PERMISSION_SEND_MESSAGES | PERMISSION_EMBED_LINKS);
	expect_reasons(PERMISSION_SEND_MESSAGES, REASONS(EFFECTIVE_DENIED_EVERYONE, GUILD));
	expect_reasons(PERMISSION_EMBED_LINKS, REASONS(EFFECTIVE_DENIED_EVERYONE, GUILD, EFFECTIVE_NOT_GRANTED, 0));
}

Test(effective_why, denied_by_roles)
{
	overwrite(NOT_HELD, false, 0, PERMISSION_SEND_MESSAGES);
	overwrite(OTHER_ROLE, false, 0, PERMISSION_SEND_MESSAGES);
	overwrite(ROLE, false, 0, PERMISSION_SEND_MESSAGES);
	overwrite(MEMBER + 1, true, 0, PERMISSION_SEND_MESSAGES);
	expect_reasons(PERMISSION_SEND_MESSAGES,
		       REASONS(EFFECTIVE_DENIED_ROLE, OTHER_ROLE, EFFECTIVE_DENIED_ROLE, ROLE));
}

Test(effective_why, denied_by_the_member_and_before)
{
	overwrite(MEMBER, true, 0, PERMISSION_SEND_MESSAGES);
	overwrite(ROLE, false, 0, PERMISSION_SEND_MESSAGES);
	overwrite(GUILD, false, 0, PERMISSION_SEND_MESSAGES);
	expect_reasons(PERMISSION_SEND_MESSAGES, REASONS(EFFECTIVE_DENIED_MEMBER, MEMBER, EFFECTIVE_DENIED_ROLE, ROLE,
							 EFFECTIVE_DENIED_EVERYONE, GUILD));
}

Test(effective_why, what_was_allowed_again_is_no_reason)
{
	overwrite(GUILD, false, 0, PERMISSION_SEND_MESSAGES);
	overwrite(ROLE, false, PERMISSION_SEND_MESSAGES, 0);
	overwrite(OTHER_ROLE, false, 0, PERMISSION_SEND_MESSAGES);
	expect_reasons(PERMISSION_SEND_MESSAGES, NONE);
	overwrite(MEMBER, true, 0, PERMISSION_SEND_MESSAGES);
	expect_reasons(PERMISSION_SEND_MESSAGES, REASONS(EFFECTIVE_DENIED_MEMBER, MEMBER));
}

Test(effective_why, timeout)
{
	member.timeout = 6;
	expect_reasons(PERMISSION_SEND_MESSAGES, REASONS(EFFECTIVE_DENIED_TIMEOUT, 0));
	expect_reasons(PERMISSION_VIEW_CHANNEL, NONE);
	member.timeout = 5;
	expect_reasons(PERMISSION_SEND_MESSAGES, NONE);
}

Test(effective_why, threads)
{
	channel.kind = EFFECTIVE_THREAD;
	expect_reasons(PERMISSION_SEND_MESSAGES, REASONS(EFFECTIVE_NONE_IN_THREADS, 0));
}

static void expect_needs(uint64_t permission, uint64_t needed)
{
	struct effective_reason *reasons;
	struct effective effective;

	effective_compute(&question, &effective);
	cr_assert_eq(effective_why(&question, &effective, (unsigned)__builtin_ctzll(permission), &reasons), 1);
	cr_assert_eq(reasons[0].kind, EFFECTIVE_NEEDS_PERMISSION);
	cr_assert_eq(reasons[0].id, needed);
	free(reasons);
}

Test(effective_why, permissions_that_need_others)
{
	overwrite(GUILD, false, 0, PERMISSION_SEND_MESSAGES);
	expect_needs(PERMISSION_ATTACH_FILES, PERMISSION_SEND_MESSAGES);
	channel.kind = EFFECTIVE_CATEGORY;
	expect_reasons(PERMISSION_ATTACH_FILES, NONE);
	channel.kind = EFFECTIVE_THREAD;
	expect_needs(PERMISSION_ATTACH_FILES, PERMISSION_SEND_MESSAGES_IN_THREADS);
	overwrite(GUILD, false, 0, PERMISSION_VIEW_CHANNEL);
	expect_needs(PERMISSION_ATTACH_FILES, PERMISSION_VIEW_CHANNEL);
	expect_needs(PERMISSION_CONNECT, PERMISSION_VIEW_CHANNEL);
}

Test(effective_why, voice_needs_connect)
{
	overwrite(GUILD, false, 0, PERMISSION_CONNECT);
	expect_reasons(PERMISSION_MANAGE_CHANNELS, NONE);
	channel.kind = EFFECTIVE_VOICE;
	expect_needs(PERMISSION_MANAGE_CHANNELS, PERMISSION_CONNECT);
	channel.kind = EFFECTIVE_STAGE;
	expect_needs(PERMISSION_MANAGE_CHANNELS, PERMISSION_CONNECT);
}

Test(effective_why, whoever_has_all_misses_nothing)
{
	struct effective effective;

	overwrite(OWNER, true, 0, UINT64_MAX);
	member.id = OWNER;
	member.timeout = 6;
	effective_compute(&question, &effective);
	cr_assert_eq(effective.rank, EFFECTIVE_OWNER);
	cr_assert_eq(effective.value, permission_mask(NULL));
	cr_assert_eq(effective_missing(&effective, UINT64_MAX), 0);
	expect_reasons(PERMISSION_SEND_MESSAGES, NONE);
}

Test(effective_missing, administrator_from_an_overwrite_is_a_bit_like_others)
{
	struct effective effective;

	overwrite(MEMBER, true, PERMISSION_ADMINISTRATOR, 0);
	effective_compute(&question, &effective);
	cr_assert_eq(effective.rank, EFFECTIVE_MEMBER);
	cr_assert(effective.value & PERMISSION_ADMINISTRATOR);
	cr_assert_eq(effective_missing(&effective, PERMISSION_EMBED_LINKS | PERMISSION_CONNECT),
		     PERMISSION_EMBED_LINKS);
}
