#include <stdlib.h>

#include "base/memory.h"
#include "core/discord/effective_json.h"
#include "effective_case.h"
#include "expect.h"

#define EVERYONE "{\"id\":\"1\",\"permissions\":\"1024\",\"name\":\"@everyone\"}"

Test(effective_json, guild)
{
	struct effective_guild guild;
	struct error err = ERROR_INIT;
	json_t *object = parse("{\"id\":\"1\",\"owner_id\":\"18446744073709551615\",\"name\":\"G\",\"roles\":[" EVERYONE
			       ",{\"id\":\"2\",\"permissions\":\"18446744073709551615\",\"position\":4}],\"x\":[1e4]}");

	cr_assert_eq(effective_read_guild(object, &guild, &err), 0, "%s", err.text);
	cr_assert_eq(guild.id, 1);
	cr_assert_eq(guild.owner_id, UINT64_MAX);
	cr_assert_str_eq(guild.name, "G");
	cr_assert_eq(guild.role_count, 2);
	cr_assert_eq(guild.roles[0].permissions, 1024);
	cr_assert_str_eq(guild.roles[0].name, "@everyone");
	cr_assert_eq(guild.roles[1].id, 2);
	cr_assert_eq(guild.roles[1].permissions, UINT64_MAX);
	cr_assert_null(guild.roles[1].name);
	effective_guild_release(&guild);
	effective_guild_release(&guild);
	json_decref(object);
}

static void expect_bad_guild(const char *text, const char *message)
{
	struct effective_guild guild;
	struct error err = ERROR_INIT;
	json_t *object = parse(text);

	cr_assert_eq(effective_read_guild(object, &guild, &err), -1, "%s", text);
	expect_error(err, ERROR_CONFIG, message);
	cr_assert_null(guild.roles);
	json_decref(object);
}

Test(effective_json, bad_guilds)
{
	expect_bad_guild("{}", "'id' is missing");
	expect_bad_guild("{\"id\":1}", "'id' must be a string of digits, not a number");
	expect_bad_guild("{\"id\":null}", "'id' must be a string of digits, not null");
	expect_bad_guild("{\"id\":\"x\"}", "'id' is 'x', which is not an id");
	expect_bad_guild("{\"id\":\"0\"}", "'id' is '0', which is not an id");
	expect_bad_guild("{\"id\":\"01\"}", "'id' is '01', which is not an id");
	expect_bad_guild("{\"id\":\"18446744073709551616\"}", "'id' is '18446744073709551616', which is not an id");
	expect_bad_guild("{\"id\":\"1\"}", "'owner_id' is missing");
	expect_bad_guild("{\"id\":\"1\",\"owner_id\":\"2\"}", "'roles' is missing");
	expect_bad_guild("{\"id\":\"1\",\"owner_id\":\"2\",\"roles\":{}}", "'roles' must be an array, not an object");
	expect_bad_guild("{\"id\":\"1\",\"owner_id\":\"2\",\"roles\":[]}",
			 "'roles' is without @everyone, the role that has the guild's id");
	expect_bad_guild("{\"id\":\"1\",\"owner_id\":\"2\",\"roles\":[" EVERYONE ",5]}", "roles[1]: 'id' is missing");
	expect_bad_guild("{\"id\":\"1\",\"owner_id\":\"2\",\"roles\":[{\"id\":\"1\"}]}",
			 "roles[0]: 'permissions' is missing");
	expect_bad_guild("{\"id\":\"1\",\"owner_id\":\"2\",\"roles\":[{\"id\":\"1\",\"permissions\":1024}]}",
			 "roles[0]: 'permissions' must be a decimal string, as in API v8 and later, not a number");
	expect_bad_guild("{\"id\":\"1\",\"owner_id\":\"2\",\"roles\":[{\"id\":\"1\",\"permissions\":\"-1\"}]}",
			 "roles[0]: 'permissions': '-1' is not a permission number");
	expect_bad_guild(
	    "{\"id\":\"1\",\"owner_id\":\"2\",\"roles\":[{\"id\":\"1\",\"permissions\":\"18446744073709551616\"}]}",
	    "roles[0]: 'permissions': permission number '18446744073709551616' is larger than 18446744073709551615");
}

Test(effective_json, lists_are_bounded)
{
	struct buf text = BUF_INIT(BUF_REPLY_MAX);

	buf_str(&text, "{\"id\":\"1\",\"owner_id\":\"2\",\"roles\":[0");
	for (int i = 0; i < EFFECTIVE_LIST_MAX; i++)
		buf_str(&text, ",0");
	buf_str(&text, "]}");
	expect_bad_guild(buf_text(&text), "'roles' has more than 5000 elements");
	buf_release(&text);
}

Test(effective_json, member)
{
	struct effective_member member;
	struct error err = ERROR_INIT;
	json_t *object = parse("{\"user\":{\"id\":\"3\",\"username\":\"ada\"},\"roles\":[\"2\",\"5\"],"
			       "\"communication_disabled_until\":\"1970-01-01T00:00:01.5+00:00\"}");

	cr_assert_eq(effective_read_member(object, &member, &err), 0, "%s", err.text);
	cr_assert_eq(member.id, 3);
	cr_assert_eq(member.role_count, 2);
	cr_assert_eq(member.roles[0], 2);
	cr_assert_eq(member.roles[1], 5);
	cr_assert_eq(member.timeout, 1500000);
	effective_member_release(&member);
	json_decref(object);
}

Test(effective_json, members_without_a_timeout)
{
	static const char *const texts[] = {
	    "{\"user\":{\"id\":\"3\"},\"roles\":[]}",
	    "{\"user\":{\"id\":\"3\"},\"roles\":[],\"communication_disabled_until\":null}"};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct effective_member member;
		struct error err = ERROR_INIT;
		json_t *object = parse(texts[i]);

		cr_assert_eq(effective_read_member(object, &member, &err), 0, "%s", err.text);
		cr_assert_eq(member.timeout, INT64_MIN);
		cr_assert_eq(member.role_count, 0);
		effective_member_release(&member);
		json_decref(object);
	}
}

static void expect_bad_member(const char *text, const char *message)
{
	struct effective_member member;
	struct error err = ERROR_INIT;
	json_t *object = parse(text);

	cr_assert_eq(effective_read_member(object, &member, &err), -1, "%s", text);
	expect_error(err, ERROR_CONFIG, message);
	cr_assert_null(member.roles);
	json_decref(object);
}

Test(effective_json, bad_members)
{
	expect_bad_member("{\"roles\":[]}", "'user' is missing: it says whose membership it is");
	expect_bad_member("{\"user\":{},\"roles\":[]}", "user: 'id' is missing");
	expect_bad_member("{\"user\":{\"id\":\"3\"}}", "'roles' is missing");
	expect_bad_member("{\"user\":{\"id\":\"3\"},\"roles\":[\"2\",7]}",
			  "'roles[1]' must be a string of digits, not a number");
	expect_bad_member("{\"user\":{\"id\":\"3\"},\"roles\":[],\"communication_disabled_until\":5}",
			  "'communication_disabled_until' must be a time in a string, or null");
	expect_bad_member("{\"user\":{\"id\":\"3\"},\"roles\":[],\"communication_disabled_until\":\"soon\"}",
			  "'communication_disabled_until': 'soon' is not a time");
}
