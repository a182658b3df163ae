#include "cmd/token/choose.h"
#include "loaded.h"

TestSuite(choose_profile, .init = loaded_make, .fini = scratch_remove);

static void profile(const char *name, const char *settings)
{
	char *path = xasprintf("discred/profiles/%s.cfg", name);
	char *text = xasprintf("client_id = \"1\"; %s", settings);

	scratch_text(path, text, 0600);
	free(text);
	free(path);
}

/* The name of the profile that is chosen, "" for none; the caller frees it. */
static char *chosen(const char *name, bool insisted, const char *address, struct error *err)
{
	struct protocol_request request = PROTOCOL_REQUEST_INIT;
	struct environ env = loaded_environ();
	FILE *complaints = fopen("/dev/null", "w");
	struct profile got;
	bool found = false;
	char *id = NULL;

	request.profile = name ? xstrdup(name) : NULL;
	request.insisted = insisted;
	cr_assert_eq(url_parse(&request.url, address, err), 0);
	if (!choose_profile(&request, &env, &loaded_sources, complaints, &got, &found, err)) {
		id = xstrdup(found ? got.id : "");
		if (found)
			profile_release(&got);
	}
	protocol_request_release(&request);
	fclose(complaints);
	return id;
}

static void expect(const char *name, const char *address, const char *id)
{
	struct error err = ERROR_INIT;
	char *got = chosen(name, false, address, &err);

	cr_assert_not_null(got, "%s", err.text);
	cr_expect_str_eq(got, id);
	free(got);
}

static void expect_trouble(const char *name, bool insisted, const char *address, enum error_code code)
{
	struct error err = ERROR_INIT;
	char *got = chosen(name, insisted, address, &err);

	cr_expect_null(got);
	cr_expect_eq(err.code, code, "%s", err.text);
	free(got);
}

static const char discord[] = "https://discord.com";

Test(choose_profile, by_name)
{
	profile("a", "");
	profile("b", "hosts = \"b.example.com\";");
	expect("a", discord, "a");
	expect("b", discord, "");
	expect("b", "https://b.example.com", "b");
	expect("c", discord, "");
	expect("../a", discord, "");
	expect_trouble("c", true, discord, ERROR_NONE);
	expect_trouble("../a", true, discord, ERROR_USAGE);
}

Test(choose_profile, the_default_before_others)
{
	profile("a", "");
	profile("b", "");
	profile("c", "hosts = ( \"c.example.com\", \"discord.com\" );");
	scratch_text("discred/config.cfg", "default_profile = \"b\";", 0600);
	expect(NULL, discord, "b");
	expect(NULL, "https://c.example.com", "c");
	expect(NULL, "https://d.example.com", "");
}

Test(choose_profile, the_only_other_one)
{
	profile("a", "hosts = \"a.example.com\";");
	profile("b", "");
	profile("c", "hosts = \"a.example.com\";");
	profile("broken", "hosts = 5; client_id = \"1\";");
	expect(NULL, discord, "b");
	expect(NULL, "https://a.example.com", "");
}

Test(choose_profile, the_only_profile_is_the_default)
{
	profile("a", "hosts = \"a.example.com\";");
	expect(NULL, discord, "");
	expect(NULL, "https://a.example.com", "a");
}

Test(choose_profile, no_profile_at_all)
{
	expect(NULL, discord, "");
	expect("a", discord, "");
}

Test(choose_profile, mistakes_in_the_profile_that_is_meant)
{
	profile("a", "hosts = 5;");
	profile("b", "");
	expect_trouble("a", false, discord, ERROR_CONFIG);
	scratch_text("discred/config.cfg", "default_profile = \"a\";", 0600);
	expect_trouble(NULL, false, discord, ERROR_CONFIG);
	expect("b", discord, "b");
	scratch_text("discred/config.cfg", "default_profile = ;", 0600);
	expect_trouble(NULL, false, discord, ERROR_CONFIG);
}

Test(choose_profile, list)
{
	struct environ env = loaded_environ();
	struct strings names = STRINGS_INIT;
	struct error err = ERROR_INIT;
	struct url url = URL_INIT;
	bool has_default;

	cr_assert_eq(url_parse(&url, discord, &err), 0);
	profile("a", "");
	profile("b", "");
	profile("c", "hosts = \"c.example.com\";");
	profile("broken", "hosts = 5;");
	cr_assert_eq(choose_list(&url, &env, &loaded_sources, &names, &has_default, &err), 0);
	cr_expect_eq(names.count, 2);
	cr_expect(strings_have(&names, "a") && strings_have(&names, "b"));
	cr_expect(!has_default);
	strings_release(&names);
	names = (struct strings)STRINGS_INIT;
	scratch_text("discred/config.cfg", "default_profile = \"b\";", 0600);
	cr_assert_eq(choose_list(&url, &env, &loaded_sources, &names, &has_default, &err), 0);
	cr_expect(has_default);
	strings_release(&names);
	url_release(&url);
}
