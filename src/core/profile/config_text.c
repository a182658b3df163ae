#include "core/profile/config_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/profile/config.h"
#include "core/profile/quote.h"

#define KEY "default_profile"
#define HOLDERS "holders"

/* Replaces `len` bytes at `offset` by `text`; with len 0 it inserts. */
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

/* Whether these are the holders, after the one that was added (NULL: none was). */
static bool same_holders(const struct config *after, const struct config *before, const struct config_holder *added)
{
	size_t first = added ? 1 : 0;
	bool same = after->holder_count == before->holder_count + first;

	if (same && added)
		same =
		    !strcmp(after->holder[0].label, added->label) && same_list(&after->holder[0].words, &added->words);
	for (size_t i = first; same && i < after->holder_count; i++)
		same = !strcmp(after->holder[i].label, before->holder[i - first].label) &&
		       same_list(&after->holder[i].words, &before->holder[i - first].words);
	return same;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* What the edited text is to say besides what it said before. */
struct wanted {
	const char *name;                  /* default_profile; NULL: as before */
	const struct config_holder *added; /* NULL: none */
};

static bool is_right(const struct buf *edited, const struct config *before, const struct wanted *wanted)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct config after = {.default_profile = NULL};
	struct document document;
	struct error ignored = ERROR_INIT;
	bool right;

	document_init(&document, &list);
	right = edited->len <= document.text.max && !config_load_text(&document, edited, "", &after, &ignored) &&
		same_text(after.default_profile, wanted->name ? wanted->name : before->default_profile) &&
		same_list(&after.alias_names, &before->alias_names) &&
		same_list(&after.alias_values, &before->alias_values) && same_holders(&after, before, wanted->added);
	config_release(&after);
	document_release(&document);
	diagnostics_release(&list);
	return right;
}

static bool try_change(const struct buf *text, struct change change, const struct config *before,
		       const struct wanted *wanted, struct buf *edited)
{
	bool right;

	buf_clear(edited);
	apply(text, &change, edited);
	right = buf_ok(edited) && is_right(edited, before, wanted);
	free(change.text);
	return right;
}

static bool set_default(const struct document *document, const struct config *before, const struct wanted *wanted,
			struct buf *edited)
{
	const struct scan_setting *setting = scan_find(&document->scan, KEY);
	const struct buf *text = &document->text;
	size_t after;

	if (setting) {
		size_t len = scan_string_end(text, setting) - setting->offset;

		return try_change(text, (struct change){setting->offset, len, xasprintf("\"%s\"", wanted->name)},
				  before, wanted, edited);
	}
	after = scan_commented_out(text, KEY);
	/* The comment may stand in the middle of a setting. */
	return (after && try_change(text, added(text, after, wanted->name), before, wanted, edited)) ||
	       try_change(text, added(text, text->len, wanted->name), before, wanted, edited);
}

/* LABEL = [ "WORD", ... ]; the caller's to free. */
static char *holder_setting(const struct config_holder *holder)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	char *setting;

	for (size_t i = 0; i < holder->words.count; i++) {
		buf_str(&text, i ? ", " : "");
		profile_quote(holder->words.item[i], &text);
	}
	setting = xasprintf("  %s = [ %s ];", holder->label, buf_text(&text));
	buf_release(&text);
	return setting;
}

static bool add_holder(const struct document *document, const struct config *before, const struct wanted *wanted,
		       struct buf *edited)
{
	const struct scan_setting *group = scan_find(&document->scan, HOLDERS);
	const struct buf *text = &document->text;
	const char *newline = newline_of(text);
	char *setting = holder_setting(wanted->added);
	struct change change = {.offset = group ? group->offset + 1 : text->len};

	if (group)
		change.text = xasprintf("%s%s", newline, setting);
	else
		change.text = xasprintf("%s" HOLDERS " = {%s%s%s};%s",
					text->len && buf_text(text)[text->len - 1] != '\n' ? newline : "", newline,
					setting, newline, newline);
	free(setting);
	return try_change(text, change, before, wanted, edited);
}

static int edit(const struct buf *text, const char *path, const struct wanted *wanted, struct buf *edited,
		struct diagnostics *list, struct error *err)
{
	struct config before = {.default_profile = NULL};
	struct document document;
	int result;

	document_init(&document, list);
	result = config_load_text(&document, text, path, &before, err);
	if (!result && !(wanted->added ? add_holder : set_default)(&document, &before, wanted, edited))
		result = error_set(err, ERROR_BUG, "'%s' cannot be changed so that it stays right", path);
	config_release(&before);
	document_release(&document);
	return result;
}

int config_text_set_default(const struct buf *text, const char *path, const char *name, struct buf *edited,
			    struct diagnostics *list, struct error *err)
{
	return edit(text, path, &(struct wanted){.name = name}, edited, list, err);
}

int config_text_add_holder(const struct buf *text, const char *path, const struct config_holder *holder,
			   struct buf *edited, struct diagnostics *list, struct error *err)
{
	return edit(text, path, &(struct wanted){.added = holder}, edited, list, err);
}
