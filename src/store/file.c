#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"
#include "file_store.h"

int file_store_name(char name[static FILE_STORE_NAME], const char *prefix, const char *profile, const char *slot,
		    const char *suffix, struct error *err)
{
	if (!name_valid(profile) || !name_valid(slot) || strchr(slot, '.'))
		return error_set(err, ERROR_BUG, "store: no slot '%s' of a profile '%s'", slot, profile);
	snprintf(name, FILE_STORE_NAME, "%s%s.%s%s", prefix, profile, slot, suffix);
	return 0;
}

int file_store_locate(const char *dir, const char *name, struct error *err)
{
	if (err->code == ERROR_NONE)
		return -1;
	if (err->hint[0])
		return error_hint(err, "run 'chmod 600 %s/%s'", dir, name);
	return error_hint(err, "look at '%s/%s'", dir, name);
}

static int open_files(struct store *store, const struct environ *env, struct error *err)
{
	store->runtime_dir = path_runtime_dir(env);
	return path_state_dir(env, &store->state_dir, err);
}

static void close_files(struct store *store)
{
	free(store->state_dir);
	free(store->runtime_dir);
}

static bool is_passing(const struct store *store, const char *slot)
{
	return store->runtime_dir && (!strcmp(slot, "token") || !strncmp(slot, "token-", 6));
}

int file_store_load_in(const char *dir, const char *name, struct buf *bytes, struct error *err)
{
	int dirfd;
	int result;

	if (file_open_existing_dir(dir, &dirfd, err) < 0)
		return -1;
	result = file_load(dirfd, name, FILE_STATE, bytes, err);
	close(dirfd);
	return result ? file_store_locate(dir, name, err) : 0;
}

int file_store_load(const struct store *store, const char *profile, const char *slot, struct buf *bytes,
		    struct error *err)
{
	char name[FILE_STORE_NAME];

	if (file_store_name(name, "", profile, slot, "", err) < 0)
		return -1;
	if (is_passing(store, slot)) {
		if (!file_store_load_in(store->runtime_dir, name, bytes, err))
			return 0;
		if (err->code != ERROR_NONE)
			return -1;
		error_clear(err);
	}
	return file_store_load_in(store->state_dir, name, bytes, err);
}

static int save_in(const char *dir, const char *name, const struct buf *bytes, struct error *err)
{
	struct error trouble;
	int dirfd;
	int result;

	if (file_open_dir(dir, &dirfd, err) < 0)
		return -1;
	result = file_replace(dirfd, name, buf_text(bytes), bytes->len, err);
	/* What killed writers left; that it can't be removed is no failure of what was done. */
	if (!result)
		(void)!file_remove_stale(dirfd, name, &trouble);
	close(dirfd);
	return result ? file_store_locate(dir, name, err) : 0;
}

static int erase_in(const char *dir, const char *name, struct error *err)
{
	int dirfd;
	int result;

	if (file_open_existing_dir(dir, &dirfd, err) < 0)
		return err->code == ERROR_NONE ? 0 : -1;
	result = file_remove_stale(dirfd, name, err);
	if (!result)
		result = file_remove(dirfd, name, err);
	close(dirfd);
	return result ? file_store_locate(dir, name, err) : 0;
}

int file_store_save(const struct store *store, const char *profile, const char *slot, const struct buf *bytes,
		    struct error *err)
{
	char name[FILE_STORE_NAME];

	if (file_store_name(name, "", profile, slot, "", err) < 0)
		return -1;
	if (!is_passing(store, slot))
		return save_in(store->state_dir, name, bytes, err);
	/* Of two copies the older one would come back when the session ends. */
	if (!save_in(store->runtime_dir, name, bytes, err))
		return erase_in(store->state_dir, name, err);
	/* Where a full runtime directory keeps no token, every caller would renew. */
	if (err->code != ERROR_SYS || erase_in(store->runtime_dir, name, err) < 0)
		return -1;
	error_clear(err);
	return save_in(store->state_dir, name, bytes, err);
}

static int erase(const struct store *store, const char *profile, const char *slot, struct error *err)
{
	char name[FILE_STORE_NAME];

	if (file_store_name(name, "", profile, slot, "", err) < 0 || erase_in(store->state_dir, name, err) < 0)
		return -1;
	/* A token may be in both places: written once with and once without a runtime directory. */
	return store->runtime_dir ? erase_in(store->runtime_dir, name, err) : 0;
}

static int list_in(const char *path, const char *profile, struct strings *slots, struct error *err)
{
	size_t len = strlen(profile);
	const struct dirent *entry;
	DIR *dir = opendir(path);

	if (!dir && errno == ENOENT)
		return 0;
	if (!dir)
		return error_set(err, ERROR_SYS, "cannot read directory '%s': %s", path, strerror(errno));
	while ((entry = readdir(dir))) {
		const char *slot = entry->d_name + len + 1;

		if (strncmp(entry->d_name, profile, len) || entry->d_name[len] != '.' || !*slot || strchr(slot, '.'))
			continue;
		if (strcmp(slot, "lock") && !strings_have(slots, slot))
			strings_add(slots, slot);
	}
	closedir(dir);
	return 0;
}

static int list(const struct store *store, const char *profile, struct strings *slots, struct error *err)
{
	if (list_in(store->state_dir, profile, slots, err) < 0)
		return -1;
	return store->runtime_dir ? list_in(store->runtime_dir, profile, slots, err) : 0;
}

const struct store_ops file_store = {
    .name = "file",
    .open = open_files,
    .close = close_files,
    .load = file_store_load,
    .save = file_store_save,
    .erase = erase,
    .list = list,
    .lock = file_store_lock,
    .unlock = file_store_unlock,
    .lock_remove = file_store_lock_remove,
    .mark = file_store_mark,
    .marker = file_store_marker,
    .draft_create = file_store_draft_create,
    .draft_close = file_store_draft_close,
    .draft_write = file_store_draft_write,
    .draft_publish = file_store_draft_publish,
    .draft_load = file_store_draft_load,
    .draft_discard = file_store_draft_discard,
    .move = file_store_move,
};
