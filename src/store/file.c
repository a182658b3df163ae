/*
 * The store of plain files: NAME.SLOT, mode 0600, in a directory of mode 0700. A slot's name has no dot in it, so the
 * last dot of a file's name always parts the profile from the slot.
 *
 * Tokens are in the runtime directory where there is one, and where it can't take them (it is full) in the state
 * directory; everything else is in the state directory. `token-bot` is in a runtime directory on tmpfs or ramfs only.
 * .NAME.SLOT.damaged is what was set aside of a slot. NAME.lock is the lock and carries the failure marker;
 * .NAME.SLOT.next is a draft. Of no profile are `seal`, its lock .seal.lock, and .no-tokens-on-disk, an empty file:
 * while it is there a token is kept in memory or nowhere.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "discred/store.h"
#include "store/file_move.h"
#include "store/file_name.h"

#define SEAL "seal"
#define NO_TOKENS ".no-tokens-on-disk"

static int open_files(struct store *store, const char *name, const struct environ *env, struct error *err)
{
	(void)name;
	store->runtime_dir = path_runtime_dir(env);
	if (path_state_dir(env, &store->state_dir, err) < 0)
		return -1;
	store->seal_name = xasprintf("%s/" SEAL, store->state_dir);
	return 0;
}

static void close_files(struct store *store)
{
	free(store->state_dir);
	free(store->runtime_dir);
	free(store->seal_name);
}

static bool is_token(const char *slot)
{
	return !strcmp(slot, "token") || !strncmp(slot, "token-", 6);
}

static bool is_passing(const struct store *store, const char *slot)
{
	return store->runtime_dir && is_token(slot);
}

static bool is_memory_only(const char *slot)
{
	return !strcmp(slot, "token-bot");
}

static int load_in(const char *dir, const char *name, struct buf *bytes, struct error *err)
{
	int dirfd;
	int result;

	if (file_open_existing_dir(dir, &dirfd, err) < 0)
		return -1;
	result = file_load(dirfd, name, FILE_STATE, bytes, err);
	close(dirfd);
	return result ? file_store_locate(dir, name, err) : 0;
}

static int load(const struct store *store, const char *profile, const char *slot, struct buf *bytes, struct error *err)
{
	char name[FILE_STORE_NAME];

	if (file_store_name(name, "", profile, slot, "", err) < 0)
		return -1;
	if (is_memory_only(slot) && !store->runtime_dir)
		return error_set(err, ERROR_NONE, "there is no runtime directory");
	if (is_memory_only(slot))
		return load_in(store->runtime_dir, name, bytes, err);
	if (is_passing(store, slot)) {
		if (!load_in(store->runtime_dir, name, bytes, err))
			return 0;
		if (err->code != ERROR_NONE && err->code != ERROR_SYS)
			return -1;
		error_clear(err);
	}
	return load_in(store->state_dir, name, bytes, err);
}

static int save_in(const char *dir, const char *name, const struct buf *bytes, struct error *err)
{
	int dirfd;
	int result;

	if (file_open_dir(dir, &dirfd, err) < 0)
		return -1;
	result = file_replace(dirfd, name, buf_text(bytes), bytes->len, err);
	close(dirfd);
	return result ? file_store_locate(dir, name, err) : 0;
}

/* remove_siblings: file_remove_sibling, or file_remove_stale, whose cost grows with the directory. */
static int remove_in(const char *dir, const char *name,
		     int (*remove_siblings)(int dirfd, const char *name, struct error *err), struct error *err)
{
	int dirfd;
	int result;

	if (file_open_existing_dir(dir, &dirfd, err) < 0)
		return err->code == ERROR_NONE ? 0 : -1;
	result = remove_siblings(dirfd, name, err);
	if (!result)
		result = file_remove(dirfd, name, err);
	close(dirfd);
	return result ? file_store_locate(dir, name, err) : 0;
}

