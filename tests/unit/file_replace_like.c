#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>

#include "discred/file.h"
#include "expect.h"
#include "scratch.h"
#include "scratch_list.h"

TestSuite(file_replace_like, .init = scratch_make, .fini = scratch_remove);

static int open_scratch(void)
{
	int fd = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	cr_assert_geq(fd, 0);
	return fd;
}

/* A file of that mode, open. */
static int make_like(const char *name, mode_t mode)
{
	int fd = open(scratch_path(name), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	cr_assert_geq(fd, 0);
	cr_assert_eq(fchmod(fd, mode), 0);
	return fd;
}

Test(file_replace_like, keeps_the_mode_whatever_the_umask_is)
{
	static const mode_t modes[] = {0600, 0640, 0644, 0400};
	int dirfd = open_scratch();

	umask(077);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		struct error err = ERROR_INIT;
		int like = make_like("x.cfg", modes[i]);
		struct stat before;
		struct stat after;

		cr_assert_eq(fstat(like, &before), 0);
		cr_assert_eq(file_replace_like(dirfd, "x.cfg", "new", 3, like, &err), 0, "%s", err.text);
		cr_assert_eq(fstatat(dirfd, "x.cfg", &after, AT_SYMLINK_NOFOLLOW), 0);
		cr_assert_eq(after.st_mode, before.st_mode);
		cr_assert_eq(after.st_gid, before.st_gid);
		cr_assert_eq(after.st_size, 3);
		cr_assert_neq(after.st_ino, before.st_ino);
		scratch_expect_names("x.cfg");
		close(like);
		unlinkat(dirfd, "x.cfg", 0);
	}
	close(dirfd);
}

Test(file_replace_like, keeps_the_owner)
{
	struct error err = ERROR_INIT;
	int dirfd = open_scratch();
	int like = make_like("x.cfg", 0640);
	struct stat st;

	if (geteuid() != 0)
		cr_skip("only root gives files to others");
	cr_assert_eq(fchown(like, 1234, 5678), 0);
	cr_assert_eq(file_replace_like(dirfd, "x.cfg", "new", 3, like, &err), 0, "%s", err.text);
	cr_assert_eq(fstatat(dirfd, "x.cfg", &st, AT_SYMLINK_NOFOLLOW), 0);
	cr_assert_eq(st.st_uid, 1234);
	cr_assert_eq(st.st_gid, 5678);
	cr_assert_eq(st.st_mode & 07777, 0640);
	close(like);
	close(dirfd);
}

Test(file_replace_like, leaves_all_as_it_was_when_the_owner_cannot_be_kept)
{
	struct error err = ERROR_INIT;
	int like = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	int dirfd = open_scratch();

	scratch_become(SCRATCH_USER);
	cr_assert_geq(like, 0);
	cr_assert_eq(file_replace_like(dirfd, "x.cfg", "new", 3, like, &err), -1);
	expect_hint(err, ERROR_SYS, "cannot keep the owner and group of 'x.cfg': Operation not permitted", "");
	scratch_expect_names("");
	close(like);
	close(dirfd);
}

Test(file_replace_like, wants_an_open_file)
{
	struct error err = ERROR_INIT;
	int dirfd = open_scratch();

	cr_assert_eq(file_replace_like(dirfd, "x.cfg", "new", 3, -1, &err), -1);
	expect_hint(err, ERROR_SYS, "cannot examine 'x.cfg': Bad file descriptor", "");
	scratch_expect_names("");
	close(dirfd);
}
