#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/file.h"
#include "descriptors.h"
#include "expect.h"
#include "scratch.h"
#include "scratch_list.h"

TestSuite(file_replace, .init = scratch_make_unprivileged, .fini = scratch_remove);

static int scratch_fd(void)
{
	int fd = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	cr_assert_geq(fd, 0);
	return fd;
}

static void expect_private(const char *name)
{
	struct error err = ERROR_INIT;
	int fd = -1;

	cr_assert_eq(file_open(AT_FDCWD, scratch_path(name), FILE_STATE, &fd, &err), 0, "%s", err.text);
	close(fd);
}

static void expect_content(const char *name, const char *want)
{
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT(1000);

	cr_assert_eq(file_load(AT_FDCWD, scratch_path(name), FILE_PLAIN, &text, &err), 0);
	cr_assert_str_eq(buf_text(&text), want);
	buf_release(&text);
}

Test(file_replace, replace_makes_a_private_file)
{
	struct error err = ERROR_INIT;
	struct stat st;
	int dirfd = scratch_fd();

	umask(0);
	cr_assert_eq(file_replace(dirfd, "grant", "one", 3, &err), 0, "%s", err.text);
	cr_assert_eq(fstatat(dirfd, "grant", &st, AT_SYMLINK_NOFOLLOW), 0);
	cr_assert_eq(st.st_mode, S_IFREG | 0600);
	expect_content("grant", "one");
	scratch_expect_names("grant");
	close(dirfd);
}

Test(file_replace, replace_leaves_the_old_file_to_its_readers)
{
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT(100);
	int dirfd = scratch_fd();
	int reader = -1;

	scratch_text("grant", "old", 0644);
	cr_assert_eq(file_open(dirfd, "grant", FILE_PLAIN, &reader, &err), 0);
	cr_assert_eq(file_replace(dirfd, "grant", "newer", 5, &err), 0);
	cr_assert_eq(file_read(reader, "grant", &text, &err), 0);
	cr_assert_str_eq(buf_text(&text), "old");
	expect_content("grant", "newer");
	expect_private("grant");
	cr_assert_eq(file_replace(dirfd, "grant", "", 0, &err), 0);
	expect_content("grant", "");
	scratch_expect_names("grant");
	buf_release(&text);
	close(reader);
	close(dirfd);
}

Test(file_replace, replace_puts_a_file_where_a_link_was)
{
	struct error err = ERROR_INIT;
	int dirfd = scratch_fd();

	scratch_text("elsewhere", "kept", 0600);
	cr_assert_eq(symlink("elsewhere", scratch_path("grant")), 0);
	cr_assert_eq(file_replace(dirfd, "grant", "new", 3, &err), 0);
	expect_content("elsewhere", "kept");
	expect_private("grant");
	close(dirfd);
}

Test(file_replace, replace_does_not_write_through_a_planted_sibling)
{
	struct error err = ERROR_INIT;
	int dirfd = scratch_fd();

	scratch_text("victim", "kept", 0600);
	cr_assert_eq(symlink("victim", scratch_path(".grant.new")), 0);
	cr_assert_eq(file_replace(dirfd, "grant", "new", 3, &err), 0);
	expect_content("victim", "kept");
	scratch_expect_names("grant victim");
	close(dirfd);
}

static void expect_not_replaced(int dirfd, const char *name, const char *text)
{
	struct error err = ERROR_INIT;
	unsigned before = open_descriptors();

	cr_assert_eq(file_replace(dirfd, name, "new", 3, &err), -1);
	expect_error(err, ERROR_SYS, text);
	cr_assert_eq(open_descriptors(), before);
}

Test(file_replace, replace_leaves_no_sibling_when_the_rename_fails)
{
	int dirfd = scratch_fd();

	cr_assert_eq(mkdir(scratch_path("grant"), 0700), 0);
	expect_not_replaced(dirfd, "grant", "cannot rename to 'grant': Is a directory");
	scratch_expect_names("grant");
	close(dirfd);
}

Test(file_replace, replace_leaves_all_as_it_was_when_the_disk_is_full)
{
	struct rlimit limit = {1, 1};
	int dirfd = scratch_fd();

	scratch_text("grant", "old", 0600);
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	expect_not_replaced(dirfd, "grant", "cannot write 'grant': File too large");
	expect_content("grant", "old");
	scratch_expect_names("grant");
	close(dirfd);
}

