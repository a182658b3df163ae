#include "base/browser.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/path.h"
#include "base/url.h"
#include "base/words.h"

static void list_candidates(const struct environ *env, struct strings *candidates)
{
	if (env->browser)
		strings_add(candidates, env->browser);
	if (env->browsers)
		strings_split(candidates, env->browsers, ":");
	if (env->display)
		strings_add(candidates, "xdg-open");
	strings_add(candidates, "wslview");
}

/* How many of the candidates no variable names: the last ones. */
static size_t known_openers(const struct environ *env)
{
	return env->display ? 2 : 1;
}

/* Adds the word with the URL in the places of %s; returns whether there was one. */
static bool add_word(struct strings *argv, const char *word, const char *url)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	bool placed = false;

	for (const char *c = word; *c; c++) {
		if (c[0] == '%' && c[1] == 's') {
			buf_str(&text, url);
			placed = true;
			c++;
		} else {
			buf_char(&text, *c);
			c += c[0] == '%' && c[1] == '%';
		}
	}
	strings_add(argv, buf_text(&text));
	buf_release(&text);
	return placed;
}

static int make_argv(struct strings *argv, const char *candidate, const char *url, struct error *err)
{
	struct strings words = STRINGS_INIT;
	bool placed = false;
	int result = words_split(candidate, &words, err);

	if (!result && (!words.count || !words.item[0][0]))
		result = error_set(err, ERROR_NONE, "it names no program");
	for (size_t i = 0; i < words.count; i++)
		if (i)
			placed = add_word(argv, words.item[i], url) || placed;
		else
			strings_add(argv, words.item[i]);
	if (!placed)
		strings_add(argv, url);
	strings_release(&words);
	return result;
}

/* Only what a variable names was somebody's choice, and is worth a line when it can't be had. */
static int start(const struct environ *env, const struct strings *scrub, const char *candidate, bool named,
		 const char *url, struct proc *proc, struct error *err)
{
	struct strings argv = STRINGS_INIT;
	struct proc_request request = {.output = PROC_NULL, .errors = PROC_NULL, .scrub = scrub, .detach = true};
	int result = make_argv(&argv, candidate, url, err);

	request.argv = argv.item;
	if (!result)
		result = proc_start(env, &request, proc, err);
	if (!result)
		log_detail("browser '%s' was started", candidate);
	else if (named && candidate[strspn(candidate, " ")])
		log_note("browser '%s': %s", candidate, err->text);
	strings_release(&argv);
	return result;
}

/* An opener does what a URL's scheme says: only pages may come that far. */
static int check_url(const char *url, struct error *err)
{
	struct url parts = URL_INIT;
	bool fine = !url_parse(&parts, url, err) && (parts.tls || url_is_loopback(&parts));

	url_release(&parts);
	return fine ? 0 : error_set(err, ERROR_BUG, "'%s' is no page for a browser", url);
}

static int none_left(const struct strings *candidates, const char *what, struct error *err)
{
	char *tried = strings_join(candidates, "', '");

	error_set(err, ERROR_NONE, "no browser %s (tried '%s')", what, tried);
	free(tried);
	return error_hint(err, "set BROWSER to the one to use");
}

/* The names of the openers that were tried would not help the user. */
static void none_known(struct error *err)
{
	error_set(err, ERROR_NONE, "no browser was found: BROWSER names none, and no known opener is there");
	error_hint(err, "set BROWSER to the one to use, or open the address that a login prints yourself");
}

static char *find_program(const struct environ *env, const char *candidate)
{
	struct strings words = STRINGS_INIT;
	struct error err = ERROR_INIT;
	char *path = NULL;

	if (!words_split(candidate, &words, &err) && words.count)
		path = path_find_command(env, words.item[0]);
	strings_release(&words);
	return path;
}

int browser_find(const struct environ *env, char **program, const char **variable, struct error *err)
{
	struct strings candidates = STRINGS_INIT;
	size_t own = known_openers(env);
	size_t i;

	*program = NULL;
	list_candidates(env, &candidates);
	for (i = 0; i < candidates.count && !*program; i++)
		*program = find_program(env, candidates.item[i]);
	*variable = i + own > candidates.count ? NULL : i == 1 && env->browser ? "DISCRED_BROWSER" : "BROWSER";
	if (!*program && candidates.count > own)
		none_left(&candidates, "was found", err);
	else if (!*program)
		none_known(err);
	strings_release(&candidates);
	return *program ? 0 : -1;
}

int browser_open(const struct environ *env, const struct strings *scrub, const char *url, size_t *from,
		 struct proc *proc, struct error *err)
{
	struct strings candidates = STRINGS_INIT;
	int result = check_url(url, err);

	if (result < 0)
		return result;
	list_candidates(env, &candidates);
	result = -1;
	while (result < 0 && *from < candidates.count) {
		bool named = *from + known_openers(env) < candidates.count;

		result = start(env, scrub, candidates.item[(*from)++], named, url, proc, err);
	}
	if (result < 0)
		none_left(&candidates, "could be started", err);
	strings_release(&candidates);
	return result;
}

void browser_tell_failure(const struct environ *env, size_t from, const struct proc *proc)
{
	struct strings candidates = STRINGS_INIT;

	list_candidates(env, &candidates);
	log_note("browser '%s' failed with status %d", candidates.item[from - 1], proc->status);
	strings_release(&candidates);
}

/* An opener that fails at once says that it cannot; one that still runs is at work. */
static bool opener_failed(struct proc *proc)
{
	enum { ATTEMPTS = 20, PAUSE_MS = 50 };

	for (int i = 0; i < ATTEMPTS; i++) {
		if (proc_poll(proc))
			return proc->status != 0;
		clock_sleep_ms(PAUSE_MS);
	}
	return false;
}

int browser_show(const struct environ *env, const struct strings *scrub, const char *url, struct error *err)
{
	struct proc proc;
	size_t from = 0;
	bool failed;
	int result;

	do {
		failed = false;
		result = browser_open(env, scrub, url, &from, &proc, err);
		if (!result) {
			failed = opener_failed(&proc);
			if (failed)
				browser_tell_failure(env, from, &proc);
			proc_leave(&proc);
		}
	} while (failed);
	return result;
}