static int erase_in(const char *dir, const char *name, struct error *err)
{
	return remove_in(dir, name, file_remove_stale, err);
}

/* What is on tmpfs or ramfs ends with the machine's power (statfs(2)). A directory that is not made yet is as its
 * parent. */
static bool is_in_memory(const char *dir)
{
	char *parent = xstrdup(dir);
	struct statfs fs;
	bool found = !statfs(dir, &fs);

	if (!found && strrchr(parent, '/')) {
		*strrchr(parent, '/') = '\0';
		found = !statfs(parent, &fs);
	}
	free(parent);
	return found && (fs.f_type == TMPFS_MAGIC || fs.f_type == RAMFS_MAGIC);
}

/* Where it would reach a disk it is not saved. */
static int save_in_memory(const struct store *store, const char *name, const struct buf *bytes, struct error *err)
{
	if (!store->runtime_dir)
		return error_set(err, ERROR_NONE, "there is no runtime directory");
	if (!is_in_memory(store->runtime_dir))
		return error_set(err, ERROR_NONE, "the runtime directory '%s' is not in memory", store->runtime_dir);
	return save_in(store->runtime_dir, name, bytes, err);
}

static bool is_readable(const char *dir, const char *name)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct error ignored = ERROR_INIT;
	bool readable = !load_in(dir, name, &bytes, &ignored);

	buf_release(&bytes);
	return readable;
}

/* A file that can't be looked at forbids too. */
static bool allows_tokens_on_disk(const struct store *store)
{
	char *path = xasprintf("%s/" NO_TOKENS, store->state_dir);
	bool allowed = access(path, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR);

	free(path);
	return allowed;
}

static enum store_tokens tokens(const struct store *store, const char **dir)
{
	*dir = store->runtime_dir;
	if (store->runtime_dir && is_in_memory(store->runtime_dir))
		return STORE_TOKENS_IN_MEMORY;
	if (!store->runtime_dir)
		*dir = store->state_dir;
	if (allows_tokens_on_disk(store))
		return STORE_TOKENS_ON_DISK;
	*dir = NULL;
	return STORE_TOKENS_NOWHERE;
}

static int allow_tokens_on_disk(const struct store *store, bool allowed, struct error *err)
{
	const struct buf empty = BUF_INIT(0);

	if (!allowed)
		return save_in(store->state_dir, NO_TOKENS, &empty, err);
	return remove_in(store->state_dir, NO_TOKENS, file_remove_sibling, err);
}

/* An older token must not come back where the new one is not kept. */
static int save_off_disk(const struct store *store, const char *name, const struct buf *bytes, struct error *err)
{
	int result = save_in_memory(store, name, bytes, err);

	if (result && err->code != ERROR_NONE && err->code != ERROR_SYS)
		return -1;
	error_clear(err);
	if (result && store->runtime_dir && remove_in(store->runtime_dir, name, file_remove_sibling, err) < 0)
		return -1;
	return remove_in(store->state_dir, name, file_remove_sibling, err);
}

static int save(const struct store *store, const char *profile, const char *slot, const struct buf *bytes,
		struct error *err)
{
	char name[FILE_STORE_NAME];

	if (file_store_name(name, "", profile, slot, "", err) < 0)
		return -1;
	if (is_memory_only(slot))
		return save_in_memory(store, name, bytes, err);
	if (is_token(slot) && !allows_tokens_on_disk(store))
		return save_off_disk(store, name, bytes, err);
	if (!is_passing(store, slot))
		return save_in(store->state_dir, name, bytes, err);
	/* Of two copies the older one would come back when the session ends. */
	if (!save_in(store->runtime_dir, name, bytes, err))
		return remove_in(store->state_dir, name, file_remove_sibling, err);
	/* Where a runtime directory that is full or can't be used keeps no token, every caller would renew. */
	if (err->code != ERROR_SYS || (remove_in(store->runtime_dir, name, file_remove_sibling, err) < 0 &&
				       is_readable(store->runtime_dir, name)))
		return -1;
	error_clear(err);
	return save_in(store->state_dir, name, bytes, err);
}

