/* discred profile import: a profile of a file that another program has its credential in. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/opt.h"
#include "base/terminal.h"
#include "base/url.h"
#include "cmd/profile/import.h"
#include "cmd/profile/new_profile.h"
#include "cmd/profile/profile.h"

/* The file that is imported. */
struct origin {
	const char *path; /* "-": stdin */
	const char *shown;
	bool open_to_others;
};

static bool is_stdin(const struct origin *origin)
{
	return !strcmp(origin->path, "-");
}

/* A pipe will do too: <(...) is one. */
static int read_origin(struct origin *origin, struct buf *text, struct error *err)
{
	struct stat st;
	int fd = STDIN_FILENO;
	int result;

	if (!is_stdin(origin))
		fd = open(origin->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return error_set(err, errno == ENOENT ? ERROR_NONE : ERROR_SYS, "cannot open '%s': %s", origin->shown,
				 strerror(errno));
	origin->open_to_others = !fstat(fd, &st) && S_ISREG(st.st_mode) && (st.st_mode & 077);
	result = file_read(fd, origin->shown, text, err);
	if (!is_stdin(origin))
		close(fd);
	return result;
}

static int parse_origin(struct origin *origin, struct import *import, struct error *err)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	int result = read_origin(origin, &text, err);

	if (!result && import_read(import, &text, err) < 0)
		result = error_prefix(err, "'%s'", origin->shown);
	buf_release(&text);
	return result;
}

/* The name of the directory that the file is in; owned by the caller. */
static char *directory_name(const char *path)
{
	char *resolved = realpath(path, NULL);
	char *slash = resolved ? strrchr(resolved, '/') : NULL;
	char *name;

	if (slash)
		*slash = '\0';
	slash = slash ? strrchr(resolved, '/') : NULL;
	name = xstrdup(slash ? slash + 1 : "");
	free(resolved);
	return name;
}

/* "reader" of "/home/ada/reader.env" and of "/home/ada/reader/.env"; "" of stdin. Owned by the caller. */
static char *base_name(const struct origin *origin)
{
	const char *slash = strrchr(origin->path, '/');
	const char *base = slash ? slash + 1 : origin->path;
	const char *dot = strrchr(base, '.');

	if (is_stdin(origin))
		return xstrdup("");
	if (dot == base)
		return directory_name(origin->path);
	return dot ? xstrndup(base, (size_t)(dot - base)) : xstrdup(base);
}

/* By the option, the file, or the file's name. */
static int choose_name(struct new_profile *profile, const char *option, const struct imported *imported,
		       const struct origin *origin, struct error *err)
{
	char *base = base_name(origin);
	const char *name = option ? option : imported->name ? imported->name : base;
	int result;

	if (*name) {
		result = new_profile_take_name(profile, name, err);
	} else {
		error_set(err, ERROR_USAGE, "'%s' does not say how to call the profile", origin->shown);
		result = -1;
	}
	if (result && !option && err->code != ERROR_SYS)
		error_hint(err, "name it with --name NAME");
	free(base);
	return result;
}

/* If only the imported file names the server, a token is sent there only if the server is on this machine. */
static bool may_look_up(const struct profile_draft *draft)
{
	struct url url = URL_INIT;
	struct error ignored = ERROR_INIT;
	bool local = !url_parse(&url, draft_value(draft, "api_base"), &ignored) && url_is_loopback(&url);

	url_release(&url);
	return local || (!draft_has(draft, "api_base") && !draft_has(draft, "ca_file"));
}

/* The secrets go to the store, and what the file calls itself becomes the label if it is another name. */
static int complete(struct new_profile *profile, struct imported *imported, const struct origin *origin,
		    struct error *err)
{
	if (imported->client_secret.len && draft_refer(&profile->draft, "client_secret", SECRET_STORED, "", err) < 0)
		return -1;
	if (imported->bot_token.len && draft_refer(&profile->draft, "bot_token", SECRET_STORED, "", err) < 0)
		return -1;
	buf_move(&profile->client_secret, &imported->client_secret);
	buf_move(&profile->bot_token, &imported->bot_token);
	if (may_look_up(&profile->draft))
		new_profile_fill_client_id(profile);
	else if (!draft_has(&profile->draft, "client_id") && profile->bot_token.len)
		(void)!new_profile_take_token_id(profile);
	if (!draft_has(&profile->draft, "client_id")) {
		error_set(err, ERROR_CONFIG, "'%s' has no CLIENT_ID", origin->shown);
		return error_hint(err, "add it to the file; it is on the portal's OAuth2 page");
	}
	if (imported->name && strcmp(imported->name, profile->name) != 0)
		return draft_answer(&profile->draft, "name", imported->name, err);
	return 0;
}

