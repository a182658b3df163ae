#include "core/slot/source_token.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static char *slot_name(const char *source)
{
	return xasprintf("token-%s", source);
}

static int load_record(const struct store *store, const char *profile, const char *source, struct record *record,
		       struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	char *slot = slot_name(source);
	int result = store->ops->load(store, profile, slot, &bytes, err);

	if (result && err->code == ERROR_NONE)
		error_set(err, ERROR_NONE, "no token is kept");
	/* A damaged one is no loss: the next one replaces it. */
	if (!result && record_is_newer(&bytes))
		result = error_set(err, ERROR_CONFIG, "the kept token was written by a newer discred");
	else if (!result && record_parse(record, &bytes, err) < 0)
		result = error_set(err, ERROR_NONE, "the kept token is damaged");
	free(slot);
	buf_release(&bytes);
	return result;
}

int source_token_load(const struct store *store, const struct profile *profile, const char *source, const char *options,
		      struct token *token, struct error *err)
{
	struct record record = RECORD_INIT;
	int result = load_record(store, profile->id, source, &record, err);

	if (!result && token_from_record(token, &record, err) < 0)
		result = error_set(err, ERROR_NONE, "the kept token is damaged");
	else if (!result && strcmp(record_text(&record, "options"), options) != 0)
		result = error_set(err, ERROR_NONE, "the kept token was got by other options");
	else if (!result &&
		 (strcmp(token->client_id, profile->client_id) || strcmp(token->api_base, profile->api_base)))
		result = error_set(err, ERROR_NONE, "the kept token is for client_id '%s' at '%s'", token->client_id,
				   token->api_base);
	if (result)
		token_release(token);
	record_release(&record);
	return result;
}

int source_token_save(const struct store *store, const struct profile *profile, const char *source, const char *options,
		      const struct token *token, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct record record = RECORD_INIT;
	char *slot = slot_name(source);
	int result = token_to_record(token, &record, err);

	if (!result)
		result = record_add_text(&record, "options", options, err);
	if (!result)
		result = record_format(&record, &bytes, err);
	if (!result)
		result = store->ops->save(store, profile->id, slot, &bytes, err);
	free(slot);
	record_release(&record);
	buf_release(&bytes);
	return result;
}

int source_token_owner_scope(const struct profile *profile, const char *given, char **scope, struct error *err)
{
	static const char *const of_users[] = {"bot", "applications.commands", "webhook.incoming",
					       "role_connections.write"};
	struct strings left = STRINGS_INIT;

	*scope = NULL;
	if (given)
		strings_split(&left, given, " ");
	for (size_t i = 0; !given && i < profile->scope.count; i++) {
		bool users = false;

		for (size_t u = 0; u < ARRAY_LEN(of_users); u++)
			users = users || !strcmp(profile->scope.item[i], of_users[u]);
		if (!users)
			strings_add(&left, profile->scope.item[i]);
	}
	if (left.count)
		*scope = strings_join(&left, " ");
	strings_release(&left);
	if (*scope)
		return 0;
	error_set(err, ERROR_CONFIG, "none of the profile's scopes is for the application's owner");
	return error_hint(err, "set scope in the stack's entry, such as scope = \"identify\"");
}
