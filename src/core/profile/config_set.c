#include "core/profile/config_set.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "core/profile/config_text.h"
#include "core/profile/document.h"

int config_own_path(const struct environ *env, char **path, struct error *err)
{
	char *dir;

	if (path_own_config_dir(env, &dir, err) < 0)
		return -1;
	*path = xasprintf("%s/config.cfg", dir);
	free(dir);
	return 0;
}

/* The directory's lock, so that of two who change the file each sees what the other wrote. It ends with the process. */
static int lock_dir(const char *dir, int *fd, struct error *err)
{
	int result;

	if (file_open_dir(dir, fd, err) < 0)
		return -1;
	do
		result = flock(*fd, LOCK_EX);
	while (result < 0 && errno == EINTR);
	if (!result)
		return 0;
	close(*fd);
	return error_set(err, ERROR_SYS, "cannot lock '%s': %s", dir, strerror(errno));
}

/* The text as it is now, "" if there is none yet. */
static int read_text(const struct environ *env, const char *path, struct buf *text, struct stat *was, bool *absent,
		     struct error *err)
{
	struct diagnostics none = DIAGNOSTICS_INIT;
	struct document document;
	int result;

	document_init(&document, &none);
	result = document_open(&document, env, path, err);
	*absent = result && err->code == ERROR_NONE;
	if (*absent) {
		error_clear(err);
		result = 0;
	} else if (!result && fstat(document.fd, was) < 0) {
		result = error_set(err, ERROR_SYS, "cannot examine '%s': %s", path, strerror(errno));
	} else if (!result) {
		result = file_read(document.fd, path, text, err);
	}
	document_release(&document);
	diagnostics_release(&none);
	return result;
}

/* One of the two is given. */
static int change(const struct environ *env, const char *path, const char *name, const struct config_holder *holder,
		  struct diagnostics *list, struct error *err)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	struct buf edited = BUF_INIT(BUF_FILE_MAX);
	struct stat was;
	bool absent = false;
	int result = read_text(env, path, &text, &was, &absent, err);

	if (!result && name)
		result = config_text_set_default(&text, path, name, &edited, list, err);
	else if (!result)
		result = config_text_add_holder(&text, path, holder, &edited, list, err);
	if (!result)
		result = file_update(path, absent ? NULL : &was, buf_text(&edited), edited.len, err);
	buf_release(&text);
	buf_release(&edited);
	return result;
}

static bool same_words(const struct strings *a, const struct strings *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; same && i < a->count; i++)
		same = !strcmp(a->item[i], b->item[i]);
	return same;
}

/* 1: it is there already. */
static int look_for_holder(const struct environ *env, const struct config_holder *holder, struct diagnostics *list,
			   struct error *err)
{
	struct config config;
	int result = config_load(&config, env, list, err);

	if (result)
		return -1;
	for (size_t i = 0; i < config.holder_count && !result; i++) {
		if (strcmp(config.holder[i].label, holder->label) != 0)
			continue;
		result = 1;
		if (!same_words(&config.holder[i].words, &holder->words)) {
			error_set(err, ERROR_USAGE, "config.cfg has another key holder '%s'", holder->label);
			result = error_hint(err, "choose another --label, or correct config.cfg");
		}
	}
	config_release(&config);
	return result;
}

static int change_locked(const struct environ *env, const char *name, const struct config_holder *holder,
			 struct diagnostics *list, struct error *err)
{
	char *path = NULL;
	char *dir;
	int fd = -1;
	int result;

	if (path_own_config_dir(env, &dir, err) < 0)
		return -1;
	result = lock_dir(dir, &fd, err);
	if (!result) {
		path = xasprintf("%s/config.cfg", dir);
		result = holder ? look_for_holder(env, holder, list, err) : 0;
		result = result ? result : change(env, path, name, holder, list, err);
		close(fd);
	}
	free(path);
	free(dir);
	return result < 0 ? -1 : 0;
}

int config_set_default(const struct environ *env, const char *name, struct diagnostics *list, struct error *err)
{
	return change_locked(env, name, NULL, list, err);
}

int config_add_holder(const struct environ *env, const struct config_holder *holder, struct diagnostics *list,
		      struct error *err)
{
	return change_locked(env, NULL, holder, list, err);
}
