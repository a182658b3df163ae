/*
 * The profile held against the portal: what a bot token tells about its application. Redirect URIs, the code grant and
 * scopes can be changed in the portal alone; an intent can be switched on from here.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/terminal.h"
#include "cmd/auth/check.h"
#include "core/discord/intent.h"
#include "core/discord/portal.h"
#include "core/profile/client_id.h"
#include "net/http/application.h"

static char *page(const struct auth_check *check, const char *name)
{
	const struct profile *profile = &check->auth->profile;

	return developer_portal_page(profile->authorize_url, profile->client_id, name);
}

/* Whether the person wants it, or has said so by --yes. */
static bool agrees(const struct auth_check *check, const char *text, const char *question, struct error *err)
{
	bool yes = check->yes;

	if (!yes && terminal_confirm(text, question, &yes, err) < 0)
		error_hint(err, "say --yes to do it without being asked");
	return yes;
}

/* Whether the checks go on: the application of the bot token is the profile's, or has become it. */
static bool fix_client_id(struct auth_check *check, const char *id, struct error *err)
{
	const struct profile *profile = &check->auth->profile;
	char *text = xasprintf("client_id of profile '%s' is '%s', its bot_token is of application '%s'.\n",
			       profile->id, profile->client_id, id);
	bool fixed =
	    agrees(check, text, "Correct client_id", err) && !profile_set_client_id(profile, id, check->auth->env, err);

	free(text);
	return fixed;
}

static bool check_owner(struct auth_check *check, const json_t *application)
{
	const struct profile *profile = &check->auth->profile;
	const char *id = json_text(application, "id");
	char *name = check_text(application, "name");
	struct error err = ERROR_INIT;
	bool same = !strcmp(id, profile->client_id);
	bool fixed = !same && check->fix && fix_client_id(check, id, &err);

	if (same) {
		check_ok(check->checks, CHECK_PORTAL, "%s (%s)", name, id);
	} else if (fixed) {
		check_ok(check->checks, CHECK_PORTAL, "client_id was '%s' and is '%s' now", profile->client_id, id);
	} else {
		if (err.code) {
			error_prefix(&err, "bot_token is of application '%s' (%s), client_id is '%s'", id, name,
				     profile->client_id);
		} else {
			error_set(&err, ERROR_CONFIG, "bot_token is of application '%s' (%s), client_id is '%s'", id,
				  name, profile->client_id);
			error_hint(&err, "run 'discred auth check --fix %s', or give the bot_token of '%s'",
				   profile->id, profile->client_id);
		}
		check_fail(check->checks, CHECK_PORTAL, &err);
		check_skip_range(check->checks, CHECK_REDIRECT, CHECK_ELIGIBLE, "is for the application of client_id");
	}
	free(name);
	return same || fixed;
}

/* The strings of a list of the application's. */
static void read_list(const json_t *application, const char *member, struct strings *list)
{
	size_t index;
	json_t *item;

	json_array_foreach(json_object_get(application, member), index, item)
	{
		if (json_is_string(item))
			strings_add(list, json_string_value(item));
	}
}

static void check_redirect(struct auth_check *check, const json_t *application)
{
	const struct strings *wanted = &check->auth->profile.redirect_uri;
	struct strings registered = STRINGS_INIT;
	struct strings missing = STRINGS_INIT;
	struct error err = ERROR_INIT;
	char *portal = page(check, "oauth2");
	char *list;

	read_list(application, "redirect_uris", &registered);
	for (size_t i = 0; i < wanted->count; i++)
		if (!strings_have(&registered, wanted->item[i]))
			strings_add(&missing, wanted->item[i]);
	list = strings_join(missing.count ? &missing : wanted, "', '");
	if (profile_is_invitation(&check->auth->profile)) {
		check_skip(check->checks, CHECK_REDIRECT, "nothing comes back from an invitation");
	} else if (!missing.count) {
		check_ok(check->checks, CHECK_REDIRECT, "'%s' %s registered", list, wanted->count == 1 ? "is" : "are");
	} else {
		char *there = strings_join(&registered, "', '");

		error_set(&err, ERROR_CONFIG, "'%s' is not registered (%s%s%s)", list,
			  registered.count ? "only '" : "none is", there, registered.count ? "' is" : "");
		error_hint(&err, "register it, exactly so, at %s, or change redirect_uri", portal);
		/* A login takes the first that it can listen on. */
		check_set(check->checks, CHECK_REDIRECT, missing.count == wanted->count ? CHECK_FAILED : CHECK_WARNING,
			  &err);
		free(there);
	}
	free(list);
	free(portal);
	strings_release(&registered);
	strings_release(&missing);
}

