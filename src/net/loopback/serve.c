#include "net/loopback/loopback_internal.h"

#include <linux/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "net/loopback/peer.h"
#include "net/loopback/request.h"

enum {
	/*
	 * Half of it is for the request, the other for what the library notes of it, a record of 56 bytes for each
	 * cookie, and for the answer: so that 64 KiB fit whatever they are. Pages of it that nobody touches cost
	 * nothing.
	 */
	CONNECTION_MEMORY = 2 * 1024 * 1024,
	/* More than may be unfinished: those that were ended are in the library's hands for a moment longer. */
	CONNECTIONS_MAX = 2 * LOOPBACK_UNFINISHED,
};

static struct loopback_connection *connection_of(struct MHD_Connection *http)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(http, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info->socket_context;
}

static bool read_tcp_info(const struct loopback_connection *connection, struct tcp_info *info)
{
	socklen_t size = sizeof(*info);

	*info = (struct tcp_info){.tcpi_state = 0};
	return getsockopt(connection->fd, IPPROTO_TCP, TCP_INFO, info, &size) == 0;
}

bool loopback_has_received(const struct loopback_connection *connection)
{
	struct tcp_info info;

	return read_tcp_info(connection, &info) && info.tcpi_bytes_received > 0;
}

/* An answer of the library's own: it could not read the request. */
static bool was_answered_without_us(const struct loopback_connection *connection)
{
	struct tcp_info info;

	return connection->phase == PHASE_REQUEST && read_tcp_info(connection, &info) && info.tcpi_bytes_sent > 0;
}

void loopback_end(struct loopback_connection *connection)
{
	connection->phase = PHASE_ENDED;
	shutdown(connection->fd, SHUT_RDWR);
}

static enum MHD_Result accept_peer(void *cls, const struct sockaddr *address, socklen_t size)
{
	const struct loopback_listener *listener = cls;
	struct loopback *loopback = listener->loopback;
	struct peer peer;

	(void)size;
	if (!peer_ask(loopback->netlink, address, &listener->address.any, &peer)) {
		loopback_refuse(loopback, "a connection", NULL, "its other end was closed at once");
		return MHD_NO;
	}
	if (peer.uid == loopback->uid || (peer.uid == 0 && loopback->serves_root)) {
		loopback->accepted = peer;
		return MHD_YES;
	}
	loopback_refuse(loopback, "a connection", &peer,
			peer.uid == 0 ? "root is not you; if your browser came that way, paste the address it ends at"
				      : "only your own programs may end a login");
	return MHD_NO;
}

static void end_oldest(struct loopback *loopback)
{
	struct loopback_connection *oldest = NULL;
	size_t unfinished = 0;

	for (struct loopback_connection *c = loopback->connections; c; c = c->next) {
		if (!loopback_unfinished(c))
			continue;
		oldest = c;
		unfinished++;
	}
	if (unfinished <= LOOPBACK_UNFINISHED)
		return;
	loopback_refuse(loopback, "the oldest of too many connections", &oldest->peer,
			"it had neither asked nor taken its answer when the next one came");
	loopback_end(oldest);
}

static void add_connection(struct loopback *loopback, struct MHD_Connection *http, void **context)
{
	struct loopback_connection *connection = xcalloc(1, sizeof(*connection));

	connection->http = http;
	connection->fd = MHD_get_connection_info(http, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	connection->peer = loopback->accepted;
	connection->phase = PHASE_REQUEST;
	connection->deadline = loopback->now_ms + LOOPBACK_PHASE_MS;
	buf_init(&connection->target, CONNECTION_MEMORY);
	connection->next = loopback->connections;
	loopback->connections = connection;
	*context = connection;
	end_oldest(loopback);
}

static void remove_connection(struct loopback *loopback, struct loopback_connection *connection)
{
	struct loopback_connection **link = &loopback->connections;

	if (was_answered_without_us(connection))
		loopback_refuse(loopback, "a request", &connection->peer, "it is no HTTP, or far too large");
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

	return gap > connection->target.len + 1 && gap < CONNECTION_MEMORY;
}

static enum MHD_Result refuse_redirect(struct loopback *loopback, struct loopback_connection *connection,
				       const struct error *err)
{
	char text[sizeof(err->text) + 64];

	loopback_refuse(loopback, "a request", &connection->peer, err->text);
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
	if (verdict.kind == LOOPBACK_START) {
		loopback->started = true;
		return loopback_reply_start(loopback, connection);
	}
	if (verdict.kind == LOOPBACK_REDIRECT)
		return hear_redirect(loopback, connection, verdict.query);
	if (verdict.reason)
		loopback_refuse(loopback, "a request", &connection->peer, verdict.reason);
	return loopback_reply_note(loopback, connection, verdict.status, verdict.title, verdict.text);
}

int loopback_serve(struct loopback_listener *listener, struct error *err)
{
	listener->daemon =
	    MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, accept_peer, listener, handle, listener,
			     MHD_OPTION_LISTEN_SOCKET, listener->fd, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
			     (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
			     MHD_OPTION_NOTIFY_CONNECTION, note_connection, listener, MHD_OPTION_URI_LOG_CALLBACK,
			     note_target, listener, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
	if (!listener->daemon)
		return error_set(err, ERROR_SYS, "cannot start the listener for the browser");
	listener->fd = -1;
	return 0;
}
