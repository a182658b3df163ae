/* The options of sources, of every type, as a profile's file gives them. */
#include "loaded.h"

static const struct source_option every[] = {
    {.name = "type", .type = OPTION_TOKEN_TYPE},     {.name = "variable", .type = OPTION_VARIABLE},
    {.name = "path", .type = OPTION_PATH},           {.name = "argv", .type = OPTION_ARGV},
    {.name = "scope", .type = OPTION_SCOPES},        {.name = "name", .type = OPTION_NAME},
    {.name = "expires_in", .type = OPTION_LIFETIME}, {.name = NULL},
};
static const struct source rows[] = {
    {.name = "every", .options = every, .get = loaded_never},
    {.name = "outside", .options = every + 5, .get = loaded_never, .passes_on = true},
};
static const struct source *const table[] = {&rows[0], &rows[1]};
static const struct source_table sources = {.row = table, .count = ARRAY_LEN(table)};

TestSuite(fields_option, .init = loaded_make, .fini = scratch_remove);

static int load(const char *source, const char *options, struct profile *profile, struct diagnostics *list)
{
	char *file = xasprintf("client_id = \"1\";\nstack = ( { control = \"required\"; source = \"%s\"; %s } );\n",
			       source, options);
	struct environ env = loaded_environ();
	struct error err = ERROR_INIT;
	int result;

	scratch_text("discred/profiles/x.cfg", file, 0600);
	result = profile_load(profile, "x", &env, &sources, list, &err);
	free(file);
	return result;
}

/* The option's value; the caller's to free. */
static char *value_of(const char *source, const char *options, const char *name)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct profile profile;
	char *value;

	cr_assert_eq(load(source, options, &profile, &list), 0, "%s: %s", options,
		     list.count ? list.item[0].message : "");
	cr_assert_not_null(source_setting(&profile.stack.entry[0].settings, name));
	value = xstrdup(source_setting(&profile.stack.entry[0].settings, name));
	profile_release(&profile);
	diagnostics_release(&list);
	return value;
}

static void expect_value(const char *source, const char *options, const char *name, const char *want)
{
	char *value = value_of(source, options, name);

	cr_assert_str_eq(value, want);
	free(value);
}

/* The one complaint, and the column of its place in line 2. */
static void expect_wrong(const char *source, const char *options, unsigned column, const char *message)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	unsigned before =
	    (unsigned)strlen("stack = ( { control = \"required\"; source = \"\"; ") + (unsigned)strlen(source);
	struct profile profile;

	cr_assert_eq(load(source, options, &profile, &list), -1, "<%s> was loaded", options);
	cr_assert_str_eq(list.item[0].message, message);
	cr_assert_eq(list.count, 1);
	cr_assert_eq(list.item[0].at.line, 2);
	cr_assert_eq(list.item[0].at.column, before + column, "<%s>: column %u", options,
		     list.item[0].at.column - before);
	diagnostics_release(&list);
}

Test(fields_option, a_kind_of_token)
{
	expect_value("every", "type = \"Bot\";", "type", "Bot");
	expect_value("every", "type = \"bearer\";", "type", "Bearer");
	expect_wrong("every", "type = \"User\";", 8, "'type' must be \"Bearer\" or \"Bot\"");
	expect_wrong("every", "type = 1;", 8, "'type' must be a string, not a number");
}

Test(fields_option, a_variable)
{
	expect_value("every", "variable = \"_A1\";", "variable", "_A1");
	for (const char *const *name = (const char *const[]){"1A", "A-B", "$A", "A=", "\\u00e9", NULL}; *name; name++) {
		char *options = xasprintf("variable = \"%s\";", *name);

		expect_wrong("every", options, 12, "'variable' must be the name of an environment variable");
		free(options);
	}
}

Test(fields_option, a_path)
{
	const char *message = "'path' must be an absolute path, or begin with '~/' or '$CREDENTIALS_DIRECTORY/'";

	expect_value("every", "path = \"/run/x\";", "path", "/run/x");
	expect_value("every", "path = \"~/x\";", "path", "~/x");
	expect_value("every", "path = \"$CREDENTIALS_DIRECTORY/x\";", "path", "$CREDENTIALS_DIRECTORY/x");
	expect_wrong("every", "path = \"x\";", 8, message);
	expect_wrong("every", "path = \"$HOME/x\";", 8, message);
	expect_wrong("every", "path = \"$CREDENTIALS_DIRECTORYX\";", 8, message);
	expect_wrong("every", "path = \"\";", 8, "'stack.[0].path' is empty");
}

