/* After the questions: the file is shown and saved, and a login offered. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/command.h"
#include "base/memory.h"
#include "base/path.h"
#include "cmd/profile/new.h"

/* What was answered, or the whole file. */
static void show(const struct new_profile *profile, bool whole)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);

	if (whole)
		draft_write(&profile->draft, profile->name, &text);
	else
		draft_write_given(&profile->draft, &text);
	fputc('\n', stderr);
	prompt_show(buf_text(&text));
	fputc('\n', stderr);
	buf_release(&text);
}

int new_confirm(struct prompt *prompt, const struct new_profile *profile, struct error *err)
{
	enum prompt_answer answer = PROMPT_MORE;
	char *head = xasprintf("%s.cfg will say this, and every other key with its default as a comment; ? shows the "
			       "whole file.",
			       profile->name);

	fputc('\n', stderr);
	prompt_print(head);
	free(head);
	show(profile, false);
	while (answer == PROMPT_MORE) {
		if (prompt_yes(prompt, "Save it", PROMPT_YES, &answer, err) < 0)
			return -1;
		if (answer == PROMPT_MORE)
			show(profile, true);
	}
	return answer == PROMPT_YES ? 0 : error_set(err, ERROR_TEMP, "not saved");
}

static int become_auth(const struct new_profile *profile, struct error *err)
{
	char name[] = "discred-auth";
	char verb[] = "login";
	char *const argv[] = {name, verb, profile->name, NULL};
	char *path = xasprintf("%s/%s", path_exec_dir(profile->env), name);
	int result = command_exec(path, argv, profile->env, err);

	free(path);
	return result;
}

int new_log_in(struct prompt *prompt, const struct new_profile *profile, struct error *err)
{
	enum prompt_answer answer = PROMPT_MORE;
	bool invites = new_profile_invites(profile);

	if (profile->secret_later)
		return 0;
	while (answer == PROMPT_MORE) {
		/* The profile is made: whoever ends the questions here only wants no more of them. */
		if (prompt_yes(prompt, invites ? "Open the bot's invitation now" : "Log in now", PROMPT_YES, &answer,
			       err) < 0) {
			error_clear(err);
			return 0;
		}
		if (answer == PROMPT_MORE)
			prompt_print(invites ? "It is a page of Discord's, where you choose the server."
					     : "Your browser opens, and you allow there what the scope asks for. The "
					       "redirect URI has to be in the portal by then.");
	}
	return answer == PROMPT_NO ? 0 : become_auth(profile, err);
}
