#include "net/loopback/peer.h"

#include <netinet/in.h>
#include <string.h>

enum { TABLE_ESTABLISHED = 1, TABLE_LINE_MAX = 512, TABLE_TRIES = 3 };

/* An end of a connection as the tables have it; IPv4 as a mapped IPv6 address, so that there is one form. */
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

static bool line_matches(const char *line, const struct end *from, const struct end *to, uid_t *uid)
{
	char local_hex[33];
	char remote_hex[33];
	unsigned local_port;
	unsigned remote_port;
	unsigned state;
	unsigned long inode;
	struct end local;
	struct end remote;

	if (sscanf(line, " %*u: %32[0-9A-F]:%4x %32[0-9A-F]:%4x %2x %*x:%*x %*x:%*x %*x %u %*d %lu", local_hex,
		   &local_port, remote_hex, &remote_port, &state, uid, &inode) != 7)
		return false;
	return state == TABLE_ESTABLISHED && inode != 0 && end_from_hex(local_hex, local_port, &local) &&
	       end_from_hex(remote_hex, remote_port, &remote) && same_end(&local, from) && same_end(&remote, to);
}

bool peer_find(FILE *table, const struct sockaddr *peer, const struct sockaddr *local, uid_t *uid)
{
	char line[TABLE_LINE_MAX];
	struct end from;
	struct end to;
	uid_t owner;

	if (!end_from_socket(peer, &from) || !end_from_socket(local, &to))
		return false;
	while (fgets(line, sizeof(line), table)) {
		if (line_matches(line, &from, &to, &owner)) {
			*uid = owner;
			return true;
		}
	}
	return false;
}

static bool find_in_file(const char *path, const struct sockaddr *peer, const struct sockaddr *local, uid_t *uid)
{
	FILE *table = fopen(path, "re");
	bool found;

	if (!table)
		return false;
	found = peer_find(table, peer, local, uid);
	fclose(table);
	return found;
}

bool peer_uid(const struct sockaddr *peer, const struct sockaddr *local, uid_t *uid)
{
	/* The kernel gives the tables out in pieces, and may leave out a line when a neighbour ends in between. */
	for (int i = 0; i < TABLE_TRIES; i++)
		if ((peer->sa_family == AF_INET && find_in_file("/proc/net/tcp", peer, local, uid)) ||
		    find_in_file("/proc/net/tcp6", peer, local, uid))
			return true;
	return false;
}
