#include "core/slot/marker.h"

/* The value of the client's secret, where it is at hand. */
static bool secret_at_hand(const struct profile *profile, const struct environ *env, const struct store *store,
			   struct buf *value)
{
	struct secret_context context = {.env = env, .store = store, .profile = profile->id, .key = "client_secret"};
	enum secret_kind kind = profile->client_secret.kind;
	struct error err = ERROR_INIT;

	if (profile->public_client)
		return true;
	return (kind == SECRET_PLAIN || kind == SECRET_FILE || kind == SECRET_ENV) &&
	       !secret_resolve(&context, &profile->client_secret, value, &err);
}

bool marker_answers(const struct store *store, const char *subject, const struct profile *profile,
		    const struct environ *env, int64_t begun, int64_t now, struct marker *marker)
{
	struct attempt attempt = {.subject = subject, .profile = profile};
	struct buf secret = BUF_INIT(BUF_TOKEN_MAX);
	enum marker_verdict verdict = marker_judge(store, &attempt, begun, now, marker);

	if (verdict == MARKER_NONE && marker->lasting && secret_at_hand(profile, env, store, &secret)) {
		attempt.secret = &secret;
		verdict = marker_judge(store, &attempt, begun, now, marker);
	}
	buf_release(&secret);
	return verdict == MARKER_HOLDS;
}
