#include <stdlib.h>

#include "base/memory.h"
#include "base/strings.h"
#include "cmd/run/run.h"

#define MARKER "DISCRED_RUN"

/* The marker's names; a variable that was unset since is free again. */
static void read_marker(const struct environ *env, struct strings *names)
{
	const char *marker = environ_value(env, MARKER);
	struct strings all = STRINGS_INIT;

	strings_split(&all, marker ? marker : "", ",");
	for (size_t i = 0; i < all.count; i++)
		if (environ_value(env, all.item[i]) && !strings_have(names, all.item[i]))
			strings_add(names, all.item[i]);
	strings_release(&all);
}

/* Ours without what the command is not to see, and the two new ones at the end. */
static char **collect(const struct profile *profile, const struct environ *env, const char *name,
		      struct run_variables *variables)
{
	struct strings dropped = STRINGS_INIT;
	size_t count = 0;
	char **kept;
	char **all;

	profile_secret_variables(profile, &dropped);
	strings_add(&dropped, name);
	strings_add(&dropped, MARKER);
	kept = environ_without(env, &dropped);
	while (kept[count])
		count++;
	all = xcalloc(count + 3, sizeof(*all));
	memcpy(all, kept, count * sizeof(*all));
	all[count] = variables->token.ptr;
	all[count + 1] = variables->marker.ptr;
	free(kept);
	strings_release(&dropped);
	return all;
}

int run_variables_make(const struct profile *profile, const struct environ *env, const char *name,
		       const struct token *token, struct run_variables *variables, struct error *err)
{
	struct strings names = STRINGS_INIT;
	char *list;
	int result = 0;

	name = name ? name : token_variable(token->type);
	read_marker(env, &names);
	if (strings_have(&names, name)) {
		strings_release(&names);
		error_set(err, ERROR_USAGE, "'%s' holds a token of an outer 'discred run' already", name);
		return error_hint(err, "give this one another name with --name");
	}
	strings_add(&names, name);
	list = strings_join(&names, ",");
	buf_printf(&variables->marker, MARKER "=%s", list);
	buf_printf(&variables->token, "%s=", name);
	buf_add(&variables->token, buf_text(&token->secret), token->secret.len);
	if (buf_ok(&variables->marker) && buf_ok(&variables->token))
		variables->all = collect(profile, env, name, variables);
	else
		result = error_set(err, ERROR_BUG, "the token does not fit into the environment");
	free(list);
	strings_release(&names);
	return result;
}

void run_variables_release(struct run_variables *variables)
{
	free(variables->all);
	variables->all = NULL;
	buf_release(&variables->token);
	buf_release(&variables->marker);
}