Test(fields_option, an_argv)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	const struct strings *words;
	struct profile profile;

	cr_assert_eq(load("every", "argv = [ \"pass\", \"\", \"a b\" ];", &profile, &list), 0);
	words = source_words(&profile.stack.entry[0].settings, "argv");
	cr_assert_eq(words->count, 3);
	cr_assert_str_eq(words->item[0], "pass");
	cr_assert_str_eq(words->item[1], "");
	cr_assert_str_eq(words->item[2], "a b");
	cr_assert_null(words->item[3]);
	cr_assert_null(source_setting(&profile.stack.entry[0].settings, "argv"));
	cr_assert_eq(source_words(&profile.stack.entry[0].settings, "path")->count, 0);
	profile_release(&profile);
	diagnostics_release(&list);
	expect_wrong("every", "argv = \"pass show\";", 8,
		     "'argv' must be a list of words, [ \"PROGRAM\", \"ARGUMENT\" ]: no shell reads it");
	expect_wrong("every", "argv = [ ];", 8, "'stack.[0].argv' is empty");
	expect_wrong("every", "argv = [ \"\" ];", 10, "the command has no name");
	expect_wrong("every", "argv = [ \"./x\" ];", 10,
		     "a program is given by its absolute path, or by a name that is looked for in PATH");
	expect_wrong("every", "argv = ( \"a\", 5 );", 15,
		     "an element of 'stack.[0].argv' must be a string, not a number");
}

Test(fields_option, scopes)
{
	expect_value("every", "scope = \"identify  guilds\";", "scope", "identify guilds");
	expect_value("every", "scope = [ \"identify\", \"guilds\" ];", "scope", "identify guilds");
	expect_wrong("every", "scope = 5;", 9, "'scope' must be a string or a list of strings, not a number");
	expect_wrong("every", "scope = \"\";", 9, "'stack.[0].scope' is empty");
	expect_wrong("every", "scope = ( \"a\", \"a\" );", 16, "scope 'a' is there twice");
}

Test(fields_option, a_name)
{
	expect_value("outside", "name = \"vault-1\";", "name", "vault-1");
	expect_wrong("outside", "name = \"../x\";", 8,
		     "'name' must be a name: letters, digits, '.', '_' and '-', 64 at most");
}

Test(fields_option, a_lifetime)
{
	expect_value("every", "expires_in = 604800;", "expires_in", "604800");
	expect_wrong("every", "expires_in = 31536001;", 14,
		     "'expires_in' must be a number of seconds from 1 to 31536000");
	expect_wrong("every", "expires_in = 0;", 14, "'expires_in' must be a number of seconds from 1 to 31536000");
}

Test(fields_option, passed_on)
{
	expect_value("outside", "name = \"x\"; item = \"a b\";", "item", "a b");
	expect_value("outside", "name = \"x\"; retries = 3;", "retries", "3");
	expect_value("outside", "name = \"x\"; big = 5000000000L;", "big", "5000000000");
	expect_value("outside", "name = \"x\"; deep = false;", "deep", "false");
	expect_wrong("outside", "Item = \"x\";", 1,
		     "'Item' cannot be passed on: a name is lower-case letters, digits, '_' and '-'");
	expect_wrong("outside", "item = [ \"x\" ];", 8, "'item' must be a string, a number or a boolean, not an array");
	expect_wrong("outside", "item = 1.5;", 8, "'item' must be a string, a number or a boolean, not a fraction");
	expect_wrong("outside", "item = \"a\\nb\";", 8,
		     "'stack.[0].item' holds a control byte: it is one line of text");
	expect_wrong("every", "zzzzzzzzzz = \"x\";", 1, "unknown option 'zzzzzzzzzz' of source 'every'");
}

Test(fields_option, variables_of_the_stack_are_secret)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct strings names = STRINGS_INIT;
	struct profile profile;

	cr_assert_eq(load("every",
			  "variable = \"A\"; }, { control = \"optional\"; source = \"every\"; variable = \"B\";",
			  &profile, &list),
		     0);
	profile_secret_variables(&profile, &names);
	cr_assert_eq(names.count, 2);
	cr_assert(strings_have(&names, "A") && strings_have(&names, "B"));
	strings_release(&names);
	profile_release(&profile);
	diagnostics_release(&list);
}

static char *line_of(const char *options)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct buf line = BUF_INIT(4096);
	struct profile profile;
	char *text;

	cr_assert_eq(load("every", options, &profile, &list), 0);
	source_settings_line(&profile.stack.entry[0].settings, &line);
	text = xstrdup(buf_text(&line));
	buf_release(&line);
	profile_release(&profile);
	diagnostics_release(&list);
	return text;
}

Test(fields_option, settings_in_one_line)
{
	char *first = line_of("type = \"Bot\"; argv = [ \"a\", \"b c\" ];");
	char *second = line_of("argv = [ \"a\", \"b c\" ]; type = \"Bot\";");
	char *third = line_of("argv = [ \"a\", \"b\", \"c\" ]; type = \"Bot\";");

	cr_assert_str_eq(first, "argv=/a/b%20c type=Bot");
	cr_assert_str_eq(second, first);
	cr_assert_str_eq(third, "argv=/a/b/c type=Bot");
	free(first);
	free(second);
	free(third);
}
