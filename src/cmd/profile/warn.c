#include "cmd/profile/warn.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/path.h"
#include "base/trust.h"
#include "core/discord/scope.h"
#include "core/profile/fields.h"

struct warner {
	const struct profile *profile;
	const struct environ *env;
	const struct store *store;
	struct strings *warnings;
};

static void __attribute__((format(printf, 3, 4)))
complain(const struct warner *warner, const char *key, const char *format, ...)
{
	struct position at = {0, 0};
	va_list args;
	char *text;
	char *line;

	for (size_t i = 0; i < field_table_count; i++)
		if (!strcmp(field_table[i].key, key))
			at = warner->profile->at[i];
	va_start(args, format);
	text = xvasprintf(format, args);
	va_end(args);
	if (at.line)
		line = xasprintf("%s:%u:%u: warning: %s", warner->profile->path, at.line, at.column, text);
	else
		line = xasprintf("%s: warning: %s", warner->profile->path, text);
	strings_add(warner->warnings, line);
	free(line);
	free(text);
}

/* Opened as it would be to be read, and closed unread. */
static void check_file(const struct warner *warner, const char *key, const char *name,
		       int (*open_file)(const struct environ *env, const char *path, int *fd, struct error *err))
{
	char *path = path_expand(warner->env, name);
	struct error err = ERROR_INIT;
	int fd;

	if (open_file(warner->env, path, &fd, &err) < 0)
		complain(warner, key, "%s: %s%s%s", key, err.text, err.hint[0] ? "; " : "", err.hint);
	else
		close(fd);
	free(path);
}

static void check_command(const struct warner *warner, const char *key, const struct strings *argv)
{
	const char *name = argv->count ? argv->item[0] : "";
	char *found = path_find_command(warner->env, name);
	char *interpreter = found ? path_missing_interpreter(found) : NULL;

	if (!found)
		complain(warner, key, "%s: there is no program '%s' that could be run", key, name);
	else if (interpreter)
		complain(warner, key, "%s: the interpreter '%s' of '%s' does not exist", key, interpreter, name);
	free(interpreter);
	free(found);
}

static void check_stored(const struct warner *warner, const char *key)
{
	const struct store *store = warner->store;
	const char *id = warner->profile->id;
	struct strings slots = STRINGS_INIT;
	struct error ignored = ERROR_INIT;

	if (!store || store->ops->list(store, id, &slots, &ignored) < 0 || !strings_have(&slots, "secret"))
		complain(warner, key, "%s: no secret is stored: run 'discred profile set-secret %s %s'", key, id, key);
	strings_release(&slots);
}

static void check_secret(const struct warner *warner, const char *key, const struct secret_ref *ref)
{
	switch (ref->kind) {
	case SECRET_FILE:
		check_file(warner, key, ref->name, trust_open_secret);
		break;
	case SECRET_COMMAND:
		check_command(warner, key, &ref->argv);
		break;
	case SECRET_ENV:
		if (!environ_value(warner->env, ref->name))
			complain(warner, key, "%s: the environment variable '%s' is not set here", key, ref->name);
		break;
	case SECRET_STORED:
		check_stored(warner, key);
		break;
	case SECRET_ABSENT:
	case SECRET_PLAIN:
		break;
	}
}

/* A stack that asks others alone needs no secret of the application. */
static void check_client(const struct warner *warner)
{
	const struct profile *profile = warner->profile;
	bool secret = profile->client_secret.kind != SECRET_ABSENT;
	bool user = stack_asks(&profile->stack, SOURCE_CACHE) || stack_asks(&profile->stack, SOURCE_REFRESH) ||
		    stack_asks(&profile->stack, SOURCE_AUTHORIZATION);
	char *scope = profile_scope(profile);

	if (user && !secret && !profile->public_client && !scope_is_invitation(&profile->scope))
		complain(warner, "scope", "scope '%s' needs client_secret, or public_client = true", scope);
	if (stack_asks(&profile->stack, SOURCE_CLIENT) && !secret)
		complain(warner, "stack", "source 'client_credentials' needs client_secret");
	if (secret && profile->public_client)
		complain(warner, "client_secret", "client_secret is not used, since public_client is true");
	if (profile->public_client && strings_have(&profile->scope, "role_connections.write"))
		complain(warner, "scope", "Discord refuses scope 'role_connections.write' to public clients");
	if (stack_asks(&profile->stack, SOURCE_BOT) && profile->bot_token.kind == SECRET_ABSENT)
		complain(warner, "stack", "source 'bot' needs bot_token");
	free(scope);
}

static void check_scope(const struct warner *warner, const char *name)
{
	char *doubt = scope_doubt(name);

	if (doubt)
		complain(warner, "scope", "%s", doubt);
	free(doubt);
}

/* Discord's tokens live for 7 days. */
static void check_min_valid(const struct warner *warner)
{
	enum { HALF_LIFE = 604800 / 2 };

	if (warner->profile->min_valid > HALF_LIFE)
		complain(warner, "min_valid",
			 "min_valid is more than half of the 7 days that Discord's tokens live: half counts");
}

void profile_warnings(const struct profile *profile, const struct environ *env, const struct store *store,
		      struct strings *warnings)
{
	const struct warner warner = {.profile = profile, .env = env, .store = store, .warnings = warnings};

	check_client(&warner);
	check_min_valid(&warner);
	for (size_t i = 0; i < profile->scope.count; i++)
		check_scope(&warner, profile->scope.item[i]);
	/* By its type, so that a secret of tomorrow is looked at too. */
	for (size_t i = 0; i < field_table_count; i++)
		if (field_table[i].type == FIELD_SECRET)
			check_secret(&warner, field_table[i].key,
				     (const void *)((const char *)profile + field_table[i].offset));
	if (profile->ca_file)
		check_file(&warner, "ca_file", profile->ca_file, trust_open);
}
