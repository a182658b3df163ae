#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/url.h"
#include "cmd/sandbox/endpoints.h"
#include "cmd/sandbox/fault.h"
#include "cmd/sandbox/profile_file.h"
#include "cmd/sandbox/sandbox.h"
#include "cmd/sandbox/server.h"
#include "core/output/json.h"
#include "discred/main.h"

enum {
	PORT_DEFAULT = 8377,
	LIFETIME_DEFAULT = 604800,
	LIFETIME_MAX = 315360000,
	TOKEN_LENGTH_DEFAULT = 40,
	TOKEN_LENGTH_MIN = 16,
	TOKEN_LENGTH_MAX = 32768,
	REDIRECTS_MAX = 10, /* of an application, at Discord too */
};

static void print_fixtures(void)
{
	printf("\nWhat is there:\n");
	for (size_t i = 0; i < APPS; i++)
		printf("  client_id %s   %s (%s)\n    client_secret %s\n    bot_token %s\n", fixture_apps[i].id,
		       fixture_apps[i].name, fixture_apps[i].secret ? "confidential" : "public client",
		       fixture_apps[i].secret ? fixture_apps[i].secret : "(none)", fixture_apps[i].bot_token);
	for (size_t i = 0; i < GUILDS; i++)
		printf("  guild_id %s    %s\n", fixture_guilds[i].id, fixture_guilds[i].name);
	for (size_t i = 0; i < CHANNELS; i++)
		printf("  channel_id %s  %s '%s' in %s\n", fixture_channels[i].id,
		       fixture_channels[i].type == CHANNEL_VOICE ? "voice" : "text", fixture_channels[i].name,
		       fixture_guilds[fixture_channels[i].guild].name);
	opt_print_text(stdout, "The bots are in the first server from the start, with the permissions 1115136. "
			       "@everyone has no permissions in these servers, so a bot has exactly those of its last "
			       "authorization; but an overwrite of 'quiet' denies READ_MESSAGE_HISTORY.");
}

static void print_more(void)
{
	print_fixtures();
	fputc('\n', stdout);
	opt_print_text(
	    stdout, "Faults: ENDPOINT:WHICH=KIND, such as --fault token:2=503 --fault 'messages:3-5=429:2'.\n"
		    "ENDPOINT is authorize (the page), consent (its buttons), token, revoke, me (/oauth2/@me), "
		    "users (/users/@me), guilds (/users/@me/guilds), channel, messages, post (of a message), guild, "
		    "roles, member, channels (of a server), application (/applications/@me), change (of it, by PATCH), "
		    "webhook, gateway, or trap (where 'redirect' leads).\n"
		    "WHICH counts its requests: N, N-M, or * for all; '+' before it counts from now on.\n"
		    "The first fault that fits replaces the answer; delay, cut, half and odd also work beside another. "
		    "KIND:");
	fault_print_kinds(stdout);
	printf("\nControl, by HTTP:\n");
	control_help(stdout);
}

static int add_redirect(void *to, const char *uri, struct error *err)
{
	struct sandbox_settings *settings = to;
	struct url url = URL_INIT;

	if (settings->redirects.count >= REDIRECTS_MAX)
		return error_set(err, ERROR_USAGE, "more than %d redirect URIs", REDIRECTS_MAX);
	if (url_parse(&url, uri, err) < 0)
		return error_prefix(err, "option '--redirect-uri'");
	url_release(&url);
	strings_add(&settings->redirects, uri);
	return 0;
}

static int set_rate(void *to, const char *text, struct error *err)
{
	struct sandbox_settings *settings = to;
	int end = 0;

	if (text[strspn(text, "0123456789/")] ||
	    sscanf(text, "%6u/%6u%n", &settings->limit.requests, &settings->limit.seconds, &end) != 2 || text[end] ||
	    !settings->limit.requests || !settings->limit.seconds)
		return error_set(err, ERROR_USAGE, "option '--rate-limit': '%s' is not of the form N/SECONDS", text);
	return 0;
}

static int add_fault(void *to, const char *text, struct error *err)
{
	static const unsigned long none[ENDPOINTS];
	struct sandbox_settings *settings = to;

	return fault_add(&settings->faults, text, none, err);
}

