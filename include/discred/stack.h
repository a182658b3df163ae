/*
 * The stack: which sources to ask, in which order, and which of them must succeed. PAM's semantics.
 *
 * A control word is a row of actions, one per result; the walk never mentions a word.
 *
 *	             OK, PASS                      SKIP              FAIL         ABORT
 *	required     keep, go on                   failed, go on     failed       stop
 *	requisite    keep, go on                   stop              stop         stop
 *	sufficient   stop with success, if nothing required failed before; else go on
 *	                                           go on             go on        stop
 *	optional     keep, go on                   go on             go on        stop
 *
 * Verdict: success needs a result that counted, no required or requisite failure, and a token. The token is that of the
 * source that ended the stack if it gave one, else the first one kept. Where one kind of token is wanted only, a source
 * of the other kind is not asked, and a token of the other kind counts as SKIP. On failure the error says what every
 * source answered; its code is ABORT's own, else the first of CONFIG, DENIED, TEMP, SYS, NONE that occurred.
 */
#ifndef DISCRED_STACK_H
#define DISCRED_STACK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "discred/error.h"
#include "discred/source.h"
#include "discred/token.h"

enum stack_action {
	ACTION_KEEP, /* counts as success, go on */
	ACTION_DONE, /* success, and the end if nothing required failed before */
	ACTION_BAD,  /* failed, go on */
	ACTION_DIE,  /* failed, stop */
	ACTION_IGNORE,
};

struct stack_control {
	const char *name;
	enum stack_action action[SOURCE_RESULTS];
};

/* required, requisite, sufficient, optional */
extern const struct stack_control stack_controls[];
extern const size_t stack_control_count;

const struct stack_control *stack_control_find(const char *name) __attribute__((nonnull, warn_unused_result));

struct stack_entry {
	const struct stack_control *control;
	const struct source *source;
	struct source_settings settings;
};

struct stack {
	struct stack_entry *entry;
	size_t count;
	char *path;      /* the file of a shared one, else NULL */
	bool by_default; /* the profile does not say which */
};

#define STACK_INIT                                                                                                     \
	{                                                                                                              \
		.entry = NULL, .count = 0, .path = NULL, .by_default = false                                           \
	}

/* Adds an entry without settings and returns it. */
struct stack_entry *stack_add(struct stack *stack, const struct stack_control *control, const struct source *source)
    __attribute__((nonnull));
void stack_release(struct stack *stack) __attribute__((nonnull));

/* Whether a source of that kind is in the stack. */
bool stack_asks(const struct stack *stack, enum source_kind kind) __attribute__((nonnull, warn_unused_result));

/* What one source answered; only sources that ran have a step. */
struct stack_step {
	const struct stack_entry *entry;
	enum source_result result;
	struct error reason;
	int64_t ms;
};

struct stack_report {
	struct stack_step *step;
	size_t count;
	const struct stack_entry *ended_by; /* what stopped the walk before its end, else NULL */
	const struct stack_entry *answered; /* whose token was handed out, else NULL */
};

#define STACK_REPORT_INIT                                                                                              \
	{                                                                                                              \
		.step = NULL, .count = 0                                                                               \
	}

void stack_report_release(struct stack_report *report) __attribute__((nonnull));

/* The walk as lines for a person: control, source, result, time, reason, and what ended it. */
void stack_report_print(FILE *out, const struct stack_report *report) __attribute__((nonnull));

/*
 * The same for a program: one JSON object, {"verdict": "success" or "failure", "ended_by": a source's name or null,
 * "entries": [{"control", "source", "result", "reason", "ms"}]}. Only sources that ran have an entry.
 */
void stack_report_json(const struct stack_report *report, struct buf *out) __attribute__((nonnull));

/*
 * Walks the stack. context->settings is set for each entry. clock_ms gives monotonic milliseconds. On success fills
 * token (released first); else returns -1 with err set. The report is filled either way, and belongs to the caller.
 */
int stack_walk(const struct stack *stack, const struct source_context *context, int64_t (*clock_ms)(void),
	       struct token *token, struct stack_report *report, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
