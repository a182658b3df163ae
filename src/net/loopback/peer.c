#include "net/loopback/peer.h"

#include <dirent.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* The kernel's numbers of TCP states, which no header of a program's own has. */
enum { STATE_ESTABLISHED = 1, STATE_LISTEN = 10 };

enum { TABLE_LINE_MAX = 512, TABLE_TRIES = 3 };

/* An end of a connection; IPv4 as a mapped IPv6 address, so that there is one form. */
struct end {
	struct in6_addr address;
	unsigned port;
};

static void map_ipv4(struct in6_addr *address, const void *bytes)
{
	memset(address, 0, sizeof(*address));
	memset(address->s6_addr + 10, 0xff, 2);
	memcpy(address->s6_addr + 12, bytes, 4);
}

static bool end_from_socket(const struct sockaddr *socket, struct end *end)
{
	if (socket->sa_family == AF_INET) {
		const struct sockaddr_in *v4 = (const void *)socket;

		map_ipv4(&end->address, &v4->sin_addr);
		end->port = ntohs(v4->sin_port);
		return true;
	}
	if (socket->sa_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (const void *)socket;

		end->address = v6->sin6_addr;
		end->port = ntohs(v6->sin6_port);
		return true;
	}
	return false;
}

/* The tables print each 32-bit word of an address as a number, in the machine's own byte order. */
static bool end_from_hex(const char *hex, unsigned port, struct end *end)
{
	size_t words = strlen(hex) / 8;
	uint32_t word[4];

	if (strlen(hex) % 8 || (words != 1 && words != 4))
		return false;
	for (size_t i = 0; i < words; i++)
		if (sscanf(hex + 8 * i, "%8x", &word[i]) != 1)
			return false;
	if (words == 1)
		map_ipv4(&end->address, word);
	else
		memcpy(&end->address, word, sizeof(word));
	end->port = port;
	return true;
}

static bool same_end(const struct end *a, const struct end *b)
{
	return a->port == b->port && !memcmp(&a->address, &b->address, sizeof(a->address));
}

static bool line_matches(const char *line, const struct end *from, const struct end *to, struct peer *found)
{
	char local_hex[33];
	char remote_hex[33];
	unsigned local_port;
	unsigned remote_port;
	unsigned state;
	struct end local;
	struct end remote;

	if (sscanf(line, " %*u: %32[0-9A-F]:%4x %32[0-9A-F]:%4x %2x %*x:%*x %*x:%*x %*x %u %*d %lu", local_hex,
		   &local_port, remote_hex, &remote_port, &state, &found->uid, &found->inode) != 7)
		return false;
	return state == STATE_ESTABLISHED && found->inode != 0 && end_from_hex(local_hex, local_port, &local) &&
	       end_from_hex(remote_hex, remote_port, &remote) && same_end(&local, from) && same_end(&remote, to);
}

bool peer_find(FILE *table, const struct sockaddr *peer, const struct sockaddr *local, struct peer *found)
{
	char line[TABLE_LINE_MAX];
	struct peer owner;
	struct end from;
	struct end to;

	if (!end_from_socket(peer, &from) || !end_from_socket(local, &to))
		return false;
	while (fgets(line, sizeof(line), table)) {
		if (line_matches(line, &from, &to, &owner)) {
			*found = owner;
			return true;
		}
	}
	return false;
}

static bool find_in_file(const char *path, const struct sockaddr *peer, const struct sockaddr *local,
			 struct peer *found)
{
	FILE *table = fopen(path, "re");
	bool there;

	if (!table)
		return false;
	there = peer_find(table, peer, local, found);
	fclose(table);
	return there;
}

static bool find_in_tables(const struct sockaddr *peer, const struct sockaddr *local, struct peer *found)
{
	/* The kernel gives the tables out in pieces, and may leave out a line when a neighbour ends in between. */
	for (int i = 0; i < TABLE_TRIES; i++)
		if ((peer->sa_family == AF_INET && find_in_file("/proc/net/tcp", peer, local, found)) ||
		    find_in_file("/proc/net/tcp6", peer, local, found))
			return true;
	return false;
}

static void set_end(const struct sockaddr *socket, __be32 address[static 4], __be16 *port)
{
	if (socket->sa_family == AF_INET) {
		const struct sockaddr_in *v4 = (const void *)socket;

		memcpy(address, &v4->sin_addr, sizeof(v4->sin_addr));
		*port = v4->sin_port;
	} else {
		const struct sockaddr_in6 *v6 = (const void *)socket;

		memcpy(address, &v6->sin6_addr, sizeof(v6->sin6_addr));
		*port = v6->sin6_port;
	}
}

/* Asks for one socket; `remote` NULL: for the one that listens. The kernel answers before sendmsg returns. */
static bool query(int netlink, const struct sockaddr *local, const struct sockaddr *remote,
		  struct inet_diag_msg *socket)
{
	struct {
		struct nlmsghdr header;
		struct inet_diag_req_v2 body;
	} request = {
	    .header = {.nlmsg_len = sizeof(request), .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST},
	    .body = {.sdiag_family = (__u8)local->sa_family,
		     .sdiag_protocol = IPPROTO_TCP,
		     .id.idiag_cookie = {INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE}},
	};
	union {
		struct nlmsghdr header;
		char bytes[4096];
	} reply;
	ssize_t got;

