/*
 * One kind of fault: its name, the value it takes, and the answer it makes.
 */
#ifndef SANDBOX_FAULT_KIND_H
#define SANDBOX_FAULT_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/sandbox/answer.h"
#include "discred/error.h"

enum fault_value { VALUE_NONE, VALUE_STATUS, VALUE_MS, VALUE_SECONDS };

struct fault_kind {
	const char *name; /* "" for the kind that is a bare status */
	enum fault_value value;
	const char *usage;
	const char *help;
	bool replaces; /* the request is not carried out */
	void (*strike)(struct answer *answer, long value, int64_t now);
};

/* Reads "503", "cut", "delay:500", "429:1.5". ERROR_USAGE. */
int fault_kind_parse(const char *text, const struct fault_kind **kind, long *value, struct error *err)
    __attribute__((nonnull, warn_unused_result));

extern const struct fault_kind fault_kinds[];
extern const size_t fault_kind_count;

#endif
