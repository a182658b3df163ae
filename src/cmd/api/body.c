#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/query.h"
#include "cmd/api/api.h"
#include "core/output/json.h"

static void add_query(const struct strings *fields, struct buf *path)
{
	if (fields->count && !strchr(buf_text(path), '?'))
		buf_char(path, '?');
	for (size_t i = 0; i < fields->count; i++) {
		const char *field = fields->item[i];
		size_t len = strcspn(field, "=");
		char *name = xstrndup(field, len);

		query_add(path, name, field + len + 1);
		free(name);
	}
}

static int make_object(const struct strings *fields, struct buf *body, struct error *err)
{
	json_t *object = json_object();
	int result = 0;

	for (size_t i = 0; i < fields->count && !result; i++) {
		const char *field = fields->item[i];
		size_t len = strcspn(field, "=");
		char *key = xstrndup(field, len);

		/* jansson takes nothing but UTF-8. */
		if (json_object_set_new(object, key, json_string(field + len + 1)) < 0)
			result = error_set(err, ERROR_USAGE, "a field is not UTF-8");
		free(key);
	}
	if (!result)
		json_write(object, body);
	json_decref(object);
	return result;
}

static int read_input(const char *name, struct buf *body, struct error *err)
{
	int result;

	if (!strcmp(name, "-"))
		result = file_read(STDIN_FILENO, "stdin", body, err);
	else
		result = file_load(AT_FDCWD, name, FILE_PLAIN, body, err);
	/* It is the command line that names it, and no file of ours. */
	if (result < 0 && err->code == ERROR_CONFIG)
		err->code = ERROR_USAGE;
	return result < 0 ? error_prefix(err, "option '--input'") : 0;
}

int api_make_body(struct api_call *call, struct error *err)
{
	const struct api_wish *wish = call->wish;
	int result = 0;

	if (!strcmp(wish->method, "GET")) {
		add_query(&wish->fields, &call->path);
		return buf_ok(&call->path) ? 0 : error_set(err, ERROR_USAGE, "the fields are too long");
	}
	if (wish->input)
		result = read_input(wish->input, &call->body, err);
	else if (wish->fields.count)
		result = make_object(&wish->fields, &call->body, err);
	call->has_body = wish->input || wish->fields.count;
	if (!result && !buf_ok(&call->body))
		result = error_set(err, ERROR_USAGE, "the body is too long");
	return result;
}
