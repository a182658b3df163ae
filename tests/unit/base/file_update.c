#include "base/file.h"

#include <signal.h>
#include <sys/resource.h>

#include "expect.h"
#include "scratch.h"
#include "scratch_list.h"

TestSuite(file_update, .init = scratch_make_unprivileged, .fini = scratch_remove);

static struct stat stat_of(const char *name)
{
	struct stat st;

	cr_assert_eq(stat(scratch_path(name), &st), 0);
	return st;
}

static int update(const char *name, const struct stat *was, const char *text, struct error *err)
{
	return file_update(scratch_path(name), was, text, strlen(text), err);
}

static void expect_content(const char *name, const char *want)
{
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT(1000);

	cr_assert_eq(file_load(AT_FDCWD, scratch_path(name), FILE_PLAIN, &text, &err), 0);
	cr_assert_str_eq(buf_text(&text), want);
	buf_release(&text);
}

static void expect_trouble(const struct error *err, enum error_code code, const char *format, const char *name)
{
	char text[512];

	snprintf(text, sizeof(text), format, scratch_path(name));
	expect_error(*err, code, text);
}

Test(file_update, the_mode_stays)
{
	static const mode_t modes[] = {0600, 0644, 0640, 0400, 0755};

	umask(077);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		struct error err = ERROR_INIT;
		struct stat st;

		scratch_text("a", "one", modes[i]);
		st = stat_of("a");
		cr_assert_eq(update("a", &st, "two", &err), 0, "%s", err.text);
		cr_assert_eq(stat_of("a").st_mode, S_IFREG | modes[i]);
		expect_content("a", "two");
	}
	scratch_expect_names("a");
}

Test(file_update, a_symbolic_link_stays)
{
	struct error err = ERROR_INIT;
	struct stat st;
	struct stat link;

	cr_assert_eq(mkdir(scratch_path("dotfiles"), 0700), 0);
	scratch_text("dotfiles/a", "one", 0644);
	cr_assert_eq(symlink("dotfiles/a", scratch_path("link")), 0);
	st = stat_of("link");
	cr_assert_eq(update("link", &st, "two", &err), 0, "%s", err.text);
	expect_content("dotfiles/a", "two");
	cr_assert_eq(lstat(scratch_path("link"), &link), 0);
	cr_assert(S_ISLNK(link.st_mode));
	scratch_expect_names("dotfiles link");
}

Test(file_update, a_new_file_is_private)
{
	struct error err = ERROR_INIT;

	umask(0);
	cr_assert_eq(update("a", NULL, "one", &err), 0, "%s", err.text);
	cr_assert_eq(stat_of("a").st_mode, S_IFREG | 0600);
	expect_content("a", "one");
}

Test(file_update, what_somebody_else_wrote_meanwhile_stays)
{
	struct error err = ERROR_INIT;
	struct stat st;

	scratch_text("a", "one", 0600);
	st = stat_of("a");
	scratch_text("a", "other", 0600);
	cr_assert_eq(update("a", &st, "two", &err), -1);
	expect_trouble(&err, ERROR_TEMP, "'%s' was changed by somebody else meanwhile", "a");
	cr_assert_str_eq(err.hint, "try again");
	expect_content("a", "other");
	cr_assert_eq(update("a", NULL, "two", &err), -1);
	expect_trouble(&err, ERROR_TEMP, "'%s' was changed by somebody else meanwhile", "a");
	expect_content("a", "other");
	scratch_expect_names("a");
}

Test(file_update, one_that_was_removed_meanwhile_does_not_come_back)
{
	struct error err = ERROR_INIT;
	struct stat st;

	scratch_text("a", "one", 0600);
	st = stat_of("a");
	cr_assert_eq(unlink(scratch_path("a")), 0);
	cr_assert_eq(update("a", &st, "two", &err), -1);
	expect_trouble(&err, ERROR_SYS, "cannot find '%s': No such file or directory", "a");
	scratch_expect_names("");
}

Test(file_update, a_directory_that_takes_no_file)
{
	struct error err = ERROR_INIT;
	struct stat st;
	char text[512];

	cr_assert_eq(mkdir(scratch_path("dir"), 0700), 0);
	scratch_text("dir/a", "one", 0600);
	st = stat_of("dir/a");
	cr_assert_eq(chmod(scratch_path("dir"), 0500), 0);
	cr_assert_eq(update("dir/a", &st, "two", &err), -1);
	snprintf(text, sizeof(text), "cannot create a file beside '%s': Permission denied", scratch_path("dir/a"));
	expect_error(err, ERROR_SYS, text);
	cr_assert_eq(chmod(scratch_path("dir"), 0700), 0);
	expect_content("dir/a", "one");
}

Test(file_update, of_another_user)
{
	struct error err = ERROR_INIT;
	struct stat st;

	scratch_text("a", "one", 0600);
	st = stat_of("a");
	st.st_uid++;
	cr_assert_eq(update("a", &st, "two", &err), -1);
	expect_trouble(&err, ERROR_CONFIG, "'%s' belongs to another user", "a");
	expect_content("a", "one");
}

Test(file_update, a_full_disk_leaves_the_old_file)
{
	const struct rlimit limit = {.rlim_cur = 1, .rlim_max = 1};
	struct error err = ERROR_INIT;
	struct stat st;

	scratch_text("a", "one", 0600);
	st = stat_of("a");
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	cr_assert_eq(update("a", &st, "two", &err), -1);
	expect_trouble(&err, ERROR_SYS, "cannot write '%s': File too large", "a");
	expect_content("a", "one");
	scratch_expect_names("a");
}
