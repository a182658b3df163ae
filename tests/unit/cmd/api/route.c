#include "cmd/api/route.h"

#include <criterion/criterion.h>

#include "base/memory.h"
#include "core/discord/scope.h"

static enum token_type type_with(const char *scopes, const char *method, const char *path)
{
	struct strings list = STRINGS_INIT;
	enum token_type type;

	strings_split(&list, scopes, " ");
	type = api_route_type(method, path, &list);
	strings_release(&list);
	return type;
}

Test(api_route, the_users_own_routes_want_the_user)
{
	static const char *const paths[] = {
	    "/oauth2/@me",
	    "/oauth2/userinfo",
	    "/users/@me",
	    "/users/@me?x=/y",
	    "/users/@me/guilds",
	    "/users/@me/guilds?limit=2",
	    "/users/@me/guilds/12/member",
	    "/users/@me/connections",
	    "/users/@me/applications/12/entitlements",
	    "/users/@me/applications/12/role-connection",
	    "/skus/1/subscriptions",
	    "/skus/1/subscriptions/2",
	};

	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		cr_assert_eq(type_with("", "GET", paths[i]), TOKEN_BEARER, "%s", paths[i]);
	cr_assert_eq(type_with("", "PUT", "/users/@me/applications/12/role-connection"), TOKEN_BEARER);
	cr_assert_eq(type_with("", "DELETE", "/users/@me/applications/12/role-connection"), TOKEN_BEARER);
	cr_assert_eq(type_with("", "POST", "/applications/12/attachment"), TOKEN_BEARER);
}

Test(api_route, everything_else_wants_a_bot)
{
	static const struct {
		const char *method;
		const char *path;
	} routes[] = {
	    {"GET", "/channels/1"},
	    {"GET", "/channels/1/messages"},
	    {"POST", "/channels/1/messages"},
	    {"GET", "/guilds/1"},
	    {"PUT", "/guilds/1/members/2"},
	    {"GET", "/users/1"},
	    {"PATCH", "/users/@me"},
	    {"POST", "/users/@me/channels"},
	    {"GET", "/users/@me/"},
	    {"GET", "/users/@me/guilds/12"},
	    {"GET", "/users/@me/guilds//member"},
	    {"GET", "/users/@meguilds"},
	    {"GET", "/applications/@me"},
	    {"GET", "/oauth2/applications/@me"},
	    {"PATCH", "/users/@me/applications/12/role-connection"},
	    {"GET", "/gateway/bot"},
	    {"GET", "/"},
	    {"GET", "/x?/users/@me"},
	};

	for (size_t i = 0; i < ARRAY_LEN(routes); i++)
		cr_assert_eq(type_with("identify guilds", routes[i].method, routes[i].path), TOKEN_BOT, "%s %s",
			     routes[i].method, routes[i].path);
}

Test(api_route, some_routes_want_who_has_the_scope)
{
	static const struct {
		const char *scope;
		const char *method;
		const char *path;
	} routes[] = {
	    {"applications.commands.update", "GET", "/applications/1/commands"},
	    {"applications.commands.update", "PATCH", "/applications/1/commands/2"},
	    {"applications.commands.update", "PUT", "/applications/1/guilds/2/commands?x=y"},
	    {"applications.commands.permissions.update", "GET", "/applications/1/guilds/2/commands/permissions"},
	    {"applications.commands.permissions.update", "PUT", "/applications/1/guilds/2/commands/3/permissions"},
	    {"applications.entitlements", "POST", "/applications/1/entitlements/2/consume"},
	    {"sdk.social_layer", "PUT", "/lobbies"},
	    {"sdk.social_layer", "GET", "/lobbies/1/messages"},
	    {"sdk.social_layer", "GET", "/guilds/1/channels"},
	};

	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		cr_assert_eq(type_with(routes[i].scope, routes[i].method, routes[i].path), TOKEN_BEARER, "%s",
			     routes[i].path);
		cr_assert_eq(type_with("identify", routes[i].method, routes[i].path), TOKEN_BOT, "%s", routes[i].path);
	}
	cr_assert_eq(type_with("sdk.social_layer", "POST", "/guilds/1/channels"), TOKEN_BOT);
}

Test(api_route, names_scopes_that_there_are)
{
	for (size_t i = 0; i < api_route_count; i++) {
		const char *scope = api_routes[i].scope;

		cr_assert(!scope || scope_find(scope), "%s", scope);
		cr_assert(scope || !api_routes[i].bot, "%s", api_routes[i].path);
	}
}