static int erase(const struct store *store, const char *profile, const char *slot, struct error *err)
{
	char name[FILE_STORE_NAME];
	char damaged[FILE_STORE_NAME];

	if (file_store_name(name, "", profile, slot, "", err) < 0 ||
	    file_store_name(damaged, ".", profile, slot, ".damaged", err) < 0 ||
	    erase_in(store->state_dir, name, err) < 0 || erase_in(store->state_dir, damaged, err) < 0)
		return -1;
	/* A token may be in both places: written once with and once without a runtime directory. */
	return store->runtime_dir ? erase_in(store->runtime_dir, name, err) : 0;
}

static int set_aside(const struct store *store, const char *profile, const char *slot, enum store_part part,
		     struct error *err)
{
	bool draft = part == STORE_DRAFT;
	char name[FILE_STORE_NAME];
	char damaged[FILE_STORE_NAME];
	int dirfd;
	int result = 0;

	if (file_store_name(name, draft ? "." : "", profile, slot, draft ? ".next" : "", err) < 0 ||
	    file_store_name(damaged, ".", profile, slot, ".damaged", err) < 0 ||
	    file_open_dir(store->state_dir, &dirfd, err) < 0)
		return -1;
	if (!renameat(dirfd, name, dirfd, damaged)) {
		/* It may have been damaged by becoming open to others. */
		(void)!fchmodat(dirfd, damaged, 0600, 0);
		result = file_sync_dir(dirfd, damaged, err);
	} else if (errno != ENOENT) {
		result = error_set(err, ERROR_SYS, "cannot rename '%s/%s' to '%s': %s", store->state_dir, name, damaged,
				   strerror(errno));
	}
	close(dirfd);
	return result;
}

static void stamp(const struct store *store, const char *profile, const char *slot, struct buf *text)
{
	char *path = xasprintf("%s/%s.%s", store->state_dir, profile, slot);

	file_add_stamp(path, text);
	free(path);
}

static int list_in(const char *path, const char *profile, struct strings *slots, struct error *err)
{
	size_t len = strlen(profile);
	const struct dirent *entry;
	DIR *dir = opendir(path);
	int result = 0;

	if (!dir && errno == ENOENT)
		return 0;
	if (!dir)
		return error_set(err, ERROR_SYS, "cannot read directory '%s': %s", path, strerror(errno));
	while ((entry = file_next_entry(dir))) {
		const char *slot = entry->d_name + len + 1;

		if (strncmp(entry->d_name, profile, len) || entry->d_name[len] != '.' || !*slot || strchr(slot, '.'))
			continue;
		if (strcmp(slot, "lock") && !is_memory_only(slot) && !strings_have(slots, slot))
			strings_add(slots, slot);
	}
	if (errno)
		result = error_set(err, ERROR_SYS, "cannot read directory '%s': %s", path, strerror(errno));
	closedir(dir);
	return result;
}

static int list(const struct store *store, const char *profile, struct strings *slots, struct error *err)
{
	if (list_in(store->state_dir, profile, slots, err) < 0)
		return -1;
	return store->runtime_dir ? list_in(store->runtime_dir, profile, slots, err) : 0;
}

/* PROFILE.SLOT, PROFILE.lock, or a draft's .PROFILE.SLOT.next; NULL for any other file. The caller's to free. */
static char *profile_of(const char *entry)
{
	bool draft = *entry == '.';
	size_t len = strlen(entry);
	char *name;
	char *dot;

	if (draft && (len < 6 || strcmp(entry + len - 5, ".next") != 0))
		return NULL;
	name = draft ? xstrndup(entry + 1, len - 6) : xstrdup(entry);
	dot = strrchr(name, '.');
	if (dot)
		*dot = '\0';
	if (dot && name_valid(name))
		return name;
	free(name);
	return NULL;
}

