/* The help, in lines that fit on any terminal. */
#include <stdio.h>
#include <string.h>

#include "base/opt_common.h"

enum { WIDTH = 79, OPTION_COLUMN = 31 };

bool opt_may_omit(const struct opt_spec *spec)
{
	return spec->argument && spec->argument[0] == '[';
}

/* How much of the line fits into the room; what has no blank in it is not broken. */
static size_t fit(const char *line, size_t room)
{
	size_t len = strcspn(line, "\n");
	size_t end = len;

	if (len <= room)
		return len;
	for (size_t i = 1; i < len && (i <= room || end == len); i++)
		if (line[i] == ' ')
			end = i;
	return end;
}

static void print_text(FILE *out, int indent, const char *text)
{
	while (*text) {
		size_t len = fit(text, (size_t)(WIDTH - indent));

		fprintf(out, "%.*s\n", (int)len, text);
		text += len;
		text += *text == ' ' || *text == '\n';
		if (*text)
			fprintf(out, "%*s", indent, "");
	}
}

void opt_print_text(FILE *out, const char *text)
{
	print_text(out, 0, text);
}

void opt_print_row(FILE *out, int column, const char *left, const char *text)
{
	/* What is too long for its column has the text below it. */
	if ((int)strlen(left) > column - 3)
		fprintf(out, "  %s\n%*s", left, column, "");
	else
		fprintf(out, "  %-*s ", column - 3, left);
	print_text(out, column, text);
}

static void print_option(FILE *out, char letter, const char *name, const char *help)
{
	char left[80];

	if (letter)
		snprintf(left, sizeof(left), "-%c, --%s", letter, name);
	else
		snprintf(left, sizeof(left), "    --%s", name);
	opt_print_row(out, OPTION_COLUMN, left, help);
}

static void print_options(FILE *out, const struct opt_spec *specs)
{
	for (const struct opt_spec *spec = specs; spec->name; spec++) {
		char name[64];

		if (opt_may_omit(spec))
			snprintf(name, sizeof(name), "%s[=%s", spec->name, spec->argument + 1);
		else
			snprintf(name, sizeof(name), "%s%s%s", spec->name, spec->argument ? " " : "",
				 spec->argument ? spec->argument : "");
		print_option(out, spec->letter, name, spec->help);
	}
}

void opt_print_common(FILE *out)
{
	fputs("common options:\n", out);
	print_options(out, opt_common);
}

void opt_print_help(FILE *out, const struct opt_line *line)
{
	fprintf(out, "usage: %s\n", line->usage);
	opt_print_text(out, line->summary);
	fputc('\n', out);
	print_options(out, line->specs ? line->specs : opt_none);
	print_option(out, 'h', "help", "print this help");
	fputc('\n', out);
	opt_print_common(out);
	if (line->print_more)
		line->print_more();
}
