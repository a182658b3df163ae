/* What an answer means, said as soon as it is taken. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/url.h"
#include "cmd/profile/new.h"
#include "core/discord/permission.h"
#include "core/discord/scope.h"

static void print_and_free(char *text)
{
	prompt_print(text);
	free(text);
}

/* The loader takes any word: Discord may have scopes that are not in the table. */
static int remark_scope(struct prompt *prompt, const char *name, bool *again, struct error *err)
{
	char *doubt = scope_doubt(name);
	enum prompt_answer keep;

	if (doubt)
		print_and_free(doubt);
	if (scope_find(name))
		return 0;
	if (prompt_yes(prompt, "Keep it", PROMPT_NO, &keep, err) < 0)
		return -1;
	*again = *again || keep != PROMPT_YES;
	return 0;
}

static int remark_scopes(struct prompt *prompt, const struct new_profile *profile, bool *again, struct error *err)
{
	struct strings scopes = STRINGS_INIT;
	int result = 0;

	strings_split(&scopes, draft_value(&profile->draft, "scope"), " ");
	for (size_t i = 0; i < scopes.count && !result && !*again; i++)
		result = remark_scope(prompt, scopes.item[i], again, err);
	if (!result && !*again && scope_is_invitation(&scopes))
		prompt_print("This only invites a bot: there is no login, and no token results.");
	strings_release(&scopes);
	return result;
}

static void remark_permissions(const struct new_profile *profile)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	struct error ignored = ERROR_INIT;
	uint64_t value;

	if (!permission_parse(draft_value(&profile->draft, "permissions"), &value, NULL, &ignored)) {
		draft_explain_permissions(value, &text);
		prompt_print(buf_text(&text));
	}
	buf_release(&text);
}

static bool is_received_here(const char *uri)
{
	struct url url = URL_INIT;
	struct error ignored = ERROR_INIT;
	bool here = !url_parse(&url, uri, &ignored) && url_is_loopback(&url);

	url_release(&url);
	return here;
}

static void remark_redirects(const struct new_profile *profile)
{
	struct strings uris = STRINGS_INIT;

	if (new_profile_invites(profile)) {
		prompt_print("An invitation does not need it; a login later would.");
		return;
	}
	strings_split(&uris, draft_value(&profile->draft, "redirect_uri"), " ");
	prompt_print("In the portal, page OAuth2, under Redirects, add exactly this, and save:");
	for (size_t i = 0; i < uris.count; i++) {
		print_and_free(xasprintf("  %s", uris.item[i]));
		if (!is_received_here(uris.item[i]))
			prompt_print("It is not on this machine: paste the address that the browser ends on.");
	}
	strings_release(&uris);
}

int new_remark(struct prompt *prompt, const struct new_profile *profile, const char *key, bool *again,
	       struct error *err)
{
	if (!strcmp(key, "scope"))
		return remark_scopes(prompt, profile, again, err);
	if (!strcmp(key, "permissions"))
		remark_permissions(profile);
	else if (!strcmp(key, "redirect_uri"))
		remark_redirects(profile);
	return 0;
}
