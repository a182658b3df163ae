#include "loaded.h"

TestSuite(fields_secret, .init = loaded_make, .fini = scratch_remove);

Test(fields_secret, every_form)
{
	struct profile profile;

	expect_loaded("client_secret = { file = \"~/s\"; };\nbot_token = { env = \"BOT_2\" };", &profile);
	cr_assert_eq(profile.client_secret.kind, SECRET_FILE);
	cr_assert_str_eq(profile.client_secret.name, "~/s");
	cr_assert_eq(profile.bot_token.kind, SECRET_ENV);
	cr_assert_str_eq(profile.bot_token.name, "BOT_2");
	profile_release(&profile);
	expect_loaded("client_secret = { command = [ \"pass\", \"show\", \"\" ] };\nbot_token = { stored = true };",
		      &profile);
	cr_assert_eq(profile.client_secret.kind, SECRET_COMMAND);
	cr_assert_eq(profile.client_secret.argv.count, 3);
	cr_assert_str_eq(profile.client_secret.argv.item[0], "pass");
	cr_assert_str_eq(profile.client_secret.argv.item[2], "");
	cr_assert_eq(profile.bot_token.kind, SECRET_STORED);
	profile_release(&profile);
	expect_loaded("client_secret = \"hun\\\"ter2\" \"\\x41\";\nbot_token = { command = ( \"x\" ) };", &profile);
	cr_assert_eq(profile.client_secret.kind, SECRET_PLAIN);
	cr_assert_str_eq(buf_text(&profile.client_secret.plain), "hun\"ter2A");
	cr_assert_eq(profile.bot_token.argv.count, 1);
	profile_release(&profile);
}

Test(fields_secret, wrong_references)
{
	expect_complaint("client_secret = { };", 17,
			 "'client_secret' must be one of { file = }, { command = }, { env = } and { stored = }");
	expect_complaint("client_secret = { env = \"A\"; file = \"/x\"; };", 30, "'client_secret' has one member only");
	expect_complaint("client_secret = { fiel = \"/x\"; };", 19,
			 "unknown kind of reference 'fiel': did you mean 'file'?");
	expect_complaint("client_secret = { file = \"x\"; };", 26,
			 "'client_secret.file' must be an absolute path in a string, or one that begins with '~/'");
	expect_complaint("client_secret = { file = 5; };", 26,
			 "'client_secret.file' must be an absolute path in a string, or one that begins with '~/'");
	expect_complaint("client_secret = { env = \"A B\"; };", 25,
			 "'client_secret.env' must be the name of an environment variable in a string");
	expect_complaint("client_secret = { env = \"1A\"; };", 25,
			 "'client_secret.env' must be the name of an environment variable in a string");
	expect_complaint("client_secret = { env = \"\"; };", 25,
			 "'client_secret.env' must be the name of an environment variable in a string");
	expect_complaint("client_secret = { stored = false; };", 28, "'client_secret.stored' must be true");
	expect_complaint("client_secret = { stored = \"true\"; };", 28, "'client_secret.stored' must be true");
	expect_complaint(
	    "client_secret = { command = \"pass show x\"; };", 29,
	    "'client_secret.command' must be a list of words, [ \"PROGRAM\", \"ARGUMENT\" ]: no shell reads it");
	expect_complaint("client_secret = { command = [ ]; };", 29, "'client_secret.command' is empty");
	expect_complaint("client_secret = { command = [ \"\" ]; };", 31, "the command has no name");
	expect_complaint("client_secret = { command = [ \"bin/tool\" ]; };", 31,
			 "a program is given by its absolute path, or by a name that is looked for in PATH");
	expect_complaint("bot_token = { command = [ \"./tool\", \"x\" ]; };", 27,
			 "a program is given by its absolute path, or by a name that is looked for in PATH");
	expect_complaint("client_secret = { command = ( \"x\", 5 ); };", 36,
			 "an element of 'client_secret.command' must be a string, not a number");
	expect_complaint("client_secret = [ \"hunter2\" ];", 17,
			 "'client_secret' must be a reference, { file = \"...\" }, { command = [ \"...\" ] }, "
			 "{ env = \"...\" } or { stored = true }, or a string, not an array");
	expect_complaint("client_secret = 12345;", 17,
			 "'client_secret' must be a reference, { file = \"...\" }, { command = [ \"...\" ] }, "
			 "{ env = \"...\" } or { stored = true }, or a string, not a number");
	expect_complaint("client_secret = \"hun\\nter2\";", 17, "'client_secret' must be one line of text");
}

