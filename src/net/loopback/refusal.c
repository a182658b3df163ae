#include "net/loopback/loopback_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static bool is_known(const struct loopback_refusals *refusals, const char *line)
{
	for (size_t i = 0; i < refusals->lines; i++)
		if (!strcmp(refusals->line[i], line))
			return true;
	return false;
}

void loopback_refuse(struct loopback *loopback, const char *what, const struct peer *peer, const char *reason)
{
	struct loopback_refusals *refusals = &loopback->refusals;
	struct peer_process process;
	char who[96] = "";
	char *line;

	refusals->count++;
	snprintf(refusals->last, sizeof(refusals->last), "%s", reason);
	/* Whoever floods us makes neither the terminal scroll nor us look for him each time. */
	if (refusals->lines == LOOPBACK_REFUSALS || refusals->count > 8 * (unsigned long)LOOPBACK_REFUSALS)
		return;
	if (peer && peer_process(peer, NULL, &process))
		snprintf(who, sizeof(who), " of '%s' (process %d)", process.name, process.pid);
	else if (peer)
		snprintf(who, sizeof(who), " of user %u", peer->uid);
	line = xasprintf("refused %s%s: %s", what, who, reason);
	if (is_known(refusals, line))
		free(line);
	else
		refusals->line[refusals->lines++] = line;
}

void loopback_refusals_release(struct loopback_refusals *refusals)
{
	for (size_t i = 0; i < refusals->lines; i++)
		free(refusals->line[i]);
	refusals->lines = 0;
}

const char *loopback_refusal(struct loopback *loopback)
{
	struct loopback_refusals *refusals = &loopback->refusals;

	return refusals->told < refusals->lines ? refusals->line[refusals->told++] : NULL;
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
