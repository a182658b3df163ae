/*
 * The tokens that other sources than the user's grant keep (source_token.h), as `discred auth status` shows them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/auth/status.h"
#include "discred/slot.h"
#include "discred/source.h"

static int add(const struct store *store, struct status *status, const struct source *source, struct error *err)
{
	struct token token = TOKEN_INIT;
	struct status_kept *kept;
	char *slot = xasprintf("token-%s", source->name);
	int result = slot_load_token(store, status->profile->id, slot, &token, err);

	free(slot);
	if (result < 0) {
		/* A damaged one serves nobody, and its source gets another. */
		token_release(&token);
		return err->code == ERROR_NONE ? 0 : -1;
	}
	status->kept = xgrow(status->kept, status->kept_count, sizeof(*status->kept));
	kept = &status->kept[status->kept_count++];
	*kept = (struct status_kept){.source = xstrdup(source->name), .token = TOKEN_INIT};
	token_move(&kept->token, &token);
	return 0;
}

static int by_name(const void *one, const void *other)
{
	return strcmp(((const struct status_kept *)one)->source, ((const struct status_kept *)other)->source);
}

/* A look at a slot for each source costs the same however many profiles there are; a list of slots does not. */
int status_read_kept(const struct store *store, struct status *status, struct error *err)
{
	for (size_t i = 0; i < source_table.count; i++) {
		const struct source *source = source_table.row[i];

		if ((source->kind == SOURCE_OTHER || source->kind == SOURCE_CLIENT) &&
		    add(store, status, source, err) < 0)
			return -1;
	}
	if (status->kept_count)
		qsort(status->kept, status->kept_count, sizeof(*status->kept), by_name);
	return 0;
}

void status_release_kept(struct status *status)
{
	for (size_t i = 0; i < status->kept_count; i++) {
		free(status->kept[i].source);
		token_release(&status->kept[i].token);
	}
	free(status->kept);
}

/* Whether the stack has that source, and the token is for the profile's application. */
static bool serves(const struct profile *profile, const struct status_kept *kept)
{
	if (strcmp(kept->token.client_id, profile->client_id) || strcmp(kept->token.api_base, profile->api_base))
		return false;
	for (size_t i = 0; i < profile->stack.count; i++)
		if (!strcmp(profile->stack.entry[i].source->name, kept->source))
			return true;
	return false;
}

static const char *state(const struct status *status, const struct status_kept *kept)
{
	return serves(status->profile, kept) ? status_token_state(&kept->token, status->now) : "not used";
}

int status_judge_kept(const struct status *status, struct error *err)
{
	bool expired = false;

	for (size_t i = 0; i < status->kept_count; i++) {
		if (!serves(status->profile, &status->kept[i]))
			continue;
		if (token_alive(&status->kept[i].token, status->now))
			return 0;
		expired = true;
	}
	if (expired) {
		error_set(err, ERROR_NONE, "the kept token has ended");
		return error_hint(err, "'discred token %s' gets a new one", status->profile->id);
	}
	error_set(err, ERROR_NONE, "not logged in");
	return error_hint(err, "run 'discred auth login %s'", status->profile->id);
}

void status_print_kept(FILE *out, const struct status *status)
{
	for (size_t i = 0; i < status->kept_count; i++) {
		const struct status_kept *kept = &status->kept[i];

		fprintf(out, "  %-9s %s, %s", "kept", kept->source, state(status, kept));
		status_print_end(out, &kept->token, status->now);
		fprintf(out, "\n");
	}
}

json_t *status_json_kept(const struct status *status)
{
	json_t *array = json_array();

	for (size_t i = 0; i < status->kept_count; i++) {
		const struct status_kept *kept = &status->kept[i];
		json_t *object = status_json_token(&kept->token, status->now, state(status, kept));

		json_object_set_new(object, "source", json_string(kept->source));
		json_object_set_new(object, "type", json_string(token_type_name(kept->token.type)));
		json_object_set_new(object, "scope", json_string(kept->token.scope));
		json_array_append_new(array, object);
	}
	return array;
}