static int profiles(const struct store *store, struct strings *names, struct error *err)
{
	const struct dirent *entry;
	DIR *dir = opendir(store->state_dir);
	int result = 0;

	if (!dir && errno == ENOENT)
		return 0;
	if (!dir)
		return error_set(err, ERROR_SYS, "cannot read directory '%s': %s", store->state_dir, strerror(errno));
	while ((entry = file_next_entry(dir))) {
		char *name = profile_of(entry->d_name);

		if (name && !strings_have(names, name))
			strings_add(names, name);
		free(name);
	}
	if (errno)
		result = error_set(err, ERROR_SYS, "cannot read directory '%s': %s", store->state_dir, strerror(errno));
	closedir(dir);
	return result;
}

static int draft_dir(const struct store *store, const char *profile, const char *slot,
		     char name[static FILE_STORE_NAME], int *dirfd, struct error *err)
{
	if (file_store_name(name, ".", profile, slot, ".next", err) < 0)
		return -1;
	return file_open_dir(store->state_dir, dirfd, err);
}

/* Where fallocate is not supported (NFS, for one) newlines take its place: a record may end with them. */
static int fill_space(int fd, size_t len, struct error *err)
{
	char newlines[4096];

	memset(newlines, '\n', sizeof(newlines));
	for (size_t done = 0; done < len; done += sizeof(newlines))
		if (file_write_all(fd, "the draft", newlines, sizeof(newlines), err) < 0)
			return -1;
	return 0;
}

static int no_space(const char *dir, size_t len, struct error *err)
{
	int code = errno;

	error_set(err, ERROR_SYS, "cannot reserve %zu bytes in '%s': %s", len, dir, strerror(code));
	return error_hint(err, code == EFBIG ? "raise the limit on the size of files (ulimit -f), then try again"
					     : "make room there, then try again");
}

/*
 * Space that a later write can count on. A limit on the size of files is met by a byte at the end, for fallocate does
 * not look at it; that byte must not stay, or the file would have a hole before it.
 */
static int reserve_space(int fd, const char *dir, size_t len, struct error *err)
{
	int result;

	if (pwrite(fd, "\n", 1, (off_t)len - 1) != 1 || ftruncate(fd, 0) < 0)
		return no_space(dir, len, err);
	do
		result = fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)len);
	while (result < 0 && errno == EINTR);
	if (!result)
		return 0;
	return errno == EOPNOTSUPP || errno == ENOSYS ? fill_space(fd, len, err) : no_space(dir, len, err);
}

static int sync_both(int fd, int dirfd, const char *name, struct error *err)
{
	if (fsync(fd) < 0)
		return error_set(err, ERROR_SYS, "cannot sync '%s': %s", name, strerror(errno));
	return file_sync_dir(dirfd, name, err);
}

static int draft_create(const struct store *store, const char *profile, const char *slot, size_t reserve,
			struct store_draft *draft, struct error *err)
{
	char name[FILE_STORE_NAME];
	int dirfd;
	int fd;

	*draft = (struct store_draft)STORE_DRAFT_INIT;
	if (draft_dir(store, profile, slot, name, &dirfd, err) < 0)
		return -1;
	unlinkat(dirfd, name, 0);
	fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		error_set(err, ERROR_SYS, "cannot create '%s/%s': %s", store->state_dir, name, strerror(errno));
	} else if (file_make_private(fd, name, err) < 0 || reserve_space(fd, store->state_dir, reserve, err) < 0 ||
		   sync_both(fd, dirfd, name, err) < 0) {
		unlinkat(dirfd, name, 0);
		close(fd);
	} else {
		*draft = (struct store_draft){.fd = fd};
	}
	close(dirfd);
	return draft->fd >= 0 ? 0 : -1;
}

static void draft_close(struct store_draft *draft)
{
	if (draft->fd >= 0)
		close(draft->fd);
	draft->fd = -1;
}

