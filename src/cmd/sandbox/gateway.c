#include "cmd/sandbox/endpoints.h"

#include <stdio.h>

/* An address of the sandbox's own, so that nobody is led to the real one; it speaks no WebSocket. */
int gateway_serve(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	char url[40];

	(void)request;
	(void)err;
	snprintf(url, sizeof(url), "ws://127.0.0.1:%u", (unsigned)sandbox->port);
	answer_json(answer, 200, json_pack("{s:s}", "url", url));
	return 0;
}
