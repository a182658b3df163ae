#include "core/profile/config_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/profile/config.h"

#define KEY "default_profile"

/* What of the text is replaced by what; len 0: it is added. */
struct change {
	size_t offset;
	size_t len;
	char *text;
};

static const char *newline_of(const struct buf *text)
{
	const char *newline = memchr(buf_text(text), '\n', text->len);

	return newline && newline > buf_text(text) && newline[-1] == '\r' ? "\r\n" : "\n";
}

static struct change added(const struct buf *text, size_t offset, const char *name)
{
	bool begun = offset && buf_text(text)[offset - 1] != '\n';
	const char *newline = newline_of(text);

	return (struct change){.offset = offset,
			       .text = xasprintf("%s" KEY " = \"%s\";%s", begun ? newline : "", name, newline)};
}

static void apply(const struct buf *text, const struct change *change, struct buf *edited)
{
	buf_add(edited, buf_text(text), change->offset);
	buf_str(edited, change->text);
	buf_add(edited, buf_text(text) + change->offset + change->len, text->len - change->offset - change->len);
}

static bool same_list(const struct strings *a, const struct strings *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; same && i < a->count; i++)
		same = !strcmp(a->item[i], b->item[i]);
	return same;
}

/* Whether the edited text says what it should, and about everything else what it said before. */
static bool is_right(const struct buf *edited, const struct config *before, const char *name)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct config after = {.default_profile = NULL};
	struct document document;
	struct error ignored = ERROR_INIT;
	bool right;

	document_init(&document, &list);
	right = edited->len <= document.text.max && !config_load_text(&document, edited, "", &after, &ignored) &&
		after.default_profile && !strcmp(after.default_profile, name) &&
		same_list(&after.alias_names, &before->alias_names) &&
		same_list(&after.alias_values, &before->alias_values);
	config_release(&after);
	document_release(&document);
	diagnostics_release(&list);
	return right;
}

static bool try_change(const struct buf *text, struct change change, const struct config *before, const char *name,
		       struct buf *edited)
{
	bool right;

	buf_clear(edited);
	apply(text, &change, edited);
	right = buf_ok(edited) && is_right(edited, before, name);
	free(change.text);
	return right;
}

static bool change(const struct document *document, const struct config *before, const char *name, struct buf *edited)
{
	const struct scan_setting *setting = scan_find(&document->scan, KEY);
	const struct buf *text = &document->text;
	size_t after;

	if (setting) {
		size_t len = scan_string_end(text, setting) - setting->offset;

		return try_change(text, (struct change){setting->offset, len, xasprintf("\"%s\"", name)}, before, name,
				  edited);
	}
	after = scan_commented_out(text, KEY);
	/* The comment may stand in the middle of a setting. */
	return (after && try_change(text, added(text, after, name), before, name, edited)) ||
	       try_change(text, added(text, text->len, name), before, name, edited);
}

int config_text_set_default(const struct buf *text, const char *path, const char *name, struct buf *edited,
			    struct diagnostics *list, struct error *err)
{
	struct config before = {.default_profile = NULL};
	struct document document;
	int result;

	document_init(&document, list);
	result = config_load_text(&document, text, path, &before, err);
	if (!result && !change(&document, &before, name, edited))
		result = error_set(err, ERROR_BUG, "'%s' cannot be changed so that it stays right", path);
	config_release(&before);
	document_release(&document);
	return result;
}
