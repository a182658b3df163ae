#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/opt.h"
#include "cmd/perms/permission_match.h"
#include "cmd/perms/perms.h"

struct filter {
	const char *pattern; /* NULL: any */
	char channels[4];    /* letters of permission.h; empty: any */
	bool two_factor;
	bool json;
};

static int add_channel(void *to, const char *kind, struct error *err)
{
	static const char *const kinds[] = {"text", "voice", "stage"};
	struct filter *filter = to;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (strcmp(kind, kinds[i]))
			continue;
		if (!strchr(filter->channels, "TVS"[i]))
			filter->channels[strlen(filter->channels)] = "TVS"[i];
		return 0;
	}
	error_set(err, ERROR_USAGE, "there are no permissions for '%s' channels", kind);
	return error_hint(err, "use text (announcement, forum and media channels too), voice or stage");
}

static const struct opt_spec specs[] = {
    OPT_TAKE('c', "channel", "KIND", add_channel, "those that apply in text, voice or stage channels; may be repeated"),
    OPT_FLAG('2', "two-factor", struct filter, two_factor,
	     "those that need two-factor authentication where a guild demands it"),
    OPT_FLAG(0, "json", struct filter, json, "an array of objects"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred perms list [OPTIONS] [PATTERN]",
    .summary = "Shows all permissions, or those whose name, older name or label contains PATTERN; one with '*' or '?' "
	       "must match the whole name.",
    .specs = specs,
};

static bool passes(const struct filter *filter, const struct permission *row)
{
	if (filter->two_factor && !row->two_factor)
		return false;
	if (filter->channels[0] && !strpbrk(row->channels, filter->channels))
		return false;
	return !filter->pattern || permission_matches(row, filter->pattern);
}

static int none(const struct filter *filter, struct error *err)
{
	const char *nearest = NULL;
	unsigned distance;

	if (!filter->pattern)
		return error_set(err, ERROR_NONE, "there is no such permission");
	error_set(err, ERROR_NONE, "no permission matches '%s'%s", filter->pattern,
		  filter->two_factor || filter->channels[0] ? " and the options" : "");
	if (!filter->two_factor && !filter->channels[0])
		nearest = permission_nearest(filter->pattern, &distance);
	return nearest ? error_hint(err, "did you mean '%s'?", nearest) : -1;
}

int perms_list(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct filter filter = {.pattern = NULL};
	uint64_t value = 0;
	int result = opt_parse_one(&line, argc, argv, &filter, &filter.pattern, err);

	(void)env;
	if (result <= 0)
		return result;
	for (size_t i = 0; i < permission_table_count; i++)
		if (passes(&filter, &permission_table[i]))
			value |= UINT64_C(1) << permission_table[i].bit;
	if (!value)
		return none(&filter, err);
	if (filter.json)
		return json_print(perms_json_table(value), stdout, err);
	perms_print_table(value);
	return 0;
}
