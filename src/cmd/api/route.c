#include "cmd/api/route.h"

#include <string.h>

#include "base/memory.h"

#define COMMANDS "applications.commands.update"
#define COMMAND_PERMISSIONS "applications.commands.permissions.update"

/* The narrower path before the wider one. */
const struct api_route api_routes[] = {
    {"GET", "/oauth2/@me", NULL, false},
    {"GET", "/oauth2/userinfo", "openid", false},
    {"GET", "/users/@me", "identify", false},
    {"GET", "/users/@me/guilds", "guilds", false},
    {"GET", "/users/@me/guilds/*/member", "guilds.members.read", false},
    {"GET", "/users/@me/connections", "connections", false},
    {"GET", "/users/@me/applications/*/entitlements", NULL, false},
    {"GET PUT DELETE", "/users/@me/applications/*/role-connection", "role_connections.write", false},
    {"GET", "/skus/*/subscriptions", NULL, false},
    {"GET", "/skus/*/subscriptions/*", NULL, false},
    {"POST", "/applications/*/attachment", NULL, false},
    {NULL, "/applications/*/guilds/*/commands/permissions", COMMAND_PERMISSIONS, true},
    {NULL, "/applications/*/guilds/*/commands/*/permissions", COMMAND_PERMISSIONS, true},
    {NULL, "/applications/*/guilds/*/commands/**", COMMANDS, true},
    {NULL, "/applications/*/commands/**", COMMANDS, true},
    {NULL, "/applications/*/entitlements/**", "applications.entitlements", true},
    {NULL, "/lobbies/**", "sdk.social_layer", true},
    {"GET", "/guilds/*/channels", "sdk.social_layer", true},
};
const size_t api_route_count = ARRAY_LEN(api_routes);

bool api_path_matches(const char *pattern, const char *path)
{
	for (; *pattern; pattern++) {
		size_t len = strcspn(path, "/?");

		if (!strcmp(pattern, "/**"))
			return *path == '/' || *path == '?' || !*path;
		if (*pattern != '*') {
			if (*path != *pattern || *path == '?')
				return false;
			path++;
		} else if (len) {
			path += len;
		} else {
			return false;
		}
	}
	return !*path || *path == '?';
}

static bool has_method(const char *methods, const char *method)
{
	struct strings list = STRINGS_INIT;
	bool found;

	if (!methods)
		return true;
	strings_split(&list, methods, " ");
	found = strings_have(&list, method);
	strings_release(&list);
	return found;
}

static const struct api_route *find(const char *method, const char *path)
{
	for (size_t i = 0; i < api_route_count; i++)
		if (has_method(api_routes[i].methods, method) && api_path_matches(api_routes[i].path, path))
			return &api_routes[i];
	return NULL;
}

enum token_type api_route_type(const char *method, const char *path, const struct strings *scopes)
{
	const struct api_route *route = find(method, path);

	if (!route)
		return TOKEN_BOT;
	if (route->bot && !strings_have(scopes, route->scope))
		return TOKEN_BOT;
	return TOKEN_BEARER;
}