/* Somebody who removed the lock's file may have removed the draft too; under its name there may be another's. */
static int still_there(int fd, struct error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0 || st.st_nlink == 0)
		return error_set(err, ERROR_SYS, "the draft was removed");
	return 0;
}

/* The window in which a grant can be lost ends with the first call: it is one write, at the beginning of the space. */
static int draft_write(const struct store *store, const char *profile, const char *slot, struct store_draft *draft,
		       const struct buf *bytes, struct error *err)
{
	const char *next = buf_text(bytes);
	size_t left = bytes->len;
	int result = 0;

	/* The open file is the draft, whatever it is called. */
	(void)store;
	(void)profile;
	(void)slot;
	while (left && !result) {
		ssize_t put = pwrite(draft->fd, next, left, (off_t)(bytes->len - left));

		if (put < 0 && errno != EINTR)
			result = error_set(err, ERROR_SYS, "cannot write the draft: %s", strerror(errno));
		next += put > 0 ? put : 0;
		left -= put > 0 ? (size_t)put : 0;
	}
	/* The rest of the space is given back when nothing depends on it any more. */
	if (!result && (fsync(draft->fd) < 0 || ftruncate(draft->fd, (off_t)bytes->len) < 0))
		result = error_set(err, ERROR_SYS, "cannot write the draft: %s", strerror(errno));
	if (!result)
		result = still_there(draft->fd, err);
	draft_close(draft);
	return result;
}

static int draft_publish(const struct store *store, const char *profile, const char *slot, struct error *err)
{
	char draft[FILE_STORE_NAME];
	char name[FILE_STORE_NAME];
	int dirfd;
	int result;

	if (file_store_name(name, "", profile, slot, "", err) < 0 ||
	    draft_dir(store, profile, slot, draft, &dirfd, err) < 0)
		return -1;
	if (renameat(dirfd, draft, dirfd, name) < 0)
		result =
		    error_set(err, ERROR_SYS, "cannot rename to '%s/%s': %s", store->state_dir, name, strerror(errno));
	else
		result = file_sync_dir(dirfd, name, err);
	close(dirfd);
	return result;
}

static int draft_load(const struct store *store, const char *profile, const char *slot, struct buf *bytes,
		      struct error *err)
{
	char name[FILE_STORE_NAME];

	if (file_store_name(name, ".", profile, slot, ".next", err) < 0)
		return -1;
	return load_in(store->state_dir, name, bytes, err);
}

static int draft_discard(const struct store *store, const char *profile, const char *slot, struct error *err)
{
	char name[FILE_STORE_NAME];
	int dirfd;
	int result;

	if (draft_dir(store, profile, slot, name, &dirfd, err) < 0)
		return -1;
	result = file_remove(dirfd, name, err);
	close(dirfd);
	return result;
}

static int open_lock(const char *dir, int dirfd, const char *name, struct error *err)
{
	int fd = openat(dirfd, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);

	if (fd < 0)
		return error_set(err, errno == ELOOP ? ERROR_CONFIG : ERROR_SYS, "cannot open lock '%s/%s': %s", dir,
				 name, strerror(errno));
	if (file_check(fd, name, FILE_STATE, err) < 0 || file_make_private(fd, name, err) < 0) {
		close(fd);
		return file_store_locate(dir, name, err);
	}
	return fd;
}

static void wake(int number)
{
	(void)number;
}

/*
 * flock knows no deadline, but a signal ends it: an alarm at the deadline, and again every 50 ms in case it came before
 * flock was called. So a thousand who wait sleep, and all of them wake at once when the lock is free.
 */
