#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/opt.h"
#include "cmd/perms/perms.h"
#include "discred/profile.h"

struct options {
	const char *profile;
	bool json;
};

static const struct opt_spec specs[] = {
    OPT_TEXT('p', "profile", "PROFILE", struct options, profile, "explain the permissions of this profile"),
    OPT_FLAG(0, "json", struct options, json, "one object, for several values an array of them"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred perms explain [OPTIONS] [VALUE...]",
    .summary = "Shows which permissions a value holds, without one: the profile's. A VALUE is a decimal number, 0x..., "
	       "0b... or an expression.",
    .specs = specs,
    .print_more = perms_print_grammar,
};

static json_t *describe(uint64_t value, const char *profile)
{
	json_t *object =
	    json_pack("{s:o, s:o, s:o, s:o}", "value", perms_json_value(value), "hex", perms_json_hex(value), "names",
		      perms_json_names(value), "permissions", perms_json_table(value));

	if (object && profile)
		json_object_set_new(object, "profile", json_string(profile));
	return object;
}

static void print(uint64_t value, const char *profile)
{
	int count = __builtin_popcountll(value);

	if (profile)
		printf("profile '%s': ", profile);
	printf("%" PRIu64 " = 0x%" PRIx64 ", ", value, value);
	if (count)
		printf("%d permission%s\n\n", count, count == 1 ? "" : "s");
	else
		printf("no permissions\n");
	perms_print_table(value);
}

/* It is copied from page to page with a wrong description. */
static void warn_of_default(uint64_t value)
{
	uint64_t standard;
	struct error err = ERROR_INIT;

	if (permission_parse_number(PERMISSION_DEFAULT, &standard, &err) < 0 || value != standard)
		return;
	/* So that it stands below what it is about. */
	fflush(stdout);
	log_note("%s only reads, although it is often said to let a bot post; "
		 "reading, posting and the history together are 68608",
		 PERMISSION_DEFAULT);
}

static int explain_profile(const char *name, bool json, const struct environ *env, struct error *err)
{
	struct profile profile;
	int result = 0;

	if (profile_open(&profile, name, env, &source_table, stderr, err) < 0)
		return -1;
	if (json)
		result = json_print(describe(profile.permissions, profile.id), stdout, err);
	else
		print(profile.permissions, profile.id);
	warn_of_default(profile.permissions);
	profile_release(&profile);
	return result;
}

static int print_described(const uint64_t *values, size_t count, struct error *err)
{
	json_t *array;

	if (count == 1)
		return json_print(describe(values[0], NULL), stdout, err);
	array = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, describe(values[i], NULL));
	return json_print(array, stdout, err);
}

static int explain(const struct strings *texts, bool json, struct error *err)
{
	uint64_t *values = xcalloc(texts->count, sizeof(*values));
	int result = 0;

	for (size_t i = 0; i < texts->count && !result; i++)
		result = perms_parse(texts->item[i], &values[i], err);
	if (!result && json)
		result = print_described(values, texts->count, err);
	for (size_t i = 0; i < texts->count && !result; i++) {
		if (!json) {
			fputs(i ? "\n" : "", stdout);
			print(values[i], NULL);
		}
		warn_of_default(values[i]);
	}
	free(values);
	return result;
}

int perms_explain(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct options options = {.json = false};
	struct strings values = STRINGS_INIT;
	struct opt_arguments arguments;
	const char *value;
	int result = opt_parse(&line, argc, argv, &options, &arguments, err);

	if (result <= 0)
		return result;
	while ((value = opt_argument(&arguments)))
		strings_add(&values, value);
	if (options.profile && values.count)
		result = error_set(err, ERROR_USAGE, "option '--profile' goes without a value");
	else if (values.count)
		result = explain(&values, options.json, err);
	else
		result = explain_profile(options.profile, options.json, env, err);
	strings_release(&values);
	return result;
}
