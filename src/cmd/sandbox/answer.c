#include "cmd/sandbox/answer.h"

#include <microhttpd.h>
#include <stdio.h>

#include "core/output/json.h"

enum { ANSWER_MAX = 4 * 1024 * 1024 };

void answer_init(struct answer *answer)
{
	*answer = (struct answer){.status = 500, .end = ANSWER_WHOLE};
	buf_init(&answer->body, ANSWER_MAX);
	buf_init(&answer->location, BUF_FILE_MAX);
}

void answer_release(struct answer *answer)
{
	buf_release(&answer->body);
	buf_release(&answer->location);
	strings_release(&answer->headers);
}

void answer_header(struct answer *answer, const char *name, const char *value)
{
	strings_add(&answer->headers, name);
	strings_add(&answer->headers, value);
}

void answer_json(struct answer *answer, unsigned status, json_t *value)
{
	answer->status = status;
	answer->type = "application/json";
	buf_clear(&answer->body);
	json_write(value, &answer->body);
	json_decref(value);
}

void answer_oauth_error(struct answer *answer, unsigned status, const char *error, const char *description)
{
	answer_json(answer, status, json_pack("{s:s, s:s*}", "error", error, "error_description", description));
}

void answer_api_error(struct answer *answer, unsigned status, int code, const char *message)
{
	answer_json(answer, status, json_pack("{s:s, s:i}", "message", message, "code", code));
}

void answer_status(struct answer *answer, unsigned status)
{
	char message[96];

	snprintf(message, sizeof(message), "%u: %s", status, MHD_get_reason_phrase_for(status));
	answer_api_error(answer, status, 0, message);
}

void answer_field_error(struct answer *answer, const char *field, const char *code, const char *message)
{
	answer_json(answer, 400,
		    json_pack("{s:s, s:i, s:{s:{s:[{s:s, s:s}]}}}", "message", "Invalid Form Body", "code", 50035,
			      "errors", field, "_errors", "code", code, "message", message));
}