Test(fields_secret, a_plain_one_that_is_too_long)
{
	char *secret = xmalloc(BUF_TOKEN_MAX + 2);
	char *line;

	memset(secret, 's', BUF_TOKEN_MAX + 1);
	secret[BUF_TOKEN_MAX + 1] = '\0';
	line = xasprintf("client_secret = \"%s\";", secret);
	expect_complaint(line, 17, "'client_secret' must be one line of text");
	free(line);
	free(secret);
}

Test(fields_secret, a_plain_one_in_a_file_that_others_can_read)
{
	static const mode_t modes[] = {0640, 0604, 0610, 0644};

	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		char *want =
		    xasprintf("DIR/profiles/x.cfg:2:17: a secret may stand in a file of your own with mode 0600 only, "
			      "but 'DIR/profiles/x.cfg' is open to others (mode %04o): run 'chmod 600 "
			      "DIR/profiles/x.cfg'\n"
			      "    2 | client_secret = **********\n"
			      "      |                 ^\n",
			      (unsigned)modes[i]);

		scratch_text("discred/profiles/x.cfg", "client_id = \"1\";\nclient_secret = \"hunter2\";\n", modes[i]);
		expect_refused_file(want);
		free(want);
	}
}

Test(fields_secret, a_reference_in_a_file_that_others_can_read)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	scratch_text("discred/profiles/x.cfg", "client_id = \"1\"; client_secret = { env = \"A\" };", 0644);
	cr_assert_eq(loaded_load(&profile, "x", &list, &err), 0, "%s", err.text);
	profile_release(&profile);
	diagnostics_release(&list);
}

Test(fields_secret, a_plain_one_behind_a_symbolic_link)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	scratch_text("dotfile", "client_id = \"1\"; client_secret = \"hunter2\";", 0600);
	cr_assert_eq(symlink("../../dotfile", scratch_path("discred/profiles/x.cfg")), 0);
	cr_assert_eq(loaded_load(&profile, "x", &list, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_text(&profile.client_secret.plain), "hunter2");
	profile_release(&profile);
	cr_assert_eq(chmod(scratch_path("dotfile"), 0640), 0);
	cr_assert_eq(loaded_load(&profile, "x", &list, &err), -1);
	cr_assert_eq(list.count, 1);
	diagnostics_release(&list);
}

/* No form of a mistake shows the secret, in the printed lines or in the error. */
Test(fields_secret, is_never_shown)
{
	static const char *const files[] = {
	    "client_secret = \"hunter2\"",
	    "client_secret = \"hunter2\" x;",
	    "client_secret = \"hunter2;\nbot_token = \"hunter2",
	    "client_secret = hunter2;",
	    "client_secret = hunter2=;",
	    "client_secret = 'hunter2';",
	    "client_secret = \xe2\x80\x9chunter2\xe2\x80\x9d;",
	    "client_secret hunter2",
	    "client_secret\nhunter2",
	    "client_secrte = \"hunter2\";",
	    "client_secrte = hunter2;",
	    "clientsecret \"hunter2\";",
	    "client_secret = { \"hunter2\" };",
	    "client_secret = { hunter2 };",
	    "client_secret = { plain = \"hunter2\" };",
	    "client_secret = { file = \"hunter2\" };",
	    "client_secret = { env = \"hunter2 \" };",
	    "client_secret = [ \"hunter2\", 5 ];",
	    "client_secret = \"\"hunter2\"\";",
	    "client_secret = \"\" hunter2 = \"\";",
	    "client_secret = \"x\";hunter2 = \"\";",
	    "# client_secret = \"hunter2\"\nclient_id = 5; // \"hunter2\"",
	    "client_id = \"1 client_secret = \"hunter2\"",
	    "client_id = \"1; client_secret = \"hunter2=\"",
	    "client_id = \"1\n\"; client_secret = \"hunter2\n\";",
	    "@include \"x\" client_secret = \"hunter2\";",
	    "name = x; client_secret = \"hunter2\";",
	    "scope = ( \"a\", ); client_secret = \"hunter2\";",
	    "stack = ( client_secret = \"hunter2\" );",
	    "client_secret = \"hunter2\\n\";",
	    "client_secret = \"hunter2\"; client_secret = \"hunter2\";",
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct diagnostics list = DIAGNOSTICS_INIT;
		struct error err = ERROR_INIT;
		struct profile profile;
		char *text;

		scratch_text("discred/profiles/x.cfg", files[i], 0600);
		cr_assert_eq(loaded_load(&profile, "x", &list, &err), -1, "<%s>", files[i]);
		text = loaded_printed(&list);
		cr_assert_not(strstr(text, "hunter"), "%s", text);
		cr_assert_not(strstr(err.text, "hunter"), "%s", err.text);
		cr_assert_not(strstr(err.hint, "hunter"), "%s", err.hint);
		free(text);
		diagnostics_release(&list);
	}
}
