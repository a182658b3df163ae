#include "cmd/token/socket.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/memory.h"
#include "base/path.h"

/* An address as text, with a NUL behind it; the first byte of an abstract one is a NUL as well. */
struct address {
	char text[sizeof(((struct sockaddr_un *)NULL)->sun_path) + 1];
	size_t len;
};

static int read_address(int fd, int (*get)(int fd, struct sockaddr *to, socklen_t *len), struct address *address)
{
	struct sockaddr_un to = {.sun_family = AF_UNSPEC};
	socklen_t len = sizeof(to);

	*address = (struct address){.len = 0};
	if (get(fd, (struct sockaddr *)&to, &len) < 0 || to.sun_family != AF_UNIX)
		return -1;
	if (len > sizeof(to))
		len = sizeof(to);
	if (len > offsetof(struct sockaddr_un, sun_path))
		address->len = len - offsetof(struct sockaddr_un, sun_path);
	memcpy(address->text, to.sun_path, address->len);
	return 0;
}

/* NAME of .../discred-NAME.sock; NULL for another path. */
static char *profile_of(const char *path)
{
	static const char prefix[] = "discred-";
	static const char suffix[] = ".sock";
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t len = strlen(base);
	char *name;

	if (len <= strlen(prefix) + strlen(suffix) || strncmp(base, prefix, strlen(prefix)) != 0 ||
	    strcmp(base + len - strlen(suffix), suffix) != 0)
		return NULL;
	name = xstrndup(base + strlen(prefix), len - strlen(prefix) - strlen(suffix));
	if (name_valid(name))
		return name;
	free(name);
	return NULL;
}

int socket_profile(int fd, char **name, struct error *err)
{
	struct address own;
	struct address peer;

	if (read_address(fd, getsockname, &own) < 0 || read_address(fd, getpeername, &peer) < 0) {
		error_set(err, ERROR_USAGE, "stdin is not a connection to a unix socket");
		return error_hint(err, "option '--socket' is for systemd: see discred-token(1)");
	}
	*name = profile_of(own.text);
	if (*name)
		return 0;
	error_set(err, ERROR_USAGE, "the socket '%s' does not name a profile", own.text);
	return error_hint(err, "it has to be called 'discred-NAME.sock'");
}

/* "RANDOM/unit/UNIT/CREDENTIAL", behind the NUL of an abstract address: systemd.exec(5), LoadCredential=. */
static bool add_unit(const struct address *peer, struct buf *asker)
{
	static const char mark[] = "/unit/";
	const char *unit = peer->len > 1 && !peer->text[0] ? strstr(peer->text + 1, mark) : NULL;
	const char *credential;

	if (!unit)
		return false;
	unit += strlen(mark);
	credential = strchr(unit, '/');
	if (!credential)
		return false;
	buf_printf(asker, "unit '%.*s', credential '%s'", (int)(credential - unit), unit, credential + 1);
	return true;
}

void socket_asker(int fd, struct buf *asker)
{
	struct ucred process = {.pid = 0};
	socklen_t len = sizeof(process);
	struct address peer;

	if (!read_address(fd, getpeername, &peer) && add_unit(&peer, asker))
		return;
	/* A process of another namespace has no number here. */
	if (!getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &process, &len) && process.pid > 0)
		buf_printf(asker, "process %d", (int)process.pid);
	else
		buf_str(asker, "a process elsewhere");
}
