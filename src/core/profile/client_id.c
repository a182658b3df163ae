#include "core/profile/client_id.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/trust.h"
#include "core/profile/fields.h"
#include "core/profile/quote.h"
#include "core/profile/scan.h"
#include "core/profile/scan_setting.h"

/* Where the line begins that the byte is in. */
static size_t line_start(const char *text, size_t at)
{
	while (at && text[at - 1] != '\n')
		at--;
	return at;
}

/* Start of the comment to remove, in the comment lines just above `line`; `line` if there is none. */
static size_t find_comment(const char *text, size_t line)
{
	static const char comment[] = "# " CLIENT_ID_UNCONFIRMED;
	size_t above = line;

	while (above) {
		above = line_start(text, above - 1);
		if (text[above] != '#')
			break;
		if (!strncmp(text + above, comment, sizeof(comment) - 1))
			return above;
	}
	return line;
}

static int edit(const struct buf *text, const char *path, const char *client_id, struct buf *edited, struct error *err)
{
	struct scan_key *keys = xcalloc(field_table_count, sizeof(*keys));
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct scan scan = SCAN_INIT;
	const struct scan_setting *setting = NULL;
	int result = 0;

	fields_keys(keys);
	if (!scan_text(&scan, text, keys, field_table_count, &list))
		setting = scan_find(&scan, "client_id");
	if (setting && buf_text(text)[setting->offset] == '"') {
		const char *bytes = buf_text(text);
		size_t line = line_start(bytes, setting->offset);
		size_t end = scan_string_end(text, setting);

		buf_add(edited, bytes, find_comment(bytes, line));
		buf_add(edited, bytes + line, setting->offset - line);
		profile_quote(client_id, edited);
		buf_add(edited, bytes + end, text->len - end);
	} else {
		result = error_set(err, ERROR_CONFIG, "'%s' has no client_id that could be corrected", path);
	}
	diagnostics_release(&list);
	scan_release(&scan);
	free(keys);
	return result;
}

int profile_set_client_id(const struct profile *profile, const char *client_id, const struct environ *env,
			  struct error *err)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	struct buf edited = BUF_INIT(BUF_FILE_MAX);
	char target[PATH_MAX];
	struct stat was;
	int fd = -1;
	int result;

	if (!realpath(profile->path, target))
		return error_set(err, ERROR_SYS, "cannot find '%s': %s", profile->path, strerror(errno));
	result = trust_open(env, target, &fd, err);
	if (!result && fstat(fd, &was) < 0)
		result = error_set(err, ERROR_SYS, "cannot examine '%s': %s", profile->path, strerror(errno));
	if (!result)
		result = file_read(fd, profile->path, &text, err);
	if (!result)
		result = edit(&text, profile->path, client_id, &edited, err);
	if (!result)
		result = file_update(target, &was, buf_text(&edited), edited.len, err);
	if (fd >= 0)
		close(fd);
	buf_release(&text);
	buf_release(&edited);
	return result;
}
