#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "discred/json_layout.h"
#include "discred/memory.h"
#include "profile.h"

int profile_print_json(const json_t *value, struct error *err)
{
	struct buf compact = BUF_INIT(BUF_REPLY_MAX);
	struct buf text = BUF_INIT(2 * BUF_REPLY_MAX);
	int result = 0;

	json_write(value, 0, &compact);
	/* Labels may hold what a terminal would obey. */
	json_lay_out((struct json_slice){buf_text(&compact), compact.len}, 0, &text);
	if (buf_ok(&compact) && buf_ok(&text) && text.len)
		printf("%s\n", buf_text(&text));
	else
		result = error_set(err, ERROR_BUG, "the answer can't be written as JSON");
	buf_release(&compact);
	buf_release(&text);
	return result;
}

static size_t count_of(const char *const *titles)
{
	size_t count = 0;

	while (titles[count])
		count++;
	return count;
}

static void print_cell(const char *cell, size_t width, bool last)
{
	char *text = xstrdup(cell);

	text_sanitize(text);
	if (last)
		printf("%s\n", text);
	else
		printf("%-*s  ", (int)width, text);
	free(text);
}

int profile_print_table(const char *const *titles, const struct strings *cells, struct error *err)
{
	size_t columns = count_of(titles);
	size_t *width = xcalloc(columns, sizeof(*width));

	(void)err;
	for (size_t i = 0; i < columns; i++)
		width[i] = strlen(titles[i]);
	for (size_t i = 0; i < cells->count; i++)
		if (strlen(cells->item[i]) > width[i % columns])
			width[i % columns] = strlen(cells->item[i]);
	for (size_t i = 0; i < columns; i++)
		print_cell(titles[i], width[i], i + 1 == columns);
	for (size_t i = 0; i < cells->count; i++)
		print_cell(cells->item[i], width[i % columns], (i + 1) % columns == 0);
	free(width);
	return 0;
}
