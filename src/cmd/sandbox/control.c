#include "cmd/sandbox/endpoints.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/opt.h"

enum { ADVANCE_MAX = 366 * 86400 };

void control_help(FILE *out)
{
	static const struct {
		const char *request;
		const char *about;
	} rows[] = {
	    {"GET /sandbox/requests", "how often each endpoint and grant type was asked for (JSON)"},
	    {"POST /sandbox/fault", "adds a fault; the body is its SPEC"},
	    {"DELETE /sandbox/fault", "forgets all faults, and sends what a delay holds back"},
	    {"POST /sandbox/expire", "makes all access tokens expire"},
	    {"POST /sandbox/end-grants", "ends all tokens, as if the user had removed the application"},
	    {"POST /sandbox/advance", "moves the sandbox's clock (and its Date) on; the body is a number of seconds"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		opt_print_row(out, 29, rows[i].request, rows[i].about);
}

static int done(struct answer *answer)
{
	answer->status = 204;
	return 0;
}

int control_requests(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	json_t *requests = json_object();
	json_t *grants = json_object();

	(void)request;
	(void)err;
	for (size_t i = 0; i < ENDPOINTS; i++)
		json_object_set_new(requests, endpoint_names[i], json_integer((json_int_t)sandbox->requests[i]));
	for (size_t i = 0; i < GRANT_TYPES; i++)
		json_object_set_new(grants, grant_type_names[i], json_integer((json_int_t)sandbox->grants[i]));
	answer_json(
	    answer, 200,
	    json_pack("{s:o, s:o, s:s?}", "requests", requests, "grants", grants, "user_agent", sandbox->user_agent));
	return 0;
}

int control_add_fault(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	if (memchr(buf_text(&request->body), '\0', request->body.len) ||
	    fault_add(&sandbox->settings->faults, buf_text(&request->body), sandbox->requests, err) < 0) {
		answer_api_error(answer, 400, 0, err->code ? err->text : "the body holds a NUL");
		return 0;
	}
	return done(answer);
}

int control_clear_faults(struct sandbox *sandbox, const struct request *request, struct answer *answer,
			 struct error *err)
{
	(void)request;
	(void)err;
	fault_clear(&sandbox->settings->faults);
	sandbox->let_go = true;
	return done(answer);
}

int control_end_grants(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	(void)request;
	(void)err;
	issued_tokens_end_app(&sandbox->issued, NULL);
	return done(answer);
}

int control_expire(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	(void)err;
	issued_tokens_expire(&sandbox->issued, request->now);
	return done(answer);
}

int control_advance(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	const char *text = buf_text(&request->body);
	char *end = NULL;
	long seconds;

	(void)err;
	errno = 0;
	seconds = strtol(text, &end, 10);
	if (errno || end == text || *end || *text < '0' || *text > '9' || seconds > ADVANCE_MAX) {
		answer_api_error(answer, 400, 0, "the body is not a number of seconds up to a year");
		return 0;
	}
	sandbox->clock_ahead += seconds;
	return done(answer);
}

int control_trap(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	(void)sandbox;
	(void)request;
	(void)err;
	answer_json(answer, 200, json_object());
	return 0;
}
