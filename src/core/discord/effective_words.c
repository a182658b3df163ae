#include "core/discord/effective_words.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/strings.h"
#include "core/discord/permission.h"
#include "discred/error.h"

/* " 'NAME'" without control bytes, "" for one that is not known. */
static char *role_shown(const struct effective_guild *guild, uint64_t id)
{
	char *shown = NULL;

	for (size_t i = 0; i < guild->role_count && !shown; i++)
		if (guild->roles[i].id == id && guild->roles[i].name)
			shown = xasprintf(" '%s'", guild->roles[i].name);
	if (!shown)
		return xstrdup("");
	text_sanitize(shown);
	return shown;
}

static char *reason_text(const struct effective_question *question, const struct effective_reason *reason)
{
	char name[PERMISSION_NAME];
	char time[CLOCK_TEXT];
	char *shown;
	char *text;

	switch (reason->kind) {
	case EFFECTIVE_NOT_GRANTED:
		break;
	case EFFECTIVE_DENIED_EVERYONE:
		return xstrdup("denied by the overwrite of @everyone");
	case EFFECTIVE_DENIED_ROLE:
		shown = role_shown(question->guild, reason->id);
		text = xasprintf("denied by the overwrite of role %" PRIu64 "%s", reason->id, shown);
		free(shown);
		return text;
	case EFFECTIVE_DENIED_MEMBER:
		return xstrdup("denied by the overwrite of the member");
	case EFFECTIVE_DENIED_TIMEOUT:
		clock_rfc3339(question->member->timeout / 1000000, time);
		return xasprintf("timed out until %s", time);
	case EFFECTIVE_NONE_IN_THREADS:
		return xstrdup("has no effect in threads: SEND_MESSAGES_IN_THREADS decides");
	case EFFECTIVE_NEEDS_PERMISSION:
		permission_name((unsigned)__builtin_ctzll(reason->id), name);
		return xasprintf("has no effect without %s", name);
	}
	return xstrdup("granted by no role");
}

char *effective_words(const struct effective_question *question, const struct effective *effective, unsigned bit)
{
	struct strings texts = STRINGS_INIT;
	struct effective_reason *reasons;
	size_t count = effective_why(question, effective, bit, &reasons);
	char *joined;

	for (size_t i = 0; i < count; i++) {
		char *text = reason_text(question, &reasons[i]);

		strings_add(&texts, text);
		free(text);
	}
	joined = strings_join(&texts, ", ");
	strings_release(&texts);
	free(reasons);
	return joined;
}
