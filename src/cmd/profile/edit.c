#include "cmd/profile/edit.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/opt.h"
#include "cmd/profile/profile.h"
#include "discred/slot.h"

/* Waits for a line; false when there will be none. What does not fit is the next one, and no answer either. */
static bool read_line(struct edit *edit, char *line, size_t size)
{
	struct pollfd ends[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = edit->signals, .events = POLLIN}};

	for (;;) {
		ssize_t got;
		int number;

		if (poll(ends, ARRAY_LEN(ends), -1) < 0)
			continue;
		while ((number = edit_signals_next(edit)))
			if (number != SIGCHLD)
				edit->signal = number;
		if (edit->signal)
			return false;
		if (!ends[0].revents)
			continue;
		got = read(STDIN_FILENO, line, size - 1);
		if (got < 0 && errno == EINTR)
			continue;
		line[got > 0 ? got : 0] = '\0';
		return got > 0;
	}
}

/*
 * Asks until the answer begins with one of the letters, and returns that; 0 when nobody is there to answer, or when a
 * signal came.
 */
static char ask(struct edit *edit, const char *question, const char *letters)
{
	char line[256];

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return 0;
	for (;;) {
		const char *answer = line;

		fprintf(stderr, "What now? %s: ", question);
		if (!read_line(edit, line, sizeof(line))) {
			/* Where the answer would have ended the line. */
			fputc('\n', stderr);
			return 0;
		}
		answer += strspn(answer, " \t");
		for (const char *letter = letters; *letter; letter++)
			if ((*answer | 0x20) == *letter)
				return *letter;
	}
}

/* Whether the token that is stored, or else one that was got with the profile as it was, serves the changed one. */
static bool serves(const struct store *store, const struct profile *before, const struct profile *after,
		   struct error *err)
{
	struct token token = TOKEN_INIT;
	struct error trouble = ERROR_INIT;
	bool result = true;

	if (!slot_load_token(store, after->id, "token", &token, &trouble)) {
		result = slot_token_serves(after, token.client_id, token.api_base, token.scope_asked, err);
	} else if (before) {
		char *scope = profile_scope(before);

		result = slot_token_serves(after, before->client_id, before->api_base, scope, err);
		free(scope);
	}
	token_release(&token);
	return result;
}

/* Tells what has to be run next, if what is stored does not serve the changed profile any more. */
static void tell_authorization(const struct edit *edit, const struct profile *before, const struct profile *after)
{
	struct strings slots = STRINGS_INIT;
	struct error trouble = ERROR_INIT;
	struct error why = ERROR_INIT;
	struct store store;

	if (store_open(&store, &store_table, after->store, edit->env, &trouble) < 0)
		return;
	if (!store.ops->list(&store, after->id, &slots, &trouble) &&
	    (strings_have(&slots, "grant") || strings_have(&slots, "token")) && !serves(&store, before, after, &why))
		log_note("the authorization that is stored does not fit any more: %s; %s", why.text, why.hint);
	strings_release(&slots);
	store_close(&store);
}

/* What the copy has become. */
struct edited {
	struct buf text;
	struct profile profile;
	struct diagnostics list;
	bool loaded;
};

enum step { STEP_INSTALL, STEP_AGAIN, STEP_DISCARD, STEP_UNCHANGED };

static void edited_release(struct edited *edited)
{
	if (edited->loaded)
		profile_release(&edited->profile);
	edited->loaded = false;
	diagnostics_release(&edited->list);
	buf_release(&edited->text);
}

static int still(const struct edit *edit, struct error *err)
{
	return error_prefix(err, "profile '%s' is unchanged", edit->name);
}

/* Reads the copy as the profile that it would be. 0 also when it has mistakes: they are in the list then. */
static int read_edited(const struct edit *edit, struct edited *edited, struct error *err)
{
	const struct profile_text text = {
	    .name = edit->name, .path = edit->path, .fd = edit->fd, .bytes = &edited->text};

	edited_release(edited);
	if (edit_copy_read(edit, &edited->text, err) < 0)
		return still(edit, err);
	if (profile_load_text(&edited->profile, &text, edit->env, &source_table, &edited->list, err) < 0)
		return edited->list.count ? 0 : still(edit, err);
	edited->loaded = true;
	return 0;
}

static int ask_mistakes(struct edit *edit, const struct edited *edited, enum step *step, struct error *err)
{
	char answer;

	diagnostics_print(stderr, &edited->list);
	answer = ask(edit, "(e)dit again, or (d)iscard the changes", "ed");
	*step = answer == 'e' ? STEP_AGAIN : STEP_DISCARD;
	if (answer)
		return 0;
	error_set(err, ERROR_CONFIG, "'%s' was not changed: what was written has %zu error%s", edit->path,
		  edited->list.count, edited->list.count == 1 ? "" : "s");
	return error_hint(err, "correct the copy, and put it in the file's place");
}