static const struct opt_spec specs[] = {
    OPT_NUMBER('p', "port", "N", 0, 65535, struct sandbox_settings, port,
	       "listen on 127.0.0.1:N (default 8377); 0 picks a free port"),
    OPT_TEXT('w', "write-profile", "NAME", struct sandbox_settings, profile,
	     "write a profile for this sandbox; another that has the name is kept"),
    OPT_TAKE('r', "redirect-uri", "URI", add_redirect,
	     "register URI; may be repeated, up to 10 (default http://127.0.0.1:23472/callback)"),
    OPT_FLAG('a', "approve", struct sandbox_settings, approve, "authorize at once, without a page to click on"),
    OPT_NUMBER(0, "token-lifetime", "SECONDS", 0, LIFETIME_MAX, struct sandbox_settings, token_lifetime,
	       "of access tokens (default 604800, 7 days)"),
    OPT_NUMBER(0, "token-length", "CHARS", TOKEN_LENGTH_MIN, TOKEN_LENGTH_MAX, struct sandbox_settings, token_length,
	       "of tokens (default 40, up to 32768)"),
    OPT_FLAG(0, "reuse-ends-grant", struct sandbox_settings, reuse_ends_grant,
	     "a refresh token used twice ends all tokens of its grant"),
    OPT_TAKE(0, "rate-limit", "N/SECONDS", set_rate, "requests in a window, for each route (default 1000/10)"),
    OPT_NUMBER(0, "guilds", "N", 0, GUILDS_MAX, struct sandbox_settings, guilds,
	       "how many servers the user is in (default 2, up to 1000)"),
    OPT_FLAG(0, "no-message-content", struct sandbox_settings, no_message_content,
	     "the bots lack the Message Content intent"),
    OPT_FLAG(0, "code-grant", struct sandbox_settings, code_grant,
	     "the applications require a code grant to add their bot"),
    OPT_TAKE('f', "fault", "SPEC", add_fault, "make requests fail, see below; may be repeated"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred sandbox [OPTIONS]",
    .summary = "A local stand-in for Discord on 127.0.0.1: consent page, tokens, @me, channels and messages, with "
	       "Discord's rules. It prints 'sandbox: URL' when it is ready, keeps everything in memory, and ends on "
	       "Ctrl-C. With --verbose it prints a line on stderr for each request, without its secrets.",
    .specs = specs,
    .print_more = print_more,
};

static int read_options(struct sandbox_settings *settings, int argc, char **argv, struct error *err)
{
	int result = opt_parse_one(&line, argc, argv, settings, NULL, err);

	if (!settings->redirects.count)
		strings_add(&settings->redirects, "http://127.0.0.1:23472/callback");
	return result;
}

static int announce(const struct sandbox *sandbox, const struct environ *env, struct error *err)
{
	char *path = NULL;
	bool there;

	if (sandbox->settings->profile) {
		if (profile_file_write(sandbox, sandbox->settings->profile, env, &path, &there, err) < 0)
			return -1;
		log_note("profile '%s' %s '%s'", sandbox->settings->profile, there ? "is there already:" : "written to",
			 path);
		free(path);
	}
	printf("sandbox: %s\n", sandbox->origin);
	/* Whoever waits for this line waits on a pipe; main() reports what could not be written, but only at the end.
	 */
	if (fflush(stdout) == EOF)
		return error_set(err, ERROR_SYS, "cannot write to stdout");
	if (isatty(STDOUT_FILENO))
		log_note("open that address for what is there; Ctrl-C ends the sandbox");
	return 0;
}

static int run(struct sandbox_settings *settings, const struct environ *env, struct error *err)
{
	struct sandbox sandbox;
	struct server server;
	int result;

	json_wipe_on_free();
	sandbox_init(&sandbox, settings);
	result = server_open(&server, &sandbox, err);
	if (!result)
		result = announce(&sandbox, env, err);
	if (!result)
		result = server_run(&server, err);
	server_close(&server);
	sandbox_release(&sandbox);
	return result;
}

int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct sandbox_settings settings = {
	    .port = PORT_DEFAULT,
	    .token_lifetime = LIFETIME_DEFAULT,
	    .token_length = TOKEN_LENGTH_DEFAULT,
	    .limit = LIMIT_SIZE_INIT,
	    .guilds = GUILDS,
	};
	int result = read_options(&settings, argc, argv, err);

	if (result > 0)
		result = run(&settings, env, err);
	sandbox_settings_release(&settings);
	return result;
}