Test(file_replace, replace_in_a_directory_that_is_read_only)
{
	int dirfd = scratch_fd();

	cr_assert_eq(chmod(scratch, 0500), 0);
	expect_not_replaced(dirfd, "grant", "cannot create a file beside 'grant': Permission denied");
	cr_assert_eq(chmod(scratch, 0700), 0);
	close(dirfd);
}

Test(file_replace, replace_refuses_a_name_without_room_for_its_sibling)
{
	char name[252];
	char text[320];
	int dirfd = scratch_fd();

	memset(name, 'n', 251);
	name[251] = '\0';
	snprintf(text, sizeof(text), "cannot create '%s': File name too long", name);
	expect_not_replaced(dirfd, name, text);
	scratch_expect_names("");
	close(dirfd);
}

Test(file_replace, remove)
{
	struct error err = ERROR_INIT;
	int dirfd = scratch_fd();

	scratch_text("grant", "old", 0600);
	cr_assert_eq(file_remove(dirfd, "grant", &err), 0);
	scratch_expect_names("");
	cr_assert_eq(file_remove(dirfd, "grant", &err), 0);
	cr_assert_eq(mkdir(scratch_path("grant"), 0700), 0);
	cr_assert_eq(file_remove(dirfd, "grant", &err), -1);
	expect_error(err, ERROR_SYS, "cannot remove 'grant': Is a directory");
	close(dirfd);
}

Test(file_replace, sync_dir_tells_why_it_cannot)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(file_sync_dir(-1, "grant", &err), -1);
	expect_error(err, ERROR_SYS, "cannot sync the directory of 'grant': Bad file descriptor");
}

Test(file_replace, sync_dir_takes_what_cannot_be_synced)
{
	struct error err = ERROR_INIT;
	int ends[2];

	cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
	cr_expect_eq(file_sync_dir(ends[0], "grant", &err), 0, "%s", err.text);
	close(ends[0]);
	close(ends[1]);
}

Test(file_replace, sweep_removes_what_killed_writers_left_of_that_file_only)
{
	static const char *const names[] = {".grant.new",  ".grants.new",  ".grant.12.new", ".grant.3.new",
					    ".grant.next", ".grant.x.new", ".grants.1.new", ".token.12.new",
					    "grant",       "grant.12.new"};
	struct error err = ERROR_INIT;
	int dirfd = scratch_fd();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		scratch_text(names[i], "x", 0600);
	cr_assert_eq(file_remove_stale(dirfd, "grant", &err), 0, "%s", err.text);
	scratch_expect_names(".grant.next .grant.x.new .grants.1.new .grants.new .token.12.new grant grant.12.new");
	close(dirfd);
}

Test(file_replace, a_sibling_that_a_killed_writer_left_is_used_up)
{
	struct error err = ERROR_INIT;
	int dirfd = scratch_fd();

	scratch_text(".grant.new", "half of an older and longer one", 0600);
	cr_assert_eq(file_replace(dirfd, "grant", "new", 3, &err), 0, "%s", err.text);
	expect_content("grant", "new");
	scratch_expect_names("grant");
	close(dirfd);
}

/* file_create links the sibling to the target before it removes it. */
Test(file_replace, a_sibling_that_is_a_file_of_another_name_too_is_not_written)
{
	struct error err = ERROR_INIT;
	int dirfd = scratch_fd();

	scratch_text("other", "kept", 0600);
	cr_assert_eq(link(scratch_path("other"), scratch_path(".grant.new")), 0);
	cr_assert_eq(file_replace(dirfd, "grant", "new", 3, &err), 0, "%s", err.text);
	expect_content("other", "kept");
	expect_content("grant", "new");
	scratch_expect_names("grant other");
	close(dirfd);
}

Test(file_replace, writers_of_one_file_lose_nothing_of_each_other)
{
	enum { WRITERS = 4, WRITES = 50 };
	struct error err = ERROR_INIT;
	int dirfd = scratch_fd();
	pid_t writers[WRITERS];
	int status;

	for (int i = 0; i < WRITERS; i++) {
		writers[i] = fork();
		cr_assert_geq(writers[i], 0);
		if (writers[i])
			continue;
		for (int n = 0; n < WRITES; n++)
			if (i == 0 ? file_remove_sibling(dirfd, "grant", &err) < 0
				   : file_replace(dirfd, "grant", "new", 3, &err) < 0)
				_exit(1);
		_exit(0);
	}
	for (int i = 0; i < WRITERS; i++) {
		cr_assert_eq(waitpid(writers[i], &status, 0), writers[i]);
		cr_expect_eq(status, 0, "writer %d failed", i);
	}
	expect_content("grant", "new");
	scratch_expect_names("grant");
	close(dirfd);
}
