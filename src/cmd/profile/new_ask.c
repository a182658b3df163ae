#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/profile/new.h"

/* What is wrong, and what to do about it. */
static void complain(struct error *err)
{
	char *text = xasprintf("%s%s%s", err->text, err->hint[0] ? "; " : "", err->hint);

	prompt_print(text);
	free(text);
	error_clear(err);
}

static char *make_label(const char *label, const char *standard)
{
	return standard ? xasprintf("%s [%s]: ", label, standard) : xasprintf("%s: ", label);
}

/* NULL where there is none. */
static const char *find_standard(const struct new_profile *profile, const struct question *question)
{
	const char *value = draft_value(&profile->draft, question->key);

	return value && *value ? value : question->standard;
}

/* Takes a line; whether that was an answer. */
static bool take_line(struct new_profile *profile, const struct question *question, const char *line, struct error *err)
{
	if (!strcmp(line, "?")) {
		new_explain(question);
		return false;
	}
	if (!*line && !find_standard(profile, question)) {
		prompt_print("It can't be left out.");
		return false;
	}
	if (*line && draft_answer(&profile->draft, question->key, line, err) < 0) {
		complain(err);
		return false;
	}
	return true;
}

static int ask(struct prompt *prompt, struct new_profile *profile, const struct question *question, struct error *err)
{
	char *label = make_label(question->label, find_standard(profile, question));
	bool answered = false;
	int result = 0;

	fputc('\n', stderr);
	prompt_print(question->about);
	while (!answered && !result) {
		char *line = NULL;
		bool again = false;

		result = prompt_line(prompt, label, &line, err);
		if (!result && take_line(profile, question, line, err)) {
			result = new_remark(prompt, profile, question->key, &again, err);
			answered = !result && !again;
			if (again)
				draft_forget(&profile->draft, question->key);
		}
		free(line);
	}
	free(label);
	return result;
}

static int ask_name(struct prompt *prompt, struct new_profile *profile, struct error *err)
{
	static const char standard[] = "discord";
	struct error ignored = ERROR_INIT;
	bool is_free = !new_profile_take_name(profile, standard, &ignored);
	char *label = make_label("Name", is_free ? standard : NULL);
	int result = 0;

	fputc('\n', stderr);
	prompt_print("What you will type, as in 'discred token NAME'.");
	free(profile->name);
	profile->name = NULL;
	while (!profile->name && !result) {
		char *line = NULL;

		result = prompt_line(prompt, label, &line, err);
		if (result)
			;
		else if (!strcmp(line, "?"))
			prompt_print("The name of the profile's file: letters, digits, '.', '_' and '-', up to 64, a "
				     "letter or digit first.");
		else if (!*line && !is_free)
			prompt_print("It can't be left out.");
		else if (new_profile_take_name(profile, *line ? line : standard, err) < 0)
			complain(err);
		free(line);
	}
	free(label);
	return result;
}

int new_ask(struct prompt *prompt, struct new_profile *profile, struct error *err)
{
	prompt_print("This makes a profile: a file that says who your application is and what to ask for. Enter "
		     "takes what stands in [ ], ? explains, Ctrl-C ends it and writes nothing.");
	if (!profile->name && ask_name(prompt, profile, err) < 0)
		return -1;
	for (size_t i = 0; i < question_count; i++) {
		/* The secret comes before where the answer goes, as in the portal. */
		if (!strcmp(questions[i].key, "redirect_uri") && new_ask_secret(prompt, profile, err) < 0)
			return -1;
		if (!draft_has(&profile->draft, questions[i].key) && ask(prompt, profile, &questions[i], err) < 0)
			return -1;
	}
	return 0;
}
