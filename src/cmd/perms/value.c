/* Expressions on the command line, and what is wrong with one. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/opt.h"
#include "cmd/perms/perms.h"

/* Of an expression that is longer than people write, this much is shown around the place. */
enum { SHOWN_BEFORE = 60, SHOWN_AFTER = 60 };

static bool continues_character(char c)
{
	return (c & 0xc0) == 0x80;
}

static size_t count_characters(const char *text, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += !continues_character(text[i]);
	return count;
}

static void repeat(char c, size_t count)
{
	while (count--)
		fputc(c, stderr);
}

/* The part around the place, with a caret below its first character and a line below the others. */
static void show_place(const char *text, struct permission_place place)
{
	size_t len = strlen(text);
	size_t start = place.offset > SHOWN_BEFORE ? place.offset - SHOWN_BEFORE : 0;
	size_t end = len - place.offset > SHOWN_AFTER ? place.offset + SHOWN_AFTER : len;
	size_t width;
	char *part;

	while (start < place.offset && continues_character(text[start]))
		start++;
	while (end < len && continues_character(text[end]))
		end++;
	part = xstrndup(text + start, end - start);
	for (char *c = part; *c; c++)
		if (*c == '\t' || *c == '\n')
			*c = ' ';
	text_sanitize(part);
	fprintf(stderr, "  %s\n  ", part);
	repeat(' ', count_characters(part, place.offset - start));
	width = place.offset + place.len > end ? 1 : count_characters(text + place.offset, place.len);
	fputc('^', stderr);
	repeat('~', width ? width - 1 : 0);
	fputc('\n', stderr);
	free(part);
}

int perms_parse(const char *text, uint64_t *value, struct error *err)
{
	struct permission_place place = {.offset = 0, .len = 0};

	if (!permission_parse(text, value, &place, err))
		return 0;
	if (!place.len)
		return -1;
	show_place(text, place);
	return error_prefix(err, "column %zu", count_characters(text, place.offset) + 1);
}

void perms_print_grammar(void)
{
	enum { COLUMN = 28 };

	fputs("\nExpressions:\n", stdout);
	opt_print_row(stdout, COLUMN, "A + B, A | B, A, B, A B", "what is in one of them");
	opt_print_row(stdout, COLUMN, "A - B", "A without B; of the same rank as those, left to right");
	opt_print_row(stdout, COLUMN, "A & B", "what is in both; goes before all of those");
	opt_print_row(stdout, COLUMN, "~A, (A)", "all 64 bits but A's; go first");
	opt_print_text(stdout,
		       "Names in any letter case, also older ones, those of the client (\"Manage Permissions\") "
		       "and of libraries (ManageRoles); all, all-text, all-voice, all-stage; 'bit 47'; decimal "
		       "numbers, 0x..., 0b....");
}

int perms_add_needs(struct perms_needs *needs, const char *text, struct error *err)
{
	uint64_t part;

	if (perms_parse(text, &part, err) < 0)
		return error_prefix(err, "option '--needs'");
	needs->value |= part;
	needs->given = true;
	return 0;
}

void perms_decimal(uint64_t value, char text[static PERMS_NUMBER])
{
	snprintf(text, PERMS_NUMBER, "%" PRIu64, value);
}

void perms_hex(uint64_t value, char text[static PERMS_NUMBER])
{
	snprintf(text, PERMS_NUMBER, "0x%" PRIx64, value);
}

void perms_print_names(const char *word, uint64_t value)
{
	struct strings names = STRINGS_INIT;

	permission_names(value, &names);
	for (size_t i = 0; i < names.count; i++)
		printf("%s%s%s\n", word ? word : "", word ? " " : "", names.item[i]);
	strings_release(&names);
}
