/*
 * Handing a token to a program that asks: which profile it means, and the walk through that profile's stack. What every
 * program does that gives a token away: token, the helpers that are links to it, and run.
 */
#ifndef DISCRED_HANDOVER_H
#define DISCRED_HANDOVER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "discred/error.h"
#include "discred/profile.h"
#include "discred/protocol.h"
#include "discred/source.h"
#include "discred/stack.h"
#include "discred/token.h"

/*
 * The profile that a helper's asker means, for the caller to release if it was found. Asked for by name, that one, if
 * it serves the server (profile_serves; where the request names one). Asked for by server, the default profile or else
 * the only other one that serves it. Asked for by neither, the default profile, which then has to be there. Not found
 * is no error, unless the request insists; a profile that is meant and has mistakes is one, and they are printed to
 * complaints.
 */
int handover_choose(const struct protocol_request *request, const struct environ *env,
		    const struct source_table *sources, FILE *complaints, struct profile *profile, bool *found,
		    struct error *err) __attribute__((nonnull, warn_unused_result));

/* The names of the profiles that can be loaded, and whether there is a default one. */
int handover_list(const struct environ *env, const struct source_table *sources, struct strings *names,
		  bool *has_default, struct error *err) __attribute__((nonnull, warn_unused_result));

/* What a walk starts with: no store yet. min_valid is what is demanded; -1: the profile's own wish. */
struct source_context handover_context(const struct profile *profile, const struct store_table *stores,
				       const struct environ *env, int64_t now, int64_t min_valid)
    __attribute__((nonnull, warn_unused_result));

/* Opens the store and walks the profile's stack (stack_walk). The error names the profile and the next step. */
int handover_walk(const struct source_context *context, int64_t (*clock_ms)(void), struct token *token,
		  struct stack_report *report, struct error *err) __attribute__((nonnull, warn_unused_result));

/* Opens the store and asks the source `bot` alone, whatever the stack. Errors as those of a walk. */
int handover_bot(const struct source_context *context, const struct source_table *sources, struct token *token,
		 struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
