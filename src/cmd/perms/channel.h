/*
 * `discred perms channel`: what it is given, what it found out, and how that is shown.
 */
#ifndef DISCRED_CMD_PERMS_CHANNEL_H
#define DISCRED_CMD_PERMS_CHANNEL_H

#include <stdbool.h>

#include "base/environ.h"
#include "core/discord/effective.h"
#include "core/discord/effective_json.h"
#include "discred/error.h"

enum { GUILD, MEMBER, CHANNEL, PARENT, OBJECTS };

/*
 * Reads the files, "-" is stdin and NULL none; guild and member must be there. Refuses what does not belong together.
 * Empty after an error.
 */
int inputs_read(struct effective_inputs *inputs, const char *const paths[static OBJECTS], struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * The same for the channel_id of a profile, asked of Discord with its bot token; user NULL: the bot itself.
 */
int inputs_fetch(struct effective_inputs *inputs, const char *profile, const char *user, const struct environ *env,
		 struct error *err) __attribute__((nonnull(1, 4, 5), warn_unused_result));

struct finding {
	struct effective_question question;
	struct effective effective;
	uint64_t missing; /* what is explained */
	bool needed;      /* it is what --needs asked for */
};

void finding_print(const struct finding *finding) __attribute__((nonnull));
int finding_print_json(const struct finding *finding, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
