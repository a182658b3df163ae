/*
 * discred profile show: what every key is worth, and where that comes from. The keys are those of the field table.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/opt.h"
#include "cmd/profile/fields_show.h"
#include "cmd/profile/profile.h"
#include "core/output/json_layout.h"
#include "core/output/table.h"

struct options {
	bool json;
};

static const struct opt_spec specs[] = {
    OPT_FLAG(0, "json", struct options, json, "one JSON object"),
    OPT_SPEC_END,
};

/* What a value was made from besides its own line: other keys, or the shared stack's file. NULL: nothing. */
static const char *made_from(const struct field *field, const struct profile *profile, enum field_origin origin)
{
	if (origin == FIELD_DERIVED)
		return profile_derived_from(profile, field->key);
	return field->type == FIELD_STACK ? profile->stack.path : NULL;
}

static json_t *key_json(const struct field *field, const struct profile *profile)
{
	enum field_origin origin = field_origin(field, profile);
	struct position at = profile->at[field - field_table];
	const char *from = made_from(field, profile, origin);
	json_t *object = json_pack("{s:o, s:s, s:o}", "value", field_value(field, profile), "origin",
				   field_origin_name(origin), "from", from ? json_lenient(from) : json_null());

	if (origin == FIELD_GIVEN) {
		json_object_set_new(object, "line", json_integer(at.line));
		json_object_set_new(object, "column", json_integer(at.column));
	}
	return object;
}

static int show_json(const struct profile *profile, bool usual, struct error *err)
{
	json_t *keys = json_object();
	json_t *object = json_pack("{s:s, s:o, s:b, s:o}", "profile", profile->id, "path", json_lenient(profile->path),
				   "default", usual, "keys", keys);

	for (size_t i = 0; i < field_table_count; i++)
		json_object_set_new(keys, field_table[i].key, key_json(&field_table[i], profile));
	return json_print(object, stdout, err);
}

/* "reader.cfg:3", "default", "derived", "not set": owned by the caller. */
static char *origin_words(const struct field *field, const struct profile *profile, enum field_origin origin)
{
	const char *slash = strrchr(profile->path, '/');

	if (origin == FIELD_GIVEN)
		return xasprintf("%s:%u", slash ? slash + 1 : profile->path, profile->at[field - field_table].line);
	return xstrdup(origin == FIELD_UNSET ? "not set" : field_origin_name(origin));
}

static void add_row(struct table *table, const char *key, const char *from, const char *value, enum style style)
{
	table_row(table);
	table_cell(table, STYLE_PLAIN, key);
	table_cell(table, STYLE_FAINT, from);
	table_cell(table, style, value);
}

/* A value of several lines has several rows. */
static void add_rows(const struct field *field, const struct profile *profile, struct table *table)
{
	enum field_origin origin = field_origin(field, profile);
	const char *made = made_from(field, profile, origin);
	char *from = origin_words(field, profile, origin);
	struct buf words = BUF_INIT(BUF_FILE_MAX);
	struct strings lines = STRINGS_INIT;

	field_words(field, profile, &words);
	strings_split(&lines, buf_text(&words), "\n");
	add_row(table, field->key, from, lines.count ? lines.item[0] : "", STYLE_PLAIN);
	for (size_t i = 1; i < lines.count; i++)
		add_row(table, "", "", lines.item[i], STYLE_PLAIN);
	if (made) {
		char *text = xasprintf("(from %s)", made);

		add_row(table, "", "", text, STYLE_FAINT);
		free(text);
	}
	strings_release(&lines);
	buf_release(&words);
	free(from);
}

static void show_text(const struct profile *profile, bool usual)
{
	static const struct table_column columns[] = {
	    {.title = "KEY"}, {.title = "FROM"}, {.title = "VALUE", .wraps = true}, {.title = NULL}};
	struct table *table = table_new(columns);
	char *path = xstrdup(profile->path);

	text_sanitize(path);
	printf("%s%s: %s\n\n", profile->id, usual ? " (default)" : "", path);
	for (size_t i = 0; i < field_table_count; i++)
		add_rows(&field_table[i], profile, table);
	table_print(table, stdout);
	table_free(table);
	free(path);
}

/* A config.cfg with mistakes names no default; whoever names a profile need not care. */
static bool is_usual(const char *id, const struct environ *env)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error ignored = ERROR_INIT;
	char *usual = NULL;
	bool same = !profile_choose(NULL, env, &usual, &list, &ignored) && !strcmp(usual, id);

	diagnostics_release(&list);
	free(usual);
	return same;
}

static int show(const char *argument, bool json, const struct environ *env, struct error *err)
{
	struct profile profile;
	bool usual;
	int result = 0;

	if (profile_open(&profile, argument, env, &source_table, stderr, err) < 0)
		return -1;
	usual = is_usual(profile.id, env);
	if (json)
		result = show_json(&profile, usual, err);
	else
		show_text(&profile, usual);
	profile_release(&profile);
	return result;
}

int profile_show(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred profile show [OPTIONS] [PROFILE]",
	    .summary = "Shows what every key is worth, and where that comes from. Secrets are not shown.",
	    .specs = specs,
	};
	const char *argument;
	struct options options = {.json = false};
	int go = opt_parse_one(&line, argc, argv, &options, &argument, err);

	return go > 0 ? show(argument, options.json, env, err) : go;
}
