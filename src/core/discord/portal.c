#include "core/discord/portal.h"

#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/path.h"
#include "base/proc.h"
#include "base/url.h"
#include "discred/error.h"

/* discord.com and its test builds, canary.discord.com and ptb.discord.com. */
static bool is_discord(const char *host)
{
	static const char domain[] = "discord.com";
	size_t len = strlen(host);
	size_t tail = sizeof(domain) - 1;

	return len >= tail && !strcasecmp(host + len - tail, domain) && (len == tail || host[len - tail - 1] == '.');
}

char *developer_portal_page(const char *authorize_url, const char *client_id, const char *page)
{
	struct error ignored = ERROR_INIT;
	struct url url = URL_INIT;
	bool discord = !url_parse(&url, authorize_url, &ignored) && is_discord(url.host);
	char *text;

	if (discord)
		text = xasprintf("https://discord.com/developers/applications/%s/%s", client_id, page);
	else
		text = xasprintf("the server that '%s' is of", authorize_url);
	url_release(&url);
	return text;
}

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

static void make_argv(const struct portal *portal, const char *question, const char *argument, const char *user,
		      struct strings *argv)
{
	char *program = xasprintf("%s/discred-portal", path_exec_dir(portal->env));
	const char *const words[] = {
	    program,         "--api-base", portal->api_base, portal->ca_file ? "--ca-file" : NULL,
	    portal->ca_file, question,     argument,         user};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (words[i])
			strings_add(argv, words[i]);
	free(program);
}

json_t *portal_ask_for(struct portal *portal, const char *question, const char *argument, const char *user,
		       int timeout_ms, struct error *err)
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
	make_argv(portal, question, argument, user, &argv);
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

json_t *portal_ask(struct portal *portal, const char *question, const char *argument, int timeout_ms, struct error *err)
{
	return portal_ask_for(portal, question, argument, NULL, timeout_ms, err);
}
