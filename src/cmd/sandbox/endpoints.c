#include "cmd/sandbox/endpoints.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

struct route {
	const char *method; /* NULL: any */
	const char *path;   /* '*' stands for one segment, up to two of them */
	enum endpoint endpoint;
	bool limited; /* carries rate-limit headers */
	endpoint_handler *serve;
};

/* Below /api, and /api/v6 to /api/v10. */
static const struct route api_routes[] = {
    {"POST", "/oauth2/token", ENDPOINT_TOKEN, false, token_serve},
    {"POST", "/oauth2/token/revoke", ENDPOINT_REVOKE, false, revoke_serve},
    {"GET", "/oauth2/@me", ENDPOINT_ME, true, me_serve},
    {"GET", "/users/@me", ENDPOINT_USERS, true, users_serve},
    {"GET", "/users/@me/guilds", ENDPOINT_GUILDS, true, guilds_serve},
    {"GET", "/guilds/*", ENDPOINT_GUILD, true, guild_serve},
    {"GET", "/guilds/*/roles", ENDPOINT_ROLES, true, roles_serve},
    {"GET", "/guilds/*/members/*", ENDPOINT_MEMBER, true, member_serve},
    {"GET", "/guilds/*/channels", ENDPOINT_CHANNELS, true, channels_serve},
    {"GET", "/applications/@me", ENDPOINT_APPLICATION, true, application_serve},
    {"PATCH", "/applications/@me", ENDPOINT_CHANGE, true, application_change},
    {"GET", "/oauth2/applications/@me", ENDPOINT_APPLICATION, true, application_serve},
    {"GET", "/channels/*", ENDPOINT_CHANNEL, true, channel_serve},
    {"GET", "/channels/*/messages", ENDPOINT_MESSAGES, true, messages_serve},
    {"POST", "/channels/*/messages", ENDPOINT_POST, true, post_serve},
    {"GET", "/webhooks/*/*", ENDPOINT_WEBHOOK, true, webhook_serve},
    {"GET", "/gateway", ENDPOINT_GATEWAY, true, gateway_serve},
    {.path = NULL},
};

static const struct route site_routes[] = {
    {"GET", "/", ENDPOINT_NONE, false, home_show},
    {"GET", "/oauth2/authorize", ENDPOINT_AUTHORIZE, false, authorize_show},
    {"POST", "/oauth2/authorize", ENDPOINT_CONSENT, false, authorize_decide},
    {"GET", "/sandbox/requests", ENDPOINT_NONE, false, control_requests},
    {"POST", "/sandbox/fault", ENDPOINT_NONE, false, control_add_fault},
    {"DELETE", "/sandbox/fault", ENDPOINT_NONE, false, control_clear_faults},
    {"POST", "/sandbox/end-grants", ENDPOINT_NONE, false, control_end_grants},
    {"POST", "/sandbox/expire", ENDPOINT_NONE, false, control_expire},
    {"POST", "/sandbox/advance", ENDPOINT_NONE, false, control_advance},
    {NULL, "/sandbox/trap", ENDPOINT_TRAP, false, control_trap},
    {.path = NULL},
};

/* A page of another site that resolves its own name to 127.0.0.1 sends that name as Host. */
static bool host_valid(const struct sandbox *sandbox, const char *host)
{
	char own[32];

	if (!host)
		return false;
	snprintf(own, sizeof(own), "127.0.0.1:%u", (unsigned)sandbox->port);
	if (!strcmp(host, own))
		return true;
	snprintf(own, sizeof(own), "localhost:%u", (unsigned)sandbox->port);
	return !strcasecmp(host, own);
}

static bool path_matches(const char *pattern, const char *path, struct request *request)
{
	char *const segments[] = {request->segment, request->second};
	size_t found = 0;

	for (; *pattern; pattern++) {
		size_t len = strcspn(path, "/");

		if (*pattern != '*') {
			if (*path++ != *pattern)
				return false;
			continue;
		}
		if (!len || found == ARRAY_LEN(segments))
			return false;
		/* Longer than any id is no id, however it goes on. */
		snprintf(segments[found++], sizeof(request->segment), "%.*s", (int)len, path);
		path += len;
	}
	return *path == '\0';
}

static const struct route *find(const struct route *routes, const char *path, struct request *request, bool *path_known)
{
	*path_known = false;
	for (const struct route *route = routes; route->path; route++) {
		if (!path_matches(route->path, path, request))
			continue;
		*path_known = true;
		if (!route->method || !strcmp(route->method, request->method))
			return route;
	}
	return NULL;
}

/*
 * The path below the API's base, NULL when it is not below it. Discord serves several versions, and one of them to who
 * names none; here all are alike. Versions that are gone, or not there yet, are known as such.
 */
static const char *below_api(const char *path, bool *version_valid)
{
	enum { VERSION_FIRST = 6, VERSION_LAST = 10 };
	unsigned version;
	int len = 0;

	*version_valid = true;
	if (strncmp(path, "/api/", 5) != 0)
		return NULL;
	path += 4;
	if (path[1] != 'v' || path[2] < '1' || path[2] > '9' || sscanf(path, "/v%2u%n", &version, &len) != 1 ||
	    path[len] != '/')
		return path;
	*version_valid = version >= VERSION_FIRST && version <= VERSION_LAST;
	return path + len;
}

static void note_agent(struct sandbox *sandbox, const struct request *request)
{
	free(sandbox->user_agent);
	sandbox->user_agent = request->user_agent ? xstrdup(request->user_agent) : NULL;
}

/* Which of the windows of an endpoint. */
static size_t limit_id(const struct request *request)
{
	const struct channel *channel = fixture_channel(request->segment);
	const struct guild *guild = fixture_guild(request->segment);

	if (channel)
		return (size_t)(channel - fixture_channels);
	return guild ? CHANNELS + (size_t)(guild - fixture_guilds) : CHANNELS + GUILDS;
}

static int carry_out(struct sandbox *sandbox, const struct route *route, const struct request *request,
		     struct answer *answer, struct error *err)
{
	unsigned long count;

	if (route->endpoint == ENDPOINT_NONE)
		return route->serve(sandbox, request, answer, err);
	count = ++sandbox->requests[route->endpoint];
	if (route->endpoint == ENDPOINT_TOKEN)
		sandbox->grants[token_grant_type(request)]++;
	if (fault_strike(&sandbox->settings->faults, route->endpoint, count, request->now, answer))
		return 0;
	if (route->limited &&
	    !limit_take(&sandbox->limits[route->endpoint][limit_id(request)], &sandbox->settings->limit,
			endpoint_names[route->endpoint], request->now, answer))
		return 0;
	return route->serve(sandbox, request, answer, err);
}

int endpoints_serve(struct sandbox *sandbox, struct request *request, struct answer *answer, struct error *err)
{
	const struct route *route;
	bool version_valid;
	bool path_known;
	const char *api = below_api(request->path, &version_valid);

	if (!host_valid(sandbox, request->host)) {
		answer_api_error(answer, 421, 0, "this Host is not the sandbox's");
		return 0;
	}
	if (api)
		note_agent(sandbox, request);
	if (api && !version_valid) {
		answer_api_error(answer, 400, 50041, "Invalid API version provided");
		return 0;
	}
	route = find(api ? api_routes : site_routes, api ? api : request->path, request, &path_known);
	if (!route) {
		answer_status(answer, path_known ? 405 : 404);
		return 0;
	}
	if (carry_out(sandbox, route, request, answer, err) < 0) {
		answer_status(answer, 500);
		return -1;
	}
	return 0;
}
