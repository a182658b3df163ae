/*
 * What discred doctor concludes from what it saw. Pure: what was seen comes as arguments. Each conclusion is a state
 * and, in err, the text for it, a hint where there is something to do, and the class of a failure.
 */
#ifndef DISCRED_DIAGNOSIS_H
#define DISCRED_DIAGNOSIS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/output/checklist.h"
#include "discred/error.h"

/* What was seen of a directory, by us who are `uid`. */
struct directory_facts {
	const char *path;
	uid_t uid;
	int trouble; /* errno of looking at it; 0: it is there */
	bool is_directory;
	uid_t owner;
	mode_t mode;
	const struct error *exposed; /* who else can write in it, and what to do; NULL: nobody */
	int unwritable;              /* errno of access(2) to write in it; 0: we can */
	const char *parent;          /* of what is not there: the nearest directory that is ... */
	int unmakable;               /* ... and errno of access(2) to make something in it */
};

enum directory_kind {
	DIRECTORY_CONFIG, /* edited by hand; perhaps made by somebody else */
	DIRECTORY_STATE,  /* where the store writes: its rules are file_open_dir()'s */
};

enum check_state diagnosis_directory(const struct directory_facts *facts, enum directory_kind kind, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Whether tokens may be kept below what XDG_RUNTIME_DIR names, until the session ends: a directory of the user's, mode
 * 0700. If not, err says why; path_runtime_dir() passes it over.
 */
bool diagnosis_private(const struct directory_facts *facts, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* A file of the store's that lies there: owned by the user, no bits for others, no link. */
enum check_state diagnosis_state_file(const char *path, uid_t uid, uid_t owner, mode_t mode, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Seconds that this machine's clock is ahead of a server's (below 0: behind), from the Date of an answer that was asked
 * for at `before` and came at `after`. What a Date, which knows no fractions, leaves open is no difference.
 */
int64_t diagnosis_skew(int64_t date, int64_t before, int64_t after) __attribute__((warn_unused_result));

/* More than this is worth a warning; more than TOKEN_CLOCK_SKEW a failure. */
enum { DIAGNOSIS_SKEW = 30 };

enum check_state diagnosis_clock(int64_t skew, const char *host, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
