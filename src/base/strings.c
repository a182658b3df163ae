#include "base/strings.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "discred/buf.h"

void strings_add_len(struct strings *list, const char *text, size_t len)
{
	/* One place is kept for the NULL that ends an argv. */
	if (!list->count)
		list->item = xgrow(list->item, 0, sizeof(*list->item));
	list->item = xgrow(list->item, list->count + 1, sizeof(*list->item));
	list->item[list->count++] = xstrndup(text, len);
}

void strings_add(struct strings *list, const char *text)
{
	strings_add_len(list, text, strlen(text));
}

void strings_release(struct strings *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->item[i]);
	free(list->item);
	*list = (struct strings)STRINGS_INIT;
}

void strings_split(struct strings *list, const char *text, const char *separators)
{
	while (*text) {
		size_t len = strcspn(text, separators);

		if (len)
			strings_add_len(list, text, len);
		text += len;
		text += strspn(text, separators);
	}
}

void strings_drop_repeated(struct strings *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (kept && !strcmp(list->item[kept - 1], list->item[i]))
			free(list->item[i]);
		else
			list->item[kept++] = list->item[i];
	}
	list->count = kept;
	if (list->item)
		list->item[kept] = NULL;
}

bool strings_have(const struct strings *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->item[i], text))
			return true;
	return false;
}

char *strings_join(const struct strings *list, const char *separator)
{
	size_t gap = strlen(separator);
	size_t len = 1;
	char *text;
	char *end;

	for (size_t i = 0; i < list->count; i++)
		len += strlen(list->item[i]) + gap;
	text = xcalloc(1, len);
	end = text;
	for (size_t i = 0; i < list->count; i++) {
		if (i)
			end = mempcpy(end, separator, gap);
		end = mempcpy(end, list->item[i], strlen(list->item[i]));
	}
	return text;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strings_sort(struct strings *list)
{
	if (list->count)
		qsort(list->item, list->count, sizeof(*list->item), compare);
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned text_distance(const char *from, const char *to)
{
	enum { SUBSTITUTE = 2, INSERT = 1, DELETE = 3 };
	size_t width = strlen(to) + 1;
	unsigned *rows = xcalloc(3 * width, sizeof(*rows));
	unsigned *older = rows;
	unsigned *above = rows + width;
	unsigned *row = rows + 2 * width;
	unsigned result;

	for (size_t j = 0; j < width; j++)
		above[j] = (unsigned)j * INSERT;
	for (size_t i = 0; from[i]; i++) {
		unsigned *spare = older;

		row[0] = (unsigned)(i + 1) * DELETE;
		for (size_t j = 0; to[j]; j++) {
			row[j + 1] = above[j] + (from[i] == to[j] ? 0 : SUBSTITUTE);
			if (i && j && from[i] == to[j - 1] && from[i - 1] == to[j])
				row[j + 1] = least(row[j + 1], older[j - 1]);
			row[j + 1] = least(row[j + 1], above[j + 1] + DELETE);
			row[j + 1] = least(row[j + 1], row[j] + INSERT);
		}
		older = above;
		above = row;
		row = spare;
	}
	result = above[width - 1];
	free(rows);
	return result;
}

const char *strings_nearest(const char *const *candidates, size_t count, const char *word)
{
	const char *best = NULL;
	size_t least_distance = 6; /* git's rule; but of a short word more than half has to be there */

	for (size_t i = 0; i < count; i++) {
		unsigned distance = text_distance(word, candidates[i]);

		if (distance < least_distance && distance <= strlen(word)) {
			least_distance = distance;
			best = candidates[i];
		}
	}
	return best;
}
