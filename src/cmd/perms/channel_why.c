#include "cmd/perms/channel_why.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "cmd/perms/perms.h"

char *name_shown(const char *name)
{
	char *shown = name ? xasprintf(" '%s'", name) : xstrdup("");

	text_sanitize(shown);
	return shown;
}

static const char *role_name(const struct finding *finding, uint64_t id)
{
	const struct effective_guild *guild = finding->question.guild;

	for (size_t i = 0; i < guild->role_count; i++)
		if (guild->roles[i].id == id)
			return guild->roles[i].name;
	return NULL;
}

bool why_not_granted(const struct finding *finding, unsigned bit)
{
	struct effective_reason *reasons;
	size_t count = effective_why(&finding->question, &finding->effective, bit, &reasons);
	bool only = count == 1 && reasons[0].kind == EFFECTIVE_NOT_GRANTED;

	free(reasons);
	return only;
}

static json_t *overwrite_json(const char *type, uint64_t id, const char *name)
{
	return json_pack("{s:s, s:s, s:o, s:s?}", "reason", "overwrite", "type", type, "id", perms_json_value(id),
			 "name", name);
}

static json_t *reason_json(const struct finding *finding, const struct effective_reason *reason)
{
	char text[PERMISSION_NAME];

	switch (reason->kind) {
	case EFFECTIVE_NOT_GRANTED:
		break;
	case EFFECTIVE_DENIED_EVERYONE:
		return overwrite_json("everyone", reason->id, "@everyone");
	case EFFECTIVE_DENIED_ROLE:
		return overwrite_json("role", reason->id, role_name(finding, reason->id));
	case EFFECTIVE_DENIED_MEMBER:
		return overwrite_json("member", reason->id, NULL);
	case EFFECTIVE_DENIED_TIMEOUT:
		clock_rfc3339(finding->question.member->timeout / 1000000, text);
		return json_pack("{s:s, s:s}", "reason", "timeout", "until", text);
	case EFFECTIVE_NONE_IN_THREADS:
		return json_pack("{s:s, s:s}", "reason", "thread", "permission", "SEND_MESSAGES_IN_THREADS");
	case EFFECTIVE_NEEDS_PERMISSION:
		permission_name((unsigned)__builtin_ctzll(reason->id), text);
		return json_pack("{s:s, s:s}", "reason", "needs", "permission", text);
	}
	return json_pack("{s:s}", "reason", "not_granted");
}

/* An array of reasons. */
static json_t *why_json(const struct finding *finding, unsigned bit)
{
	struct effective_reason *reasons;
	size_t count = effective_why(&finding->question, &finding->effective, bit, &reasons);
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, reason_json(finding, &reasons[i]));
	free(reasons);
	return array;
}

static json_t *missing_json(const struct finding *finding)
{
	json_t *array = json_array();

	for (unsigned bit = 0; bit < PERMISSION_BITS; bit++) {
		char name[PERMISSION_NAME];

		if (!(finding->missing >> bit & 1))
			continue;
		permission_name(bit, name);
		json_array_append_new(array, json_pack("{s:s, s:o, s:o}", "name", name, "value",
						       perms_json_value(UINT64_C(1) << bit), "reasons",
						       why_json(finding, bit)));
	}
	return array;
}

int finding_print_json(const struct finding *finding, struct error *err)
{
	const struct effective *effective = &finding->effective;

	return json_print(
	    json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "base", perms_json_value(effective->base), "channel",
		      finding->question.channel ? perms_json_value(effective->channel) : json_null(), "after_timeout",
		      perms_json_value(effective->after_timeout), "effective", perms_json_value(effective->value),
		      "effective_names", perms_json_names(effective->value), "missing", missing_json(finding)),
	    stdout, err);
}
