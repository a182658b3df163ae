#include "base/trust.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/xattr.h>

#include "base/memory.h"
#include "descriptors.h"
#include "expect.h"
#include "scratch.h"

TestSuite(trust, .init = scratch_make_unprivileged, .fini = scratch_remove);

/* The scratch directory is the home. */
static struct environ here(void)
{
	return (struct environ){.uid = geteuid(), .home = scratch};
}

static void expect_opens(const char *path)
{
	struct environ env = here();
	struct error err = ERROR_INIT;
	int fd = -1;

	cr_assert_eq(trust_open(&env, path, &fd, &err), 0, "%s", err.text);
	cr_assert_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
}

/* In text and hint DIR stands for the scratch directory. */
static void expect_text(const char *said, const char *text)
{
	char wanted[1024] = "";
	size_t len = 0;

	while (*text) {
		bool is_dir = !strncmp(text, "DIR", 3);

		len += (size_t)snprintf(wanted + len, sizeof(wanted) - len, is_dir ? "%s" : "%.1s",
					is_dir ? scratch : text);
		text += is_dir ? 3 : 1;
	}
	cr_assert_str_eq(said, wanted);
}

static void expect_refused(const char *path, enum error_code code, const char *text, const char *hint)
{
	struct environ env = here();
	struct error err = ERROR_INIT;
	unsigned before = open_descriptors();
	int fd = -7;

	cr_assert_eq(trust_open(&env, path, &fd, &err), -1);
	cr_assert_eq(fd, -7);
	cr_assert_eq(open_descriptors(), before);
	cr_assert_eq(err.code, code, "%s", err.text);
	expect_text(err.text, text);
	expect_text(err.hint, hint);
}

static const char *make_dirs(mode_t mode)
{
	cr_assert_eq(mkdir(scratch_path("a"), 0700), 0);
	cr_assert_eq(mkdir(scratch_path("a/b"), 0700), 0);
	cr_assert_eq(chmod(scratch_path("a/b"), mode), 0);
	return scratch_text("a/b/f", "", 0600);
}

Test(trust, modes_of_files)
{
	static const mode_t fine[] = {0600, 0400, 0700, 0644, 0755};

	for (size_t i = 0; i < ARRAY_LEN(fine); i++)
		expect_opens(scratch_text("f", "", fine[i]));
	expect_refused(scratch_text("f", "", 0602), ERROR_CONFIG, "'DIR/f' can be written by others (mode 0602)",
		       "run 'chmod go-w DIR/f'");
	expect_refused(scratch_text("f", "", 04666), ERROR_CONFIG, "'DIR/f' can be written by others (mode 4666)",
		       "run 'chmod go-w DIR/f'");
}

Test(trust, what_is_there)
{
	expect_refused(scratch_path("f"), ERROR_NONE, "'DIR/f' does not exist", "");
	expect_refused(scratch, ERROR_CONFIG, "'DIR' is not a regular file", "");
	cr_assert_eq(symlink("nowhere", scratch_path("link")), 0);
	expect_refused(scratch_path("link"), ERROR_CONFIG, "'DIR/link' is a symbolic link to nothing", "");
	cr_assert_eq(symlink("circle", scratch_path("circle")), 0);
	expect_refused(scratch_path("circle"), ERROR_SYS, "cannot open 'DIR/circle': Too many levels of symbolic links",
		       "");
}

Test(trust, directories_above)
{
	const char *path = make_dirs(0707);

	expect_refused(path, ERROR_CONFIG, "directory 'DIR/a/b' can be written by others (mode 0707)",
		       "run 'chmod go-w DIR/a/b'");
	cr_assert_eq(chmod(scratch_path("a/b"), 0755), 0);
	expect_opens(path);
	cr_assert_eq(chmod(scratch_path("a"), 0703), 0);
	expect_refused(path, ERROR_CONFIG, "directory 'DIR/a' can be written by others (mode 0703)",
		       "run 'chmod go-w DIR/a'");
	cr_assert_eq(chmod(scratch_path("a"), 0700), 0);
	cr_assert_eq(chmod(scratch, 0707), 0);
	expect_refused(path, ERROR_CONFIG, "directory 'DIR' can be written by others (mode 0707)",
		       "run 'chmod go-w DIR'");
}

