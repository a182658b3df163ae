#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/file.h"
#include "base/memory.h"
#include "descriptors.h"
#include "expect.h"
#include "scratch.h"

TestSuite(file, .init = scratch_make_unprivileged, .fini = scratch_remove);

static void expect_opens(const char *path, enum file_policy policy)
{
	struct error err = ERROR_INIT;
	int fd = -1;

	cr_assert_eq(file_open(AT_FDCWD, path, policy, &fd, &err), 0, "%s", err.text);
	cr_assert_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
}

/* The error is "'PATH' TEXT", or "cannot open 'PATH': REASON" for "cannot REASON"; the hint is to run HINT PATH. */
static void expect_refused(const char *path, enum file_policy policy, enum error_code code, const char *text,
			   const char *hint)
{
	struct error err = ERROR_INIT;
	unsigned before = open_descriptors();
	char *whole;
	int fd = -7;

	cr_assert_eq(file_open(AT_FDCWD, path, policy, &fd, &err), -1);
	cr_assert_eq(fd, -7);
	cr_assert_eq(open_descriptors(), before);
	whole = strncmp(text, "cannot ", 7) ? xasprintf("'%s' %s", path, text)
					    : xasprintf("cannot open '%s': %s", path, text + 7);
	expect_error(err, code, whole);
	free(whole);
	whole = hint ? xasprintf("run '%s %s'", hint, path) : xstrdup("");
	cr_assert_str_eq(err.hint, whole);
	free(whole);
}

static const enum file_policy policies[] = {FILE_STATE, FILE_PLAIN};

Test(file, modes_that_are_fine)
{
	for (size_t i = 0; i < ARRAY_LEN(policies); i++) {
		expect_opens(scratch_text("rw", "", 0600), policies[i]);
		expect_opens(scratch_text("ro", "", 0400), policies[i]);
		expect_opens(scratch_text("rwx", "", 0700), policies[i]);
	}
	expect_opens(scratch_text("open", "", 0666), FILE_PLAIN);
}

Test(file, modes_that_are_not)
{
	const char *path;

	path = scratch_text("f", "", 0640);
	expect_refused(path, FILE_STATE, ERROR_CONFIG, "is open to others (mode 0640)", "chmod 600");
	path = scratch_text("f", "", 0601);
	expect_refused(path, FILE_STATE, ERROR_CONFIG, "is open to others (mode 0601)", "chmod 600");
}

Test(file, absent)
{
	for (size_t i = 0; i < ARRAY_LEN(policies); i++) {
		expect_refused(scratch_path("none"), policies[i], ERROR_NONE, "does not exist", NULL);
		expect_refused(scratch_path("none/deeper"), policies[i], ERROR_NONE, "does not exist", NULL);
	}
}

Test(file, a_path_through_a_file)
{
	scratch_text("f", "", 0600);
	expect_refused(scratch_path("f/deeper"), FILE_PLAIN, ERROR_SYS, "cannot Not a directory", NULL);
}

Test(file, not_ours_to_read)
{
	expect_refused(scratch_text("f", "", 0000), FILE_PLAIN, ERROR_SYS, "cannot Permission denied", NULL);
}

Test(file, directory)
{
	for (size_t i = 0; i < ARRAY_LEN(policies); i++)
		expect_refused(scratch, policies[i], ERROR_CONFIG, "is not a regular file", NULL);
}

Test(file, fifo_does_not_hang)
{
	cr_assert_eq(mkfifo(scratch_path("fifo"), 0600), 0);
	for (size_t i = 0; i < ARRAY_LEN(policies); i++)
		expect_refused(scratch_path("fifo"), policies[i], ERROR_CONFIG, "is not a regular file", NULL);
}

Test(file, device)
{
	expect_refused("/dev/zero", FILE_PLAIN, ERROR_CONFIG, "is not a regular file", NULL);
}

Test(file, socket)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", scratch_path("socket"));
	cr_assert_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	expect_refused(scratch_path("socket"), FILE_PLAIN, ERROR_SYS, "cannot No such device or address", NULL);
	close(fd);
}

Test(file, only_state_refuses_symbolic_links)
{
	scratch_text("f", "", 0600);
	cr_assert_eq(symlink("f", scratch_path("link")), 0);
	expect_refused(scratch_path("link"), FILE_STATE, ERROR_CONFIG, "is a symbolic link", NULL);
	expect_opens(scratch_path("link"), FILE_PLAIN);
}

/* Of root's, whoever we are. */
Test(file, roots_files)
{
	expect_opens("/etc/passwd", FILE_PLAIN);
	if (geteuid())
		expect_refused("/etc/passwd", FILE_STATE, ERROR_CONFIG, "belongs to another user", NULL);
}

/* Only root can make a file of somebody else's; nothing is made where the tests are skipped. */
static void make_as_root(void)
{
	if (!geteuid())
		scratch_make();
}

TestSuite(file_of_others, .init = make_as_root, .fini = scratch_remove);

static const char *others_file(mode_t mode, uid_t uid)
{
	const char *path;

	if (geteuid())
		cr_skip_test("only root can give a file away");
	path = scratch_text("f", "", mode);
	cr_assert_eq(chown(path, uid, uid), 0);
	return path;
}

Test(file_of_others, another_users)
{
	const char *path = others_file(0644, 65533);

	scratch_become(SCRATCH_USER);
	expect_refused(path, FILE_STATE, ERROR_CONFIG, "belongs to another user", NULL);
	expect_opens(path, FILE_PLAIN);
}

Test(file_of_others, another_users_for_root)
{
	const char *path = others_file(0600, 65533);

	expect_refused(path, FILE_STATE, ERROR_CONFIG, "belongs to another user", NULL);
}

Test(file, check_asks_more_of_an_open_file)
{
	struct error err = ERROR_INIT;
	const char *path = scratch_text("f", "", 0644);
	int fd = -1;

	cr_assert_eq(file_open(AT_FDCWD, path, FILE_PLAIN, &fd, &err), 0);
	cr_assert_eq(file_check(fd, "profile.cfg", FILE_STATE, &err), -1);
	expect_hint(err, ERROR_CONFIG, "'profile.cfg' is open to others (mode 0644)", "run 'chmod 600 profile.cfg'");
	cr_assert_eq(fchmod(fd, 0600), 0);
	cr_assert_eq(file_check(fd, "profile.cfg", FILE_STATE, &err), 0);
	cr_assert_eq(file_check(fd, "profile.cfg", (enum file_policy)9, &err), -1);
	expect_error(err, ERROR_BUG, "unknown file policy 9");
	close(fd);
	cr_assert_eq(file_check(fd, "profile.cfg", FILE_PLAIN, &err), -1);
	expect_error(err, ERROR_SYS, "cannot examine 'profile.cfg': Bad file descriptor");
}
