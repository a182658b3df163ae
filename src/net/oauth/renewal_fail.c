/* What a renewal need not ask for, and what it remembers of one that failed. */
#include "base/clock.h"
#include "net/oauth/renewal_inside.h"

/* The server itself has looked at what it was sent: the same again would be refused again, and count towards a ban. */
static bool considered(const struct oauth_refusal *refusal, const struct error *err)
{
	return (err->code == ERROR_CONFIG || err->code == ERROR_DENIED) &&
	       (refusal->reason[0] || refusal->status == 401);
}

void renewal_remember(const struct renewal *renewal, const struct store_hold *hold, const struct attempt *attempt,
		      const struct oauth_refusal *refusal, const struct error *err)
{
	int64_t pause = err->code == ERROR_TEMP ? MARKER_PAUSE : MARKER_PAUSE_REFUSED;
	struct marker marker = {.error = *err, .when = clock_now(), .lasting = considered(refusal, err)};

	/* The hint names the time that was left then: without it the marker says what is left. */
	if (refusal->retry_after_ms > 0) {
		pause = (refusal->retry_after_ms + 999) / 1000;
		marker.error.hint[0] = '\0';
	}
	marker.not_before = marker.when + pause;
	marker_leave(renewal->store, hold, attempt, &marker);
}

enum marker_verdict renewal_recall(const struct renewal *renewal, const struct attempt *attempt, struct error *err)
{
	enum marker_verdict verdict = MARKER_OVER;
	struct marker marker;

	if (!renewal->force)
		verdict = marker_judge(renewal->store, attempt, renewal->begun, clock_now(), &marker);
	if (verdict == MARKER_HOLDS)
		*err = marker.error;
	return verdict;
}

bool renewal_suffices(const struct renewal *renewal, const struct token *token)
{
	int64_t now = clock_now();

	return token_fresh(token, now, renewal->min_valid) ||
	       (token->issued >= renewal->begun && token_fresh(token, now, 0));
}
