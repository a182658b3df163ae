/* The types that are one string, and the two that are plain values. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"
#include "core/profile/fields_read.h"

static bool has_control(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if (*c < 0x20 || *c == 0x7f)
			return true;
	return false;
}

static bool check_label(const struct field_reader *reader, const char *path, const char *text)
{
	if (!has_control(text))
		return true;
	document_blame(reader->document, path, "'%s' holds a control byte: it is one line of text", path);
	return false;
}

bool field_check_text(const struct field_reader *reader, const char *path, const char *text)
{
	if (*text)
		return check_label(reader, path, text);
	document_blame(reader->document, path, "'%s' is empty", path);
	return false;
}

void field_label(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	if (check_label(reader, path, text))
		*(char **)target = xstrdup(text);
}

void field_text(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	if (field_check_text(reader, path, text))
		*(char **)target = xstrdup(text);
}

bool field_check_product(const struct field_reader *reader, const char *path, const char *text)
{
	if (!field_check_text(reader, path, text))
		return false;
	for (const char *c = text; *c; c++) {
		if (*c >= 0x20 && *c < 0x7f && !strchr("(),", *c))
			continue;
		document_blame(reader->document, path,
			       "'%s' is part of the User-Agent: printable ASCII without parentheses and commas", path);
		return false;
	}
	return true;
}

void field_product(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	if (field_check_product(reader, path, text))
		*(char **)target = xstrdup(text);
}

void field_path(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	bool in_home = !strncmp(text, "~/", 2);

	if (!field_check_text(reader, path, text))
		return;
	if (*text != '/' && !in_home)
		document_blame(reader->document, path, "'%s' must be an absolute path, or begin with '~/'", path);
	else if (in_home && !reader->env->home)
		document_blame(reader->document, path, "'%s' begins with '~/', but there is no home directory", path);
	else
		*(char **)target = path_expand(reader->env, text);
}

void field_snowflake(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	const struct document *document = reader->document;

	errno = 0;
	if (!*text)
		document_blame(document, path, "'%s' is empty", path);
	else if (text[strspn(text, "0123456789")])
		document_blame(document, path, "'%s' must be digits only, such as \"157730590492196864\"", path);
	else if (*text == '0')
		document_blame(document, path, "'%s' must not begin with a zero", path);
	else if (strtoull(text, NULL, 10) && errno == ERANGE)
		document_blame(document, path, "'%s' is larger than 18446744073709551615", path);
	else
		*(char **)target = xstrdup(text);
}

bool field_snowflake_other(const struct field_reader *reader, const char *path, const config_setting_t *setting,
			   void *target)
{
	int type = config_setting_type(setting);
	long long value = config_setting_get_int64(setting);

	(void)target;
	if ((type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) || value <= 0)
		return false;
	document_blame(reader->document, path, "'%s' must be a string of digits: write \"%lld\"", path, value);
	return true;
}

bool field_bool(const struct field_reader *reader, const char *path, const config_setting_t *setting, void *target)
{
	(void)reader;
	(void)path;
	if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
		return false;
	*(bool *)target = config_setting_get_bool(setting);
	return true;
}

void field_bool_standard(const struct field_reader *reader, const char *text, void *target)
{
	(void)reader;
	*(bool *)target = !strcmp(text, "true");
}

bool field_seconds(const struct field_reader *reader, const char *path, const config_setting_t *setting, void *target)
{
	int type = config_setting_type(setting);
	long long value = config_setting_get_int64(setting);

	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
		return false;
	if (value < 0 || value > FIELD_SECONDS_MAX)
		document_blame(reader->document, path, "'%s' goes from 0 to %d seconds", path, FIELD_SECONDS_MAX);
	*(int64_t *)target = value;
	return true;
}

void field_seconds_standard(const struct field_reader *reader, const char *text, void *target)
{
	(void)reader;
	*(int64_t *)target = strtoll(text, NULL, 10);
}
