/*
 * Profiles in a scratch directory that is the user's $XDG_CONFIG_HOME, and what loading them says. DIR in expected text
 * stands for scratch/discred.
 */
#ifndef UNIT_LOADED_H
#define UNIT_LOADED_H

#include "base/memory.h"
#include "discred/profile.h"
#include "expect.h"
#include "printed.h"
#include "scratch.h"

static enum source_result loaded_never(const struct source_context *context, struct token *token, struct error *err)
{
	(void)context;
	(void)token;
	(void)err;
	return SOURCE_ABORT;
}

static const struct source_option loaded_none[] = {{.name = NULL}};
static const struct source_option loaded_refresh[] = {
    {.name = "timeout", .type = OPTION_SECONDS, .default_value = "60"}, {.name = NULL}};
static const struct source_option loaded_env[] = {{.name = "variable", .type = OPTION_TEXT, .required = true},
						  {.name = "type", .type = OPTION_TEXT, .default_value = "Bearer"},
						  {.name = NULL}};
static const struct source loaded_rows[] = {
    {.name = "cache", .kind = SOURCE_CACHE, .options = loaded_none, .get = loaded_never},
    {.name = "refresh", .kind = SOURCE_REFRESH, .options = loaded_refresh, .get = loaded_never},
    {.name = "env", .options = loaded_env, .get = loaded_never},
    {.name = "bot", .kind = SOURCE_BOT, .options = loaded_none, .get = loaded_never},
    {.name = "allow", .options = loaded_none, .get = loaded_never, .gate = true},
};
static const struct source *const loaded_table[] = {&loaded_rows[0], &loaded_rows[1], &loaded_rows[2], &loaded_rows[3],
						    &loaded_rows[4]};
static const struct source *const loaded_fallback[] = {&loaded_rows[0], &loaded_rows[1], NULL};
static const struct source_table loaded_sources = {
    .row = loaded_table, .count = 5, .fallback = loaded_fallback, .bot = &loaded_rows[3]};

static char *const loaded_variables[] = {NULL};

/* The user's directory, and a system's in scratch/system. */
static inline struct environ loaded_environ(void)
{
	static char system[SCRATCH_PATH];

	snprintf(system, sizeof(system), "%s/system", scratch);
	return (struct environ){.uid = geteuid(),
				.home = "/home/somebody",
				.config_home = scratch,
				.config_dirs = system,
				.all = loaded_variables};
}

static inline void loaded_make_dirs(void)
{
	static const char *const dirs[] = {
	    "discred",        "discred/profiles",        "discred/stacks",       "system",
	    "system/discred", "system/discred/profiles", "system/discred/stacks"};

	for (size_t i = 0; i < ARRAY_LEN(dirs); i++)
		cr_assert_eq(mkdir(scratch_path(dirs[i]), 0700), 0);
}

static inline void loaded_make(void)
{
	scratch_make_unprivileged();
	loaded_make_dirs();
}

static inline int loaded_load(struct profile *profile, const char *name, struct diagnostics *list, struct error *err)
{
	struct environ env = loaded_environ();

	return profile_load(profile, name, &env, &loaded_sources, list, err);
}

static inline char *loaded_printed(const struct diagnostics *list)
{
	return printed(list, scratch_path("discred"));
}

/* The file DIR/profiles/x.cfg, just written, is refused with exactly this, and the error is its first line. */
static inline void expect_refused_file(const char *want)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;
	char *text;
	char *line;

	cr_assert_eq(loaded_load(&profile, "x", &list, &err), -1);
	text = loaded_printed(&list);
	cr_assert_str_eq(text, want);
	free(text);
	text = printed_replace(err.text, scratch_path("discred"), "DIR");
	line = xstrndup(want, strcspn(want, "\n"));
	cr_assert_str_eq(text, line);
	cr_assert_eq(err.code, ERROR_CONFIG);
	free(line);
	free(text);
	diagnostics_release(&list);
}

static inline void expect_refused(const char *file, const char *want)
{
	scratch_text("discred/profiles/x.cfg", file, 0600);
	expect_refused_file(want);
}

/* The one complaint about a profile with client_id in line 1 and the given line 2. */
static inline void expect_complaint(const char *line, unsigned column, const char *message)
{
	char *file = xasprintf("client_id = \"1\";\n%s\n", line);
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	scratch_text("discred/profiles/x.cfg", file, 0600);
	cr_assert_eq(loaded_load(&profile, "x", &list, &err), -1, "<%s> was loaded", line);
	cr_assert_eq(list.count, 1, "%zu complaints about <%s>", list.count, line);
	cr_assert_str_eq(list.item[0].message, message);
	cr_assert_eq(list.item[0].at.line, 2);
	cr_assert_eq(list.item[0].at.column, column, "<%s>: column %u", line, list.item[0].at.column);
	diagnostics_release(&list);
	free(file);
}

/* Loads a profile with client_id and the given text; the caller releases it. */
static inline void expect_loaded(const char *text, struct profile *profile)
{
	char *file = xasprintf("client_id = \"1\";\n%s\n", text);
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;

	scratch_text("discred/profiles/x.cfg", file, 0600);
	cr_assert_eq(loaded_load(profile, "x", &list, &err), 0, "%s", err.text);
	cr_assert_eq(list.count, 0);
	diagnostics_release(&list);
	free(file);
}

#endif
