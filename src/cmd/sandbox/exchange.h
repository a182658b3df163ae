/*
 * One request and its answer on libmicrohttpd's side: collects the one, sends the other.
 */
#ifndef SANDBOX_EXCHANGE_H
#define SANDBOX_EXCHANGE_H

#include <microhttpd.h>
#include <stdint.h>

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/sandbox.h"

/* Answers that are held back, suspended in libmicrohttpd. */
struct waiting {
	struct exchange *first;
};

struct service {
	struct sandbox *sandbox;
	struct waiting waiting;
};

/* libmicrohttpd's callbacks; cls is the service. */
void *exchange_begin(void *cls, const char *target, struct MHD_Connection *connection);
enum MHD_Result exchange_serve(void *cls, struct MHD_Connection *connection, const char *path, const char *method,
			       const char *version, const char *upload, size_t *upload_size, void **exchange);
void exchange_end(void *cls, struct MHD_Connection *connection, void **exchange,
		  enum MHD_RequestTerminationCode reason);

/* Resumes those whose time has come (all of them: now is INT64_MAX). */
void waiting_resume(struct waiting *waiting, int64_t now_ms) __attribute__((nonnull));

/* Milliseconds until the next one, -1: none waits. */
int64_t waiting_ms(const struct waiting *waiting, int64_t now_ms) __attribute__((nonnull, warn_unused_result));

#endif
