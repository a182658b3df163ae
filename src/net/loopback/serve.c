#include "net/loopback/loopback_internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "net/loopback/peer.h"
#include "net/loopback/request.h"

enum { REQUEST_MAX = 16 * 1024 };

static struct loopback_connection *connection_of(struct MHD_Connection *http)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(http, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info->socket_context;
}

static enum MHD_Result accept_peer(void *cls, const struct sockaddr *peer, socklen_t size)
{
	const struct loopback_listener *listener = cls;
	uid_t uid;

	(void)size;
	return peer_uid(peer, &listener->address.any, &uid) && (uid == 0 || uid == listener->loopback->uid) ? MHD_YES
													    : MHD_NO;
}

static void add_connection(struct loopback *loopback, struct MHD_Connection *http, void **context)
{
	struct loopback_connection *connection = xcalloc(1, sizeof(*connection));

	connection->http = http;
	connection->fd = MHD_get_connection_info(http, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	connection->phase = PHASE_REQUEST;
	connection->deadline = loopback->now_ms + LOOPBACK_PHASE_MS;
	buf_init(&connection->target, REQUEST_MAX);
	connection->next = loopback->connections;
	loopback->connections = connection;
	*context = connection;
}

static void remove_connection(struct loopback *loopback, struct loopback_connection *connection)
{
	struct loopback_connection **link = &loopback->connections;

	while (*link != connection)
		link = &(*link)->next;
	*link = connection->next;
	buf_release(&connection->target);
	free(connection);
}

static void note_connection(void *cls, struct MHD_Connection *http, void **context,
			    enum MHD_ConnectionNotificationCode code)
{
	struct loopback_listener *listener = cls;

	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		add_connection(listener->loopback, http, context);
	else if (*context)
		remove_connection(listener->loopback, *context);
}

/* The target as it was sent: the library decodes it for the handler, and one judge reads both requests and pastes. */
static void *note_target(void *cls, const char *target, struct MHD_Connection *http)
{
	struct loopback_connection *connection = connection_of(http);

	(void)cls;
	buf_clear(&connection->target);
	buf_str(&connection->target, target);
	connection->target_at = target;
	return connection;
}

static enum MHD_Result note_header(void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	loopback_request_header(cls, name, value ? value : "");
	return MHD_YES;
}

/* A NUL ends the target for us, but not for the library, which has the version right after the target's one space. */
static bool is_cut_off(const struct loopback_connection *connection, const char *version)
{
	uintptr_t gap = (uintptr_t)version - (uintptr_t)connection->target_at;

	return gap > connection->target.len + 1 && gap < REQUEST_MAX;
}

static enum MHD_Result refuse_redirect(struct loopback *loopback, struct loopback_connection *connection,
				       const struct error *err)
{
	char text[sizeof(err->text) + 64];

	snprintf(text, sizeof(text), "Refused: %s.\nThe login in the terminal is not affected.", err->text);
	return loopback_reply_note(loopback, connection, MHD_HTTP_BAD_REQUEST, "This is not the login that is waiting",
				   text);
}

static enum MHD_Result hear_redirect(struct loopback *loopback, struct loopback_connection *connection,
				     const char *query)
{
	struct redirect redirect;
	struct error err = ERROR_INIT;
	int fine;

	redirect_init(&redirect);
	fine = redirect_parse(query, &loopback->state, &redirect, &err);
	if (fine == 0 && !loopback->brought) {
		redirect_move(&loopback->redirect, &redirect);
		loopback->brought = true;
	}
	redirect_release(&redirect);
	if (fine < 0)
		return refuse_redirect(loopback, connection, &err);
	connection->due = true;
	if (loopback->answered)
		return loopback_reply_outcome(loopback, connection);
	connection->phase = PHASE_HELD;
	MHD_suspend_connection(connection->http);
	return MHD_YES;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *http, const char *url, const char *method,
			      const char *version, const char *upload, size_t *upload_size, void **context)
{
	struct loopback *loopback = ((struct loopback_listener *)cls)->loopback;
	struct loopback_connection *connection = connection_of(http);
	struct loopback_site site = {&loopback->redirect_uri, &loopback->host, &loopback->nonce};
	struct loopback_request request = {
	    .method = method, .target = buf_text(&connection->target), .malformed = is_cut_off(connection, version)};
	struct loopback_verdict verdict;

	(void)url;
	(void)upload;
	(void)upload_size;
	(void)context;
	if (connection->phase == PHASE_RESUMED)
		return loopback_reply_outcome(loopback, connection);
	MHD_get_connection_values(http, MHD_HEADER_KIND, note_header, &request);
	verdict = loopback_judge(&request, &site);
	if (verdict.kind == LOOPBACK_START)
		return loopback_reply_start(loopback, connection);
	if (verdict.kind == LOOPBACK_REDIRECT)
		return hear_redirect(loopback, connection, verdict.query);
	return loopback_reply_note(loopback, connection, verdict.status, verdict.title, verdict.text);
}

int loopback_serve(struct loopback_listener *listener, struct error *err)
{
	listener->daemon =
	    MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, accept_peer, listener, handle, listener,
			     MHD_OPTION_LISTEN_SOCKET, listener->fd, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
			     (size_t)REQUEST_MAX, MHD_OPTION_CONNECTION_LIMIT, (unsigned)LOOPBACK_CONNECTIONS,
			     MHD_OPTION_NOTIFY_CONNECTION, note_connection, listener, MHD_OPTION_URI_LOG_CALLBACK,
			     note_target, listener, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
	if (!listener->daemon)
		return error_set(err, ERROR_SYS, "cannot start the listener for the browser");
	listener->fd = -1;
	return 0;
}