Test(trust, the_way_begins_at_the_search_path)
{
	struct environ env = {.uid = geteuid(), .config_home = scratch_path("a/b"), .config_dirs = "/nowhere"};
	struct error err = ERROR_INIT;
	const char *path = make_dirs(0700);
	int fd;

	cr_assert_eq(chmod(scratch_path("a"), 0777), 0);
	cr_assert_eq(trust_open(&env, path, &fd, &err), 0, "%s", err.text);
	close(fd);
	env.config_home = scratch_path("a/c");
	cr_assert_eq(trust_open(&env, path, &fd, &err), -1);
	expect_text(err.text, "directory 'DIR/a' can be written by others (mode 0777)");
	env.config_dirs = scratch_path("a/b");
	error_clear(&err);
	cr_assert_eq(trust_open(&env, path, &fd, &err), 0, "%s", err.text);
	close(fd);
}

Test(trust, sticky_directories)
{
	expect_opens(make_dirs(01777));
	expect_refused(scratch_text("a/b/f", "", 0606), ERROR_CONFIG,
		       "'DIR/a/b/f' can be written by others (mode 0606)", "run 'chmod go-w DIR/a/b/f'");
}

Test(trust, targets_of_links)
{
	char absolute[SCRATCH_PATH];

	make_dirs(0700);
	snprintf(absolute, sizeof(absolute), "%s", scratch_path("a/b/f"));
	cr_assert_eq(symlink("a/b/f", scratch_path("relative")), 0);
	cr_assert_eq(symlink("../../relative", scratch_path("a/b/up")), 0);
	cr_assert_eq(symlink(absolute, scratch_path("absolute")), 0);
	cr_assert_eq(symlink("a/b", scratch_path("directory")), 0);
	for (int shut = 1; shut >= 0; shut--) {
		static const char *const names[] = {"relative", "a/b/up", "absolute", "directory/f",
						    "directory/../b/f"};

		cr_assert_eq(chmod(scratch_path("a/b"), shut ? 0700 : 0702), 0);
		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			if (shut)
				expect_opens(scratch_path(names[i]));
			else
				expect_refused(scratch_path(names[i]), ERROR_CONFIG,
					       "directory 'DIR/a/b' can be written by others (mode 0702)",
					       "run 'chmod go-w DIR/a/b'");
	}
}

Test(trust, a_link_in_a_directory_that_others_can_write)
{
	make_dirs(0777);
	scratch_text("f", "", 0600);
	cr_assert_eq(symlink(scratch_path("f"), scratch_path("a/b/link")), 0);
	expect_refused(scratch_path("a/b/link"), ERROR_CONFIG,
		       "directory 'DIR/a/b' can be written by others (mode 0777)", "run 'chmod go-w DIR/a/b'");
}

Test(trust, roots_files_are_fine)
{
	expect_opens("/etc/passwd");
}

Test(trust, directories_alone)
{
	struct environ env = here();
	struct error err = ERROR_INIT;

	make_dirs(0700);
	cr_assert_eq(trust_directory(&env, scratch_path("a/b"), &err), 0, "%s", err.text);
	cr_assert_eq(trust_directory(&env, scratch_path("a/c"), &err), -1);
	cr_assert_eq(err.code, ERROR_NONE);
	cr_assert_eq(chmod(scratch_path("a/b"), 0777), 0);
	cr_assert_eq(trust_directory(&env, scratch_path("a/b"), &err), -1);
	cr_assert_eq(err.code, ERROR_CONFIG);
}

Test(trust, file_systems_without_modes)
{
	cr_assert_str_eq(trust_modeless(0x01021997), "9p");
	cr_assert_str_eq(trust_modeless(0x4d44), "vfat");
	cr_assert_null(trust_modeless(0xef53), "ext4 keeps modes");
}

Test(trust, secrets)
{
	struct environ env = here();
	struct error err = ERROR_INIT;
	int fd;

	cr_assert_eq(trust_open_secret(&env, scratch_text("f", "", 0400), &fd, &err), 0, "%s", err.text);
	close(fd);
	cr_assert_eq(trust_open_secret(&env, scratch_text("f", "", 0640), &fd, &err), -1);
	expect_text(err.text, "'DIR/f' is open to others (mode 0640)");
	expect_text(err.hint, "run 'chmod 600 DIR/f'");
	cr_assert_eq(trust_open_secret(&env, "/etc/passwd", &fd, &err), 0, "root may show it");
	close(fd);
}

/* What belongs to others: only root can give it away. Nothing is made where the tests are skipped. */
static void make_as_root(void)
{
	if (geteuid())
		cr_skip_test("only root can give a file away");
	scratch_make();
	make_dirs(0755);
	cr_assert_eq(chmod(scratch_path("a"), 0755), 0);
}

/* What the user could not remove. */
static void remove_as_root(void)
{
	cr_assert_eq(seteuid(0), 0);
	scratch_remove();
}

