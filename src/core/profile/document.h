/*
 * A configuration file that was found on the search path, checked and parsed: profile, shared stack or config.cfg.
 *
 * The descriptor is opened once; what was checked is what is read. libconfig is handed the text that the scan made safe
 * and opens nothing. What is wrong goes to `list`, which belongs to the caller and outlives the document.
 */
#ifndef DISCRED_CORE_DOCUMENT_H
#define DISCRED_CORE_DOCUMENT_H

#include <libconfig.h>

#include "base/environ.h"
#include "base/strings.h"
#include "core/profile/scan.h"

struct document {
	char *path;
	int fd;
	struct buf text;
	struct scan scan;
	config_t config;
	struct diagnostics *list;
};

void document_init(struct document *document, struct diagnostics *list) __attribute__((nonnull));
void document_release(struct document *document) __attribute__((nonnull));

/* Opens the path as trust_open() does. A symbolic link to nothing is ERROR_CONFIG, absent ERROR_NONE. */
int document_open(struct document *document, const struct environ *env, const char *path, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* A text that is no file, under a name for messages: document_read then reads nothing. */
void document_give(struct document *document, const char *name, const struct buf *text) __attribute__((nonnull));

/* Opens FOLDER/NAME.cfg in the first directory that has it. The name must be valid. ERROR_NONE: nowhere. */
int document_find(struct document *document, const struct environ *env, const char *folder, const char *name,
		  struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * Adds the names of the files of a folder on the search path, sorted, each once; and to `skipped` (NULL: nobody asks) a
 * line for each file that looks like one and is none.
 */
int document_names(const struct environ *env, const char *folder, struct strings *names, struct strings *skipped,
		   struct error *err) __attribute__((nonnull(1, 2, 3, 5), warn_unused_result));

/*
 * Reads, scans and parses. -1 with err when the file can't be read; else 0, and `list` says whether to go on: with a
 * syntax error the settings are not there, with any other complaint they are, so that more can be found.
 */
int document_read(struct document *document, const struct scan_key *keys, size_t count, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* The same for `text`, which was filled already. */
void document_scan(struct document *document, const struct scan_key *keys, size_t count) __attribute__((nonnull));

/* Hands text to libconfig; what it says itself is added to the list. Part of document_read. */
void document_parse(struct document *document, const char *text) __attribute__((nonnull));

/* The outermost group; NULL when the text could not be parsed. */
const config_setting_t *document_root(const struct document *document) __attribute__((nonnull, warn_unused_result));

/* Complains about the value, or the name, of the setting of that path. */
void document_error(const struct document *document, const char *path, const char *format, ...)
    __attribute__((nonnull, format(printf, 3, 4)));
void document_error_name(const struct document *document, const char *path, const char *format, ...)
    __attribute__((nonnull, format(printf, 3, 4)));

/*
 * Complains about a name that is not among the known ones, and says which it may be: "unknown WHAT 'NAME'OWNER".
 */
void document_error_unknown(const struct document *document, const char *path, const char *what, const char *owner,
			    const char *const *known, size_t count) __attribute__((nonnull));

/* "a string", "a list": what a setting is, for messages. */
const char *document_type(const config_setting_t *setting)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
