#include "discred/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "discred/error.h"

static bool is_quiet;

void log_set_quiet(bool quiet)
{
	is_quiet = quiet;
}

static void print(const char *label, const char *format, va_list args)
{
	char line[1024];

	vsnprintf(line, sizeof(line), format, args);
	text_sanitize(line);
	fprintf(stderr, "%s: %s%s\n", program_invocation_short_name, label, line);
}

void log_note(const char *format, ...)
{
	va_list args;

	if (is_quiet)
		return;
	va_start(args, format);
	print("", format, args);
	va_end(args);
}

void log_warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print("warning: ", format, args);
	va_end(args);
}
