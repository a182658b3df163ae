#include "core/profile/diagnostics.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Of a line that is longer than people write, this much is shown around the place. */
enum { SHOWN_BEFORE = 100, SHOWN_AFTER = 60 };

void diagnostics_release(struct diagnostics *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->item[i].message);
	free(list->item);
	free(list->path);
	free(list->masked);
	if (list->next) {
		diagnostics_release(list->next);
		free(list->next);
	}
	*list = (struct diagnostics)DIAGNOSTICS_INIT;
}

/* What stands nowhere has the last key. */
static uint64_t sort_key(struct position at)
{
	return (uint64_t)(at.line ? at.line : UINT32_MAX) << 32 | at.column;
}

/* Owned by the caller. */
static char *format_message(const char *format, va_list args)
{
	va_list again;
	char *message;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	message = xcalloc(1, (size_t)(len < 0 ? 0 : len) + 1);
	if (len > 0)
		vsnprintf(message, (size_t)len + 1, format, again);
	va_end(again);
	return message;
}

void diagnostics_add_args(struct diagnostics *list, struct position at, const char *format, va_list args)
{
	size_t place = list->count;

	if (list->count == DIAGNOSTICS_MAX)
		return;
	while (place && sort_key(list->item[place - 1].at) > sort_key(at))
		place--;
	if (place && at.line && sort_key(list->item[place - 1].at) == sort_key(at))
		return;
	list->item = xgrow(list->item, list->count, sizeof(*list->item));
	memmove(list->item + place + 1, list->item + place, (list->count - place) * sizeof(*list->item));
	list->item[place] = (struct diagnostic){.at = at, .message = format_message(format, args)};
	list->count++;
}

void diagnostics_add(struct diagnostics *list, struct position at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diagnostics_add_args(list, at, format, args);
	va_end(args);
}

void diagnostics_join(struct diagnostics *list, struct diagnostics *other)
{
	struct diagnostics **end = &list->next;

	while (*end)
		end = &(*end)->next;
	*end = xmalloc(sizeof(**end));
	**end = *other;
	*other = (struct diagnostics)DIAGNOSTICS_INIT;
}

/* "FILE:LINE:COLUMN: MESSAGE", owned by the caller; a place that is not known is left out. */
static char *headline(const struct diagnostics *list, const struct diagnostic *item)
{
	const char *path = list->path ? list->path : "";

	if (!item->at.line)
		return xasprintf("%s: %s", path, item->message);
	if (!item->at.column)
		return xasprintf("%s:%u: %s", path, item->at.line, item->message);
	return xasprintf("%s:%u:%u: %s", path, item->at.line, item->at.column, item->message);
}

int diagnostics_verdict(struct diagnostics *list, struct error *err)
{
	struct diagnostics *next = list->next;
	char *text;

	if (!list->count && next) {
		list->next = NULL;
		diagnostics_release(list);
		*list = *next;
		free(next);
	}
	if (!list->count)
		return 0;
	text = headline(list, &list->item[0]);
	error_set(err, ERROR_CONFIG, "%s", text);
	free(text);
	return -1;
}

static const char *find_line(const char *text, unsigned line)
{
	while (--line) {
		text = strchr(text, '\n');
		if (!text)
			return NULL;
		text++;
	}
	return text;
}

static bool continues_character(char c)
{
	return (c & 0xc0) == 0x80;
}

/* The part of a line that is shown, without what would move the terminal's cursor; owned by the caller. */
static char *visible_part(const char *line, size_t column, size_t *before)
{
	size_t len = strcspn(line, "\n");
	size_t start = column > SHOWN_BEFORE ? column - SHOWN_BEFORE : 0;
	size_t end = len - start > SHOWN_BEFORE + SHOWN_AFTER ? start + SHOWN_BEFORE + SHOWN_AFTER : len;
	char *part;

	while (start < end && continues_character(line[start]))
		start++;
	while (end < len && end > start && continues_character(line[end]))
		end--;
	if (end == len && len && line[len - 1] == '\r')
		end--;
	part = xstrndup(line + start, end - start);
	for (char *c = part; *c; c++)
		if (*c == '\t')
			*c = ' ';
	text_sanitize(part);
	*before = column > start ? column - start : 0;
	return part;
}

static void print_line(FILE *out, const char *line, struct position at)
{
	size_t before;
	char *part = visible_part(line, at.column ? at.column - 1 : 0, &before);

	fprintf(out, "%5u | %s\n", at.line, part);
	if (at.column) {
		fputs("      | ", out);
		for (size_t i = 0; i < before && part[i]; i++)
			if (!continues_character(part[i]))
				fputc(' ', out);
		fputs("^\n", out);
	}
	free(part);
}

void diagnostics_print(FILE *out, const struct diagnostics *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct diagnostic *item = &list->item[i];
		const char *line = item->at.line && list->masked ? find_line(list->masked, item->at.line) : NULL;
		char *text = headline(list, item);

		text_sanitize(text);
		fprintf(out, "%s\n", text);
		free(text);
		if (line)
			print_line(out, line, item->at);
	}
	if (list->next)
		diagnostics_print(out, list->next);
}
