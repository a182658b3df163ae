#include "loaded.h"

TestSuite(profile, .init = loaded_make, .fini = scratch_remove);

/* Fails without any complaint about the file's text: the error says it all. */
static void expect_error_only(const char *name, enum error_code code, const char *text, const char *hint)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;
	char *shown;

	cr_assert_eq(loaded_load(&profile, name, &list, &err), -1);
	cr_assert_eq(list.count, 0);
	shown = printed_replace(err.text, scratch_path("discred"), "DIR");
	cr_assert_str_eq(shown, text);
	free(shown);
	shown = printed_replace(err.hint, scratch_path("discred"), "DIR");
	cr_assert_str_eq(shown, hint);
	free(shown);
	cr_assert_eq(err.code, code);
	diagnostics_release(&list);
}

static void expect_id(const char *name, const char *client_id)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	cr_assert_eq(loaded_load(&profile, name, &list, &err), 0, "%s", err.text);
	cr_assert_str_eq(profile.client_id, client_id);
	profile_release(&profile);
	diagnostics_release(&list);
}

Test(profile, everything_that_is_wrong_is_said_at_once)
{
	expect_refused("client_id = 157730590492196864;\n"
		       "permissions = 8589934592;\n"
		       "min_valid = 4294967356; # a minute?\n"
		       "client_secrte = \"hunter2\";\n"
		       "guild_id = \"x\";\n"
		       "guild_id = \"1\";\n"
		       "@include \"more.cfg\"\n"
		       "api_base = \"http://example.com\";\n",
		       "DIR/profiles/x.cfg:1:13: '157730590492196864' does not fit into 32 bits: write it as a string, "
		       "\"157730590492196864\"\n"
		       "    1 | client_id = 157730590492196864;\n"
		       "      |             ^\n"
		       "DIR/profiles/x.cfg:2:15: '8589934592' does not fit into 32 bits: write it as a string, "
		       "\"8589934592\", or with an L, 8589934592L\n"
		       "    2 | permissions = 8589934592;\n"
		       "      |               ^\n"
		       "DIR/profiles/x.cfg:3:13: '4294967356' does not fit into 32 bits: write seconds from 0 to "
		       "604800\n"
		       "    3 | min_valid = 4294967356; # a minute?\n"
		       "      |             ^\n"
		       "DIR/profiles/x.cfg:4:1: unknown key 'client_secrte': did you mean 'client_secret'?\n"
		       "    4 | client_secrte = **********\n"
		       "      | ^\n"
		       "DIR/profiles/x.cfg:5:12: 'guild_id' must be digits only, such as \"157730590492196864\"\n"
		       "    5 | guild_id = \"x\";\n"
		       "      |            ^\n"
		       "DIR/profiles/x.cfg:6:1: 'guild_id' is set twice, first in line 5\n"
		       "    6 | guild_id = \"1\";\n"
		       "      | ^\n"
		       "DIR/profiles/x.cfg:7:1: '@include' is refused: write its settings into this file\n"
		       "    7 | @include **********\n"
		       "      | ^\n"
		       "DIR/profiles/x.cfg:8:12: 'api_base' must begin with 'https://': plain http is for a loopback "
		       "host only\n"
		       "    8 | api_base = \"http://example.com\";\n"
		       "      |            ^\n");
}

Test(profile, a_nul_byte)
{
	static const char file[] = "client_id = \"1\";\n\0 scope = 5;\n";

	scratch_file("discred/profiles/x.cfg", file, sizeof(file) - 1, 0600);
	expect_refused_file("DIR/profiles/x.cfg:2:1: a NUL byte: this is no text file\n"
			    "    2 | * ***** * **\n"
			    "      | ^\n");
}

/* Each of them ends the process or hangs it if libconfig gets to see it. */
Test(profile, includes_of_a_directory_and_of_a_fifo)
{
	const char *fifo = scratch_path("fifo");
	char *file = xasprintf("client_id = \"1\";\n@include \"%s\"\n", fifo);

	cr_assert_eq(mkfifo(fifo, 0600), 0);
	expect_complaint("@include \"/tmp\"", 1, "'@include' is refused: write its settings into this file");
	expect_complaint("  @include\t\"/tmp\" name = \"x\"", 3,
			 "'@include' is refused: write its settings into this file");
	scratch_text("discred/profiles/x.cfg", file, 0600);
	free(file);
	file = xasprintf("DIR/profiles/x.cfg:2:1: '@include' is refused: write its settings into this file\n"
			 "    2 | @include %.*s\n"
			 "      | ^\n",
			 (int)strlen(fifo) + 2, "****************************************************************");
	expect_refused_file(file);
	free(file);
}

