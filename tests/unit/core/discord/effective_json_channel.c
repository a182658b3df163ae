#include <stdlib.h>

#include "base/memory.h"
#include "core/discord/effective_json.h"
#include "effective_case.h"
#include "expect.h"

static int read_channel(const char *text, struct effective_channel *channel, struct effective_notes *notes,
			struct error *err)
{
	json_t *object = parse(text);
	int result = effective_read_channel(object, channel, notes, err);

	json_decref(object);
	return result;
}

Test(effective_json, channel)
{
	struct effective_channel channel;
	struct effective_notes notes;
	struct error err = ERROR_INIT;

	cr_assert_eq(
	    read_channel("{\"id\":\"9\",\"type\":5,\"name\":\"news\",\"guild_id\":\"1\",\"parent_id\":null,"
			 "\"permission_overwrites\":[{\"id\":\"1\",\"type\":0,\"allow\":\"0\",\"deny\":\"2048\"},"
			 "{\"id\":\"3\",\"type\":1,\"allow\":\"2048\",\"deny\":\"0\"}]}",
			 &channel, &notes, &err),
	    0, "%s", err.text);
	cr_assert_eq(channel.id, 9);
	cr_assert_str_eq(channel.name, "news");
	cr_assert_eq(channel.kind, EFFECTIVE_TEXT);
	cr_assert_eq(channel.overwrite_count, 2);
	cr_assert_not(channel.overwrites[0].member);
	cr_assert_eq(channel.overwrites[0].deny, 2048);
	cr_assert(channel.overwrites[1].member);
	cr_assert_eq(channel.overwrites[1].id, 3);
	cr_assert_eq(channel.overwrites[1].allow, 2048);
	cr_assert_eq(notes.type, 5);
	cr_assert_eq(notes.guild_id, 1);
	cr_assert_eq(notes.parent_id, 0);
	effective_channel_release(&channel);
}

Test(effective_json, types)
{
	static const enum effective_kind kinds[] = {
	    [0] = EFFECTIVE_TEXT,    [2] = EFFECTIVE_VOICE,   [4] = EFFECTIVE_CATEGORY, [5] = EFFECTIVE_TEXT,
	    [10] = EFFECTIVE_THREAD, [11] = EFFECTIVE_THREAD, [12] = EFFECTIVE_THREAD,  [13] = EFFECTIVE_STAGE,
	    [14] = EFFECTIVE_TEXT,   [15] = EFFECTIVE_TEXT,   [16] = EFFECTIVE_TEXT,    [99] = EFFECTIVE_TEXT,
	};

	for (int type = 0; type < 100; type++) {
		char *text = xasprintf("{\"id\":\"9\",\"type\":%d,\"permission_overwrites\":[]}", type);
		struct effective_channel channel;
		struct effective_notes notes;
		struct error err = ERROR_INIT;
		int result = read_channel(text, &channel, &notes, &err);

		cr_assert_eq(result, type == 1 || type == 3 ? -1 : 0, "%d", type);
		if (!result)
			cr_assert_eq(channel.kind, kinds[type], "%d", type);
		effective_channel_release(&channel);
		free(text);
	}
}

Test(effective_json, threads)
{
	struct effective_channel channel;
	struct effective_notes notes;
	struct error err = ERROR_INIT;

	cr_assert_eq(read_channel("{\"id\":\"9\",\"type\":12,\"parent_id\":\"8\",\"member\":{\"user_id\":\"3\"}}",
				  &channel, &notes, &err),
		     0, "%s", err.text);
	cr_assert_eq(channel.kind, EFFECTIVE_THREAD);
	cr_assert_eq(channel.overwrite_count, 0);
	cr_assert_eq(notes.parent_id, 8);
	cr_assert_eq(notes.joined_id, 3);
	effective_channel_release(&channel);
}

/* Then jansson has no integers any more. */
Test(effective_json, a_number_elsewhere_that_is_too_large)
{
	struct effective_channel channel;
	struct effective_notes notes;
	struct error err = ERROR_INIT;

	cr_assert_eq(read_channel("{\"id\":\"9\",\"type\":2,\"x\":99999999999999999999,\"permission_overwrites\":["
				  "{\"id\":\"3\",\"type\":1,\"allow\":\"9007199254740993\",\"deny\":\"0\"}]}",
				  &channel, &notes, &err),
		     0, "%s", err.text);
	cr_assert_eq(channel.kind, EFFECTIVE_VOICE);
	cr_assert(channel.overwrites[0].member);
	cr_assert_eq(channel.overwrites[0].allow, UINT64_C(9007199254740993));
	effective_channel_release(&channel);
}

static void expect_bad_channel(const char *text, const char *message)
{
	struct effective_channel channel;
	struct effective_notes notes;
	struct error err = ERROR_INIT;

	cr_assert_eq(read_channel(text, &channel, &notes, &err), -1, "%s", text);
	expect_error(err, ERROR_CONFIG, message);
	cr_assert_null(channel.overwrites);
}

#define WITH_OVERWRITE(text) "{\"id\":\"9\",\"type\":0,\"permission_overwrites\":[" text "]}"

Test(effective_json, bad_channels)
{
	expect_bad_channel("{}", "'type' is missing");
	expect_bad_channel("{\"type\":\"0\"}", "'type' must be a number, not a string");
	expect_bad_channel("{\"type\":-1}", "'type' is out of range");
	expect_bad_channel("{\"type\":0.5}", "'type' is out of range");
	expect_bad_channel("{\"type\":4294967296}", "'type' is out of range");
	expect_bad_channel("{\"type\":1e300}", "'type' is out of range");
	expect_bad_channel("{\"type\":1}", "'type' is 1: a conversation outside of guilds has no permissions");
	expect_bad_channel("{\"type\":0}", "'id' is missing");
	expect_bad_channel("{\"type\":0,\"guild_id\":5}", "'guild_id' must be a string of digits, not a number");
	expect_bad_channel("{\"id\":\"9\",\"type\":0}", "'permission_overwrites' is missing");
	expect_bad_channel(WITH_OVERWRITE("{\"id\":\"1\",\"type\":2,\"allow\":\"0\",\"deny\":\"0\"}"),
			   "permission_overwrites[0]: 'type' is 2, not 0 (role) or 1 (member)");
	expect_bad_channel(WITH_OVERWRITE("{\"id\":\"1\",\"type\":\"role\",\"allow\":\"0\",\"deny\":\"0\"}"),
			   "permission_overwrites[0]: 'type' must be a number, not a string");
	expect_bad_channel(WITH_OVERWRITE("{\"id\":\"1\",\"type\":0,\"allow\":0,\"deny\":\"0\"}"),
			   "permission_overwrites[0]: 'allow' must be a decimal string, as in API v8 and later, not a "
			   "number");
	expect_bad_channel(WITH_OVERWRITE("{\"id\":\"1\",\"type\":0,\"allow\":\"0\",\"deny\":\"\"}"),
			   "permission_overwrites[0]: 'deny': '' is not a permission number");
	expect_bad_channel(WITH_OVERWRITE("null"), "permission_overwrites[0]: 'id' is missing");
}
