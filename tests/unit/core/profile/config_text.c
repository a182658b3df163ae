/* Setting default_profile in a text: one value changes, and not a byte besides. */
#include "core/profile/config_text.h"
#include "base/memory.h"
#include "expect.h"
#include "printed.h"

static void edit(const char *text, const char *name, struct diagnostics *list, struct buf *edited, int want,
		 struct error *err)
{
	struct buf bytes = BUF_INIT(4096);

	buf_str(&bytes, text);
	cr_assert_eq(config_text_set_default(&bytes, "config.cfg", name, edited, list, err), want, "%s", err->text);
	buf_release(&bytes);
}

static void expect_edited(const char *text, const char *want)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct buf edited = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	edit(text, "new", &list, &edited, 0, &err);
	cr_assert_str_eq(buf_text(&edited), want);
	cr_assert_eq(list.count, 0);
	cr_assert_eq(err.code, ERROR_OK);
	buf_release(&edited);
	diagnostics_release(&list);
}

static void expect_refused(const char *text, const char *want)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct buf edited = BUF_INIT(4096);
	struct error err = ERROR_INIT;
	char *shown;
	char *line;

	edit(text, "new", &list, &edited, -1, &err);
	cr_assert_eq(edited.len, 0);
	shown = printed(&list, "/no/such/directory");
	cr_assert_str_eq(shown, want);
	line = xstrndup(want, strcspn(want, "\n"));
	expect_error(err, ERROR_CONFIG, line);
	free(line);
	free(shown);
	buf_release(&edited);
	diagnostics_release(&list);
}

Test(config_text, without_the_key)
{
	expect_edited("", "default_profile = \"new\";\n");
	expect_edited("# settings\n", "# settings\ndefault_profile = \"new\";\n");
	expect_edited("# no newline", "# no newline\ndefault_profile = \"new\";\n");
	expect_edited("aliases = { a = \"auth status\" }", "aliases = { a = \"auth status\" }\n"
							   "default_profile = \"new\";\n");
	expect_edited("/* a block\n*/", "/* a block\n*/\ndefault_profile = \"new\";\n");
}

Test(config_text, with_the_key)
{
	expect_edited("default_profile = \"old\";\n", "default_profile = \"new\";\n");
	expect_edited("default_profile=\"old\"", "default_profile=\"new\"");
	expect_edited("  default_profile :\n\t\"old\"  ; // mine\n", "  default_profile :\n\t\"new\"  ; // mine\n");
}

Test(config_text, comments_and_layout_stay)
{
	expect_edited("# default_profile = \"no\";\n\n\naliases =\t{ h = \"token -o header\"; }; default_profile = "
		      "\"old\" ;  # default_profile = \"old\"\r\n\f\n",
		      "# default_profile = \"no\";\n\n\naliases =\t{ h = \"token -o header\"; }; default_profile = "
		      "\"new\" ;  # default_profile = \"old\"\r\n\f\n");
}

Test(config_text, a_value_in_pieces)
{
	expect_edited("default_profile = \"o\" /* and */ \"l\"\n # more\n \"d\" # the end\n;\n",
		      "default_profile = \"new\" # the end\n;\n");
}

Test(config_text, commented_out)
{
	expect_edited("# about\n#default_profile = \"reader\";\n\n#aliases = {\n#};\n",
		      "# about\n#default_profile = \"reader\";\ndefault_profile = \"new\";\n\n#aliases = {\n#};\n");
	expect_edited("//  default_profile: \"reader\"",
		      "//  default_profile: \"reader\"\ndefault_profile = \"new\";\n");
	expect_edited("# the default_profile = is below\n#default_profiles = 1\n#default_profile\n",
		      "# the default_profile = is below\n#default_profiles = 1\n#default_profile\n"
		      "default_profile = \"new\";\n");
}

Test(config_text, commented_out_where_no_line_may_be_added)
{
	expect_edited("aliases = {\n#default_profile = \"x\"\na = \"b\"; };\n",
		      "aliases = {\n#default_profile = \"x\"\na = \"b\"; };\ndefault_profile = \"new\";\n");
	expect_edited("aliases =\n#default_profile = \"x\"\n{ a = \"b\"; };\n",
		      "aliases =\n#default_profile = \"x\"\n{ a = \"b\"; };\ndefault_profile = \"new\";\n");
	expect_edited("/*\n#default_profile = \"x\"\n*/\n", "/*\n#default_profile = \"x\"\n*/\n"
							    "default_profile = \"new\";\n");
	expect_edited("aliases = { a = \"#default_profile = x\"; };\n",
		      "aliases = { a = \"#default_profile = x\"; };\ndefault_profile = \"new\";\n");
}

