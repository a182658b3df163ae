/* Renaming a profile: every file that is named after it gets the other name, in both places. */
#include "store/file_move.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "store/file_name.h"

/* A slot's file is PROFILE.SLOT, its draft .PROFILE.SLOT.next; .PROFILE.SLOT.new is what a killed writer left, or
 * .PROFILE.SLOT.PID.new one of an older version. */
struct kind {
	const char *before;
	const char *after;
};
static const struct kind slot_kind = {"", ""};
static const struct kind draft_kind = {".", ".next"};
static const struct kind damaged_kind = {".", ".damaged"};
static const struct kind sibling_kind = {".", ".new"};

/* What stands between the profile and the end of a name of that kind; NULL when it is none. Owned by the caller. */
static char *middle_of(const char *entry, const char *profile, const struct kind *kind)
{
	char *start = xasprintf("%s%s.", kind->before, profile);
	size_t len = strlen(entry);
	size_t taken = strlen(start) + strlen(kind->after);
	char *middle = NULL;

	if (len > taken && !strncmp(entry, start, strlen(start)) &&
	    !strcmp(entry + len - strlen(kind->after), kind->after))
		middle = xstrndup(entry + strlen(start), len - taken);
	free(start);
	return middle;
}

static bool is_slot(const char *middle)
{
	return !strchr(middle, '.') && strcmp(middle, "lock") != 0;
}

static bool is_slot_and_pid(const char *middle)
{
	const char *dot = strchr(middle, '.');

	return dot && dot > middle && dot[1] && !dot[1 + strspn(dot + 1, "0123456789")];
}

static int find(int dirfd, const char *profile, const struct kind *kind, struct strings *found, struct error *err)
{
	int fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int result = 0;

	if (!dir) {
		error_set(err, ERROR_SYS, "cannot read what is stored for '%s': %s", profile, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	while ((entry = file_next_entry(dir))) {
		char *middle = middle_of(entry->d_name, profile, kind);

		if (middle && (is_slot(middle) || (kind == &sibling_kind && is_slot_and_pid(middle))))
			strings_add(found, middle);
		free(middle);
	}
	if (errno)
		result = error_set(err, ERROR_SYS, "cannot read what is stored for '%s': %s", profile, strerror(errno));
	closedir(dir);
	return result;
}

static int move_one(int dirfd, const char *from, const char *to, const struct kind *kind, const char *slot,
		    struct error *err)
{
	char old[FILE_STORE_NAME];
	char new[FILE_STORE_NAME];

	if (file_store_name(old, kind->before, from, slot, kind->after, err) < 0 ||
	    file_store_name(new, kind->before, to, slot, kind->after, err) < 0)
		return -1;
	if (renameat(dirfd, old, dirfd, new) < 0)
		return error_set(err, ERROR_SYS, "cannot rename '%s' to '%s': %s", old, new, strerror(errno));
	return file_sync_dir(dirfd, new, err);
}

static int move_kind(int dirfd, const char *from, const char *to, const struct kind *kind, struct error *err)
{
	struct strings slots = STRINGS_INIT;
	int result = find(dirfd, from, kind, &slots, err);

	for (size_t i = 0; i < slots.count && !result; i++)
		result = move_one(dirfd, from, to, kind, slots.item[i], err);
	strings_release(&slots);
	return result;
}

static int remove_siblings(int dirfd, const char *profile, struct error *err)
{
	struct strings found = STRINGS_INIT;
	int result = find(dirfd, profile, &sibling_kind, &found, err);

	for (size_t i = 0; i < found.count && !result; i++) {
		char *name = xasprintf(".%s.%s.new", profile, found.item[i]);

		result = file_remove(dirfd, name, err);
		free(name);
	}
	strings_release(&found);
	return result;
}

static int move_in(const char *path, const char *from, const char *to, struct error *err)
{
	int dirfd;
	int result;

	if (file_open_existing_dir(path, &dirfd, err) < 0) {
		if (err->code != ERROR_NONE)
			return -1;
		error_clear(err);
		return 0;
	}
	result = move_kind(dirfd, from, to, &draft_kind, err);
	if (!result)
		result = move_kind(dirfd, from, to, &damaged_kind, err);
	if (!result)
		result = move_kind(dirfd, from, to, &slot_kind, err);
	if (!result)
		result = remove_siblings(dirfd, from, err);
	close(dirfd);
	return result;
}

int file_store_move(const struct store *store, const char *from, const char *to, struct error *err)
{
	char name[FILE_STORE_NAME];

	if (file_store_name(name, "", from, "lock", "", err) < 0 || file_store_name(name, "", to, "lock", "", err) < 0)
		return -1;
	if (move_in(store->state_dir, from, to, err) < 0)
		return -1;
	return store->runtime_dir ? move_in(store->runtime_dir, from, to, err) : 0;
}