	set_end(local, request.body.id.idiag_src, &request.body.id.idiag_sport);
	if (remote)
		set_end(remote, request.body.id.idiag_dst, &request.body.id.idiag_dport);
	if (send(netlink, &request, sizeof(request), 0) != (ssize_t)sizeof(request))
		return false;
	got = recv(netlink, &reply, sizeof(reply), MSG_DONTWAIT);
	if (got < (ssize_t)NLMSG_LENGTH(sizeof(*socket)) || reply.header.nlmsg_type != SOCK_DIAG_BY_FAMILY)
		return false;
	memcpy(socket, NLMSG_DATA(&reply.header), sizeof(*socket));
	return true;
}

static bool end_is(unsigned family, const __be32 address[static 4], __be16 port, const struct sockaddr *socket)
{
	struct end end = {.port = ntohs(port)};
	struct end wanted;

	if (family == AF_INET)
		map_ipv4(&end.address, address);
	else
		memcpy(&end.address, address, sizeof(end.address));
	return end_from_socket(socket, &wanted) && same_end(&end, &wanted);
}

int peer_open(const struct sockaddr *listener)
{
	int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	struct inet_diag_msg socket;

	/* A kernel without the part for TCP says ENOENT, as it does for a connection that is not there. */
	if (netlink >= 0 && query(netlink, listener, NULL, &socket) && socket.idiag_state == STATE_LISTEN)
		return netlink;
	if (netlink >= 0)
		close(netlink);
	return -1;
}

bool peer_listener(const struct sockaddr *address, struct peer *found)
{
	int netlink = peer_open(address);
	struct inet_diag_msg socket;
	bool there = netlink >= 0 && query(netlink, address, NULL, &socket);

	if (there)
		*found = (struct peer){.uid = socket.idiag_uid, .inode = socket.idiag_inode};
	if (netlink >= 0)
		close(netlink);
	return there;
}

bool peer_ask(int netlink, const struct sockaddr *peer, const struct sockaddr *local, struct peer *found)
{
	struct inet_diag_msg socket;

	if (netlink < 0)
		return find_in_tables(peer, local, found);
	/* Where no connection fits, the kernel finds what listens at that port. */
	if (!query(netlink, peer, local, &socket) || socket.idiag_state != STATE_ESTABLISHED || !socket.idiag_inode ||
	    !end_is(socket.idiag_family, socket.id.idiag_src, socket.id.idiag_sport, peer) ||
	    !end_is(socket.idiag_family, socket.id.idiag_dst, socket.id.idiag_dport, local))
		return false;
	*found = (struct peer){.uid = socket.idiag_uid, .inode = socket.idiag_inode};
	return true;
}

static bool read_name(const char *pid, char *name, size_t size)
{
	char path[64];
	FILE *file;
	bool read;

	snprintf(path, sizeof(path), "/proc/%.20s/comm", pid);
	file = fopen(path, "re");
	read = file && fgets(name, (int)size, file);
	if (file)
		fclose(file);
	for (char *c = name; read && *c; c++)
		if (*c < 0x20 || *c >= 0x7f)
			*c = *c == '\n' ? '\0' : '?';
	return read;
}

static bool is_of_user(const char *pid, uid_t uid)
{
	char line[256];
	char path[64];
	unsigned owner;
	bool same = false;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%.20s/status", pid);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "Uid: %u", &owner) == 1)
			same = owner == uid;
	if (file)
		fclose(file);
	return same;
}

enum holding { HOLDS_NOT, HOLDS, HOLDS_PERHAPS };

/*
 * Whether one of the process's descriptors is that socket. Those of other users can't be read, nor those of a process
 * that, as discred's own, lets nobody look into it.
 */
static enum holding holds(const char *pid, const char *link, const struct peer *peer)
{
	enum holding found = HOLDS_NOT;
	struct dirent *entry;
	char path[64];
	DIR *fds;

	snprintf(path, sizeof(path), "/proc/%.20s/fd", pid);
	fds = opendir(path);
	if (!fds)
		return is_of_user(pid, peer->uid) ? HOLDS_PERHAPS : HOLDS_NOT;
	while (found == HOLDS_NOT && (entry = readdir(fds))) {
		char target[64];
		ssize_t len = readlinkat(dirfd(fds), entry->d_name, target, sizeof(target) - 1);

		target[len > 0 ? len : 0] = '\0';
		if (!strcmp(target, link))
			found = HOLDS;
	}
	closedir(fds);
	return found;
}

bool peer_process(const struct peer *peer, const char *hidden, struct peer_process *process)
{
	DIR *processes = opendir("/proc");
	unsigned guesses = 0;
	bool found = false;
	struct dirent *entry;
	char link[64];

	snprintf(link, sizeof(link), "socket:[%lu]", peer->inode);
	while (processes && !found && (entry = readdir(processes))) {
		struct peer_process one;
		enum holding how = HOLDS_NOT;

		if (sscanf(entry->d_name, "%d", &one.pid) == 1 && read_name(entry->d_name, one.name, sizeof(one.name)))
			how = holds(entry->d_name, link, peer);
		found = how == HOLDS;
		if (!found && (how != HOLDS_PERHAPS || one.pid == getpid() || !hidden || strcmp(one.name, hidden) != 0))
			continue;
		*process = one;
		guesses += !found;
	}
	if (processes)
		closedir(processes);
	/* With several candidates it is unknown which one it is. */
	if (!found && guesses > 1)
		process->pid = 0;
	return found || guesses;
}

bool peer_root_relays(const char *osrelease)
{
	return strcasestr(osrelease, "microsoft");
}
