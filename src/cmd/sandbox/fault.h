/*
 * Faults on demand: which requests of an endpoint go wrong, and how.
 *
 *	ENDPOINT:WHICH=KIND	token:2=503   me:*=delay:500   token:+1=cut   messages:3-5=429:2
 *
 * WHICH counts the requests that the endpoint got: N, N-M, or * for all; with '+' before it, those from now on.
 */
#ifndef SANDBOX_FAULT_H
#define SANDBOX_FAULT_H

#include <stddef.h>
#include <stdio.h>

#include "cmd/sandbox/answer.h"
#include "discred/error.h"

/* What is counted, and can be made to fail. */
enum endpoint {
	ENDPOINT_AUTHORIZE, /* the consent page */
	ENDPOINT_CONSENT,   /* its Authorize or Cancel */
	ENDPOINT_TOKEN,
	ENDPOINT_REVOKE,
	ENDPOINT_ME,
	ENDPOINT_USERS,
	ENDPOINT_CHANNEL,
	ENDPOINT_MESSAGES,
	ENDPOINT_POST,   /* of a message */
	ENDPOINT_GUILDS, /* the list of the user's or the bot's */
	ENDPOINT_GUILD,
	ENDPOINT_ROLES,
	ENDPOINT_MEMBER,
	ENDPOINT_CHANNELS,    /* the list of a server's */
	ENDPOINT_APPLICATION, /* the bot's own, under both of its paths */
	ENDPOINT_CHANGE,      /* of it */
	ENDPOINT_WEBHOOK,
	ENDPOINT_GATEWAY,
	ENDPOINT_TRAP, /* where the fault `redirect` leads */
	ENDPOINTS,
	ENDPOINT_NONE = ENDPOINTS, /* neither counted nor faulty */
};

extern const char *const endpoint_names[ENDPOINTS];

struct fault_kind;

struct fault {
	enum endpoint endpoint;
	unsigned long first;
	unsigned long last;
	const struct fault_kind *kind;
	long value; /* a status, or milliseconds */
};

struct fault_list {
	struct fault *item;
	size_t count;
};

/* Adds one; counts are the requests so far. ERROR_USAGE says what is wrong with the text. */
int fault_add(struct fault_list *list, const char *spec, const unsigned long counts[static ENDPOINTS],
	      struct error *err) __attribute__((nonnull, warn_unused_result));
void fault_clear(struct fault_list *list) __attribute__((nonnull));

/* The kinds, one a line, for the help. */
void fault_print_kinds(FILE *out) __attribute__((nonnull));

/*
 * The faults of the count-th request of an endpoint. Returns true when the answer is one of them and the request is not
 * to be carried out; delays, and what is to happen to the real answer, are set either way.
 */
bool fault_strike(const struct fault_list *list, enum endpoint endpoint, unsigned long count, int64_t now,
		  struct answer *answer) __attribute__((nonnull, warn_unused_result));

#endif
