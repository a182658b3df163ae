#include "net/loopback/loopback.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/memory.h"
#include "net/loopback/loopback_internal.h"
#include "net/pkce.h"

enum { NONCE_BYTES = 32 };

static struct loopback *make(const struct buf *state, const struct buf *target, uid_t uid)
{
	struct loopback *loopback = xcalloc(1, sizeof(*loopback));
	struct utsname kernel;

	loopback->uid = uid;
	loopback->serves_root = uname(&kernel) == 0 && peer_root_relays(kernel.release);
	loopback->epoll = loopback->netlink = -1;
	for (size_t i = 0; i < LOOPBACK_LISTENERS; i++) {
		loopback->listener[i].loopback = loopback;
		loopback->listener[i].fd = -1;
	}
	buf_init(&loopback->host, 1024);
	buf_init(&loopback->nonce, 256);
	buf_init(&loopback->start_url, 2048);
	buf_init(&loopback->state, state->max);
	buf_init(&loopback->target, target->max);
	buf_init(&loopback->outcome_page, PAGE_MAX);
	redirect_init(&loopback->redirect);
	buf_add(&loopback->state, buf_text(state), state->len);
	buf_add(&loopback->target, buf_text(target), target->len);
	return loopback;
}

static int name_site(struct loopback *loopback, const char *redirect_uri, struct error *err)
{
	if (url_parse(&loopback->redirect_uri, redirect_uri, err) < 0)
		return error_prefix(err, "redirect_uri");
	if (loopback->redirect_uri.tls || !url_is_loopback(&loopback->redirect_uri)) {
		error_set(err, ERROR_CONFIG, "nothing can listen for '%s': only http to a loopback address",
			  redirect_uri);
		return error_hint(err, "paste the address that the browser ends on");
	}
	if (random_base64url(NONCE_BYTES, &loopback->nonce, err) < 0)
		return -1;
	url_host_header(&loopback->redirect_uri, &loopback->host);
	buf_printf(&loopback->start_url, "http://%s/start/%s", buf_text(&loopback->host), buf_text(&loopback->nonce));
	return 0;
}

static int watch(struct loopback *loopback, struct MHD_Daemon *daemon, struct error *err)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
	struct epoll_event event = {.events = EPOLLIN};

	if (epoll_ctl(loopback->epoll, EPOLL_CTL_ADD, info->epoll_fd, &event) < 0)
		return error_set(err, ERROR_SYS, "cannot watch the listener: %s", strerror(errno));
	return 0;
}

static int start(struct loopback *loopback, struct error *err)
{
	if (loopback_listen(loopback, err) < 0)
		return -1;
	loopback->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (loopback->epoll < 0)
		return error_set(err, ERROR_SYS, "cannot watch the listener: %s", strerror(errno));
	loopback->netlink = peer_open(&loopback->listener[0].address.any);
	for (size_t i = 0; i < loopback->listeners; i++)
		if (loopback_serve(&loopback->listener[i], err) < 0 ||
		    watch(loopback, loopback->listener[i].daemon, err) < 0)
			return -1;
	return 0;
}

int loopback_open(struct loopback **loopback, const char *redirect_uri, const struct buf *state,
		  const struct buf *target, uid_t uid, struct error *err)
{
	struct loopback *opened = make(state, target, uid);

	*loopback = NULL;
	if (name_site(opened, redirect_uri, err) < 0 || start(opened, err) < 0) {
		loopback_close(opened);
		return -1;
	}
	*loopback = opened;
	return 0;
}

/* The library ends no connection that is suspended. */
static void resume_held(struct loopback *loopback)
{
	for (struct loopback_connection *c = loopback->connections; c; c = c->next) {
		if (c->phase == PHASE_HELD) {
			c->phase = PHASE_RESUMED;
			MHD_resume_connection(c->http);
		}
	}
}

static void stop(struct loopback_listener *listener)
{
	if (listener->daemon)
		MHD_stop_daemon(listener->daemon);
	if (listener->fd >= 0)
		close(listener->fd);
}