Test(profile, without_client_id)
{
	expect_refused("", "DIR/profiles/x.cfg: 'client_id' is missing\n");
	expect_refused("# nothing", "DIR/profiles/x.cfg: 'client_id' is missing\n");
}

Test(profile, a_comment_at_the_very_end)
{
	struct profile profile;

	expect_loaded("// the end", &profile);
	profile_release(&profile);
	scratch_text("discred/profiles/x.cfg", "client_id = \"7\"; # the end", 0600);
	expect_id("x", "7");
}

Test(profile, names_that_are_no_names)
{
	static const char *const names[] = {
	    "",    "../x", "a/b",
	    ".x",  "-x",   "_x",
	    "a b", "x\n",  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char *text = xasprintf("'%s' cannot be the name of a profile", names[i]);

		expect_error_only(
		    names[i], ERROR_USAGE, text,
		    "names are letters, digits, '.', '_' and '-', 64 at most, with a letter or digit first");
		free(text);
	}
}

Test(profile, that_is_not_there)
{
	expect_error_only("reader", ERROR_NONE, "no profile 'reader'", "run 'discred profile new reader'");
	scratch_text("system/discred/profiles/reader.cfg", "", 0600);
	expect_error_only("raeder", ERROR_NONE, "no profile 'raeder'", "did you mean 'reader'?");
}

Test(profile, of_the_user_shadows_the_systems)
{
	scratch_text("system/discred/profiles/a.cfg", "client_id = \"1\";", 0644);
	expect_id("a", "1");
	scratch_text("discred/profiles/a.cfg", "client_id = \"2\";", 0600);
	expect_id("a", "2");
}

Test(profile, that_is_refused_does_not_give_way_to_the_systems)
{
	scratch_text("system/discred/profiles/a.cfg", "client_id = \"1\";", 0644);
	scratch_text("discred/profiles/a.cfg", "client_id = \"2\";", 0602);
	expect_error_only("a", ERROR_CONFIG, "'DIR/profiles/a.cfg' can be written by others (mode 0602)",
			  "run 'chmod go-w DIR/profiles/a.cfg'");
	cr_assert_eq(unlink(scratch_path("discred/profiles/a.cfg")), 0);
	cr_assert_eq(symlink("nowhere", scratch_path("discred/profiles/a.cfg")), 0);
	expect_error_only("a", ERROR_CONFIG, "'DIR/profiles/a.cfg' is a symbolic link to nothing", "");
}

Test(profile, that_others_can_write)
{
	scratch_text("discred/profiles/a.cfg", "client_id = \"2\";", 0602);
	expect_error_only("a", ERROR_CONFIG, "'DIR/profiles/a.cfg' can be written by others (mode 0602)",
			  "run 'chmod go-w DIR/profiles/a.cfg'");
}

Test(profile, that_cannot_be_read)
{
	scratch_text("discred/profiles/a.cfg", "client_id = \"2\";", 0000);
	expect_error_only("a", ERROR_SYS, "cannot open 'DIR/profiles/a.cfg': Permission denied", "");
}

Test(profile, that_is_no_file)
{
	cr_assert_eq(mkdir(scratch_path("discred/profiles/dir.cfg"), 0700), 0);
	expect_error_only("dir", ERROR_CONFIG, "'DIR/profiles/dir.cfg' is not a regular file", "");
	cr_assert_eq(mkfifo(scratch_path("discred/profiles/fifo.cfg"), 0600), 0);
	expect_error_only("fifo", ERROR_CONFIG, "'DIR/profiles/fifo.cfg' is not a regular file", "");
}

Test(profile, behind_a_symbolic_link)
{
	scratch_text("dotfile", "client_id = \"3\";", 0644);
	cr_assert_eq(symlink("../../dotfile", scratch_path("discred/profiles/a.cfg")), 0);
	expect_id("a", "3");
	cr_assert_eq(chmod(scratch_path("dotfile"), 0646), 0);
	expect_error_only("a", ERROR_CONFIG, "'DIR/profiles/a.cfg' can be written by others (mode 0646)",
			  "run 'chmod go-w DIR/profiles/a.cfg'");
}

Test(profile, that_is_too_large)
{
	char *text = xmalloc(BUF_FILE_MAX + 2);

	memset(text, '\n', BUF_FILE_MAX + 1);
	memcpy(text, "client_id = \"5\";", 16);
	text[BUF_FILE_MAX] = '\0';
	scratch_text("discred/profiles/a.cfg", text, 0600);
	expect_id("a", "5");
	text[BUF_FILE_MAX] = '\n';
	text[BUF_FILE_MAX + 1] = '\0';
	scratch_text("discred/profiles/a.cfg", text, 0600);
	expect_error_only("a", ERROR_CONFIG, "'DIR/profiles/a.cfg' is larger than 262144 bytes", "");
	free(text);
}
