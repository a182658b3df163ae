#include "loaded.h"

static FILE *example;

/* Opened as whoever began: the sources may be out of reach of the user that the test becomes. */
static void open_example(void)
{
	const char *source = getenv("DISCRED_SOURCE");
	char *path;

	cr_assert_not_null(source, "DISCRED_SOURCE is not set");
	path = xasprintf("%s/etc/profiles/example.cfg", source);
	example = fopen(path, "r");
	cr_assert_not_null(example, "%s", path);
	free(path);
	loaded_make();
}

static void close_example(void)
{
	fclose(example);
	scratch_remove();
}

TestSuite(profile_example, .init = open_example, .fini = close_example);

/* Whether the line is a setting that is commented out: prose has one space after the '#'. */
static bool is_setting(const char *line)
{
	return line[0] == '#' && (line[1] != ' ' || line[2] == ' ') && line[1] != '\n';
}

/* The example as it is shipped, or with every setting of it in force: of several client_secret the first. */
static void install_example(bool all)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	bool have_secret = false;
	char line[256];

	while (fgets(line, sizeof(line), example)) {
		bool secret = !strncmp(line, "#client_secret", 14);

		buf_str(&text, line + (all && is_setting(line) && !(secret && have_secret)));
		have_secret = have_secret || secret;
	}
	scratch_text("discred/profiles/example.cfg", buf_text(&text), 0600);
	buf_release(&text);
}

Test(profile_example, the_example_as_shipped)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	install_example(false);
	cr_assert_eq(loaded_load(&profile, "example", &list, &err), 0, "%s", err.text);
	cr_assert_str_eq(profile.client_id, "123456789012345678");
	cr_assert_eq(profile.permissions, 1115136);
	profile_release(&profile);
	diagnostics_release(&list);
}

Test(profile_example, the_example_with_every_setting)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	install_example(true);
	cr_assert_eq(loaded_load(&profile, "example", &list, &err), 0, "%s", err.text);
	cr_assert_eq(profile.permissions, 68608);
	cr_assert_eq(profile.client_secret.kind, SECRET_FILE);
	cr_assert_eq(profile.bot_token.kind, SECRET_FILE);
	cr_assert_eq(profile.stack.count, 2);
	cr_assert_str_eq(profile.name, "Reader");
	cr_assert_str_eq(profile.ca_file, "/home/somebody/test-ca.pem");
	profile_release(&profile);
	diagnostics_release(&list);
}
