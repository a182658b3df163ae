/* Every vector of fixtures/permission-vectors.json, stage by stage. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/discord/effective.h"
#include "core/discord/permission.h"

static json_t *vectors;

static void load(void)
{
	const char *source = getenv("DISCRED_SOURCE");
	char *path;

	cr_assert_not_null(source, "DISCRED_SOURCE is not set");
	path = xasprintf("%s/tests/fixtures/permission-vectors.json", source);
	vectors = json_load_file(path, 0, NULL);
	cr_assert_not_null(vectors, "%s", path);
	free(path);
}

static void release(void)
{
	json_decref(vectors);
}

TestSuite(vectors, .init = load, .fini = release);

static uint64_t number(const json_t *object, const char *name)
{
	struct error err = ERROR_INIT;
	uint64_t value = 0;

	cr_assert_eq(permission_parse_number(json_string_value(json_object_get(object, name)), &value, &err), 0, "%s",
		     name);
	return value;
}

static void read_guild(const json_t *input, struct effective_guild *guild)
{
	const json_t *roles = json_object_get(input, "roles");

	*guild = (struct effective_guild){
	    .id = number(input, "guild_id"),
	    .owner_id = number(input, "owner_id"),
	    .roles = xcalloc(json_array_size(roles) + 1, sizeof(*guild->roles)),
	    .role_count = json_array_size(roles),
	};
	for (size_t i = 0; i < guild->role_count; i++) {
		guild->roles[i].id = number(json_array_get(roles, i), "id");
		guild->roles[i].permissions = number(json_array_get(roles, i), "permissions");
	}
}

static void read_member(const json_t *input, struct effective_member *member)
{
	const json_t *roles = json_object_get(input, "member_roles");

	*member = (struct effective_member){
	    .id = number(input, "member_id"),
	    .roles = xcalloc(json_array_size(roles) + 1, sizeof(*member->roles)),
	    .role_count = json_array_size(roles),
	    .timeout = json_is_true(json_object_get(input, "timed_out")) ? 1001 : 1000,
	};
	for (size_t i = 0; i < member->role_count; i++)
		member->roles[i] = strtoull(json_string_value(json_array_get(roles, i)), NULL, 10);
}

static enum effective_kind kind_of(const char *type)
{
	static const struct {
		const char *name;
		enum effective_kind kind;
	} kinds[] = {{"text", EFFECTIVE_TEXT},    {"announcement", EFFECTIVE_TEXT}, {"forum", EFFECTIVE_TEXT},
		     {"voice", EFFECTIVE_VOICE},  {"stage", EFFECTIVE_STAGE},       {"category", EFFECTIVE_CATEGORY},
		     {"thread", EFFECTIVE_THREAD}};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (!strcmp(kinds[i].name, type))
			return kinds[i].kind;
	cr_assert_fail("unknown type '%s'", type);
	return EFFECTIVE_TEXT;
}

static void read_channel(const json_t *input, struct effective_channel *channel)
{
	const json_t *list = json_object_get(input, "overwrites");

	*channel = (struct effective_channel){
	    .kind = kind_of(json_string_value(json_object_get(input, "channel_type"))),
	    .overwrites = xcalloc(json_array_size(list) + 1, sizeof(*channel->overwrites)),
	    .overwrite_count = json_array_size(list),
	};
	for (size_t i = 0; i < channel->overwrite_count; i++) {
		const json_t *one = json_array_get(list, i);

		channel->overwrites[i] = (struct effective_overwrite){
		    .id = number(one, "id"),
		    .member = json_integer_value(json_object_get(one, "type")) == 1,
		    .allow = number(one, "allow"),
		    .deny = number(one, "deny"),
		};
	}
}

static void expect_names(const json_t *want, uint64_t value, const char *id)
{
	struct strings names = STRINGS_INIT;

	permission_names(value, &names);
	cr_assert_eq(names.count, json_array_size(want), "%s", id);
	for (size_t i = 0; i < names.count; i++)
		cr_assert_str_eq(names.item[i], json_string_value(json_array_get(want, i)), "%s", id);
	strings_release(&names);
}

/* What is missing has a reason, what is there has none. */
static void expect_reasons(const struct effective_question *question, const struct effective *effective)
{
	for (unsigned bit = 0; bit < PERMISSION_BITS; bit++) {
		struct effective_reason *reasons;
		size_t count = effective_why(question, effective, bit, &reasons);

		cr_assert_eq(count == 0, effective->value >> bit & 1);
		free(reasons);
	}
}

static void check(const json_t *vector)
{
	const char *id = json_string_value(json_object_get(vector, "id"));
	const json_t *input = json_object_get(vector, "input");
	const json_t *expected = json_object_get(vector, "expected");
	bool in_channel = json_is_string(json_object_get(input, "channel_type"));
	struct effective_guild guild;
	struct effective_member member;
	struct effective_channel channel = {.overwrites = NULL};
	struct effective_question question = {.guild = &guild, .member = &member, .now = 1000};
	struct effective effective;

	read_guild(input, &guild);
	read_member(input, &member);
	if (in_channel) {
		read_channel(input, &channel);
		question.channel = &channel;
	}
	effective_compute(&question, &effective);
	cr_assert_eq(effective.base, number(expected, "base"), "%s", id);
	if (in_channel)
		cr_assert_eq(effective.channel, number(expected, "channel"), "%s", id);
	cr_assert_eq(effective.after_timeout, number(expected, "after_timeout"), "%s", id);
	cr_assert_eq(effective.value, number(expected, "final"), "%s", id);
	expect_names(json_object_get(expected, "final_names"), effective.value, id);
	expect_reasons(&question, &effective);
	free(guild.roles);
	free(member.roles);
	free(channel.overwrites);
}

Test(vectors, of_effective_permissions)
{
	const json_t *list = json_object_get(vectors, "vectors");

	cr_assert_eq(json_array_size(list), 49);
	for (size_t i = 0; i < json_array_size(list); i++)
		check(json_array_get(list, i));
}

Test(vectors, of_decoding)
{
	const json_t *list = json_object_get(vectors, "decode_vectors");

	cr_assert_geq(json_array_size(list), 9);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *vector = json_array_get(list, i);
		const json_t *bits = json_object_get(vector, "bits");
		const char *hex = json_string_value(json_object_get(vector, "hex"));
		uint64_t value = number(vector, "value");
		struct error err = ERROR_INIT;
		uint64_t sum = 0;

		for (size_t j = 0; j < json_array_size(bits); j++)
			sum |= UINT64_C(1) << json_integer_value(json_array_get(bits, j));
		cr_assert_eq(sum, value);
		cr_assert_eq(permission_parse_literal(hex, &sum, &err), 0);
		cr_assert_eq(sum, value);
		expect_names(json_object_get(vector, "names"), value, hex);
	}
}

Test(vectors, of_the_masks)
{
	const json_t *meta = json_object_get(vectors, "meta");

	cr_assert_eq(permission_mask(NULL), number(meta, "all_documented"));
	cr_assert_eq(permission_mask("TVS"), number(meta, "channel_applicable_mask"));
	cr_assert_eq(PERMISSION_VIEW_CHANNEL | PERMISSION_READ_MESSAGE_HISTORY, number(meta, "timeout_keep_mask"));
}
