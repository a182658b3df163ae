#include <criterion/criterion.h>
#include <signal.h>
#include <sys/resource.h>

#include "base/file.h"
#include "expect.h"
#include "scratch.h"
#include "scratch_list.h"

TestSuite(file_create, .init = scratch_make_unprivileged, .fini = scratch_remove);

static int scratch_fd(void)
{
	int fd = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	cr_assert_geq(fd, 0);
	return fd;
}

static void expect_content(const char *name, const char *want)
{
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT(1000);

	cr_assert_eq(file_load(AT_FDCWD, scratch_path(name), FILE_STATE, &text, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_text(&text), want);
	buf_release(&text);
}

Test(file_create, makes_a_private_file)
{
	struct error err = ERROR_INIT;
	struct stat st;
	int dirfd = scratch_fd();

	umask(0);
	cr_assert_eq(file_create(dirfd, "x.cfg", "one", 3, &err), 0, "%s", err.text);
	cr_assert_eq(fstatat(dirfd, "x.cfg", &st, AT_SYMLINK_NOFOLLOW), 0);
	cr_assert_eq(st.st_mode, S_IFREG | 0600);
	cr_assert_eq(st.st_nlink, 1);
	expect_content("x.cfg", "one");
	scratch_expect_names("x.cfg");
	close(dirfd);
}

Test(file_create, leaves_what_is_there)
{
	struct error err = ERROR_INIT;
	int dirfd = scratch_fd();

	scratch_text("x.cfg", "mine", 0600);
	cr_assert_eq(file_create(dirfd, "x.cfg", "one", 3, &err), -1);
	expect_hint(err, ERROR_CONFIG, "'x.cfg' exists already, and is left as it is", "");
	expect_content("x.cfg", "mine");
	scratch_expect_names("x.cfg");
	close(dirfd);
}

Test(file_create, leaves_a_link_to_nothing)
{
	struct error err = ERROR_INIT;
	int dirfd = scratch_fd();

	cr_assert_eq(symlinkat("elsewhere", dirfd, "x.cfg"), 0);
	cr_assert_eq(file_create(dirfd, "x.cfg", "one", 3, &err), -1);
	expect_hint(err, ERROR_CONFIG, "'x.cfg' exists already, and is left as it is", "");
	scratch_expect_names("x.cfg");
	close(dirfd);
}

Test(file_create, a_full_disk_leaves_nothing)
{
	struct error err = ERROR_INIT;
	const struct rlimit limit = {2, 2};
	int dirfd = scratch_fd();

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	cr_assert_eq(file_create(dirfd, "x.cfg", "one", 3, &err), -1);
	expect_hint(err, ERROR_SYS, "cannot write 'x.cfg': File too large", "");
	scratch_expect_names("");
	close(dirfd);
}

Test(file_create, a_name_that_is_too_long)
{
	struct error err = ERROR_INIT;
	char name[260];
	int dirfd = scratch_fd();

	memset(name, 'x', sizeof(name));
	name[251] = '\0';
	cr_assert_eq(file_create(dirfd, name, "one", 3, &err), -1);
	cr_assert_eq(err.code, ERROR_SYS);
	scratch_expect_names("");
	close(dirfd);
}

Test(file_create, a_directory_that_is_gone)
{
	struct error err = ERROR_INIT;
	int dirfd = scratch_fd();

	cr_assert_eq(rmdir(scratch), 0);
	cr_assert_eq(file_create(dirfd, "x.cfg", "one", 3, &err), -1);
	cr_assert_eq(err.code, ERROR_SYS);
	close(dirfd);
}
