#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/browser.h"
#include "base/file.h"
#include "expect.h"
#include "scratch.h"

static const char url[] = "http://127.0.0.1:23472/start/abc_-9";

/* Each program of the directory notes its name and arguments, and talks on both of its outputs. */
static const char script[] = "#!/bin/sh\n"
			     "echo \"${0##*/}\" \"$@\" \"secret=${APP_SECRET-unset}\" >>\"${0%/*}/log\"\n"
			     "echo noise\n"
			     "echo noise >&2\n";

static char path_entry[SCRATCH_PATH];
static char *variables[] = {path_entry, "APP_SECRET=hidden", NULL};
static struct environ env = {.all = variables};
static struct strings scrub = STRINGS_INIT;

static void make(void)
{
	scratch_make_unprivileged();
	/* dash finds echo built in; nothing else is on the PATH. */
	snprintf(path_entry, sizeof(path_entry), "PATH=%s", scratch);
	env.path = scratch;
}

TestSuite(browser, .init = make, .fini = scratch_remove);

static void install(const char *name)
{
	scratch_text(name, script, 0755);
}

/* Opens from the candidate on, waits for the program's end, and returns the new place. */
static size_t open_from(size_t from)
{
	struct proc proc;
	struct error err = ERROR_INIT;

	cr_assert_eq(browser_open(&env, &scrub, url, &from, &proc, &err), 0, "%s", err.text);
	cr_assert_eq(proc_finish(&proc, NULL, NULL, -1, &err), 0);
	cr_assert_eq(proc.status, 0);
	return from;
}

static void expect_log(const char *want)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	struct error err = ERROR_INIT;

	cr_assert_eq(file_load(AT_FDCWD, scratch_path("log"), FILE_PLAIN, &text, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_text(&text), want);
	buf_release(&text);
}

static void expect_none(size_t from, const char *text)
{
	struct proc proc;
	struct error err = ERROR_INIT;

	cr_assert_eq(browser_open(&env, &scrub, url, &from, &proc, &err), -1);
	expect_hint(err, ERROR_NONE, text, "set BROWSER to the one to use");
}

Test(browser, goes_through_the_candidates_in_order)
{
	install("first");
	install("second");
	install("third");
	install("xdg-open");
	install("wslview");
	env.browser = "first";
	env.browsers = "second:third";
	env.display = true;
	cr_assert_eq(open_from(0), 1);
	cr_assert_eq(open_from(1), 2);
	cr_assert_eq(open_from(2), 3);
	cr_assert_eq(open_from(3), 4);
	cr_assert_eq(open_from(4), 5);
	expect_log("first http://127.0.0.1:23472/start/abc_-9 secret=hidden\n"
		   "second http://127.0.0.1:23472/start/abc_-9 secret=hidden\n"
		   "third http://127.0.0.1:23472/start/abc_-9 secret=hidden\n"
		   "xdg-open http://127.0.0.1:23472/start/abc_-9 secret=hidden\n"
		   "wslview http://127.0.0.1:23472/start/abc_-9 secret=hidden\n");
	expect_none(5, "no browser could be started (tried 'first', 'second', 'third', 'xdg-open', 'wslview')");
}

Test(browser, passes_over_what_is_not_there)
{
	install("third");
	env.browser = "first";
	env.browsers = ":/no/such/second:: third:";
	cr_assert_eq(open_from(0), 3);
	expect_log("third http://127.0.0.1:23472/start/abc_-9 secret=hidden\n");
}

Test(browser, passes_over_what_cannot_be_run)
{
	char candidates[2 * SCRATCH_PATH];

	install("wslview");
	snprintf(candidates, sizeof(candidates), "%s", scratch_text("garbage", "\x01\x02", 0755));
	env.browser = candidates;
	cr_assert_eq(open_from(0), 2);
	expect_log("wslview http://127.0.0.1:23472/start/abc_-9 secret=hidden\n");
}

Test(browser, xdg_open_needs_a_display)
{
	install("xdg-open");
	env.display = false;
	expect_none(0, "no browser could be started (tried 'wslview')");
	env.display = true;
	cr_assert_eq(open_from(0), 1);
}

Test(browser, a_browser_without_a_display_is_tried)
{
	install("w3m");
	env.browsers = "w3m";
	env.display = false;
	cr_assert_eq(open_from(0), 1);
}

Test(browser, puts_the_url_where_it_is_asked_for)
{
	install("b");
	env.browsers = "b --new-window:b  --app=%s  -x:b %s %s:b 100%% %d %:b %%s";
	for (size_t i = 0; i < 5; i++)
		cr_assert_eq(open_from(i), i + 1);
	expect_log("b --new-window http://127.0.0.1:23472/start/abc_-9 secret=hidden\n"
		   "b --app=http://127.0.0.1:23472/start/abc_-9 -x secret=hidden\n"
		   "b http://127.0.0.1:23472/start/abc_-9 http://127.0.0.1:23472/start/abc_-9 secret=hidden\n"
		   "b 100% %d % http://127.0.0.1:23472/start/abc_-9 secret=hidden\n"
		   "b %s http://127.0.0.1:23472/start/abc_-9 secret=hidden\n");
}

Test(browser, uses_no_shell)
{
	install("b");
	env.browser = "b ;echo $HOME `id` 'x  y' >f &";
	cr_assert_eq(open_from(0), 1);
	expect_log("b ;echo $HOME `id` x  y >f & http://127.0.0.1:23472/start/abc_-9 secret=hidden\n");
}

