#include "net/loopback/loopback_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static bool is_known(const struct loopback_refusals *refusals, const struct loopback_refusal *refusal)
{
	for (size_t i = 0; i < refusals->kinds; i++)
		if (refusals->kind[i].uid == refusal->uid && !strcmp(refusals->kind[i].what, refusal->what) &&
		    !strcmp(refusals->kind[i].reason, refusal->reason))
			return true;
	return false;
}

void loopback_refuse(struct loopback *loopback, const char *what, const struct peer *peer, const char *reason)
{
	struct loopback_refusals *refusals = &loopback->refusals;
	struct loopback_refusal refusal = {.what = what, .uid = peer ? peer->uid : (uid_t)-1};
	struct peer_process process;
	char who[96] = "";

	snprintf(refusal.reason, sizeof(refusal.reason), "%s", reason);
	refusals->count++;
	snprintf(refusals->last, sizeof(refusals->last), "%s", reason);
	if (refusals->kinds == LOOPBACK_REFUSALS || is_known(refusals, &refusal))
		return;
	/* This takes milliseconds, which a flood of refusals must not take each time. */
	if (peer && peer->uid == loopback->uid && peer_process(peer, NULL, &process))
		snprintf(who, sizeof(who), " of '%s' (process %d)", process.name, process.pid);
	else if (peer)
		snprintf(who, sizeof(who), " of user %u", peer->uid);
	refusal.line = xasprintf("refused %s%s: %s", what, who, reason);
	refusals->kind[refusals->kinds++] = refusal;
}

void loopback_refusals_release(struct loopback_refusals *refusals)
{
	for (size_t i = 0; i < refusals->kinds; i++)
		free(refusals->kind[i].line);
	refusals->kinds = 0;
}

const char *loopback_refusal(struct loopback *loopback)
{
	struct loopback_refusals *refusals = &loopback->refusals;

	return refusals->told < refusals->kinds ? refusals->kind[refusals->told++].line : NULL;
}

void loopback_summary(const struct loopback *loopback, struct buf *text)
{
	const struct loopback_refusals *refusals = &loopback->refusals;

	if (loopback->started)
		buf_str(text, "a browser was sent to Discord, and did not come back");
	else
		buf_str(text, "nothing came back from a browser");
	if (refusals->count == 1)
		buf_printf(text, "; 1 connection was refused (%s)", refusals->last);
	else if (refusals->count)
		buf_printf(text, "; %lu connections were refused (the last one: %s)", refusals->count, refusals->last);
}
