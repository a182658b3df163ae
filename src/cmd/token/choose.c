#include "cmd/token/choose.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "discred/profile.h"

/* As the address would be written for the same scheme, so that a default port is the same as none. */
static bool is_listed(const char *entry, const struct url *url)
{
	struct buf listed = BUF_INIT(4096);
	struct buf wanted = BUF_INIT(4096);
	struct url parsed = URL_INIT;
	struct error err = ERROR_INIT;
	char *text = xasprintf("%s://%s", url->tls ? "https" : "http", entry);
	bool same = false;

	if (!url_parse(&parsed, text, &err)) {
		url_host_header(&parsed, &listed);
		url_host_header(url, &wanted);
		same = buf_ok(&wanted) && buf_equal(&listed, &wanted);
	}
	url_release(&parsed);
	buf_release(&listed);
	buf_release(&wanted);
	free(text);
	return same;
}

static bool is_local(const char *api_base)
{
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;
	bool local = !url_parse(&url, api_base, &err) && url_is_loopback(&url);

	url_release(&url);
	return local;
}

bool profile_serves(const struct profile *profile, const struct url *url)
{
	if (!url->tls && (!url_is_loopback(url) || !is_local(profile->api_base)))
		return false;
	for (size_t i = 0; i < profile->hosts.count; i++)
		if (is_listed(profile->hosts.item[i], url))
			return true;
	return false;
}

/* A bot's token goes to those who ask in the user's name only where a stack says so. */
static bool is_for_helpers(const struct profile *profile)
{
	return !profile_is_bot(profile);
}

static bool answers(const struct profile *profile, const struct url *url)
{
	return is_for_helpers(profile) && profile_serves(profile, url);
}

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
	*found = answers(profile, &request->url);
	if (!*found)
		profile_release(profile);
	return 0;
}

/* The default profile, if it answers for the server. */
static int choose_default(const struct protocol_request *request, const struct environ *env,
			  const struct source_table *sources, FILE *complaints, struct profile *profile, bool *found,
			  struct error *err)
{
	*found = !profile_open(profile, NULL, env, sources, complaints, err);
	if (*found) {
		*found = answers(profile, &request->url);
		if (!*found)
			profile_release(profile);
		return 0;
	}
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
		if (answers(profile, url)) {
			only = names.item[i];
			count++;
		}
		profile_release(profile);
	}
	*found = count == 1 && load(profile, only, env, sources);
	strings_release(&names);
	return 0;
}

int choose_profile(const struct protocol_request *request, const struct environ *env,
		   const struct source_table *sources, FILE *complaints, struct profile *profile, bool *found,
		   struct error *err)
{
	*found = false;
	if (request->profile)
		return choose_named(request, env, sources, complaints, profile, found, err);
	if (choose_default(request, env, sources, complaints, profile, found, err) < 0)
		return -1;
	if (*found)
		return 0;
	return choose_only(&request->url, env, sources, profile, found, err);
}

int choose_list(const struct url *url, const struct environ *env, const struct source_table *sources,
		struct strings *names, bool *has_default, struct error *err)
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
		if (answers(&profile, url)) {
			strings_add(names, all.item[i]);
			*has_default = *has_default || (usual && !strcmp(usual, all.item[i]));
		}
		profile_release(&profile);
	}
	/* The only one that serves it answers for it, too. */
	*has_default = *has_default || names->count == 1;
	free(usual);
	diagnostics_release(&list);
	strings_release(&all);
	return 0;
}