Test(config_text, an_alias_of_that_name_is_another)
{
	expect_edited("aliases = { default_profile = \"auth status\"; };\n",
		      "aliases = { default_profile = \"auth status\"; };\ndefault_profile = \"new\";\n");
}

Test(config_text, dos_line_ends)
{
	expect_edited("# one\r\n# two\r\n", "# one\r\n# two\r\ndefault_profile = \"new\";\r\n");
	expect_edited("default_profile = \"old\";\r\n", "default_profile = \"new\";\r\n");
}

Test(config_text, with_mistakes)
{
	expect_refused("default_profile = \"old\"\naliases = {\n",
		       "config.cfg:2:11: this '{' is never closed: a '}' is missing\n"
		       "    2 | aliases = {\n"
		       "      |           ^\n");
	expect_refused("default_profile = reader;\n",
		       "config.cfg:1:19: 'reader' is not a value: text stands in double quotes\n"
		       "    1 | default_profile = reader*\n"
		       "      |                   ^\n");
	expect_refused("default_profile = \"a\";\ndefault_profile = \"b\";\n",
		       "config.cfg:2:1: 'default_profile' is set twice, first in line 1\n"
		       "    2 | default_profile = \"b\";\n"
		       "      | ^\n");
	expect_refused("default_profile = 5;\n", "config.cfg:1:19: 'default_profile' must be a string, not a number\n"
						 "    1 | default_profile = 5;\n"
						 "      |                   ^\n");
	expect_refused("defualt_profile = \"a\";\n",
		       "config.cfg:1:1: unknown key 'defualt_profile': did you mean 'default_profile'?\n"
		       "    1 | defualt_profile = ****\n"
		       "      | ^\n");
}

static void expect_holder_added(const char *text, const char *want)
{
	struct config_holder holder = {.label = (char *)"vault"};
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct buf bytes = BUF_INIT(4096);
	struct buf edited = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	strings_add(&holder.words, "command");
	strings_add(&holder.words, "say \"x\"");
	buf_str(&bytes, text);
	cr_assert_eq(config_text_add_holder(&bytes, "config.cfg", &holder, &edited, &list, &err), 0, "%s", err.text);
	cr_expect_str_eq(buf_text(&edited), want);
	strings_release(&holder.words);
	buf_release(&bytes);
	buf_release(&edited);
	diagnostics_release(&list);
}

Test(config_text, a_key_holder)
{
#define SETTING "  vault = [ \"command\", \"say \\\"x\\\"\" ];"
	expect_holder_added("", "holders = {\n" SETTING "\n};\n");
	expect_holder_added("default_profile = \"a\";", "default_profile = \"a\";\nholders = {\n" SETTING "\n};\n");
	expect_holder_added("holders = {};\n", "holders = {\n" SETTING "};\n");
	expect_holder_added("holders: { pass = ( \"pass\", \"x\" ) }\n",
			    "holders: {\n" SETTING " pass = ( \"pass\", \"x\" ) }\n");
	expect_holder_added("holders = { # none\n};\n", "holders = {\n" SETTING " # none\n};\n");
#undef SETTING
}

Test(config_text, mistakes_in_key_holders)
{
	expect_refused("holders = 5;\n",
		       "config.cfg:1:11: 'holders' must be a group, { NAME = [ \"...\" ]; }, not a number\n"
		       "    1 | holders = 5;\n"
		       "      |           ^\n");
	expect_refused("holders = { a = \"file\"; };\n",
		       "config.cfg:1:17: key holder 'a' must be [ \"KIND\", ... ], all of it text\n"
		       "    1 | holders = { a = \"file\"; };\n"
		       "      |                 ^\n");
	expect_refused("holders = { a = [ 1 ]; };\n",
		       "config.cfg:1:17: key holder 'a' must be [ \"KIND\", ... ], all of it text\n"
		       "    1 | holders = { a = [ 1 ]; };\n"
		       "      |                 ^\n");
}
