#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "file_store.h"

static int draft_dir(const struct store *store, const char *profile, const char *slot,
		     char name[static FILE_STORE_NAME], int *dirfd, struct error *err)
{
	if (file_store_name(name, ".", profile, slot, ".next", err) < 0)
		return -1;
	return file_open_dir(store->state_dir, dirfd, err);
}

/* Space that a later write can count on. */
static int reserve_space(int fd, const char *dir, size_t len, struct error *err)
{
	char zeros[4096] = {0};
	int result;

	do
		result = fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)len);
	while (result < 0 && errno == EINTR);
	if (!result)
		return 0;
	if (errno != EOPNOTSUPP && errno != ENOSYS) {
		error_set(err, ERROR_SYS, "cannot reserve %zu bytes in '%s': %s", len, dir, strerror(errno));
		return error_hint(err, "make room there, then try again");
	}
	/* Without fallocate (NFS, for one) zeros take its place. */
	for (size_t done = 0; done < len; done += sizeof(zeros))
		if (file_write_all(fd, "the draft", zeros, sizeof(zeros), err) < 0)
			return -1;
	return 0;
}

static int sync_both(int fd, int dirfd, const char *name, struct error *err)
{
	if (fsync(fd) < 0)
		return error_set(err, ERROR_SYS, "cannot sync '%s': %s", name, strerror(errno));
	return file_sync_dir(dirfd, name, err);
}

int file_store_draft_create(const struct store *store, const char *profile, const char *slot, size_t reserve,
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
	} else if (reserve_space(fd, store->state_dir, reserve, err) < 0 || sync_both(fd, dirfd, name, err) < 0) {
		unlinkat(dirfd, name, 0);
		close(fd);
	} else {
		*draft = (struct store_draft){.fd = fd};
	}
	close(dirfd);
	return draft->fd >= 0 ? 0 : -1;
}

void file_store_draft_close(struct store_draft *draft)
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

int file_store_draft_write(struct store_draft *draft, const struct buf *bytes, struct error *err)
{
	off_t len = (off_t)bytes->len;
	int result = 0;

	/* The length first: whoever is ended after the write leaves a whole record, with no zeros after it. */
	if (ftruncate(draft->fd, len) < 0 || lseek(draft->fd, 0, SEEK_SET) < 0)
		result = error_set(err, ERROR_SYS, "cannot write the draft: %s", strerror(errno));
	if (!result)
		result = file_write_all(draft->fd, "the draft", buf_text(bytes), bytes->len, err);
	/* Once more: it gives back what is reserved beyond the end. */
	if (!result && (ftruncate(draft->fd, len) < 0 || fsync(draft->fd) < 0))
		result = error_set(err, ERROR_SYS, "cannot write the draft: %s", strerror(errno));
	if (!result)
		result = still_there(draft->fd, err);
	file_store_draft_close(draft);
	return result;
}

int file_store_draft_publish(const struct store *store, const char *profile, const char *slot, struct error *err)
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

int file_store_draft_load(const struct store *store, const char *profile, const char *slot, struct buf *bytes,
			  struct error *err)
{
	char name[FILE_STORE_NAME];

	if (file_store_name(name, ".", profile, slot, ".next", err) < 0)
		return -1;
	return file_store_load_in(store->state_dir, name, bytes, err);
}

int file_store_draft_discard(const struct store *store, const char *profile, const char *slot, struct error *err)
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
