#include "net/etcd/client.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"

enum { REQUEST_MS = 10000, CONNECT_MS = 5000, BODY_MAX = 4 * BUF_REPLY_MAX };

void etcd_client_init(struct etcd_client *client, const struct etcd_config *config, const struct environ *env)
{
	json_wipe_on_free();
	*client = (struct etcd_client){.config = config, .env = env, .token = BUF_INIT(BUF_TOKEN_MAX)};
}

void etcd_client_release(struct etcd_client *client)
{
	buf_release(&client->token);
	free(client->skipped_first);
	client->skipped_first = NULL;
}

char *etcd_key(const struct etcd_config *config, const char *profile, const char *name)
{
	return xasprintf("%s%s%s%s", config->prefix, profile ? profile : "", profile ? "/" : "", name);
}

static void note_date(struct etcd_client *client, const struct http_reply *reply)
{
	int64_t when;

	if (http_reply_date(reply, &when))
		client->ahead = when - clock_now();
}

static int take(struct etcd_client *client, const struct http_reply *reply, struct etcd_answer *answer,
		enum etcd_failure *failure, struct error *err)
{
	note_date(client, reply);
	if (reply->status != 200) {
		*failure = etcd_failure_of(reply->status, &reply->body, err);
		return -1;
	}
	*failure = ETCD_UNKNOWN;
	return etcd_answer_parse(&reply->body, answer, err);
}

/* One request to one endpoint. */
static int ask(struct etcd_client *client, const char *path, const struct buf *body, bool with_token,
	       struct etcd_answer *answer, enum etcd_failure *failure, struct error *err)
{
	const struct etcd_config *config = client->config;
	const char *endpoint = config->endpoints.item[client->at];
	struct http_settings settings = HTTP_SETTINGS_INIT;
	struct http_reply reply = HTTP_REPLY_INIT;
	char *url = xasprintf("%s/v3/%s", endpoint, path);
	struct http_request request = {
	    .method = "POST", .url = url, .body = body, .body_type = "application/json", .once = true};
	int result;

	settings.user_agent = "discred";
	settings.ca_file = config->ca_file;
	settings.cert_file = config->cert_file;
	settings.key_file = config->key_file;
	settings.env = client->env;
	settings.connect_ms = CONNECT_MS;
	settings.total_ms = REQUEST_MS;
	settings.patience_ms = 0;
	settings.reply_max = BODY_MAX;
	if (with_token && client->token.len)
		request.authorization = &client->token;
	etcd_answer_release(answer);
	result = http_perform(&settings, &request, &reply, err);
	if (!result)
		result = take(client, &reply, answer, failure, err);
	else
		*failure = reply.sent ? ETCD_UNKNOWN : ETCD_REFUSED;
	if (result)
		error_prefix(err, "etcd at '%s'", endpoint);
	/* Whoever changes something looks what became of it. */
	if (result && !reply.status && reply.sent)
		error_hint(err, "try again later");
	http_reply_release(&reply);
	free(url);
	return result;
}

static void note_skipped(struct etcd_client *client, const struct error *err)
{
	if (!client->skipped++)
		client->skipped_first = xstrdup(err->text);
	log_detail("%s", err->text);
}

/* Every endpoint once, from the one that answered last. */
static int in_turn(struct etcd_client *client, const char *path, const struct buf *body, bool reads, bool with_token,
		   struct etcd_answer *answer, enum etcd_failure *failure, struct error *err)
{
	size_t count = client->config->endpoints.count;

	for (size_t tried = 1;; tried++) {
		bool elsewhere;

		error_clear(err);
		if (!ask(client, path, body, with_token, answer, failure, err))
			return 0;
		/* What was refused for another reason than the way there is refused everywhere. */
		elsewhere = err->code == ERROR_TEMP && (*failure == ETCD_UNKNOWN ? reads : *failure == ETCD_REFUSED);
		if (!elsewhere || tried == count)
			return -1;
		note_skipped(client, err);
		client->at = (client->at + 1) % count;
	}
}

static int log_in(struct etcd_client *client, enum etcd_failure *failure, struct error *err)
{
	const struct etcd_config *config = client->config;
	const struct secret_context context = {.env = client->env, .profile = config->name, .key = "password"};
	struct etcd_answer answer = ETCD_ANSWER_INIT;
	struct buf password = BUF_INIT(BUF_TOKEN_MAX);
	struct buf body = BUF_INIT(BODY_MAX);
	int result = secret_resolve(&context, &config->password, &password, err);

	*failure = ETCD_REFUSED;
	buf_clear(&client->token);
	if (!result) {
		json_t *login = json_pack("{s:s,s:s}", "name", config->user, "password", buf_text(&password));

		json_write(login, &body);
		json_decref(login);
		result = in_turn(client, "auth/authenticate", &body, true, false, &answer, failure, err);
	}
	if (!result && !answer.token.len)
		result = error_set(err, ERROR_TEMP, "etcd gave no token to user '%s'", config->user);
	if (!result)
		buf_move(&client->token, &answer.token);
	else
		error_prefix(err, "user '%s'", config->user);
	buf_release(&password);
	buf_release(&body);
	etcd_answer_release(&answer);
	return result;
}

int etcd_call(struct etcd_client *client, const char *path, json_t *body, bool reads, struct etcd_answer *answer,
	      enum etcd_failure *failure, struct error *err)
{
	struct buf text = BUF_INIT(BODY_MAX);
	int result = 0;

	json_write(body, &text);
	json_decref(body);
	*failure = ETCD_REFUSED;
	if (!buf_ok(&text))
		result = error_set(err, ERROR_BUG, "a request to etcd is too long");
	if (!result && client->config->user && !client->token.len)
		result = log_in(client, failure, err);
	if (!result) {
		result = in_turn(client, path, &text, reads, true, answer, failure, err);
		if (result && *failure == ETCD_LOGIN && client->config->user && !log_in(client, failure, err))
			result = in_turn(client, path, &text, reads, true, answer, failure, err);
	}
	buf_release(&text);
	return result ? error_prefix(err, "store '%s'", client->config->name) : 0;
}
