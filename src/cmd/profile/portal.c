#include "cmd/profile/portal.h"

#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"
#include "base/proc.h"
#include "core/discord/permission.h"

/* Lists of servers and channels can be long. */
enum { ANSWER_MAX = 32 * 1024 * 1024 };

/* What the answer says went wrong. */
static void take_error(const json_t *trouble, struct error *err)
{
	const char *code = json_text(trouble, "code");
	const char *text = json_text(trouble, "text");
	const char *hint = json_text(trouble, "hint");

	error_set(err, error_from_name(code ? code : ""), "%s", text ? text : "");
	if (hint && *hint)
		error_hint(err, "%s", hint);
}

static json_t *read_answer(struct portal *portal, const struct buf *output, struct error *err)
{
	json_t *answer = json_parse_object(output);
	const json_t *trouble = json_object_get(answer, "error");

	portal->refused = json_is_true(json_object_get(trouble, "refused"));
	if (answer && !trouble)
		return answer;
	if (trouble)
		take_error(trouble, err);
	else
		error_set(err, ERROR_SYS, "discred-portal gave no usable answer");
	json_decref(answer);
	return NULL;
}

static void make_argv(const struct portal *portal, const char *question, const char *argument, struct strings *argv)
{
	char *program = xasprintf("%s/discred-portal", path_exec_dir(portal->env));
	const char *const words[] = {
	    program,         "--api-base", portal->api_base, portal->ca_file ? "--ca-file" : NULL,
	    portal->ca_file, question,     argument};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (words[i])
			strings_add(argv, words[i]);
	free(program);
}

json_t *portal_ask(struct portal *portal, const char *question, const char *argument, int timeout_ms, struct error *err)
{
	struct proc_request request = {.input = buf_text(portal->token),
				       .input_len = portal->token->len,
				       .output = PROC_PIPE,
				       .errors = PROC_INHERIT};
	struct strings argv = STRINGS_INIT;
	struct buf output = BUF_INIT(ANSWER_MAX);
	json_t *answer = NULL;
	struct proc proc;

	json_wipe_on_free();
	portal->refused = false;
	make_argv(portal, question, argument, &argv);
	request.argv = argv.item;
	if (!proc_start(portal->env, &request, &proc, err)) {
		if (!proc_finish(&proc, &output, NULL, timeout_ms, err))
			answer = read_answer(portal, &output, err);
		else if (err->code == ERROR_TEMP)
			error_set(err, ERROR_TEMP, "Discord did not answer in %d s", timeout_ms / 1000);
		/* Asking again does no harm. */
		if (proc.pid >= 0)
			proc_kill(&proc);
	}
	buf_release(&output);
	strings_release(&argv);
	return answer;
}

/* RFC 4648 section 5; -1 for another letter. */
static int sextet(char c)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *found = c ? strchr(letters, c) : NULL;

	return found ? (int)(found - letters) : -1;
}

bool portal_token_id(const struct buf *token, uint64_t *id)
{
	const char *text = buf_text(token);
	size_t len = strcspn(text, ".");
	char digits[24] = "";
	struct error ignored = ERROR_INIT;
	unsigned bits = 0;
	unsigned have = 0;
	size_t count = 0;

	if (!text[len])
		return false;
	for (size_t i = 0; i < len && text[i] != '='; i++) {
		int six = sextet(text[i]);

		if (six < 0 || count == sizeof(digits) - 1)
			return false;
		bits = (bits << 6 | (unsigned)six) & 0xffff;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		digits[count++] = (char)(bits >> have & 0xff);
	}
	return !permission_parse_number(digits, id, &ignored) && *id && strlen(digits) == count;
}

bool portal_is_old_id(uint64_t id)
{
	/* 2017-01-01, in milliseconds since Discord's epoch, the first second of 2015. */
	enum { DAYS = 731 };

	return id >> 22 < UINT64_C(86400000) * DAYS;
}

uint64_t portal_flags(const json_t *application)
{
	return (uint64_t)json_integer_value(json_object_get(application, "flags"));
}

bool portal_has_redirect(const json_t *application, const char *uri)
{
	const json_t *list = json_object_get(application, "redirect_uris");
	size_t index;
	json_t *one;

	json_array_foreach(list, index, one)
	{
		if (json_is_string(one) && !strcmp(json_string_value(one), uri))
			return true;
	}
	return false;
}

char *portal_page(const json_t *application, const char *page)
{
	const char *id = json_text(application, "id");

	return id ? xasprintf("https://discord.com/developers/applications/%s/%s", id, page)
		  : xstrdup("https://discord.com/developers/applications");
}
