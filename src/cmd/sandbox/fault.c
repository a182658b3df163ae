#include "cmd/sandbox/fault.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/opt.h"
#include "cmd/sandbox/fault_kind.h"

enum { FAULTS_MAX = 256 };

const char *const endpoint_names[ENDPOINTS] = {
    [ENDPOINT_AUTHORIZE] = "authorize",
    [ENDPOINT_CONSENT] = "consent",
    [ENDPOINT_TOKEN] = "token",
    [ENDPOINT_REVOKE] = "revoke",
    [ENDPOINT_ME] = "me",
    [ENDPOINT_USERS] = "users",
    [ENDPOINT_CHANNEL] = "channel",
    [ENDPOINT_MESSAGES] = "messages",
    [ENDPOINT_POST] = "post",
    [ENDPOINT_GUILDS] = "guilds",
    [ENDPOINT_GUILD] = "guild",
    [ENDPOINT_ROLES] = "roles",
    [ENDPOINT_MEMBER] = "member",
    [ENDPOINT_WEBHOOK] = "webhook",
    [ENDPOINT_GATEWAY] = "gateway",
    [ENDPOINT_TRAP] = "trap",
};

static int parse_endpoint(const char *spec, size_t len, enum endpoint *endpoint, struct error *err)
{
	for (unsigned i = 0; i < ENDPOINTS; i++) {
		if (strlen(endpoint_names[i]) == len && !strncmp(endpoint_names[i], spec, len)) {
			*endpoint = (enum endpoint)i;
			return 0;
		}
	}
	error_set(err, ERROR_USAGE, "fault '%s': no endpoint '%.*s'", spec, (int)len, spec);
	return error_hint(err, "endpoints are authorize, consent, token, revoke, me, users, channel, messages, post, "
			       "guilds, guild, roles, member, webhook, gateway and trap");
}

/* One count of at least 1; moves `next` behind it. */
static bool parse_count(const char **next, unsigned long *count)
{
	char *end;

	if (**next < '1' || **next > '9')
		return false;
	errno = 0;
	*count = strtoul(*next, &end, 10);
	*next = end;
	return !errno && *count < ULONG_MAX / 2;
}

static bool parse_range(const char *text, size_t len, unsigned long base, struct fault *fault)
{
	const char *next = text;
	const char *end = text + len;

	if (*next == '+')
		next++;
	else
		base = 0;
	if (*next == '*') {
		fault->first = base + 1;
		fault->last = ULONG_MAX;
		return next + 1 == end;
	}
	if (!parse_count(&next, &fault->first))
		return false;
	fault->last = fault->first;
	if (*next == '-' && (next++, !parse_count(&next, &fault->last)))
		return false;
	if (next != end || fault->last < fault->first)
		return false;
	fault->first += base;
	fault->last += base;
	return true;
}

static int parse(const char *spec, const unsigned long *counts, struct fault *fault, struct error *err)
{
	const char *colon = strchr(spec, ':');
	const char *equals = colon ? strchr(colon, '=') : NULL;

	if (!equals) {
		error_set(err, ERROR_USAGE, "fault '%s' is not of the form ENDPOINT:WHICH=KIND", spec);
		return error_hint(err, "for example token:2=503");
	}
	if (parse_endpoint(spec, (size_t)(colon - spec), &fault->endpoint, err) < 0)
		return -1;
	if (!parse_range(colon + 1, (size_t)(equals - colon - 1), counts[fault->endpoint], fault)) {
		error_set(err, ERROR_USAGE, "fault '%s': '%.*s' names no requests", spec, (int)(equals - colon - 1),
			  colon + 1);
		return error_hint(err, "write a number, a range such as 2-5, or *; '+' before it counts from now on");
	}
	if (fault_kind_parse(equals + 1, &fault->kind, &fault->value, err) < 0)
		return error_prefix(err, "fault '%s'", spec);
	return 0;
}

int fault_add(struct fault_list *list, const char *spec, const unsigned long counts[static ENDPOINTS],
	      struct error *err)
{
	struct fault fault;

	if (list->count >= FAULTS_MAX)
		return error_set(err, ERROR_USAGE, "more than %d faults", FAULTS_MAX);
	if (parse(spec, counts, &fault, err) < 0)
		return -1;
	list->item = xgrow(list->item, list->count, sizeof(*list->item));
	list->item[list->count++] = fault;
	return 0;
}

void fault_clear(struct fault_list *list)
{
	free(list->item);
	*list = (struct fault_list){.item = NULL, .count = 0};
}

void fault_print_kinds(FILE *out)
{
	for (size_t i = 0; i < fault_kind_count; i++)
		opt_print_row(out, 21, fault_kinds[i].usage, fault_kinds[i].help);
}

bool fault_strike(const struct fault_list *list, enum endpoint endpoint, unsigned long count, int64_t now,
		  struct answer *answer)
{
	bool replaced = false;

	for (size_t i = 0; i < list->count; i++) {
		const struct fault *fault = &list->item[i];

		if (fault->endpoint != endpoint || count < fault->first || count > fault->last)
			continue;
		if (fault->kind->replaces && replaced)
			continue;
		fault->kind->strike(answer, fault->value, now);
		replaced = replaced || fault->kind->replaces;
	}
	return replaced;
}
