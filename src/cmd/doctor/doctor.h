/*
 * The parts of `discred doctor`. Each looks at one thing and adds its checks to the list; none prints, and none changes
 * what it finds. What follows from what was seen is in diagnosis.h.
 */
#ifndef DISCRED_CMD_DOCTOR_H
#define DISCRED_CMD_DOCTOR_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/environ.h"
#include "cmd/doctor/diagnosis.h"
#include "core/output/checklist.h"
#include "discred/profile.h"

struct doctor {
	const struct environ *env;
	struct checklist *list;
	const struct profile *profile; /* NULL: none could be read */
	bool offline;                  /* leave the network alone */
};

/* What a check that needs a profile says without one. */
#define DOCTOR_NO_PROFILE "needs a profile"

/* discred's own programs, and the names under which git and docker find it. */
void doctor_programs(struct doctor *doctor) __attribute__((nonnull));

/* The home directory, and the variables that name directories. */
void doctor_variables(struct doctor *doctor) __attribute__((nonnull));

/* The directory of the settings, config.cfg, and the profile, which is read into `profile`; true: it was. */
void doctor_config(struct doctor *doctor) __attribute__((nonnull));
bool doctor_profile(struct doctor *doctor, const char *argument, struct profile *profile)
    __attribute__((nonnull(1, 3), warn_unused_result));

/* Where discred keeps things: the directories, the files in them, and that the store can use them. */
void doctor_state(struct doctor *doctor) __attribute__((nonnull));
/* The store that hosts share, if the profile names one: its nodes, its seal, and the clocks. */
void doctor_shared(struct doctor *doctor) __attribute__((nonnull));
/* Whether what is stored is sealed, and can be opened. */
void doctor_seal(struct doctor *doctor) __attribute__((nonnull));

/* Where the profile's secrets come from, and what its stack names. Nothing is run and no value is read. */
void doctor_sources(struct doctor *doctor) __attribute__((nonnull));

/* The way back from the browser, and the browser. */
void doctor_login(struct doctor *doctor) __attribute__((nonnull));

/* The way to the server. */
void doctor_network(struct doctor *doctor) __attribute__((nonnull));

/* A directory as it is seen; `follow` a link that is in its place. What facts point to is owned: directory_release().
 */
struct directory {
	struct directory_facts facts;
	struct error exposed;
	char *parent;
};
void directory_look(struct directory *directory, const char *path, uid_t uid, bool follow) __attribute__((nonnull));
void directory_release(struct directory *directory) __attribute__((nonnull));

#endif