static int flock_until(int fd, int operation, int64_t left_ms)
{
	const struct itimerval alarm = {.it_value = {left_ms / 1000, left_ms % 1000 * 1000}, .it_interval = {0, 50000}};
	const struct itimerval none = {.it_value = {0, 0}};
	const struct sigaction action = {.sa_handler = wake};
	struct itimerval timer_before;
	struct sigaction before;
	sigset_t alarm_only;
	sigset_t mask;
	int result;
	int code;

	sigemptyset(&alarm_only);
	sigaddset(&alarm_only, SIGALRM);
	sigaction(SIGALRM, &action, &before);
	sigprocmask(SIG_UNBLOCK, &alarm_only, &mask);
	setitimer(ITIMER_REAL, &alarm, &timer_before);
	result = flock(fd, operation);
	code = errno;
	setitimer(ITIMER_REAL, &none, NULL);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGALRM, &before, NULL);
	setitimer(ITIMER_REAL, &timer_before, NULL);
	errno = code;
	return result;
}

/* `use` says in the message what the lock's owner does. */
static int wait_for(int fd, const char *use, enum store_lock kind, int wait_ms, struct error *err)
{
	int operation = kind == STORE_SHARED ? LOCK_SH : LOCK_EX;
	int64_t deadline = clock_ms() + wait_ms;
	int result = flock(fd, operation | LOCK_NB);

	while (result < 0 && (errno == EWOULDBLOCK || errno == EINTR)) {
		int64_t left = wait_ms < 0 ? INT_MAX : deadline - clock_ms();

		if (left <= 0)
			return error_set(err, ERROR_TEMP, "another process is %s", use);
		result = flock_until(fd, operation, left);
	}
	return result < 0 ? error_set(err, ERROR_SYS, "cannot wait for the lock: %s", strerror(errno)) : 0;
}

/* Removing a profile removes its lock file too: a lock on an unlinked file protects nothing. */
static bool still_named(int dirfd, const char *name, int fd)
{
	struct stat there;
	struct stat ours;

	return !fstatat(dirfd, name, &there, AT_SYMLINK_NOFOLLOW) && !fstat(fd, &ours) && there.st_dev == ours.st_dev &&
	       there.st_ino == ours.st_ino;
}

static int lock_file(const struct store *store, const char *name, const char *use, enum store_lock kind, int wait_ms,
		     struct store_hold *hold, struct error *err)
{
	int dirfd;
	int fd;

	*hold = (struct store_hold)STORE_HOLD_INIT;
	if (file_open_dir(store->state_dir, &dirfd, err) < 0)
		return -1;
	for (;;) {
		fd = open_lock(store->state_dir, dirfd, name, err);
		if (fd < 0)
			break;
		if (wait_for(fd, use, kind, wait_ms, err) < 0) {
			close(fd);
			fd = -1;
			break;
		}
		if (still_named(dirfd, name, fd))
			break;
		close(fd);
	}
	close(dirfd);
	hold->fd = fd;
	return fd < 0 ? -1 : 0;
}

static int lock(const struct store *store, const char *profile, enum store_lock kind, int wait_ms,
		struct store_hold *hold, struct error *err)
{
	char name[FILE_STORE_NAME];
	char *use;
	int result;

	*hold = (struct store_hold)STORE_HOLD_INIT;
	if (file_store_name(name, "", profile, "lock", "", err) < 0)
		return -1;
	use = xasprintf("changing what is stored for '%s'", profile);
	result = lock_file(store, name, use, kind, wait_ms, hold, err);
	free(use);
	return result;
}

static void unlock(struct store_hold *hold)
{
	if (hold->fd >= 0)
		close(hold->fd);
	hold->fd = -1;
}

/*
 * Whoever waits for this file gets it when it is unlocked, finds that it has no name any more, and takes the next one
 * (still_named). Until then somebody may hold a new file of this name, so that nothing may be done after the removal.
 */
static int lock_remove(const struct store *store, const char *profile, struct store_hold *hold, struct error *err)
{
	char name[FILE_STORE_NAME];
	int dirfd;
	int result;

	if (file_store_name(name, "", profile, "lock", "", err) < 0 ||
	    file_open_existing_dir(store->state_dir, &dirfd, err) < 0) {
		result = -1;
	} else {
		result = file_remove(dirfd, name, err);
		close(dirfd);
	}
	unlock(hold);
	return result;
}

