/*
 * An answer under construction: status, headers, body, and how it ends. Handlers fill one; only server.c knows how it
 * travels.
 */
#ifndef SANDBOX_ANSWER_H
#define SANDBOX_ANSWER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/strings.h"
#include "discred/buf.h"

enum answer_end {
	ANSWER_WHOLE,
	ANSWER_HALF,   /* half of the body, then the connection is closed */
	ANSWER_CLOSED, /* nothing at all: the connection is closed */
};

struct answer {
	unsigned status;
	const char *type; /* Content-Type, NULL: none */
	struct buf body;
	struct buf location;    /* where a 302, 303 or 307 leads, else empty */
	struct strings headers; /* name, value, name, value, ... */
	enum answer_end end;
	int64_t delay_ms; /* held back for so long */
	bool odd;         /* of the token endpoint: with an expires_in that is no number */
};

void answer_init(struct answer *answer) __attribute__((nonnull));
void answer_release(struct answer *answer) __attribute__((nonnull));

void answer_header(struct answer *answer, const char *name, const char *value) __attribute__((nonnull));

/* Takes the value over and lets it go. */
void answer_json(struct answer *answer, unsigned status, json_t *value) __attribute__((nonnull));

/* RFC 6749 section 5.2, the form of the token and revocation endpoints; description may be NULL. */
void answer_oauth_error(struct answer *answer, unsigned status, const char *error, const char *description)
    __attribute__((nonnull(1, 3)));

/* The API's form: {"message": ..., "code": ...}. */
void answer_api_error(struct answer *answer, unsigned status, int code, const char *message) __attribute__((nonnull));

/* "503: Service Unavailable" with code 0: how Discord's API words a bare status. */
void answer_status(struct answer *answer, unsigned status) __attribute__((nonnull));

/* Code 50035: a form error of one field, nested as Discord nests it. */
void answer_field_error(struct answer *answer, const char *field, const char *code, const char *message)
    __attribute__((nonnull));

#endif
