/* The way back from the browser, and the browser. */
#include <stdlib.h>

#include "base/browser.h"
#include "base/url.h"
#include "cmd/doctor/doctor.h"
#include "cmd/doctor/loopback_probe.h"

enum { ANSWER_MS = 3000 };

static bool can_listen(const char *uri)
{
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;
	bool here = !url_parse(&url, uri, &err) && url_is_loopback(&url) && !url.tls;

	url_release(&url);
	return here;
}

/* A taken port is no trouble where a login goes on to the next address. */
static void soften(struct checklist *list, size_t first, size_t count)
{
	bool usable = false;

	for (size_t i = first; i < first + count; i++)
		usable = usable || list->item[i].state == CHECK_OK;
	for (size_t i = first; usable && i < first + count; i++)
		if (list->item[i].state == CHECK_FAILED && list->item[i].err.code == ERROR_TEMP)
			check_set(list, i, CHECK_WARNING, &list->item[i].err);
}

static void check_redirect(struct doctor *doctor, const char *uri)
{
	size_t place = checklist_add(doctor->list, "redirect");
	struct error err = ERROR_INIT;

	if (!can_listen(uri))
		check_skip(doctor->list, place, "'%s': what the browser ends at is pasted, nothing listens for it",
			   uri);
	else if (loopback_probe(uri, doctor->env->uid, ANSWER_MS, &err) < 0)
		check_fail(doctor->list, place, &err);
	else
		check_ok(doctor->list, place, "'%s': listened, connected and was answered", uri);
}

static void check_redirects(struct doctor *doctor)
{
	const struct profile *profile = doctor->profile;
	size_t first = doctor->list->count;

	if (!profile || profile_is_invitation(profile)) {
		check_skip(doctor->list, checklist_add(doctor->list, "redirect"), "%s",
			   profile ? "no login of this profile needs one" : DOCTOR_NO_PROFILE);
		return;
	}
	for (size_t i = 0; i < profile->redirect_uri.count; i++)
		check_redirect(doctor, profile->redirect_uri.item[i]);
	soften(doctor->list, first, profile->redirect_uri.count);
}

static bool is_remote(const struct environ *env)
{
	const char *connection = environ_value(env, "SSH_CONNECTION");
	const char *terminal = environ_value(env, "SSH_TTY");

	return !env->display && ((connection && *connection) || (terminal && *terminal));
}

static void check_browser(struct doctor *doctor)
{
	size_t place = checklist_add(doctor->list, "browser");
	struct error err = ERROR_INIT;
	const char *variable;
	char *program;

	if (!browser_find(doctor->env, &program, &variable, &err))
		check_ok(doctor->list, place, "'%s'%s%s", program, variable ? ", from " : "", variable ? variable : "");
	else if (is_remote(doctor->env))
		check_skip(doctor->list, place,
			   "SSH without a display: at a login, open the printed address where you sit, and paste the "
			   "one that it ends at");
	else
		check_set(doctor->list, place, CHECK_WARNING, &err);
	free(program);
}

void doctor_login(struct doctor *doctor)
{
	check_redirects(doctor);
	check_browser(doctor);
}
