#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/style.h"
#include "base/ui_options.h"
#include "discred/error.h"

static void print(const char *label, const char *format, va_list args)
{
	char line[1024];

	vsnprintf(line, sizeof(line), format, args);
	text_sanitize(line);
	fprintf(stderr, "%s: %s%s%s%s\n", program_invocation_short_name, *label ? style_begin(stderr, STYLE_WARN) : "",
		label, *label ? style_end(stderr) : "", line);
}

void log_warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print("warning: ", format, args);
	va_end(args);
}

void log_note(const char *format, ...)
{
	va_list args;

	if (ui_options()->quiet)
		return;
	va_start(args, format);
	print("", format, args);
	va_end(args);
}

void log_detail(const char *format, ...)
{
	va_list args;

	if (!ui_options()->verbose)
		return;
	va_start(args, format);
	print("", format, args);
	va_end(args);
}

void log_trace(const struct buf *lines)
{
	const char *at = buf_text(lines);

	if (!ui_options()->trace)
		return;
	while (*at) {
		size_t len = strcspn(at, "\n");
		char *line = xstrndup(at, len);

		text_sanitize(line);
		fprintf(stderr, "%s\n", line);
		free(line);
		at += len + (at[len] == '\n');
	}
}
