#include "cmd/sandbox/request.h"

#include <string.h>
#include <strings.h>

#include "base/query.h"
#include "core/discord/permission.h"
#include "discred/error.h"

const char *form_read(const char *form, const struct form_field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct error err = ERROR_INIT;
		int found = query_value(form, fields[i].name, fields[i].value, &err);

		if (found < 0 || found > 1 || !buf_ok(fields[i].value))
			return fields[i].name;
	}
	return NULL;
}

bool request_has_form(const struct request *request)
{
	static const char form[] = "application/x-www-form-urlencoded";
	const char *type = request->content_type;
	char after;

	if (!type || strncasecmp(type, form, sizeof(form) - 1) != 0)
		return false;
	after = type[sizeof(form) - 1];
	return (after == '\0' || after == ';' || after == ' ') &&
	       !memchr(buf_text(&request->body), '\0', request->body.len);
}

const char *request_credentials(const struct request *request, const char *scheme)
{
	size_t len = strlen(scheme);
	const char *value = request->authorization;

	if (!value || strncasecmp(value, scheme, len) != 0 || value[len] != ' ')
		return NULL;
	return value + len + strspn(value + len, " ");
}

bool snowflake_valid(const char *text)
{
	struct error err = ERROR_INIT;
	uint64_t value;

	return permission_parse_number(text, &value, &err) == 0;
}
