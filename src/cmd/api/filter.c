#include "cmd/api/filter.h"

#include <jq.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct filter {
	jq_state *jq;
	char *complaint; /* the first thing that jq said; NULL: nothing */
};

/* "jq: error: syntax error, unexpected ... at <top-level>, line 1:" and the filter itself behind it. */
static void take_complaint(void *context, jv message)
{
	static const char prefix[] = "jq: error: ";
	struct filter *filter = context;
	jv shown = jq_format_error(message);

	if (!filter->complaint && jv_get_kind(shown) == JV_KIND_STRING) {
		const char *text = jv_string_value(shown);
		size_t len;

		text += strncmp(text, prefix, strlen(prefix)) ? 0 : strlen(prefix);
		len = strcspn(text, "\n");
		filter->complaint = xstrndup(text, len && text[len - 1] == ':' ? len - 1 : len);
		text_sanitize(filter->complaint);
	}
	jv_free(shown);
}

static int complain(struct filter *filter, struct error *err)
{
	error_set(err, ERROR_USAGE, "option '--jq': %s", filter->complaint ? filter->complaint : "the filter failed");
	return error_hint(err, "see jq(1)");
}

int filter_open(const char *text, struct filter **filter, struct error *err)
{
	struct filter *made = xcalloc(1, sizeof(*made));

	*filter = NULL;
	made->jq = jq_init();
	if (!made->jq) {
		filter_free(made);
		return error_set(err, ERROR_SYS, "libjq cannot be set up");
	}
	jq_set_error_cb(made->jq, take_complaint, made);
	/* Where modules are looked for: nowhere. */
	jq_set_attr(made->jq, jv_string("JQ_LIBRARY_PATH"), jv_array());
	jq_set_attr(made->jq, jv_string("PROGRAM_ORIGIN"), jv_string("."));
	jq_set_attr(made->jq, jv_string("JQ_ORIGIN"), jv_string("."));
	if (!jq_compile(made->jq, text)) {
		complain(made, err);
		filter_free(made);
		return -1;
	}
	*filter = made;
	return 0;
}

void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	if (filter->jq)
		jq_teardown(&filter->jq);
	free(filter->complaint);
	free(filter);
}

static void add_result(jv result, struct buf *out)
{
	jv text = jv_get_kind(result) == JV_KIND_STRING ? result : jv_dump_string(result, 0);

	buf_add(out, jv_string_value(text), (size_t)jv_string_length_bytes(jv_copy(text)));
	buf_char(out, '\n');
	jv_free(text);
}

/* The one that ended the results: invalid, with a message if that was an error. */
static int finish(struct filter *filter, jv last, struct error *err)
{
	if (jv_invalid_has_msg(jv_copy(last))) {
		take_complaint(filter, jv_invalid_get_msg(last));
		return complain(filter, err);
	}
	jv_free(last);
	if (!jq_halted(filter->jq))
		return 0;
	error_set(err, ERROR_USAGE, "option '--jq': the filter halted");
	return -1;
}

int filter_run(struct filter *filter, struct json_slice json, struct buf *out, struct error *err)
{
	jv input = json.len <= INT_MAX ? jv_parse_sized(json.at, (int)json.len) : jv_invalid();
	jv result;

	if (!jv_is_valid(input)) {
		jv_free(input);
		return error_set(err, ERROR_USAGE, "option '--jq': the answer is not JSON");
	}
	jq_start(filter->jq, input, 0);
	while (jv_is_valid(result = jq_next(filter->jq)))
		add_result(result, out);
	return finish(filter, result, err);
}
