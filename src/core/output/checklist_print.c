#include <string.h>

#include "base/style.h"
#include "core/output/checklist.h"

/* What stands beside the names is never squeezed into less than this. */
enum { STATE_WIDTH = 7, TEXT_MIN = 24 };

static const enum style styles[] = {
    [CHECK_SKIPPED] = STYLE_FAINT,
    [CHECK_OK] = STYLE_GOOD,
    [CHECK_WARNING] = STYLE_WARN,
    [CHECK_FAILED] = STYLE_BAD,
};

static unsigned name_width(const struct checklist *list)
{
	size_t width = 0;

	for (size_t i = 0; i < list->count; i++)
		if (strlen(list->item[i].name) > width)
			width = strlen(list->item[i].name);
	return (unsigned)width;
}

/* Characters, not bytes: paths and names may be in UTF-8. */
static size_t columns(const char *text, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += (text[i] & 0xc0) != 0x80;
	return count;
}

/* Words are not broken: a path that is too long for the line can still be copied from the terminal. */
static void print_wrapped(FILE *out, const char *text, unsigned indent, size_t width)
{
	size_t used = 0;

	while (*text) {
		size_t len = strcspn(text, " ");
		size_t needed = columns(text, len);

		if (used && used + 1 + needed > width) {
			fprintf(out, "\n%*s", (int)indent, "");
			used = 0;
		}
		fprintf(out, "%s%.*s", used ? " " : "", (int)len, text);
		used += needed + (used ? 1 : 0);
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

static void print_check(FILE *out, const struct check *check, unsigned names, size_t width)
{
	unsigned indent = 2 + names + 1 + STATE_WIDTH + 1;
	size_t room = width > indent + TEXT_MIN ? width - indent : TEXT_MIN;

	fprintf(out, "  %-*s %s%-*s%s ", (int)names, check->name, style_begin(out, styles[check->state]), STATE_WIDTH,
		check_state_name(check->state), style_end(out));
	if (!width) {
		fprintf(out, "%s%s%s\n", check->err.text, check->err.hint[0] ? "; " : "", check->err.hint);
		return;
	}
	print_wrapped(out, check->err.text, indent, room);
	if (check->err.hint[0]) {
		fprintf(out, "%*s-> ", (int)indent, "");
		print_wrapped(out, check->err.hint, indent + 3, room - 3);
	}
}

void checklist_print(FILE *out, const char *title, const struct checklist *list, size_t width)
{
	unsigned names = name_width(list);

	fprintf(out, "%s%s%s\n", style_begin(out, STYLE_HEADING), title, style_end(out));
	for (size_t i = 0; i < list->count; i++)
		print_check(out, &list->item[i], names, width);
}
