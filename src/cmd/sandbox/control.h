/*
 * What tests and curious people steer the sandbox with, below /sandbox/. control_help() lists it.
 */
#ifndef SANDBOX_CONTROL_H
#define SANDBOX_CONTROL_H

#include <stdio.h>

#include "cmd/sandbox/answer.h"
#include "cmd/sandbox/request.h"
#include "cmd/sandbox/sandbox.h"
#include "discred/error.h"

/* GET requests; POST and DELETE fault; POST end-grants, expire, advance; trap by any method. */
int control_requests(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));
int control_add_fault(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));
int control_clear_faults(struct sandbox *sandbox, const struct request *request, struct answer *answer,
			 struct error *err) __attribute__((nonnull, warn_unused_result));
int control_end_grants(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));
int control_expire(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));
int control_advance(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));
int control_trap(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
    __attribute__((nonnull, warn_unused_result));

void control_help(FILE *out) __attribute__((nonnull));

#endif
