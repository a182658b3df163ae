#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "discred/file.h"
#include "discred/memory.h"
#include "file_store.h"

static int draft_dir(const struct store *store, const char *profile, const char *slot,
		     char name[static FILE_STORE_NAME], int *dirfd, struct error *err)
{
	if (file_store_name(name, ".", profile, slot, ".next", err) < 0)
		return -1;
	return file_open_dir(store->state_dir, dirfd, err);
}

/* Space that a later write can count on. Without fallocate (NFS, for one) zeros take its place. */
static int reserve_space(int fd, size_t len, struct error *err)
{
	char zeros[4096] = {0};

	if (!fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)len))
		return 0;
	if (errno != EOPNOTSUPP && errno != ENOSYS)
		return error_set(err, ERROR_SYS, "cannot reserve %zu bytes for the grant: %s", len, strerror(errno));
	for (size_t done = 0; done < len; done += sizeof(zeros))
		if (file_write_all(fd, "the grant's draft", zeros, sizeof(zeros), err) < 0)
			return -1;
	return 0;
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
	} else if (reserve_space(fd, reserve, err) < 0) {
		unlinkat(dirfd, name, 0);
	} else if (fsync(fd) < 0) {
		error_set(err, ERROR_SYS, "cannot sync '%s/%s': %s", store->state_dir, name, strerror(errno));
		unlinkat(dirfd, name, 0);
	} else if (!file_sync_dir(dirfd, name, err)) {
		*draft = (struct store_draft){.fd = fd, .reserved = reserve};
		fd = -1;
	}
	if (fd >= 0)
		close(fd);
	close(dirfd);
	return draft->fd >= 0 ? 0 : -1;
}

int file_store_draft_write(struct store_draft *draft, const struct buf *bytes, struct error *err)
{
	int result = 0;

	if (lseek(draft->fd, 0, SEEK_SET) < 0)
		result = error_set(err, ERROR_SYS, "cannot write the grant: %s", strerror(errno));
	if (!result)
		result = file_write_all(draft->fd, "the grant", buf_text(bytes), bytes->len, err);
	/* What was reserved beyond the record must not stay as zeros after its end. */
	if (!result && (ftruncate(draft->fd, (off_t)bytes->len) < 0 || fsync(draft->fd) < 0))
		result = error_set(err, ERROR_SYS, "cannot write the grant: %s", strerror(errno));
	close(draft->fd);
	draft->fd = -1;
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
	int dirfd;
	int result;

	if (draft_dir(store, profile, slot, name, &dirfd, err) < 0)
		return -1;
	result = file_load(dirfd, name, FILE_STATE, bytes, err);
	close(dirfd);
	return result;
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
