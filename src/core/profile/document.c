#include "core/profile/document.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/trust.h"
#include "core/profile/config.h"

void document_init(struct document *document, struct diagnostics *list)
{
	*document = (struct document){.fd = -1, .text = BUF_INIT(BUF_FILE_MAX), .scan = SCAN_INIT, .list = list};
	config_init(&document->config);
}

void document_release(struct document *document)
{
	config_destroy(&document->config);
	scan_release(&document->scan);
	buf_release(&document->text);
	free(document->path);
	if (document->fd >= 0)
		close(document->fd);
	document->path = NULL;
	document->fd = -1;
}

int document_open(struct document *document, const struct environ *env, const char *path, struct error *err)
{
	if (trust_open(env, path, &document->fd, err) < 0)
		return -1;
	document->path = xstrdup(path);
	diagnostics_release(document->list);
	document->list->path = xstrdup(path);
	return 0;
}

void document_give(struct document *document, const char *name, const struct buf *text)
{
	document->path = xstrdup(name);
	diagnostics_release(document->list);
	document->list->path = xstrdup(name);
	buf_add(&document->text, buf_text(text), text->len);
}

int document_find(struct document *document, const struct environ *env, const char *folder, const char *name,
		  struct error *err)
{
	struct strings dirs = STRINGS_INIT;
	int result = error_set(err, ERROR_NONE, "no file '%s/%s.cfg'", folder, name);

	path_config_dirs(env, &dirs);
	for (size_t i = 0; i < dirs.count && result < 0 && err->code == ERROR_NONE; i++) {
		char *path = xasprintf("%s/%s/%s.cfg", dirs.item[i], folder, name);

		result = document_open(document, env, path, err);
		free(path);
	}
	strings_release(&dirs);
	return result;
}

static bool is_regular(DIR *dir, const char *file)
{
	struct stat st;

	return !fstatat(dirfd(dir), file, &st, 0) && S_ISREG(st.st_mode);
}

/* Where the names of a folder's files go. */
struct found {
	struct strings *names;
	struct strings *skipped;
};

static void add_name(const char *path, DIR *dir, const char *file, const struct found *found)
{
	const char *end = strrchr(file, '.');
	const char *reason = NULL;
	char *line;
	char *name;

	if (!end || strcmp(end, ".cfg") != 0 || *file == '.')
		return;
	name = xstrndup(file, (size_t)(end - file));
	if (!name_valid(name))
		reason = NAME_RULE;
	else if (!is_regular(dir, file))
		reason = "it is no regular file, or a link to nothing";
	if (!reason) {
		strings_add(found->names, name);
	} else if (found->skipped) {
		line = xasprintf("'%s/%s' is skipped: %s", path, file, reason);
		strings_add(found->skipped, line);
		free(line);
	}
	free(name);
}

static int add_names(const char *path, const struct found *found, struct error *err)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int result = 0;

	if (!dir && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (!dir)
		return error_set(err, ERROR_SYS, "cannot open directory '%s': %s", path, strerror(errno));
	while ((entry = file_next_entry(dir)))
		add_name(path, dir, entry->d_name, found);
	if (errno)
		result = error_set(err, ERROR_SYS, "cannot read directory '%s': %s", path, strerror(errno));
	closedir(dir);
	return result;
}

int document_names(const struct environ *env, const char *folder, struct strings *names, struct strings *skipped,
		   struct error *err)
{
	const struct found found = {.names = names, .skipped = skipped};
	struct strings dirs = STRINGS_INIT;
	int result = 0;

	path_config_dirs(env, &dirs);
	for (size_t i = 0; i < dirs.count && !result; i++) {
		char *path = xasprintf("%s/%s", dirs.item[i], folder);

		result = add_names(path, &found, err);
		free(path);
	}
	strings_sort(names);
	strings_drop_repeated(names);
	if (skipped)
		strings_sort(skipped);
	strings_release(&dirs);
	return result;
}

int document_read(struct document *document, const struct scan_key *keys, size_t count, struct error *err)
{
	if (document->fd >= 0 && file_read(document->fd, document->path, &document->text, err) < 0)
		return -1;
	document_scan(document, keys, count);
	return 0;
}

void document_scan(struct document *document, const struct scan_key *keys, size_t count)
{
	if (!scan_text(&document->scan, &document->text, keys, count, document->list) || !document->scan.broken)
		document_parse(document, buf_text(&document->scan.safe));
}

void document_parse(struct document *document, const char *text)
{
	struct position at = {0, 0};

	if (config_read_string(&document->config, text))
		return;
	document->scan.broken = true;
	if (config_error_line(&document->config) > 0)
		at.line = (unsigned)config_error_line(&document->config);
	diagnostics_add(document->list, at, "%s", config_error_text(&document->config));
}

const config_setting_t *document_root(const struct document *document)
{
	return document->scan.broken ? NULL : config_root_setting(&document->config);
}

void document_error(const struct document *document, const char *path, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diagnostics_add_args(document->list, scan_value(&document->scan, path), format, args);
	va_end(args);
}

void document_error_name(const struct document *document, const char *path, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diagnostics_add_args(document->list, scan_name(&document->scan, path), format, args);
	va_end(args);
}

void document_error_unknown(const struct document *document, const char *path, const char *what, const char *owner,
			    const char *const *known, size_t count)
{
	const struct scan_setting *setting = scan_find(&document->scan, path);
	const char *dot = strrchr(path, '.');
	const char *name = dot ? dot + 1 : path;
	const char *nearest = strings_nearest(known, count, name);

	if (setting && setting->hidden)
		document_error_name(document, path, "unknown %s%s", what, owner);
	else if (nearest)
		document_error_name(document, path, "unknown %s '%s'%s: did you mean '%s'?", what, name, owner,
				    nearest);
	else
		document_error_name(document, path, "unknown %s '%s'%s", what, name, owner);
}

const char *document_type(const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_GROUP:
		return "a group";
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return "a number";
	case CONFIG_TYPE_FLOAT:
		return "a fraction";
	case CONFIG_TYPE_STRING:
		return "a string";
	case CONFIG_TYPE_BOOL:
		return "a boolean";
	case CONFIG_TYPE_ARRAY:
		return "an array";
	default:
		return "a list";
	}
}