TestSuite(trust_others, .init = make_as_root, .fini = remove_as_root);

static void become_user(void)
{
	cr_assert_eq(chown(scratch, SCRATCH_USER, SCRATCH_USER), 0);
	cr_assert_eq(seteuid(SCRATCH_USER), 0);
}

static void give(const char *name, uid_t uid, gid_t gid)
{
	cr_assert_eq(lchown(scratch_path(name), uid, gid), 0);
}

Test(trust_others, files_and_directories)
{
	give("a", 0, 0);
	give("a/b", SCRATCH_USER, SCRATCH_USER);
	give("a/b/f", 65533, 65533);
	cr_assert_eq(chmod(scratch_path("a/b/f"), 0644), 0);
	become_user();
	expect_refused(scratch_path("a/b/f"), ERROR_CONFIG, "'DIR/a/b/f' belongs to another user", "");
}

Test(trust_others, a_directory)
{
	give("a/b", 65533, 65533);
	give("a/b/f", SCRATCH_USER, SCRATCH_USER);
	become_user();
	expect_refused(scratch_path("a/b/f"), ERROR_CONFIG, "directory 'DIR/a/b' belongs to another user", "");
}

Test(trust_others, a_link_that_was_left_while_others_could_write)
{
	cr_assert_eq(symlink("f", scratch_path("a/b/link")), 0);
	give("a/b", SCRATCH_USER, SCRATCH_USER);
	give("a/b/f", SCRATCH_USER, SCRATCH_USER);
	give("a/b/link", 65533, 65533);
	cr_assert_eq(chmod(scratch, 0755), 0);
	become_user();
	expect_refused(scratch_path("a/b/link"), ERROR_CONFIG, "'DIR/a/b/link' belongs to another user", "");
	expect_opens(scratch_path("a/b/f"));
}

Test(trust_others, what_lies_in_a_sticky_directory)
{
	cr_assert_eq(symlink("f", scratch_path("a/b/link")), 0);
	cr_assert_eq(chmod(scratch_path("a/b"), 01777), 0);
	give("a/b/f", SCRATCH_USER, SCRATCH_USER);
	give("a/b/link", 65533, 65533);
	cr_assert_eq(chmod(scratch, 0755), 0);
	become_user();
	expect_refused(scratch_path("a/b/link"), ERROR_CONFIG, "'DIR/a/b/link' belongs to another user", "");
	expect_opens(scratch_path("a/b/f"));
}

Test(trust_others, root_in_the_home_of_somebody)
{
	give("a/b", 65533, 65533);
	expect_refused(scratch_path("a/b/f"), ERROR_CONFIG, "directory 'DIR/a/b' belongs to another user",
		       "run it as that user, or set HOME to your own directory");
}

/* root is alone in its group on any machine. */
Test(trust_others, a_group_that_the_owner_is_alone_in)
{
	cr_assert_eq(chmod(scratch_path("a/b"), 0775), 0);
	cr_assert_eq(chmod(scratch_path("a/b/f"), 0664), 0);
	expect_opens(scratch_path("a/b/f"));
	give("a/b/f", 0, 65533);
	expect_refused(scratch_path("a/b/f"), ERROR_CONFIG, "'DIR/a/b/f' can be written by others (mode 0664)",
		       "run 'chmod g-w DIR/a/b/f'");
	give("a/b/f", 0, 0);
	give("a/b", 0, 65533);
	expect_refused(scratch_path("a/b/f"), ERROR_CONFIG, "directory 'DIR/a/b' can be written by others (mode 0775)",
		       "run 'chmod g-w DIR/a/b'");
}

Test(trust_others, an_access_control_list)
{
	/* user::rwx user:65533:rwx group::rwx mask::rwx other::---, as acl(5) lays it out. */
	static const unsigned char list[] = {2, 0,   0,   0,   1,   0,   7,  0, 255, 255, 255, 255, 2,   0,  7,
					     0, 253, 255, 0,   0,   4,   0,  7, 0,   255, 255, 255, 255, 16, 0,
					     7, 0,   255, 255, 255, 255, 32, 0, 0,   0,   255, 255, 255, 255};

	cr_assert_eq(chmod(scratch_path("a/b"), 0770), 0);
	expect_opens(scratch_path("a/b/f"));
	if (setxattr(scratch_path("a/b"), "system.posix_acl_access", list, sizeof(list), 0) < 0)
		cr_skip_test("this file system has no access control lists");
	expect_refused(scratch_path("a/b/f"), ERROR_CONFIG,
		       "directory 'DIR/a/b' can be written by others (it has an access control list)",
		       "run 'setfacl -b DIR/a/b'");
}