/*
 * One write, which a SIGKILL can't cut: what an older marker has after it becomes newlines, which a record may end
 * with, and is cut off afterwards.
 */
static int write_marker(int fd, const struct buf *bytes)
{
	struct buf padded = BUF_INIT(2 * BUF_FILE_MAX);
	struct stat st;
	ssize_t put;

	if (fstat(fd, &st) < 0)
		return -1;
	buf_add(&padded, buf_text(bytes), bytes->len);
	while (padded.len < (size_t)st.st_size && buf_ok(&padded))
		buf_char(&padded, '\n');
	put = pwrite(fd, buf_text(&padded), padded.len, 0);
	if (put >= 0 && (size_t)put < padded.len) {
		errno = ENOSPC;
		put = -1;
	}
	buf_release(&padded);
	return put < 0 ? -1 : 0;
}

static int mark(const struct store_hold *hold, const struct buf *bytes, struct error *err)
{
	if ((bytes->len && write_marker(hold->fd, bytes) < 0) || ftruncate(hold->fd, (off_t)bytes->len) < 0 ||
	    fdatasync(hold->fd) < 0)
		return error_set(err, ERROR_SYS, "cannot write the failure marker: %s", strerror(errno));
	return 0;
}

/* The lock has ordered everybody already. */
static int join(const struct store *store, const char *profile, int wait_ms, struct store_hold *hold, struct error *err)
{
	(void)store;
	(void)profile;
	(void)wait_ms;
	(void)hold;
	(void)err;
	return 0;
}

static int claim(const struct store *store, const char *profile, const struct store_hold *hold, bool *claimed,
		 struct error *err)
{
	(void)store;
	(void)profile;
	(void)hold;
	(void)err;
	*claimed = true;
	return 0;
}

static int marker(const struct store *store, const char *profile, struct buf *bytes, struct error *err)
{
	if (load(store, profile, "lock", bytes, err) < 0)
		return -1;
	return bytes->len ? 0 : error_set(err, ERROR_NONE, "there is no failure marker");
}

static int seal_load(const struct store *store, struct buf *bytes, struct error *err)
{
	return load_in(store->state_dir, SEAL, bytes, err);
}

/* Who may need a key that goes has the lock too. */
static int seal_save(const struct store *store, const struct buf *bytes, bool drops_key, struct error *err)
{
	(void)drops_key;
	if (bytes->len)
		return save_in(store->state_dir, SEAL, bytes, err);
	return remove_in(store->state_dir, SEAL, file_remove_sibling, err);
}

static int seal_lock(const struct store *store, enum store_lock kind, int wait_ms, struct store_hold *hold,
		     struct error *err)
{
	return lock_file(store, "." SEAL ".lock", "using the seal", kind, wait_ms, hold, err);
}

const struct store_ops file_store = {
    .name = STORE_DEFAULT,
    .open = open_files,
    .close = close_files,
    .load = load,
    .save = save,
    .erase = erase,
    .set_aside = set_aside,
    .stamp = stamp,
    .list = list,
    .profiles = profiles,
    .lock = lock,
    .unlock = unlock,
    .join = join,
    .lock_remove = lock_remove,
    .mark = mark,
    .marker = marker,
    .claim = claim,
    .commit = mark,
    .draft_create = draft_create,
    .draft_close = draft_close,
    .draft_write = draft_write,
    .draft_publish = draft_publish,
    .draft_load = draft_load,
    .draft_discard = draft_discard,
    .move = file_store_move,
    .tokens = tokens,
    .allow_tokens_on_disk = allow_tokens_on_disk,
    .seal_load = seal_load,
    .seal_save = seal_save,
    .seal_lock = seal_lock,
};
