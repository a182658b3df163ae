/*
 * A directory of its own for a test that needs files, and an ordinary user for one that needs modes to count: they do
 * not stop root. Each Criterion test is a process of its own, so becoming somebody else need not be undone.
 */
#ifndef UNIT_SCRATCH_H
#define UNIT_SCRATCH_H

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SCRATCH_USER = 65534, SCRATCH_PATH = 256 };

static char scratch[128];

/* Takes the directory along, if there is one. Stays dumpable, or the leak checker could not look at the process. */
static inline void scratch_become(uid_t uid)
{
	if (geteuid() != 0)
		return;
	cr_assert(chown(scratch, uid, uid) == 0 || errno == ENOENT);
	cr_assert_eq(setgroups(0, NULL), 0);
	cr_assert_eq(setresgid(uid, uid, uid), 0);
	cr_assert_eq(setresuid(uid, uid, uid), 0);
	cr_assert_eq(prctl(PR_SET_DUMPABLE, 1), 0);
}

/* For a suite's .init and .fini. */
static inline void scratch_make(void)
{
	const char *tmp = getenv("TMPDIR");

	umask(022);
	snprintf(scratch, sizeof(scratch), "%s/discred-unit-XXXXXX", tmp ? tmp : "/tmp");
	cr_assert_not_null(mkdtemp(scratch));
}

static inline void scratch_make_unprivileged(void)
{
	scratch_become(SCRATCH_USER);
	scratch_make();
}

static inline int scratch_remove_entry(const char *path, const struct stat *st, int kind, struct FTW *place)
{
	(void)st;
	(void)kind;
	(void)place;
	return remove(path);
}

static inline void scratch_remove(void)
{
	nftw(scratch, scratch_remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/* The path of a name in the directory; valid until the eighth call after this one. */
static inline const char *scratch_path(const char *name)
{
	static char ring[8][SCRATCH_PATH];
	static unsigned next;
	char *path = ring[next++ % 8];

	snprintf(path, SCRATCH_PATH, "%s/%s", scratch, name);
	return path;
}

static inline const char *scratch_file(const char *name, const void *bytes, size_t len, mode_t mode)
{
	const char *path = scratch_path(name);
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, bytes, len), (ssize_t)len);
	cr_assert_eq(fchmod(fd, mode), 0);
	close(fd);
	return path;
}

static inline const char *scratch_text(const char *name, const char *text, mode_t mode)
{
	return scratch_file(name, text, strlen(text), mode);
}

#endif
