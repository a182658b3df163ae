#include "cmd/profile/edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/verb.h"
#include "cmd/profile/profile.h"

/* What the copy has become. */
struct draft {
	struct buf text;
	struct profile profile;
	struct diagnostics list;
	bool loaded;
};

enum step { STEP_INSTALL, STEP_AGAIN, STEP_DISCARD, STEP_UNCHANGED };

static void draft_release(struct draft *draft)
{
	if (draft->loaded)
		profile_release(&draft->profile);
	draft->loaded = false;
	diagnostics_release(&draft->list);
	buf_release(&draft->text);
}

static int still(const struct edit *edit, struct error *err)
{
	return error_prefix(err, "profile '%s' is unchanged", edit->name);
}

/* Reads the copy as the profile that it would be. 0 also when it has mistakes: they are in the list then. */
static int read_draft(const struct edit *edit, struct draft *draft, struct error *err)
{
	const struct profile_text text = {
	    .name = edit->name, .path = edit->path, .fd = edit->fd, .bytes = &draft->text};

	draft_release(draft);
	if (edit_copy_read(edit, &draft->text, err) < 0)
		return still(edit, err);
	if (profile_load_text(&draft->profile, &text, edit->env, &source_table, &draft->list, err) < 0)
		return draft->list.count ? 0 : still(edit, err);
	draft->loaded = true;
	return 0;
}

static int ask_mistakes(struct edit *edit, const struct draft *draft, enum step *step, struct error *err)
{
	char answer;

	diagnostics_print(stderr, &draft->list);
	answer = edit_ask(edit, "(e)dit again, or (d)iscard the changes", "ed");
	*step = answer == 'e' ? STEP_AGAIN : STEP_DISCARD;
	if (answer)
		return 0;
	error_set(err, ERROR_CONFIG, "'%s' was not changed: what was written has %zu error%s", edit->path,
		  draft->list.count, draft->list.count == 1 ? "" : "s");
	return error_hint(err, "correct the copy, and put it in the file's place");
}

static int ask_changed(struct edit *edit, enum step *step, struct error *err)
{
	char answer;

	fprintf(stderr, "'%s' was changed by somebody else meanwhile; your copy is '%s'\n", edit->path, edit->copy);
	answer = edit_ask(edit, "(e)dit again, (d)iscard your changes, or (o)verwrite those of the other", "edo");
	*step = answer == 'e' ? STEP_AGAIN : answer == 'o' ? STEP_INSTALL : STEP_DISCARD;
	if (answer)
		return 0;
	error_set(err, ERROR_TEMP, "'%s' was changed by somebody else meanwhile and was left so", edit->path);
	return error_hint(err, "compare it with the copy");
}

/* What is to be done with what the editor made. */
static int judge(struct edit *edit, struct draft *draft, enum step *step, struct error *err)
{
	bool same;

	*step = STEP_UNCHANGED;
	if (read_draft(edit, draft, err) < 0)
		return -1;
	if (buf_equal(&draft->text, &edit->original))
		return 0;
	if (!draft->loaded)
		return ask_mistakes(edit, draft, step, err);
	*step = STEP_INSTALL;
	if (edit_file_same(edit, &same, err) < 0)
		return -1;
	return same ? 0 : ask_changed(edit, step, err);
}

static int install(struct edit *edit, const struct draft *draft, const struct profile *before, struct error *err)
{
	if (edit_file_install(edit, &draft->text, err) < 0)
		return -1;
	edit_copy_remove(edit);
	printf("profile '%s' was changed\n", edit->name);
	edit_tell_authorization(edit, before, &draft->profile);
	return 0;
}

/* A file whose mistakes were looked at and left is no success. */
static int unchanged(struct edit *edit, const struct draft *draft, struct error *err)
{
	edit_copy_remove(edit);
	if (draft->loaded) {
		printf("profile '%s' is unchanged\n", edit->name);
		return 0;
	}
	diagnostics_print(stderr, &draft->list);
	error_set(err, ERROR_CONFIG, "'%s' is unchanged, and has %zu error%s", edit->path, draft->list.count,
		  draft->list.count == 1 ? "" : "s");
	return error_hint(err, "run 'discred profile edit %s' again", edit->name);
}

static int finish(struct edit *edit, const struct draft *draft, const struct profile *before, enum step step,
		  struct error *err)
{
	switch (step) {
	case STEP_INSTALL:
		return install(edit, draft, before, err);
	case STEP_UNCHANGED:
		return unchanged(edit, draft, err);
	default:
		edit_copy_remove(edit);
		printf("the changes were discarded: profile '%s' is as it was\n", edit->name);
		return 0;
	}
}

static int go_on(struct edit *edit, const struct profile *before, struct error *err)
{
	struct draft draft = {.text = BUF_INIT(BUF_FILE_MAX), .list = DIAGNOSTICS_INIT};
	enum step step;
	int result;

	do {
		result = edit_run(edit, err) < 0 ? still(edit, err) : 0;
		if (!result)
			result = judge(edit, &draft, &step, err);
	} while (!result && step == STEP_AGAIN);
	if (!result)
		result = finish(edit, &draft, before, step, err);
	draft_release(&draft);
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
	static const struct verb_line line = {
	    "discred profile edit [OPTIONS] [PROFILE]",
	    "Opens the profile in $VISUAL or $EDITOR, and takes what was written if it is right.", NULL};
	const char *argument;
	int go = verb_parse(&line, argc, argv, NULL, &argument, err);

	return go > 0 ? edit_profile(argument, env, err) : go;
}
