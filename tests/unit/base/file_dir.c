#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "descriptors.h"
#include "expect.h"
#include "scratch.h"
#include "scratch_list.h"

TestSuite(file_dir, .init = scratch_make_unprivileged, .fini = scratch_remove);

Test(file_dir, open_dir_makes_it_and_its_parents)
{
	struct error err = ERROR_INIT;
	struct stat st;
	int fd = -1;

	umask(0);
	for (int again = 0; again < 2; again++) {
		cr_assert_eq(file_open_dir(scratch_path("a/b/c"), &fd, &err), 0, "%s", err.text);
		cr_assert_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
		cr_assert_eq(fstat(fd, &st), 0);
		cr_assert_eq(st.st_mode, S_IFDIR | 0700);
		close(fd);
	}
	cr_assert_eq(stat(scratch_path("a"), &st), 0);
	cr_assert_eq(st.st_mode, S_IFDIR | 0700);
}

Test(file_dir, made_with_their_own_mode_under_any_umask)
{
	static const mode_t masks[] = {0002, 0177, 0777};
	struct error err = ERROR_INIT;
	struct stat st;
	int fd = -1;

	for (size_t i = 0; i < ARRAY_LEN(masks); i++) {
		char name[16];

		snprintf(name, sizeof(name), "%zu/b", i);
		umask(masks[i]);
		cr_assert_eq(file_open_dir(scratch_path(name), &fd, &err), 0, "%s", err.text);
		cr_assert_eq(fstat(fd, &st), 0);
		cr_assert_eq(st.st_mode, S_IFDIR | 0700);
		close(fd);
	}
	umask(022);
}

static void expect_no_dir(const char *path, enum error_code code, const char *text, const char *hint)
{
	struct error err = ERROR_INIT;
	unsigned before = open_descriptors();
	int fd = -7;

	cr_assert_eq(file_open_dir(path, &fd, &err), -1);
	expect_hint(err, code, text, hint);
	cr_assert_eq(fd, -7);
	cr_assert_eq(open_descriptors(), before);
}

Test(file_dir, open_dir_refuses_what_others_can_write)
{
	const char *path = scratch_path("dir");
	char text[SCRATCH_PATH + 64];
	char hint[SCRATCH_PATH + 64];

	cr_assert_eq(mkdir(path, 0700), 0);
	snprintf(text, sizeof(text), "directory '%s' can be written by others (mode 0707)", path);
	snprintf(hint, sizeof(hint), "run 'chmod go-w %s'", path);
	cr_assert_eq(chmod(path, 0707), 0);
	expect_no_dir(path, ERROR_CONFIG, text, hint);
	snprintf(text, sizeof(text), "directory '%s' can be written by others (mode 1777)", path);
	cr_assert_eq(chmod(path, 01777), 0);
	expect_no_dir(path, ERROR_CONFIG, text, hint);
}

Test(file_dir, open_dir_refuses_what_is_none_or_not_ours)
{
	char text[SCRATCH_PATH + 64];

	scratch_text("f", "", 0600);
	snprintf(text, sizeof(text), "cannot open directory '%s': Not a directory", scratch_path("f"));
	expect_no_dir(scratch_path("f"), ERROR_SYS, text, "");
	snprintf(text, sizeof(text), "cannot open directory '%s': Not a directory", scratch_path("f/deeper"));
	expect_no_dir(scratch_path("f/deeper"), ERROR_SYS, text, "");
	snprintf(text, sizeof(text), "cannot open directory '%s': Not a directory", scratch_path("f/x/y"));
	expect_no_dir(scratch_path("f/x/y"), ERROR_SYS, text, "");
	cr_assert_eq(symlink("nowhere", scratch_path("link")), 0);
	snprintf(text, sizeof(text), "cannot open directory '%s': No such file or directory", scratch_path("link"));
	expect_no_dir(scratch_path("link"), ERROR_SYS, text, "");
	if (geteuid()) {
		expect_no_dir("/etc", ERROR_CONFIG, "directory '/etc' belongs to another user", "");
		expect_no_dir("/etc/discred-unit", ERROR_SYS,
			      "cannot make directory '/etc/discred-unit': Permission denied", "");
	}
}

Test(file_dir, open_existing_dir_makes_nothing)
{
	struct error err = ERROR_INIT;
	char text[SCRATCH_PATH + 64];
	int fd = -1;

	cr_assert_eq(file_open_existing_dir(scratch_path("none"), &fd, &err), -1);
	snprintf(text, sizeof(text), "cannot open directory '%s': No such file or directory", scratch_path("none"));
	expect_error(err, ERROR_NONE, text);
	scratch_expect_names("");
	cr_assert_eq(file_open_existing_dir(scratch, &fd, &err), 0);
	close(fd);
}
