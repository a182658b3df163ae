#include "cmd/sandbox/endpoints.h"

#include "cmd/sandbox/page.h"

static void row(struct answer *answer, const char *name, const char *id, const char *more)
{
	page_html(answer, "<tr><th scope=\"row\">");
	page_text(answer, name);
	page_html(answer, "</th><td><code>");
	page_text(answer, id);
	page_html(answer, "</code></td><td>");
	page_text(answer, more);
	page_html(answer, "</td></tr>\n");
}

static void show_fixtures(struct answer *answer)
{
	page_html(answer, "<h2>Applications</h2>\n<table>\n");
	for (size_t i = 0; i < APPS; i++)
		row(answer, fixture_apps[i].name, fixture_apps[i].id,
		    fixture_apps[i].secret ? "confidential" : "public client");
	page_html(answer, "</table>\n<h2>Servers</h2>\n<table>\n");
	for (size_t i = 0; i < GUILDS; i++)
		row(answer, fixture_guilds[i].name, fixture_guilds[i].id, "");
	page_html(answer, "</table>\n<h2>Channels</h2>\n<table>\n");
	for (size_t i = 0; i < CHANNELS; i++)
		row(answer, fixture_channels[i].name, fixture_channels[i].id,
		    fixture_guilds[fixture_channels[i].guild].name);
	page_html(answer, "</table>\n");
}

int home_show(struct sandbox *sandbox, const struct request *request, struct answer *answer, struct error *err)
{
	(void)request;
	if (page_begin(answer, 200, "At home", NULL, err) < 0)
		return -1;
	page_html(answer,
		  "<h1>The sandbox is running</h1>\n"
		  "<p>It answers like Discord, as far as logging in and reading channels goes, and forgets "
		  "everything when it ends. <code>discred sandbox --help</code> shows the secrets, how to write a "
		  "profile for it, and how to make things go wrong.</p>\n"
		  "<p>Requests so far: <a href=\"/sandbox/requests\">/sandbox/requests</a></p>\n");
	show_fixtures(answer);
	page_html(answer, "<h2>Registered redirect URIs</h2>\n");
	page_list(answer, &sandbox->settings->redirects);
	page_end(answer);
	return 0;
}
