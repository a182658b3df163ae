/* When Discord was asked and did not give a token. */
#include "discred/clock.h"
#include "discred/log.h"
#include "renewal_inside.h"

/* The server itself has looked at what it was sent: the same again would be refused again, and count towards a ban. */
static bool considered(const struct oauth_refusal *refusal, const struct error *err)
{
	return (err->code == ERROR_CONFIG || err->code == ERROR_DENIED) &&
	       (refusal->reason[0] || refusal->status == 401);
}

void renewal_remember(const struct renewal *renewal, const struct store_hold *hold, const struct attempt *attempt,
		      const struct oauth_refusal *refusal, const struct error *err)
{
	int64_t pause = refusal->retry_after_ms > 0 ? (refusal->retry_after_ms + 999) / 1000 : MARKER_PAUSE;
	struct marker marker = {.error = *err, .when = clock_now(), .lasting = considered(refusal, err)};

	/* What was wrong before anything was sent can be mended at once: it holds for those who waited for this very
	 * answer only. */
	marker.not_before = marker.when + (err->code == ERROR_TEMP || refusal->status ? pause : 0);
	marker_leave(renewal->store, hold, attempt, &marker);
}

/* A token that the failure does not matter to: alive, and enough of it if that was demanded. */
static bool still_serves(const struct renewal *renewal, const struct token *stored, int64_t now)
{
	return stored->secret.len && token_fresh(stored, now, renewal->min_valid_demanded ? renewal->min_valid : 0);
}

enum source_result renewal_fall_back(const struct renewal *renewal, struct token *stored, struct token *token,
				     const struct error *err)
{
	if ((err->code != ERROR_TEMP && err->code != ERROR_SYS) || !still_serves(renewal, stored, clock_now()))
		return SOURCE_FAIL;
	log_note("%s; the token in use is still good", err->text);
	token_move(token, stored);
	return SOURCE_OK;
}