void loopback_close(struct loopback *loopback)
{
	if (!loopback)
		return;
	resume_held(loopback);
	for (size_t i = 0; i < LOOPBACK_LISTENERS; i++)
		stop(&loopback->listener[i]);
	if (loopback->epoll >= 0)
		close(loopback->epoll);
	if (loopback->netlink >= 0)
		close(loopback->netlink);
	loopback_refusals_release(&loopback->refusals);
	url_release(&loopback->redirect_uri);
	buf_release(&loopback->host);
	buf_release(&loopback->nonce);
	buf_release(&loopback->start_url);
	buf_release(&loopback->state);
	buf_release(&loopback->target);
	buf_release(&loopback->outcome_page);
	redirect_release(&loopback->redirect);
	free(loopback);
}

const char *loopback_start_url(const struct loopback *loopback)
{
	return buf_text(&loopback->start_url);
}

int loopback_fd(const struct loopback *loopback)
{
	return loopback->epoll;
}

int loopback_wait_ms(struct loopback *loopback, int64_t now_ms)
{
	int64_t wait = INT64_MAX;

	for (const struct loopback_connection *c = loopback->connections; c; c = c->next) {
		if (loopback_unfinished(c) && c->deadline - now_ms < wait)
			wait = c->deadline - now_ms;
		if (c->phase == PHASE_RESUMED)
			wait = 0;
	}
	for (size_t i = 0; i < loopback->listeners; i++) {
		MHD_UNSIGNED_LONG_LONG own;

		if (MHD_get_timeout(loopback->listener[i].daemon, &own) == MHD_YES && (int64_t)own < wait)
			wait = (int64_t)own;
	}
	if (wait == INT64_MAX)
		return -1;
	return wait < 0 ? 0 : wait > INT_MAX ? INT_MAX : (int)wait;
}

static void end_late(struct loopback *loopback)
{
	for (struct loopback_connection *c = loopback->connections; c; c = c->next) {
		if (!loopback_unfinished(c) || loopback->now_ms < c->deadline)
			continue;
		if (c->phase == PHASE_REQUEST && loopback_has_received(c))
			loopback_refuse(loopback, "a request", &c->peer, "it was not complete after 5 seconds");
		loopback_end(c);
	}
}

int loopback_run(struct loopback *loopback, int64_t now_ms, struct error *err)
{
	loopback->now_ms = now_ms;
	end_late(loopback);
	for (size_t i = 0; i < loopback->listeners; i++)
		if (MHD_run(loopback->listener[i].daemon) != MHD_YES)
			return error_set(err, ERROR_SYS, "the listener on port %u stopped working",
					 loopback->redirect_uri.port);
	return 0;
}

bool loopback_take(struct loopback *loopback, struct redirect *redirect)
{
	if (!loopback->brought || loopback->taken)
		return false;
	redirect_move(redirect, &loopback->redirect);
	loopback->taken = true;
	return true;
}

void loopback_answer(struct loopback *loopback, enum loopback_outcome outcome, const char *title, const char *text)
{
	static const struct {
		enum page_mark mark;
		unsigned status;
	} outcomes[] = {
	    [LOOPBACK_SUCCESS] = {PAGE_SUCCESS, MHD_HTTP_OK},
	    [LOOPBACK_DENIED] = {PAGE_DENIED, MHD_HTTP_FORBIDDEN},
	    [LOOPBACK_FAILED] = {PAGE_FAILED, MHD_HTTP_BAD_GATEWAY},
	};

	page_render(&loopback->outcome_page, outcomes[outcome].mark, title, text);
	loopback->outcome_status = outcomes[outcome].status;
	loopback->answered = true;
	resume_held(loopback);
}

bool loopback_idle(const struct loopback *loopback)
{
	for (const struct loopback_connection *c = loopback->connections; c; c = c->next)
		if (c->due)
			return false;
	return true;
}
