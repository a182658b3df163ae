/* What `discred auth status` says of any token. */
#include <inttypes.h>

#include "base/clock.h"
#include "base/memory.h"
#include "cmd/auth/status.h"

const char *status_token_state(const struct token *token, int64_t now)
{
	if (token->refused)
		return "refused";
	if (token->issued > now + TOKEN_CLOCK_SKEW)
		return "from the future";
	return token_alive(token, now) ? "valid" : "expired";
}

void status_print_time(FILE *out, int64_t when, int64_t now)
{
	char absolute[CLOCK_TEXT];
	char relative[CLOCK_TEXT];

	clock_rfc3339(when, absolute);
	clock_relative(when, now, relative);
	fprintf(out, "%s (%s)", absolute, relative);
}

void status_print_end(FILE *out, const struct token *token, int64_t now)
{
	if (!token->expires)
		return;
	fprintf(out, ", %s ", token->expires > now ? "until" : "since");
	status_print_time(out, token->expires, now);
}

json_t *status_json_token(const struct token *token, int64_t now, const char *state)
{
	int64_t left = token->expires > now ? token->expires - now : 0;

	return json_pack("{s:s, s:o, s:I}", "state", state, "expires_at", json_time(token->expires), "expires_in",
			 (json_int_t)left);
}
