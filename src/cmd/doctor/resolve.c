#include "cmd/doctor/resolve.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"

static const char advice[] = "see whether this machine is on the network, and its name servers in /etc/resolv.conf";

/* It may be at work when we no longer wait for it. */
struct question {
	struct gaicb request;
	struct addrinfo wanted;
	char *host;
};

int resolve_error(const char *host, int code, int os_error, struct error *err)
{
	switch (code) {
	case EAI_NONAME:
	case EAI_NODATA:
		return error_set(err, ERROR_CONFIG, "there is no host '%s'", host);
	case EAI_AGAIN:
		error_set(err, ERROR_TEMP, "no name server answered about '%s'", host);
		return error_hint(err, "%s", advice);
	case EAI_SYSTEM:
		return error_set(err, ERROR_SYS, "cannot look up '%s': %s", host, strerror(os_error));
	default:
		return error_set(err, ERROR_SYS, "cannot look up '%s': %s", host, gai_strerror(code));
	}
}

static struct question *ask(const char *host)
{
	struct question *question = xcalloc(1, sizeof(*question));
	struct gaicb *list[] = {&question->request};

	question->host = xstrdup(host);
	question->wanted.ai_socktype = SOCK_STREAM;
	question->request.ar_name = question->host;
	question->request.ar_request = &question->wanted;
	if (getaddrinfo_a(GAI_NOWAIT, list, 1, NULL)) {
		free(question->host);
		free(question);
		return NULL;
	}
	return question;
}

/* Whether it came to an end in time; a signal does not end the waiting. */
static bool is_answered(struct question *question, int timeout_ms)
{
	const struct gaicb *list[] = {&question->request};
	int64_t deadline = clock_ms() + timeout_ms;

	while (gai_error(&question->request) == EAI_INPROGRESS) {
		int64_t left = deadline - clock_ms();
		struct timespec wait = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000};

		if (left <= 0)
			return false;
		gai_suspend(list, 1, &wait);
	}
	return true;
}

static void count(const struct addrinfo *list, struct resolved *resolved)
{
	*resolved = (struct resolved){.ipv4 = 0};
	for (; list; list = list->ai_next) {
		resolved->ipv4 += list->ai_family == AF_INET;
		resolved->ipv6 += list->ai_family == AF_INET6;
	}
}

int resolve_host(const char *host, int timeout_ms, struct resolved *resolved, struct error *err)
{
	struct question *question = ask(host);
	int code;

	if (!question)
		return error_set(err, ERROR_SYS, "cannot look up '%s': %s", host, strerror(errno));
	if (!is_answered(question, timeout_ms)) {
		/* Its thread still writes there: it is left to the process's end. */
		if (gai_cancel(&question->request) == EAI_CANCELED) {
			free(question->host);
			free(question);
		}
		error_set(err, ERROR_TEMP, "no name server answered about '%s' within %d s", host, timeout_ms / 1000);
		return error_hint(err, "%s", advice);
	}
	code = gai_error(&question->request);
	if (!code) {
		count(question->request.ar_result, resolved);
		freeaddrinfo(question->request.ar_result);
	}
	free(question->host);
	free(question);
	return code ? resolve_error(host, code, errno, err) : 0;
}