static int ask_changed(struct edit *edit, enum step *step, struct error *err)
{
	char answer;

	fprintf(stderr, "'%s' was changed by somebody else meanwhile; your copy is '%s'\n", edit->path, edit->copy);
	answer = ask(edit, "(e)dit again, (d)iscard your changes, or (o)verwrite those of the other", "edo");
	*step = answer == 'e' ? STEP_AGAIN : answer == 'o' ? STEP_INSTALL : STEP_DISCARD;
	if (answer)
		return 0;
	error_set(err, ERROR_TEMP, "'%s' was changed by somebody else meanwhile and was left so", edit->path);
	return error_hint(err, "compare it with the copy");
}

/* What is to be done with what the editor made. */
static int judge(struct edit *edit, struct edited *edited, enum step *step, struct error *err)
{
	bool same;

	*step = STEP_UNCHANGED;
	if (read_edited(edit, edited, err) < 0)
		return -1;
	if (buf_equal(&edited->text, &edit->original))
		return 0;
	if (!edited->loaded)
		return ask_mistakes(edit, edited, step, err);
	*step = STEP_INSTALL;
	if (edit_file_same(edit, &same, err) < 0)
		return -1;
	return same ? 0 : ask_changed(edit, step, err);
}

static int install(struct edit *edit, const struct edited *edited, const struct profile *before, struct error *err)
{
	if (edit_file_install(edit, &edited->text, err) < 0)
		return -1;
	edit_copy_remove(edit);
	printf("profile '%s' was changed\n", edit->name);
	tell_authorization(edit, before, &edited->profile);
	return 0;
}

/* A file whose mistakes were looked at and left is no success. */
static int unchanged(struct edit *edit, const struct edited *edited, struct error *err)
{
	edit_copy_remove(edit);
	if (edited->loaded) {
		printf("profile '%s' is unchanged\n", edit->name);
		return 0;
	}
	diagnostics_print(stderr, &edited->list);
	error_set(err, ERROR_CONFIG, "'%s' is unchanged, and has %zu error%s", edit->path, edited->list.count,
		  edited->list.count == 1 ? "" : "s");
	return error_hint(err, "run 'discred profile edit %s' again", edit->name);
}

static int finish(struct edit *edit, const struct edited *edited, const struct profile *before, enum step step,
		  struct error *err)
{
	switch (step) {
	case STEP_INSTALL:
		return install(edit, edited, before, err);
	case STEP_UNCHANGED:
		return unchanged(edit, edited, err);
	default:
		edit_copy_remove(edit);
		printf("the changes were discarded: profile '%s' is as it was\n", edit->name);
		return 0;
	}
}

static int go_on(struct edit *edit, const struct profile *before, struct error *err)
{
	struct edited edited = {.text = BUF_INIT(BUF_FILE_MAX), .list = DIAGNOSTICS_INIT};
	enum step step;
	int result;

	do {
		result = edit_run(edit, err) < 0 ? still(edit, err) : 0;
		if (!result)
			result = judge(edit, &edited, &step, err);
	} while (!result && step == STEP_AGAIN);
	if (!result)
		result = finish(edit, &edited, before, step, err);
	edited_release(&edited);
	return result;
}

/* The profile as it is, if it can be loaded: what it says of its secrets is kept from the editor. */
static int begin(struct edit *edit, struct error *err)
{
	const struct profile_text text = {
	    .name = edit->name, .path = edit->path, .fd = edit->fd, .bytes = &edit->original};
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error trouble = ERROR_INIT;
	struct profile before;
	bool loaded = !profile_load_text(&before, &text, edit->env, &source_table, &list, &trouble);
	int result;

	if (loaded)
		profile_secret_variables(&before, &edit->scrub);
	result = edit_copy_make(edit, err);
	if (!result)
		result = go_on(edit, loaded ? &before : NULL, err);
	if (loaded)
		profile_release(&before);
	diagnostics_release(&list);
	return result;
}

static int edit_profile(const char *argument, const struct environ *env, struct error *err)
{
	struct edit edit = {.env = env, .fd = -1, .lock = -1, .signals = -1, .original = BUF_INIT(BUF_FILE_MAX)};
	int result = profile_pick(argument, env, stderr, &edit.name, err);

	if (!result)
		result = edit_file_find(&edit, err);
	if (!result)
		result = edit_signals_hold(&edit, err);
	if (!result)
		result = edit_lock(&edit, err);
	if (!result)
		result = edit_file_open(&edit, err);
	if (!result)
		result = begin(&edit, err);
	edit_copy_leave(&edit);
	edit_unlock(&edit);
	if (edit.fd >= 0)
		close(edit.fd);
	free(edit.name);
	free(edit.path);
	free(edit.target);
	free(edit.lock_path);
	strings_release(&edit.scrub);
	buf_release(&edit.original);
	/* A signal that waited ends us now. */
	fflush(stdout);
	edit_signals_release(&edit);
	return result;
}

int profile_edit(int argc, char **argv, const struct environ *env, struct error *err)
{
	static const struct opt_line line = {
	    .usage = "discred profile edit [OPTIONS] [PROFILE]",
	    .summary = "Opens the profile in $VISUAL or $EDITOR, and takes what was written if it is right.",
	};
	const char *argument;
	int go = opt_parse_one(&line, argc, argv, NULL, &argument, err);

	return go > 0 ? edit_profile(argument, env, err) : go;
}
