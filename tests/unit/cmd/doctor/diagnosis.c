#include "cmd/doctor/diagnosis.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "expect.h"

static const struct directory_facts good = {
    .path = "/p", .uid = 1000, .is_directory = true, .owner = 1000, .mode = S_IFDIR | 0700};

#define expect_directory(kind, state, code, text, hint, ...)                                                           \
	do {                                                                                                           \
		struct directory_facts facts = good;                                                                   \
		struct error err = ERROR_INIT;                                                                         \
                                                                                                                       \
		__VA_ARGS__;                                                                                           \
		cr_assert_eq(diagnosis_directory(&facts, DIRECTORY_##kind, &err), CHECK_##state);                      \
		expect_hint(err, ERROR_##code, text, hint);                                                            \
	} while (0)

Test(diagnosis_directory, fine)
{
	expect_directory(STATE, OK, OK, "'/p' (mode 0700)", "", );
	expect_directory(CONFIG, OK, OK, "'/p' (mode 0700)", "", );
	expect_directory(STATE, OK, OK, "'/p' (mode 0755)", "", facts.mode = S_IFDIR | 0755);
	expect_directory(CONFIG, OK, OK, "'/p' (mode 0700)", "", facts.owner = 0);
}

Test(diagnosis_directory, not_there)
{
	expect_directory(STATE, OK, OK, "'/p' is not there yet, and is made when it is needed", "",
			 facts.trouble = ENOENT);
	expect_directory(STATE, FAILED, SYS, "'/p' is not there and cannot be made: '/': Permission denied",
			 "make '/' writable for you", facts.trouble = ENOENT, facts.parent = "/",
			 facts.unmakable = EACCES);
	expect_directory(CONFIG, WARNING, SYS, "'/p' is not there and cannot be made: '/': Read-only file system",
			 "make '/' writable for you", facts.trouble = ENOENT, facts.parent = "/",
			 facts.unmakable = EROFS);
	expect_directory(CONFIG, FAILED, SYS, "cannot look at '/p': Permission denied", "", facts.trouble = EACCES);
	expect_directory(STATE, FAILED, CONFIG, "'/p' is not a directory", "move it away", facts.is_directory = false);
}

Test(diagnosis_directory, of_another_user)
{
	expect_directory(STATE, FAILED, CONFIG, "'/p' belongs to user 1001, who can exchange what is in it",
			 "let root run 'chown 1000 /p'", facts.owner = 1001);
	expect_directory(STATE, FAILED, CONFIG, "'/p' belongs to user 0, who can exchange what is in it",
			 "let root run 'chown 1000 /p'", facts.owner = 0);
	expect_directory(CONFIG, FAILED, CONFIG, "'/p' belongs to user 1001, who can exchange what is in it",
			 "let root run 'chown 1000 /p'", facts.owner = 1001);
}

Test(diagnosis_directory, open_to_others)
{
	struct error exposed = ERROR_INIT;

	error_set(&exposed, ERROR_CONFIG, "'/p' can be written by others (mode 1777)");
	error_hint(&exposed, "run 'chmod go-w /p'");
	expect_directory(STATE, FAILED, CONFIG, "'/p' can be written by others (mode 1777)", "run 'chmod go-w /p'",
			 facts.exposed = &exposed);
	expect_directory(CONFIG, FAILED, CONFIG, "'/p' can be written by others (mode 1777)", "run 'chmod go-w /p'",
			 facts.exposed = &exposed);
}

Test(diagnosis_directory, not_writable)
{
	expect_directory(STATE, FAILED, SYS, "'/p' cannot be written (mode 0500): Permission denied",
			 "run 'chmod u+rwx /p'", facts.mode = S_IFDIR | 0500, facts.unwritable = EACCES);
	expect_directory(STATE, FAILED, SYS, "'/p' cannot be written (mode 0700): Read-only file system",
			 "set XDG_STATE_HOME to a place that you can write", facts.unwritable = EROFS);
	expect_directory(CONFIG, WARNING, SYS, "'/p' cannot be written (mode 0755): Permission denied",
			 "profiles that are there can be used, but none can be made or changed", facts.owner = 0,
			 facts.mode = S_IFDIR | 0755, facts.unwritable = EACCES);
}

#define OF_YOUR_OWN "let it name a directory of your own with mode 0700, or unset it"

#define expect_not_private(code, text, hint, ...)                                                                      \
	do {                                                                                                           \
		struct directory_facts facts = good;                                                                   \
		struct error err = ERROR_INIT;                                                                         \
                                                                                                                       \
		__VA_ARGS__;                                                                                           \
		cr_assert_not(diagnosis_private(&facts, &err));                                                        \
		expect_hint(err, ERROR_##code, text, hint);                                                            \
	} while (0)

Test(diagnosis_private, fine)
{
	struct error err = ERROR_INIT;

	cr_assert(diagnosis_private(&good, &err));
}

Test(diagnosis_private, of_no_use)
{
	expect_not_private(SYS, "'/p': No such file or directory", OF_YOUR_OWN, facts.trouble = ENOENT);
	expect_not_private(CONFIG, "'/p' is not a directory", OF_YOUR_OWN, facts.is_directory = false);
	expect_not_private(CONFIG, "'/p' belongs to user 0", OF_YOUR_OWN, facts.owner = 0);
	expect_not_private(CONFIG, "'/p' has mode 0755, not 0700", "run 'chmod 700 /p'", facts.mode = S_IFDIR | 0755);
	expect_not_private(CONFIG, "'/p' has mode 0500, not 0700", "run 'chmod 700 /p'", facts.mode = S_IFDIR | 0500);
	expect_not_private(CONFIG, "'/p' has mode 1700, not 0700", OF_YOUR_OWN, facts.mode = S_IFDIR | 01700);
}

#define expect_file(state, owner, mode, text, hint)                                                                    \
	do {                                                                                                           \
		struct error err = ERROR_INIT;                                                                         \
                                                                                                                       \
		cr_assert_eq(diagnosis_state_file("/s/a.grant", 1000, owner, mode, &err), CHECK_##state);              \
		expect_hint(err, CHECK_##state == CHECK_OK ? ERROR_OK : ERROR_CONFIG, text, hint);                     \
	} while (0)

Test(diagnosis_state_file, modes_and_owners)
{
	expect_file(OK, 1000, S_IFREG | 0600, "", "");
	expect_file(OK, 1000, S_IFREG | 0400, "", "");
	expect_file(FAILED, 1000, S_IFREG | 0640, "'/s/a.grant' is open to others (mode 0640)",
		    "run 'chmod 600 /s/a.grant'");
	expect_file(FAILED, 0, S_IFREG | 0600, "'/s/a.grant' belongs to user 0", "remove it, then log in again");
	expect_file(FAILED, 1000, S_IFLNK | 0777, "'/s/a.grant' is a symbolic link", "remove it, then log in again");
	expect_file(FAILED, 1000, S_IFIFO | 0600, "'/s/a.grant' is not a regular file", "remove it, then log in again");
}

Test(diagnosis_skew, what_a_date_leaves_open)
{
	cr_assert_eq(diagnosis_skew(1000, 1000, 1000), 0);
	cr_assert_eq(diagnosis_skew(999, 1000, 1000), 0);
	cr_assert_eq(diagnosis_skew(1001, 1000, 1000), 0);
	cr_assert_eq(diagnosis_skew(1005, 1000, 1010), 0);
	cr_assert_eq(diagnosis_skew(998, 1000, 1010), 2);
	cr_assert_eq(diagnosis_skew(1012, 1000, 1010), -2);
	cr_assert_eq(diagnosis_skew(0, 1000, 1010), 1000);
}

static const char set_it[] = "set it ('timedatectl set-ntp true'): tokens and certificates are judged by it";

static void expect_clock(int64_t skew, enum check_state state, enum error_code code, const char *text)
{
	struct error err = ERROR_INIT;

	cr_assert_eq(diagnosis_clock(skew, "h", &err), state);
	expect_hint(err, code, text, state == CHECK_OK ? "" : set_it);
}

Test(diagnosis_clock, limits)
{
	expect_clock(0, CHECK_OK, ERROR_OK, "the same as that of 'h'");
	expect_clock(30, CHECK_OK, ERROR_OK, "30 s ahead of that of 'h'");
	expect_clock(-30, CHECK_OK, ERROR_OK, "30 s behind that of 'h'");
	expect_clock(31, CHECK_WARNING, ERROR_SYS, "this machine's clock is 31 s ahead of that of 'h'");
	expect_clock(-300, CHECK_WARNING, ERROR_SYS, "this machine's clock is 300 s behind that of 'h'");
	expect_clock(301, CHECK_FAILED, ERROR_SYS, "this machine's clock is 301 s ahead of that of 'h'");
	expect_clock(-301, CHECK_FAILED, ERROR_SYS, "this machine's clock is 301 s behind that of 'h'");
}
