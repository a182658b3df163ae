#include "discred/profile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/path.h"
#include "core/profile/fields.h"

static void profile_init(struct profile *profile)
{
	*profile = (struct profile){.client_secret = SECRET_REF_INIT, .bot_token = SECRET_REF_INIT};
}

void profile_release(struct profile *profile)
{
	free(profile->id);
	free(profile->path);
	free(profile->name);
	free(profile->description);
	free(profile->client_id);
	secret_ref_release(&profile->client_secret);
	strings_release(&profile->scope);
	free(profile->channel_id);
	free(profile->guild_id);
	free(profile->bot_name);
	free(profile->bot_version);
	free(profile->bot_url);
	secret_ref_release(&profile->bot_token);
	strings_release(&profile->redirect_uri);
	free(profile->api_base);
	free(profile->authorize_url);
	free(profile->ca_file);
	strings_release(&profile->hosts);
	free(profile->store);
	stack_release(&profile->stack);
	stack_release(&profile->bot_stack);
	free(profile->at);
	profile_init(profile);
}

int profile_name_check(const char *name, const char *origin, struct error *err)
{
	if (name_valid(name))
		return 0;
	error_set(err, ERROR_USAGE, "'%s'%s cannot be the name of a profile", name, origin);
	return error_hint(err, NAME_RULE);
}

static int not_found(const struct environ *env, const char *name, struct error *err)
{
	struct strings names = STRINGS_INIT;
	struct error ignored = ERROR_INIT;
	const char *nearest = NULL;

	if (!document_names(env, "profiles", &names, NULL, &ignored) && names.count)
		nearest = strings_nearest((const char *const *)names.item, names.count, name);
	error_set(err, ERROR_NONE, "no profile '%s'", name);
	if (nearest)
		error_hint(err, "did you mean '%s'?", nearest);
	else
		error_hint(err, "run 'discred profile new %s'", name);
	strings_release(&names);
	return -1;
}

/* given: the document has its text already. */
static int read_profile(struct profile *profile, const struct field_reader *reader, bool given, struct error *err)
{
	struct scan_key *keys = xcalloc(field_table_count, sizeof(*keys));
	int result = 0;

	fields_keys(keys);
	if (given)
		document_scan(reader->document, keys, field_table_count);
	else
		result = document_read(reader->document, keys, field_table_count, err);
	free(keys);
	if (!result && document_root(reader->document))
		fields_read(reader, profile);
	return result < 0 ? result : diagnostics_verdict(reader->document->list, err);
}

const char *profile_derived_from(const struct profile *profile, const char *key)
{
	if (!strcmp(key, "name"))
		return "the file's name";
	if (!strcmp(key, "stack") && profile_is_bot(profile))
		return "bot_token, without client_secret";
	return !strcmp(key, "bot_url") ? "authorize_url, client_id, scope, permissions, guild_id" : NULL;
}

static void ask_bot(struct stack *stack, const struct source_table *sources)
{
	stack_add(stack, stack_control_find("sufficient"), sources->bot);
}

/* The bot's token is what a profile is for that has no way to a user's. */
static void complete_stack(struct profile *profile, const struct source_table *sources)
{
	if (!profile->stack.by_default || profile->bot_token.kind == SECRET_ABSENT)
		return;
	ask_bot(&profile->bot_stack, sources);
	if (!profile_is_bot(profile))
		return;
	stack_release(&profile->stack);
	ask_bot(&profile->stack, sources);
	profile->stack.by_default = true;
}

/* The defaults that come from other keys, but for bot_url: few programs need that one. */
static void complete(struct profile *profile, const struct source_table *sources)
{
	complete_stack(profile, sources);
	if (!profile->name)
		profile->name = xstrdup(profile->id);
}

/* Reads the profile of an open document. */
static int load(struct profile *profile, const char *name, const struct field_reader *reader, bool given,
		struct error *err)
{
	int result;

	profile->id = xstrdup(name);
	profile->path = xstrdup(reader->document->path);
	result = read_profile(profile, reader, given, err);
	if (result < 0)
		profile_release(profile);
	else
		complete(profile, reader->sources);
	return result;
}

static int find(struct document *document, const char *name, const struct environ *env, struct error *err)
{
	if (profile_name_check(name, "", err) < 0)
		return -1;
	if (!document_find(document, env, "profiles", name, err))
		return 0;
	return err->code == ERROR_NONE ? not_found(env, name, err) : -1;
}

int profile_locate(const char *name, const struct environ *env, char **path, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct document document;
	int result;

	document_init(&document, &list);
	result = find(&document, name, env, err);
	if (!result)
		*path = xstrdup(document.path);
	document_release(&document);
	diagnostics_release(&list);
	return result;
}

int profile_check_there(const struct profile *profile, struct error *err)
{
	if (!access(profile->path, F_OK) || errno != ENOENT)
		return 0;
	return error_set(err, ERROR_NONE, "the profile was removed or renamed meanwhile");
}

int profile_load(struct profile *profile, const char *name, const struct environ *env,
		 const struct source_table *sources, struct diagnostics *list, struct error *err)
{
	struct document document;
	const struct field_reader reader = {.env = env, .sources = sources, .document = &document};
	int result;

	profile_init(profile);
	document_init(&document, list);
	result = find(&document, name, env, err);
	if (!result)
		result = load(profile, name, &reader, false, err);
	document_release(&document);
	return result;
}

int profile_load_text(struct profile *profile, const struct profile_text *text, const struct environ *env,
		      const struct source_table *sources, struct diagnostics *list, struct error *err)
{
	struct document document;
	const struct field_reader reader = {.env = env, .sources = sources, .document = &document};
	int result;

	profile_init(profile);
	document_init(&document, list);
	document_give(&document, text->path, text->bytes);
	document.fd = text->fd < 0 ? -1 : fcntl(text->fd, F_DUPFD_CLOEXEC, 0);
	if (text->fd >= 0 && document.fd < 0)
		result = error_set(err, ERROR_SYS, "cannot examine '%s': %s", text->path, strerror(errno));
	else
		result = load(profile, text->name, &reader, true, err);
	document_release(&document);
	return result;
}

int profile_list(const struct environ *env, struct strings *names, struct error *err)
{
	return document_names(env, "profiles", names, NULL, err);
}

void profile_list_skipped(const struct environ *env, struct strings *reasons)
{
	struct strings names = STRINGS_INIT;
	struct error ignored = ERROR_INIT;

	(void)!document_names(env, "profiles", &names, reasons, &ignored);
	strings_release(&names);
}

/* Of a profile with mistakes too: what is right in it may name a variable. */
static void add_variables_of(const char *name, const struct environ *env, const struct source_table *sources,
			     struct strings *names)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error ignored = ERROR_INIT;
	struct document document;
	const struct field_reader reader = {.env = env, .sources = sources, .document = &document};
	struct profile profile;

	profile_init(&profile);
	document_init(&document, &list);
	if (!find(&document, name, env, &ignored)) {
		(void)!read_profile(&profile, &reader, false, &ignored);
		profile_secret_variables(&profile, names);
	}
	profile_release(&profile);
	document_release(&document);
	diagnostics_release(&list);
}

void profile_all_secret_variables(const struct environ *env, const struct source_table *sources, struct strings *names)
{
	struct strings profiles = STRINGS_INIT;
	struct error ignored = ERROR_INIT;

	(void)!profile_list(env, &profiles, &ignored);
	for (size_t i = 0; i < profiles.count; i++)
		add_variables_of(profiles.item[i], env, sources, names);
	strings_release(&profiles);
}
