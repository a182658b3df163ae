#include <string.h>

#include "cmd/complete/complete.h"
#include "discred/profile.h"
#include "discred/source.h"

/* A file is read for its description alone: its references to secrets are not followed. One with mistakes has none. */
static void offer_described(struct completion *completion, const char *name)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct profile profile;
	struct error err;

	if (profile_load(&profile, name, completion->env, &source_table, &list, &err) < 0) {
		reply_add(&completion->reply, name, "");
	} else {
		const char *label = strcmp(profile.name, name) ? profile.name : "";

		reply_add(&completion->reply, name, *profile.description ? profile.description : label);
		profile_release(&profile);
	}
	diagnostics_release(&list);
}

void complete_profiles(struct completion *completion)
{
	enum { DESCRIBED_MAX = 32 }; /* for more, it would be felt */
	struct strings names = STRINGS_INIT;
	struct error err;

	if (profile_list(completion->env, &names, &err) < 0)
		strings_release(&names);
	for (size_t i = 0; i < names.count; i++) {
		if (names.count <= DESCRIBED_MAX)
			offer_described(completion, names.item[i]);
		else
			reply_add(&completion->reply, names.item[i], "");
	}
	strings_release(&names);
}
