#include "discred/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

static const struct {
	enum error_code code;
	const char *name;
	const char *hint;
} classes[] = {
    {ERROR_OK, "ok", ""},         {ERROR_USAGE, "usage", "see --help"},
    {ERROR_NONE, "none", ""},     {ERROR_BUG, "bug", "this is a defect in discred: please report it"},
    {ERROR_SYS, "sys", ""},       {ERROR_TEMP, "temp", "nothing was lost, try again later"},
    {ERROR_DENIED, "denied", ""}, {ERROR_CONFIG, "config", ""},
};

static int fill(char *into, size_t size, const char *format, va_list args)
{
	vsnprintf(into, size, format, args);
	return -1;
}

int error_set(struct error *err, enum error_code code, const char *format, ...)
{
	va_list args;

	err->code = code;
	err->hint[0] = '\0';
	va_start(args, format);
	fill(err->text, sizeof(err->text), format, args);
	va_end(args);
	return -1;
}

int error_hint(struct error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fill(err->hint, sizeof(err->hint), format, args);
	va_end(args);
	return -1;
}

int error_prefix(struct error *err, const char *format, ...)
{
	char old[sizeof(err->text)];
	va_list args;
	size_t len;

	memcpy(old, err->text, sizeof(old));
	va_start(args, format);
	fill(err->text, sizeof(err->text), format, args);
	va_end(args);
	len = strlen(err->text);
	snprintf(err->text + len, sizeof(err->text) - len, ": %s", old);
	return -1;
}

void error_clear(struct error *err)
{
	*err = (struct error)ERROR_INIT;
}

const char *error_name(enum error_code code)
{
	for (size_t i = 0; i < ARRAY_LEN(classes); i++)
		if (classes[i].code == code)
			return classes[i].name;
	return "bug";
}

enum error_code error_from_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(classes); i++)
		if (!strcmp(classes[i].name, name))
			return classes[i].code;
	return ERROR_BUG;
}

const char *error_next_step(const struct error *err)
{
	if (err->hint[0])
		return err->hint;
	for (size_t i = 0; i < ARRAY_LEN(classes); i++)
		if (classes[i].code == err->code)
			return classes[i].hint;
	return "";
}

int error_report(FILE *out, const char *program, const struct error *err)
{
	const char *hint = error_next_step(err);
	char line[sizeof(err->text) + sizeof(err->hint) + 2];

	snprintf(line, sizeof(line), "%s%s%s", err->text, hint[0] ? "; " : "", hint);
	text_sanitize(line);
	fprintf(out, "%s: %s\n", program, line);
	/* Whoever reports an error has failed, even if nobody said how. */
	return (int)(err->code ? err->code : ERROR_BUG);
}

void text_sanitize(char *text)
{
	size_t left = strlen(text);
	char *to = text;
	size_t size;

	for (const char *at = text; left; at += size, left -= size) {
		uint32_t character;

		if (!utf8_decode(at, left, &character, &size) || utf8_is_harmful(character)) {
			*to++ = '?';
			continue;
		}
		memmove(to, at, size);
		to += size;
	}
	*to = '\0';
}