static void check_grant(struct auth_check *check, const json_t *application)
{
	bool required = json_is_true(json_object_get(application, "bot_require_code_grant"));
	struct error err = ERROR_INIT;
	char *portal = page(check, "bot");

	if (!required) {
		check_ok(check->checks, CHECK_GRANT, "none is required to add the bot");
	} else if (!profile_is_invitation(&check->auth->profile)) {
		check_ok(check->checks, CHECK_GRANT, "one is required to add the bot, and a login makes it");
	} else {
		error_set(&err, ERROR_CONFIG,
			  "the application requires a code grant: an invitation does not add the bot");
		error_hint(&err, "switch off 'Requires OAuth2 Code Grant' at %s, or set client_secret and log in",
			   portal);
		check_fail(check->checks, CHECK_GRANT, &err);
	}
	free(portal);
}

static void fix_content(struct auth_check *check)
{
	const struct intent *content = &intent_table[INTENT_CONTENT];
	char *text =
	    xasprintf("Application %s lacks the intent Message Content, without which a bot gets messages without "
		      "what they say.\n",
		      check->auth->profile.client_id);
	struct error err = ERROR_INIT;
	json_t *application = NULL;

	if (!agrees(check, text, "Switch it on", &err)) {
		if (err.code)
			error_prefix(&err, "%s is off", content->name);
		else
			error_set(&err, ERROR_DENIED, "%s is off, and stays off", content->name);
		check_set(check->checks, CHECK_INTENTS, CHECK_WARNING, &err);
	} else if (application_set_flag(&check->api, &check->bot, content->limited, &application, &err) < 0) {
		error_prefix(&err, "%s", content->name);
		check_fail(check->checks, CHECK_INTENTS, &err);
	} else {
		check_ok(check->checks, CHECK_INTENTS, "%s was switched on", content->name);
	}
	free(text);
	json_decref(application);
}

static bool has_intent(const json_t *application, const struct intent *intent)
{
	return application_has_flag(application, intent->approved | intent->limited);
}

static void check_intents(struct auth_check *check, const json_t *application)
{
	struct strings on = STRINGS_INIT;
	struct error err = ERROR_INIT;
	char *portal;
	char *list;

	for (size_t i = 0; i < INTENTS; i++)
		if (has_intent(application, &intent_table[i]))
			strings_add(&on, intent_table[i].name);
	if (has_intent(application, &intent_table[INTENT_CONTENT])) {
		list = strings_join(&on, ", ");
		check_ok(check->checks, CHECK_INTENTS, "%s", list);
		free(list);
	} else if (check->fix) {
		fix_content(check);
	} else {
		portal = page(check, "bot");
		error_set(
		    &err, ERROR_DENIED,
		    "Message Content is off: what others write comes without its text, unless they mention the bot");
		error_hint(&err, "'discred auth check --fix %s' switches it on, or do so at %s",
			   check->auth->profile.id, portal);
		check_set(check->checks, CHECK_INTENTS, CHECK_WARNING, &err);
		free(portal);
	}
	strings_release(&on);
}

/* What every application may ask for is in no list that could be relied on. */
static bool is_open(const char *scope)
{
	return !strcmp(scope, "bot") || !strcmp(scope, "applications.commands");
}

static void check_eligible(struct auth_check *check, const json_t *application)
{
	const struct strings *wanted = &check->auth->profile.scope;
	struct strings eligible = STRINGS_INIT;
	struct strings closed = STRINGS_INIT;
	struct error err = ERROR_INIT;
	char *list;

	read_list(application, "eligible_oauth2_scopes", &eligible);
	for (size_t i = 0; i < wanted->count; i++)
		if (!is_open(wanted->item[i]) && !strings_have(&eligible, wanted->item[i]))
			strings_add(&closed, wanted->item[i]);
	if (!eligible.count) {
		check_skip(check->checks, CHECK_ELIGIBLE, "Discord does not say which scopes are open");
	} else if (!closed.count) {
		check_ok(check->checks, CHECK_ELIGIBLE, "all scopes of the profile are open to the application");
	} else {
		list = strings_join(&closed, "', '");
		error_set(&err, ERROR_DENIED, "scope '%s' is not open to the application", list);
		error_hint(&err, "take it out of scope, or ask Discord for it");
		check_fail(check->checks, CHECK_ELIGIBLE, &err);
		free(list);
	}
	strings_release(&eligible);
	strings_release(&closed);
}

void check_portal(struct auth_check *check)
{
	struct error err = ERROR_INIT;
	json_t *application;

	if (application_load(&check->api, &check->bot, &application, &err) < 0) {
		/* A bot whose application Discord does not show is no mistake of the profile's. */
		if (err.code == ERROR_DENIED)
			check_skip(check->checks, CHECK_PORTAL, "%s", err.text);
		else
			check_fail(check->checks, CHECK_PORTAL, &err);
		check_skip_range(check->checks, CHECK_REDIRECT, CHECK_ELIGIBLE, "needs the application");
		return;
	}
	if (check_owner(check, application)) {
		check_redirect(check, application);
		check_grant(check, application);
		check_intents(check, application);
		check_eligible(check, application);
	}
	json_decref(application);
}
