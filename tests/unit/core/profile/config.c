#include "core/profile/config.h"
#include "loaded.h"

static FILE *shipped;

/* Opened as whoever began: the sources may be out of reach of the user that the test becomes. */
static void open_shipped(void)
{
	const char *source = getenv("DISCRED_SOURCE");
	char *path;

	cr_assert_not_null(source, "DISCRED_SOURCE is not set");
	path = xasprintf("%s/etc/config.cfg", source);
	shipped = fopen(path, "r");
	cr_assert_not_null(shipped, "%s", path);
	free(path);
	loaded_make();
}

static void close_shipped(void)
{
	fclose(shipped);
	scratch_remove();
}

TestSuite(config, .init = open_shipped, .fini = close_shipped);

static void expect_config(const char *default_profile, const char *aliases)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct environ env = loaded_environ();
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT(4096);
	struct config config;

	cr_assert_eq(config_load(&config, &env, &list, &err), 0, "%s", err.text);
	if (default_profile)
		cr_assert_str_eq(config.default_profile, default_profile);
	else
		cr_assert_null(config.default_profile);
	cr_assert_eq(config.alias_names.count, config.alias_values.count);
	for (size_t i = 0; i < config.alias_names.count; i++)
		buf_printf(&text, "%s=%s;", config.alias_names.item[i], config.alias_values.item[i]);
	cr_assert_str_eq(buf_text(&text), aliases);
	cr_assert_eq(err.code, ERROR_OK);
	buf_release(&text);
	config_release(&config);
	diagnostics_release(&list);
}

static void expect_config_refused(const char *text, const char *want)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct environ env = loaded_environ();
	struct error err = ERROR_INIT;
	struct config config;
	char *shown;

	scratch_text("discred/config.cfg", text, 0600);
	cr_assert_eq(config_load(&config, &env, &list, &err), -1);
	shown = loaded_printed(&list);
	cr_assert_str_eq(shown, want);
	cr_assert_eq(err.code, ERROR_CONFIG);
	free(shown);
	diagnostics_release(&list);
}

Test(config, absent_and_empty)
{
	expect_config(NULL, "");
	scratch_text("discred/config.cfg", "", 0600);
	expect_config(NULL, "");
}

Test(config, both_keys)
{
	scratch_text("discred/config.cfg",
		     "default_profile = \"reader\";\naliases = { whoami = \"auth status\"; h = \"token -o header\" };",
		     0644);
	expect_config("reader", "whoami=auth status;h=token -o header;");
}

Test(config, the_users_comes_before_the_systems_key_by_key)
{
	scratch_text("discred/config.cfg", "aliases = { a = \"own\"; };", 0600);
	scratch_text("system/discred/config.cfg", "default_profile = \"s\"; aliases = { a = \"x\"; b = \"system\"; };",
		     0644);
	expect_config("s", "a=own;b=system;");
	scratch_text("discred/config.cfg", "default_profile = \"o\";", 0600);
	expect_config("o", "a=x;b=system;");
}

Test(config, as_shipped)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	char line[256];

	while (fgets(line, sizeof(line), shipped))
		buf_str(&text, line);
	rewind(shipped);
	scratch_text("discred/config.cfg", buf_text(&text), 0644);
	expect_config(NULL, "");
	buf_clear(&text);
	/* Prose has one space after the '#'. */
	while (fgets(line, sizeof(line), shipped))
		buf_str(&text, line + (line[0] == '#' && (line[1] != ' ' || line[2] == ' ')));
	scratch_text("discred/config.cfg", buf_text(&text), 0644);
	expect_config("reader", "whoami=auth status;header=token -o header;");
	buf_release(&text);
}

Test(config, wrong_ones)
{
	expect_config_refused("default_profil = \"a\";\nqqqqqqqqqqqqqqqqqq = \"hunter2\";\n",
			      "DIR/config.cfg:1:1: unknown key 'default_profil': did you mean 'default_profile'?\n"
			      "    1 | default_profil = ****\n"
			      "      | ^\n"
			      "DIR/config.cfg:2:1: unknown key 'qqqqqqqqqqqqqqqqqq'\n"
			      "    2 | qqqqqqqqqqqqqqqqqq = **********\n"
			      "      | ^\n");
	expect_config_refused("default_profile = 5;\naliases = \"x\";\n",
			      "DIR/config.cfg:1:19: 'default_profile' must be a string, not a number\n"
			      "    1 | default_profile = 5;\n"
			      "      |                   ^\n"
			      "DIR/config.cfg:2:11: 'aliases' must be a group, { NAME = \"...\"; }, not a string\n"
			      "    2 | aliases = \"x\";\n"
			      "      |           ^\n");
	expect_config_refused("default_profile = \"../x\";\naliases = { a = 5; b = \" \"; *c = \"d\"; };\n",
			      "DIR/config.cfg:1:19: '../x' cannot be the name of a profile\n"
			      "    1 | default_profile = \"../x\";\n"
			      "      |                   ^\n"
			      "DIR/config.cfg:2:17: alias 'a' must be a string, not a number\n"
			      "    2 | aliases = { a = 5; b = \" \"; *c = \"d\"; };\n"
			      "      |                 ^\n"
			      "DIR/config.cfg:2:24: alias 'b' is empty\n"
			      "    2 | aliases = { a = 5; b = \" \"; *c = \"d\"; };\n"
			      "      |                        ^\n"
			      "DIR/config.cfg:2:29: '*c' cannot be the name of an alias\n"
			      "    2 | aliases = { a = 5; b = \" \"; *c = \"d\"; };\n"
			      "      |                             ^\n");
	expect_config_refused("default_profile = reader;\n",
			      "DIR/config.cfg:1:19: 'reader' is not a value: text stands in double quotes\n"
			      "    1 | default_profile = reader*\n"
			      "      |                   ^\n");
}

Test(config, that_others_can_write)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct environ env = loaded_environ();
	struct error err = ERROR_INIT;
	struct config config;
	char *text;

	scratch_text("discred/config.cfg", "", 0666);
	cr_assert_eq(config_load(&config, &env, &list, &err), -1);
	text = printed_replace(err.text, scratch_path("discred"), "DIR");
	cr_assert_str_eq(text, "'DIR/config.cfg' can be written by others (mode 0666)");
	cr_assert_eq(err.code, ERROR_CONFIG);
	free(text);
	diagnostics_release(&list);
}