/* TOKEN may be any program's: a person at a terminal says whether it is the bot's. */
static int ask_token(const struct import *import, struct imported *imported, struct error *err)
{
	const struct import_item *item = imported->perhaps;
	struct error ignored = ERROR_INIT;
	char *question;
	bool yes = false;

	if (!item)
		return 0;
	question = xasprintf("Is %s the bot's token", item->name);
	(void)!terminal_confirm("", question, &yes, &ignored);
	free(question);
	if (yes)
		return import_take_token(import, item, imported, err);
	log_note("%s is left out: if it is the bot's token, call it DISCORD_TOKEN", item->name);
	return 0;
}

/* Names only: any value may be a secret. */
static void tell_names(const struct strings *names, const char *what)
{
	char *all = strings_join(names, ", ");

	if (names->count)
		log_note("%s: %s", what, all);
	free(all);
}

static void tell(const struct new_profile *profile, const struct imported *imported, const struct origin *origin)
{
	const char *what = profile->client_secret.len && profile->bot_token.len ? "the client secret and the bot token"
			   : profile->client_secret.len                         ? "the client secret"
										: "the bot token";

	tell_names(&imported->unknown, "not known, left out");
	tell_names(&imported->tokens, "not imported, since a login gives tokens that can be renewed");
	tell_names(&imported->elsewhere, "left out, since they say where secrets go, which only DISCRED_... may");
	tell_names(&imported->decided, "this says where secrets go");
	if (is_stdin(origin) || (!profile->client_secret.len && !profile->bot_token.len))
		return;
	if (origin->open_to_others)
		log_warn("'%s' still holds %s, and others may read it: remove it, or 'chmod 600' it", origin->shown,
			 what);
	else
		log_note("'%s' still holds %s: remove it if nothing else needs it", origin->shown, what);
}

static int import_file(struct origin *origin, const char *option, const struct environ *env, struct error *err)
{
	struct import import = IMPORT_INIT;
	struct imported imported = IMPORTED_INIT;
	struct new_profile profile;
	char *path = NULL;
	int result;

	new_profile_init(&profile, env);
	result = parse_origin(origin, &import, err);
	if (!result && import_sort(&import, &profile.draft, &imported, err) < 0)
		result = error_prefix(err, "'%s'", origin->shown);
	if (!result && ask_token(&import, &imported, err) < 0)
		result = error_prefix(err, "'%s'", origin->shown);
	if (!result)
		result = choose_name(&profile, option, &imported, origin, err);
	if (!result)
		result = complete(&profile, &imported, origin, err);
	if (!result)
		result = new_profile_save(&profile, &path, err);
	if (!result) {
		new_profile_report(&profile, path);
		new_profile_doubt(&profile);
		tell(&profile, &imported, origin);
		new_profile_advise(&profile);
	}
	free(path);
	new_profile_release(&profile);
	imported_release(&imported);
	import_release(&import);
	return result;
}

struct options {
	const char *name; /* NULL: not given */
};

int profile_import(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_spec specs[] = {
	    OPT_TEXT(0, "name", "NAME", struct options, name,
		     "the profile's name (the NAME in the file, or the file's)"),
	    OPT_SPEC_END,
	};
	static const struct opt_line line = {
	    .usage = "discred profile import [OPTIONS] FILE",
	    .summary =
		"Makes a profile of a .env file (NAME=VALUE lines) or a JSON object; '-' is stdin. Secrets go to "
		"the store, not into the profile.",
	    .specs = specs,
	};
	struct origin origin = {.path = NULL};
	struct options options = {.name = NULL};
	int result = opt_parse_one(&line, argc, argv, &options, &origin.path, err);

	if (result <= 0)
		return result;
	if (!origin.path)
		return error_set(err, ERROR_USAGE, "no file was named");
	origin.shown = is_stdin(&origin) ? "stdin" : origin.path;
	return import_file(&origin, options.name, env, err);
}
