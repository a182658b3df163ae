#include <stdlib.h>
#include <string.h>

#include "core/slot/handover.h"

/* What is asked for is not there: that is no mistake of anybody's. */
static bool is_absence(const struct error *err)
{
	return err->code == ERROR_NONE || err->code == ERROR_USAGE;
}

static int choose_named(const struct protocol_request *request, const struct environ *env,
			const struct source_table *sources, FILE *complaints, struct profile *profile, bool *found,
			struct error *err)
{
	if (profile_open(profile, request->profile, env, sources, complaints, err) < 0) {
		if (request->insisted || !is_absence(err))
			return -1;
		error_clear(err);
		return 0;
	}
	*found = !request->url.host || profile_serves(profile, &request->url);
	if (!*found)
		profile_release(profile);
	return 0;
}

/* The default profile, if there is one. */
static int choose_default(const struct environ *env, const struct source_table *sources, FILE *complaints,
			  struct profile *profile, bool *found, struct error *err)
{
	*found = !profile_open(profile, NULL, env, sources, complaints, err);
	if (*found)
		return 0;
	if (!is_absence(err))
		return -1;
	error_clear(err);
	return 0;
}

static bool load(struct profile *profile, const char *name, const struct environ *env,
		 const struct source_table *sources)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error ignored = ERROR_INIT;
	bool loaded = !profile_load(profile, name, env, sources, &list, &ignored);

	diagnostics_release(&list);
	return loaded;
}

/* The only one that serves the url, if there is just one. Those that can't be loaded can't be meant. */
static int choose_only(const struct url *url, const struct environ *env, const struct source_table *sources,
		       struct profile *profile, bool *found, struct error *err)
{
	struct strings names = STRINGS_INIT;
	const char *only = NULL;
	size_t count = 0;

	if (profile_list(env, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		if (!load(profile, names.item[i], env, sources))
			continue;
		if (profile_serves(profile, url)) {
			only = names.item[i];
			count++;
		}
		profile_release(profile);
	}
	*found = count == 1 && load(profile, only, env, sources);
	strings_release(&names);
	return 0;
}

int handover_choose(const struct protocol_request *request, const struct environ *env,
		    const struct source_table *sources, FILE *complaints, struct profile *profile, bool *found,
		    struct error *err)
{
	*found = false;
	if (request->profile)
		return choose_named(request, env, sources, complaints, profile, found, err);
	if (!request->url.host) {
		*found = !profile_open(profile, NULL, env, sources, complaints, err);
		return *found ? 0 : -1;
	}
	if (choose_default(env, sources, complaints, profile, found, err) < 0)
		return -1;
	if (*found && profile_serves(profile, &request->url))
		return 0;
	if (*found)
		profile_release(profile);
	return choose_only(&request->url, env, sources, profile, found, err);
}

int handover_list(const struct environ *env, const struct source_table *sources, struct strings *names,
		  bool *has_default, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct strings all = STRINGS_INIT;
	struct profile profile;
	char *usual = NULL;

	*has_default = false;
	if (profile_list(env, &all, err) < 0)
		return -1;
	if (profile_choose(NULL, env, &usual, &list, err) < 0)
		error_clear(err);
	for (size_t i = 0; i < all.count; i++) {
		if (!load(&profile, all.item[i], env, sources))
			continue;
		strings_add(names, all.item[i]);
		*has_default = *has_default || (usual && !strcmp(usual, all.item[i]));
		profile_release(&profile);
	}
	free(usual);
	diagnostics_release(&list);
	strings_release(&all);
	return 0;
}