Test(browser, a_candidate_of_nothing_is_no_program)
{
	env.browser = "   ";
	env.browsers = "%s";
	expect_none(0, "no browser could be started (tried '   ', '%s', 'wslview')");
}

Test(browser, hides_the_variables_of_the_profile)
{
	install("wslview");
	strings_add(&scrub, "APP_SECRET");
	open_from(0);
	strings_release(&scrub);
	expect_log("wslview http://127.0.0.1:23472/start/abc_-9 secret=unset\n");
}

Test(browser, keeps_its_output_from_ours)
{
	const char *path = scratch_text("output", "", 0600);
	struct stat st;
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	int out = dup(STDOUT_FILENO);
	int errors = dup(STDERR_FILENO);

	install("wslview");
	cr_assert_geq(fd, 0);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	open_from(0);
	dup2(out, STDOUT_FILENO);
	dup2(errors, STDERR_FILENO);
	cr_assert_eq(fstat(fd, &st), 0);
	cr_assert_eq(st.st_size, 0);
	close(fd);
	close(out);
	close(errors);
}

Test(browser, does_not_wait)
{
	size_t from = 0;
	struct proc proc;
	struct error err = ERROR_INIT;

	scratch_text("blocking", "#!/bin/sh\nexec /bin/sleep 1000\n", 0755);
	env.browser = "blocking";
	cr_assert_eq(browser_open(&env, &scrub, url, &from, &proc, &err), 0, "%s", err.text);
	cr_assert_not(proc_poll(&proc));
	cr_assert_neq(getsid(proc.pid), getsid(0));
	proc_kill(&proc);
}

static void expect_no_page(const char *text)
{
	size_t from = 0;
	struct proc proc;
	struct error err = ERROR_INIT;
	char message[256];

	install("wslview");
	cr_assert_eq(browser_open(&env, &scrub, text, &from, &proc, &err), -1, "%s", text);
	snprintf(message, sizeof(message), "'%s' is no page for a browser", text);
	expect_error(err, ERROR_BUG, message);
	cr_assert_eq(from, 0);
}

Test(browser, opens_pages_only)
{
	expect_no_page("");
	expect_no_page("--help");
	expect_no_page("file:///etc/passwd");
	expect_no_page("javascript:alert(1)");
	expect_no_page("/etc/passwd");
	expect_no_page("http://discord.com/oauth2/authorize");
	expect_no_page("https://discord.com/a b");
	expect_no_page("https://discord.com/\n");
}

Test(browser, opens_https_and_loopback_pages)
{
	static const char *const pages[] = {"https://discord.com/oauth2/authorize?client_id=1", "http://localhost/x",
					    "http://[::1]:80/"};

	install("wslview");
	for (size_t i = 0; i < 3; i++) {
		size_t from = 0;
		struct proc proc;
		struct error err = ERROR_INIT;

		cr_assert_eq(browser_open(&env, &scrub, pages[i], &from, &proc, &err), 0, "%s", err.text);
		cr_assert_eq(proc_finish(&proc, NULL, NULL, -1, &err), 0);
	}
	expect_log("wslview https://discord.com/oauth2/authorize?client_id=1 secret=hidden\n"
		   "wslview http://localhost/x secret=hidden\n"
		   "wslview http://[::1]:80/ secret=hidden\n");
}

static void expect_found(const char *name, const char *variable)
{
	struct error err = ERROR_INIT;
	const char *origin;
	char *program;

	cr_assert_eq(browser_find(&env, &program, &origin, &err), 0, "%s", err.text);
	cr_assert_str_eq(program, scratch_path(name));
	cr_assert_str_eq(origin ? origin : "", variable);
	free(program);
}

Test(browser, finds_what_it_would_start)
{
	char candidates[2 * SCRATCH_PATH];

	install("wslview");
	expect_found("wslview", "");
	install("xdg-open");
	expect_found("wslview", "");
	env.display = true;
	expect_found("xdg-open", "");
	install("second");
	snprintf(candidates, sizeof(candidates), "/no/such/first:%s --new %%s", scratch_path("second"));
	env.browsers = candidates;
	expect_found("second", "BROWSER");
	env.browser = "not-there";
	expect_found("second", "BROWSER");
	install("third");
	env.browser = "third -x";
	expect_found("third", "DISCRED_BROWSER");
	cr_assert_neq(access(scratch_path("log"), F_OK), 0, "something was started");
}

Test(browser, finds_none)
{
	struct error err = ERROR_INIT;
	const char *origin;
	char *program;

	env.browser = "/tmp";
	env.browsers = " :x";
	scratch_text("x", "not to be run", 0600);
	cr_assert_eq(browser_find(&env, &program, &origin, &err), -1);
	expect_hint(err, ERROR_NONE, "no browser was found (tried '/tmp', ' ', 'x', 'wslview')",
		    "set BROWSER to the one to use");
	cr_assert_null(program);
	env.browser = NULL;
	env.browsers = NULL;
	cr_assert_eq(browser_find(&env, &program, &origin, &err), -1);
	expect_hint(err, ERROR_NONE, "no browser was found: BROWSER names none, and no known opener is there",
		    "set BROWSER to the one to use, or open the address that a login prints yourself");
}
