#include "core/profile/field_types.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"
#include "base/url.h"
#include "core/discord/permission.h"
#include "core/discord/scope.h"
#include "core/output/json.h"

bool field_elements(const struct field_reader *reader, const char *path, const config_setting_t *setting,
		    void (*each)(const struct field_reader *reader, const char *path, const char *text, void *target),
		    void *target)
{
	int count = config_setting_length(setting);

	if (!config_setting_is_list(setting) && !config_setting_is_array(setting))
		return false;
	if (!count)
		document_error(reader->document, path, "'%s' is empty", path);
	for (int i = 0; i < count; i++) {
		const config_setting_t *element = config_setting_get_elem(setting, (unsigned)i);
		char *place = xasprintf("%s.[%d]", path, i);

		if (config_setting_type(element) == CONFIG_TYPE_STRING)
			each(reader, place, config_setting_get_string(element), target);
		else
			document_error(reader->document, place, "an element of '%s' must be a string, not %s", path,
				       document_type(element));
		free(place);
	}
	return true;
}

void field_command_word(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct strings *words = target;

	if (!words->count && !*text)
		document_error(reader->document, path, "the command has no name");
	else if (!words->count && *text != '/' && strchr(text, '/'))
		document_error(reader->document, path,
			       "a program is given by its absolute path, or by a name that is looked for in PATH");
	strings_add(words, text);
}

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
	document_error(reader->document, path, "'%s' holds a control byte: it is one line of text", path);
	return false;
}

