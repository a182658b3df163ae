/* References to secrets. Their messages quote no value, whatever it is. */
#include "core/profile/field_secret.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "discred/secret.h"
#include "discred/token.h"

static const char *const forms[] = {"file", "command", "env", "stored"};

static void value_error(const struct field_reader *reader, const char *path, const char *wanted)
{
	document_error(reader->document, path, "'%s' must be %s", path, wanted);
}

static const char *string_of(const config_setting_t *setting)
{
	const char *text = config_setting_get_string(setting);

	return text ? text : "";
}

static void read_file(const struct field_reader *reader, const char *path, const config_setting_t *setting,
		      struct secret_ref *ref)
{
	const char *text = string_of(setting);

	if (*text != '/' && strncmp(text, "~/", 2) != 0) {
		value_error(reader, path, "an absolute path in a string, or one that begins with '~/'");
		return;
	}
	ref->kind = SECRET_FILE;
	ref->name = xstrdup(text);
}

static void read_command(const struct field_reader *reader, const char *path, const config_setting_t *setting,
			 struct secret_ref *ref)
{
	ref->kind = SECRET_COMMAND;
	if (!field_elements(reader, path, setting, field_command_word, &ref->argv))
		value_error(reader, path, "a list of words, [ \"PROGRAM\", \"ARGUMENT\" ]: no shell reads it");
}

static void read_env(const struct field_reader *reader, const char *path, const config_setting_t *setting,
		     struct secret_ref *ref)
{
	const char *text = string_of(setting);

	if (!environ_name_valid(text)) {
		value_error(reader, path, "the name of an environment variable in a string");
		return;
	}
	ref->kind = SECRET_ENV;
	ref->name = xstrdup(text);
}

static void read_stored(const struct field_reader *reader, const char *path, const config_setting_t *setting,
			struct secret_ref *ref)
{
	if (config_setting_type(setting) != CONFIG_TYPE_BOOL || !config_setting_get_bool(setting)) {
		value_error(reader, path, "true");
		return;
	}
	ref->kind = SECRET_STORED;
}

static void read_member(const struct field_reader *reader, const char *path, const char *name,
			const config_setting_t *setting, struct secret_ref *ref)
{
	if (!strcmp(name, "file"))
		read_file(reader, path, setting, ref);
	else if (!strcmp(name, "command"))
		read_command(reader, path, setting, ref);
	else if (!strcmp(name, "env"))
		read_env(reader, path, setting, ref);
	else if (!strcmp(name, "stored"))
		read_stored(reader, path, setting, ref);
	else
		document_error_unknown(reader->document, path, "kind of reference", "", forms, ARRAY_LEN(forms));
}

static void read_reference(const struct field_reader *reader, const char *path, const config_setting_t *group,
			   struct secret_ref *ref)
{
	int count = config_setting_length(group);

	if (!count)
		value_error(reader, path, "one of { file = }, { command = }, { env = } and { stored = }");
	for (int i = 0; i < count; i++) {
		const config_setting_t *member = config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(member);
		char *place = xasprintf("%s.%s", path, name);

		if (i)
			document_error_name(reader->document, place, "'%s' has one member only", path);
		else
			read_member(reader, place, name, member, ref);
		free(place);
	}
}

static bool is_one_line(const struct buf *value)
{
	for (size_t i = 0; i < value->len; i++) {
		unsigned char c = (unsigned char)buf_text(value)[i];

		if (c < 0x20 || c == 0x7f)
			return false;
	}
	return buf_ok(value);
}

static void read_plain(const struct field_reader *reader, const char *path, struct secret_ref *ref)
{
	const struct document *document = reader->document;
	const struct scan_setting *setting = scan_find(&document->scan, path);
	struct error err = ERROR_INIT;

	ref->kind = SECRET_PLAIN;
	if (setting)
		scan_string(&document->text, setting, &ref->plain);
	if (!ref->plain.len && buf_ok(&ref->plain))
		document_error(document, path, "'%s' is empty", path);
	else if (!is_one_line(&ref->plain))
		document_error(document, path, "'%s' must be one line of text", path);
	else if (!strcmp(path, "bot_token") && token_fault(buf_text(&ref->plain), ref->plain.len))
		document_error(document, path, "'%s' is no token: it %s", path,
			       token_fault(buf_text(&ref->plain), ref->plain.len));
	else if (file_check(document->fd, document->path, FILE_STATE, &err) < 0)
		document_error(document, path,
			       "a secret may stand in a file of your own with mode 0600 only, but %s%s%s", err.text,
			       err.hint[0] ? ": " : "", err.hint);
}

bool field_secret(const struct field_reader *reader, const char *path, const config_setting_t *setting, void *target)
{
	if (config_setting_type(setting) == CONFIG_TYPE_STRING)
		read_plain(reader, path, target);
	else if (config_setting_is_group(setting))
		read_reference(reader, path, setting, target);
	else
		return false;
	return true;
}

json_t *value_secret(const void *member)
{
	const struct secret_ref *ref = member;

	switch (ref->kind) {
	case SECRET_FILE:
		return json_pack("{s:o}", "file", json_lenient(ref->name));
	case SECRET_COMMAND:
		return json_pack("{s:[o]}", "command", json_lenient(ref->argv.count ? ref->argv.item[0] : ""));
	case SECRET_ENV:
		return json_pack("{s:o}", "env", json_lenient(ref->name));
	case SECRET_STORED:
		return json_pack("{s:b}", "stored", true);
	case SECRET_PLAIN:
		return json_string("(hidden)");
	case SECRET_ABSENT:
		break;
	}
	return json_null();
}