bool field_check_text(const struct field_reader *reader, const char *path, const char *text)
{
	if (*text)
		return check_label(reader, path, text);
	document_error(reader->document, path, "'%s' is empty", path);
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
		document_error(reader->document, path,
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
		document_error(reader->document, path, "'%s' must be an absolute path, or begin with '~/'", path);
	else if (in_home && !reader->env->home)
		document_error(reader->document, path, "'%s' begins with '~/', but there is no home directory", path);
	else
		*(char **)target = path_expand(reader->env, text);
}

void field_snowflake(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	const struct document *document = reader->document;

	errno = 0;
	if (!*text)
		document_error(document, path, "'%s' is empty", path);
	else if (text[strspn(text, "0123456789")])
		document_error(document, path, "'%s' must be digits only, such as \"157730590492196864\"", path);
	else if (*text == '0')
		document_error(document, path, "'%s' must not begin with a zero", path);
	else if (strtoull(text, NULL, 10) && errno == ERANGE)
		document_error(document, path, "'%s' is larger than 18446744073709551615", path);
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
	document_error(reader->document, path, "'%s' must be a string of digits: write \"%lld\"", path, value);
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

void field_bool_default(const struct field_reader *reader, const char *text, void *target)
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
		document_error(reader->document, path, "'%s' goes from 0 to %d seconds", path, FIELD_SECONDS_MAX);
	*(int64_t *)target = value;
	return true;
}

void field_seconds_default(const struct field_reader *reader, const char *text, void *target)
{
	(void)reader;
	*(int64_t *)target = strtoll(text, NULL, 10);
}

/* URLs. */

/* Fills url, which the caller releases either way. */
static bool check_url(const struct field_reader *reader, const char *path, const char *text, struct url *url)
{
	struct error err = ERROR_INIT;

	if (!field_check_text(reader, path, text))
		return false;
	if (url_parse(url, text, &err) < 0) {
		document_error(reader->document, path, "'%s': %s", path, err.text);
		return false;
	}
	if (strchr(text, '#')) {
		document_error(reader->document, path, "'%s': the URL has a fragment (the part from '#' on)", path);
		return false;
	}
	for (const char *c = text; *c; c++) {
		if (*c > 0x20 && *c < 0x7f)
			continue;
		document_error(reader->document, path, "'%s': the URL is not ASCII: write other letters as %%XX", path);
		return false;
	}
	return true;
}

static bool check_safe(const struct field_reader *reader, const char *path, const struct url *url)
{
	if (url->tls || url_is_loopback(url))
		return true;
	document_error(reader->document, path,
		       "'%s' must begin with 'https://': plain http is for a loopback host only", path);
	return false;
}

void field_url(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct url url = URL_INIT;

	if (check_url(reader, path, text, &url) && check_safe(reader, path, &url))
		*(char **)target = xstrdup(text);
	url_release(&url);
}

void field_base(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct url url = URL_INIT;
	size_t len = strlen(text);

	while (len && text[len - 1] == '/')
		len--;
	if (check_url(reader, path, text, &url) && check_safe(reader, path, &url)) {
		if (url.query)
			document_error(reader->document, path, "'%s' has a query, but paths are put after it", path);
		else
			*(char **)target = xstrndup(text, len);
	}
	url_release(&url);
}

void field_link(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct url url = URL_INIT;

	if (check_url(reader, path, text, &url) && field_check_product(reader, path, text))
		*(char **)target = xstrdup(text);
	url_release(&url);
}

/* "myapp" for "myapp://callback"; 0: there is no scheme, or it is one that is understood. */
static size_t foreign_scheme(const char *text)
{
	size_t len = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

	if (!len || text[len] != ':' || strchr("0123456789+-.", *text))
		return 0;
	if ((len == 4 && !strncasecmp(text, "http", 4)) || (len == 5 && !strncasecmp(text, "https", 5)))
		return 0;
	return len;
}

void field_redirect(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	size_t scheme = foreign_scheme(text);
	struct strings *uris = target;
	struct url url = URL_INIT;

	if (scheme)
		document_error(reader->document, path,
			       "an answer at '%.*s:' cannot be received: write an http or https URL", (int)scheme,
			       text);
	else if (!check_url(reader, path, text, &url))
		; /* complained about */
	else if (strings_have(uris, text))
		document_error(reader->document, path, "'%s' is there twice", text);
	else
		strings_add(uris, text);
	url_release(&url);
}

bool field_redirects(const struct field_reader *reader, const char *path, const config_setting_t *setting, void *target)
{
	return field_elements(reader, path, setting, field_redirect, target);
}

/* A host with or without a port, and nothing else: the rest of a URL would promise what nobody compares. */
void field_host(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct strings *hosts = target;
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;
	char *whole = xasprintf("https://%s", text);
	char *lower = xstrdup(text);

	for (char *c = lower; *c; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 'a' - 'A') : *c;
	if (!field_check_text(reader, path, text))
		; /* complained about */
	else if (url_parse(&url, whole, &err) < 0 || strcmp(url.authority, text) != 0)
		document_error(reader->document, path, "'%s' is not a host: write HOST or HOST:PORT, without a scheme",
			       text);
	else if (strings_have(hosts, lower))
		document_error(reader->document, path, "'%s' is there twice", lower);
	else
		strings_add(hosts, lower);
	url_release(&url);
	free(lower);
	free(whole);
}

bool field_hosts(const struct field_reader *reader, const char *path, const config_setting_t *setting, void *target)
{
	return field_elements(reader, path, setting, field_host, target);
}

/* Sets: scopes and permissions. */

static void add_scope(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct strings *scopes = target;

	if (!scope_valid(text))
		document_error(reader->document, path, "'%s' is not a scope", text);
	else if (strings_have(scopes, text))
		document_error(reader->document, path, "scope '%s' is there twice", text);
	else
		strings_add(scopes, text);
}

void field_scopes(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct strings words = STRINGS_INIT;

	strings_split(&words, text, " ");
	if (!words.count)
		document_error(reader->document, path, "'%s' is empty", path);
	for (size_t i = 0; i < words.count; i++)
		add_scope(reader, path, words.item[i], target);
	strings_release(&words);
}

bool field_scopes_list(const struct field_reader *reader, const char *path, const config_setting_t *setting,
		       void *target)
{
	return field_elements(reader, path, setting, add_scope, target);
}

void field_permissions(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	struct error err = ERROR_INIT;
	uint64_t value;

	if (!permission_parse(text, &value, NULL, &err))
		*(uint64_t *)target |= value;
	else if (!*text)
		document_error(reader->document, path, "'%s' is empty", path);
	else
		document_error(reader->document, path, "%s%s%s", err.text, err.hint[0] ? ": " : "", err.hint);
}

bool field_permissions_other(const struct field_reader *reader, const char *path, const config_setting_t *setting,
			     void *target)
{
	int type = config_setting_type(setting);
	long long value = config_setting_get_int64(setting);

	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
		return field_elements(reader, path, setting, field_permissions, target);
	if (value < 0)
		document_error(reader->document, path, "'%s' must not be negative", path);
	*(uint64_t *)target = (uint64_t)value;
	return true;
}

/* Values, for those who show them. */

json_t *value_text(const void *member)
{
	const char *text = *(char *const *)member;

	return text ? json_lenient(text) : json_null();
}

json_t *value_bool(const void *member)
{
	return json_boolean(*(const bool *)member);
}

json_t *value_seconds(const void *member)
{
	return json_integer(*(const int64_t *)member);
}

json_t *value_strings(const void *member)
{
	const struct strings *list = member;
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, json_lenient(list->item[i]));
	return array;
}

/* A string, since a JSON number does not keep 64 bits. */
json_t *value_permissions(const void *member)
{
	return json_sprintf("%" PRIu64, *(const uint64_t *)member);
}

void value_permissions_meaning(const void *member, struct buf *out)
{
	struct strings names = STRINGS_INIT;
	char *all;

	permission_names(*(const uint64_t *)member, &names);
	all = strings_join(&names, " + ");
	buf_str(out, all);
	free(all);
	strings_release(&names);
}
