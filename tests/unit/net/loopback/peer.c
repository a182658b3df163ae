#include "net/loopback/peer.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scratch.h"

/* An address as the tables print it: 32-bit words in the machine's own order. */
#define WORD(a, b, c, d) ((uint32_t[]){htonl((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))}[0])

static const char heading[] = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  "
			      "timeout inode\n";

/* The three lines that one connection has: the listening socket, the client's end, the server's end. */
static FILE *table_v4(const char *client_state, unsigned long inode)
{
	char *text = NULL;
	size_t size;
	FILE *table = open_memstream(&text, &size);

	fprintf(table, "%s", heading);
	fprintf(table,
		"   0: %08X:5BB0 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 651 1 "
		"00000000686a0a3c 100 0 0 10 0\n",
		WORD(127, 0, 0, 1));
	fprintf(table,
		"   1: %08X:5BB0 %08X:C001 01 00000000:00000000 00:00000000 00000000  1000        0 652 1 "
		"00000000686a0a3d 20 4 30 10 -1\n",
		WORD(127, 0, 0, 1), WORD(127, 0, 0, 1));
	fprintf(table,
		"   2: %08X:C002 %08X:5BB0 01 00000000:00000000 00:00000000 00000000  1002        0 653 1 "
		"00000000686a0a3e 20 4 30 10 -1\n",
		WORD(127, 0, 0, 1), WORD(127, 0, 0, 1));
	fprintf(table,
		"   3: %08X:C001 %08X:5BB0 %s 00000000:00000000 00:00000000 00000000  1001        0 %lu 1 "
		"00000000686a0a3f 20 4 30 10 -1\n",
		WORD(127, 0, 0, 1), WORD(127, 0, 0, 1), client_state, inode);
	fclose(table);
	table = fmemopen(NULL, size + 1, "w+");
	fwrite(text, 1, size, table);
	rewind(table);
	free(text);
	return table;
}

static struct sockaddr_in v4(const char *address, uint16_t port)
{
	struct sockaddr_in end = {.sin_family = AF_INET, .sin_port = htons(port)};

	cr_assert_eq(inet_pton(AF_INET, address, &end.sin_addr), 1);
	return end;
}

static struct sockaddr_in6 v6(const char *address, uint16_t port)
{
	struct sockaddr_in6 end = {.sin6_family = AF_INET6, .sin6_port = htons(port)};

	cr_assert_eq(inet_pton(AF_INET6, address, &end.sin6_addr), 1);
	return end;
}

static bool find(FILE *table, const void *peer, const void *local, struct peer *owner)
{
	bool found = peer_find(table, peer, local, owner);

	fclose(table);
	return found;
}

Test(peer, found_by_both_ends)
{
	struct sockaddr_in peer = v4("127.0.0.1", 0xc001);
	struct sockaddr_in local = v4("127.0.0.1", 0x5bb0);
	struct peer owner = {.uid = 0};

	cr_assert(find(table_v4("01", 654), &peer, &local, &owner));
	cr_assert_eq(owner.uid, 1001);
	peer.sin_port = htons(0xc002);
	cr_assert(find(table_v4("01", 654), &peer, &local, &owner));
	cr_assert_eq(owner.uid, 1002);
	/* The server's own end is the one the other way round. */
	peer.sin_port = htons(0xc001);
	cr_assert(find(table_v4("01", 654), &local, &peer, &owner));
	cr_assert_eq(owner.uid, 1000);
}

Test(peer, not_found)
{
	struct sockaddr_in local = v4("127.0.0.1", 0x5bb0);
	struct sockaddr_in elsewhere = v4("127.0.0.2", 0xc001);
	struct sockaddr_in other_port = v4("127.0.0.1", 0xc003);
	struct sockaddr_in peer = v4("127.0.0.1", 0xc001);
	struct sockaddr_in other_local = v4("127.0.0.3", 0x5bb0);
	struct sockaddr_in zero = v4("0.0.0.0", 0);
	struct sockaddr strange = {.sa_family = AF_UNIX};
	struct peer owner = {.uid = 7};

	cr_assert_not(find(table_v4("01", 654), &elsewhere, &local, &owner));
	cr_assert_not(find(table_v4("01", 654), &other_port, &local, &owner));
	cr_assert_not(find(table_v4("01", 654), &peer, &other_local, &owner));
	cr_assert_not(find(table_v4("01", 654), &local, &zero, &owner), "a listening socket is no connection");
	cr_assert_not(find(table_v4("01", 654), &strange, &local, &owner));
	cr_assert_not(find(table_v4("01", 654), &peer, &strange, &owner));
	cr_assert_eq(owner.uid, 7);
}

Test(peer, a_connection_that_is_not_established_or_has_no_socket_does_not_count)
{
	static const char *const states[] = {"02", "03", "04", "05", "06", "07", "08", "09", "0A", "0B", "0C"};
	struct sockaddr_in peer = v4("127.0.0.1", 0xc001);
	struct sockaddr_in local = v4("127.0.0.1", 0x5bb0);
	struct peer owner;

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		cr_assert_not(find(table_v4(states[i], 654), &peer, &local, &owner), "%s", states[i]);
	cr_assert_not(find(table_v4("01", 0), &peer, &local, &owner));
}

static FILE *table_of(const char *lines)
{
	FILE *table = fmemopen(NULL, 4096, "w+");

	fprintf(table, "%s%s", heading, lines);
	rewind(table);
	return table;
}

Test(peer, other_lines_are_passed_over)
{
	struct sockaddr_in peer = v4("127.0.0.1", 0xc001);
	struct sockaddr_in local = v4("127.0.0.1", 0x5bb0);
	char line[400];
	struct peer owner;

	snprintf(line, sizeof(line),
		 "\n   1: junk\n   2: 0100007:C001 0100007F:5BB0 01 0:0 0:0 0 5 0 9\n"
		 "   3: 0000000000000000:C001 0000000000000000:5BB0 01 0:0 0:0 0 6 0 9\n"
		 "   4: %08X:C001 %08X:5BB0 01 00000000:00000000 00:00000000 00000000  1003\n"
		 "   5: %08X:C001 %08X:5BB0 01 00000000:00000000 00:00000000 00000000  4294967294        0 654\n",
		 WORD(127, 0, 0, 1), WORD(127, 0, 0, 1), WORD(127, 0, 0, 1), WORD(127, 0, 0, 1));
	cr_assert(find(table_of(line), &peer, &local, &owner));
	cr_assert_eq(owner.uid, 4294967294u);
	cr_assert_not(find(table_of(""), &peer, &local, &owner));
}

Test(peer, ipv6)
{
	struct sockaddr_in6 peer = v6("::1", 0xc001);
	struct sockaddr_in6 local = v6("::1", 0x5bb0);
	struct sockaddr_in6 far = v6("2001:db8:1:2:3:4:5:6", 0xc001);
	char line[400];
	struct peer owner;

	snprintf(line, sizeof(line),
		 "   1: %08X%08X%08X%08X:C001 %08X%08X%08X%08X:5BB0 01 00000000:00000000 00:00000000 00000000  1005"
		 "        0 9 2 0000000000000000 20 4 31 10 -1\n"
		 "   2: %08X%08X%08X%08X:C001 %08X%08X%08X%08X:5BB0 01 00000000:00000000 00:00000000 00000000  1004"
		 "        0 9 2 0000000000000000 20 4 31 10 -1\n",
		 WORD(0x20, 1, 0xd, 0xb8), WORD(0, 1, 0, 2), WORD(0, 3, 0, 4), WORD(0, 5, 0, 6), 0u, 0u, 0u,
		 WORD(0, 0, 0, 1), 0u, 0u, 0u, WORD(0, 0, 0, 1), 0u, 0u, 0u, WORD(0, 0, 0, 1));
	cr_assert(find(table_of(line), &peer, &local, &owner));
	cr_assert_eq(owner.uid, 1004);
	cr_assert(find(table_of(line), &far, &local, &owner));
	cr_assert_eq(owner.uid, 1005);
	cr_assert_not(find(table_of(line), &local, &peer, &owner));
}

Test(peer, ipv4_through_an_ipv6_socket)
{
	struct sockaddr_in peer = v4("127.0.0.1", 0xc001);
	struct sockaddr_in local = v4("127.0.0.1", 0x5bb0);
	struct sockaddr_in6 mapped = v6("::1", 0xc001);
	char line[400];
	struct peer owner;

	snprintf(line, sizeof(line),
		 "   1: 0000000000000000%08X%08X:C001 0000000000000000%08X%08X:5BB0 01 00000000:00000000 00:00000000 "
		 "00000000  1006        0 9 2 0000000000000000 20 4 31 10 -1\n",
		 WORD(0, 0, 0xff, 0xff), WORD(127, 0, 0, 1), WORD(0, 0, 0xff, 0xff), WORD(127, 0, 0, 1));
	cr_assert(find(table_of(line), &peer, &local, &owner));
	cr_assert_eq(owner.uid, 1006);
	cr_assert_not(find(table_of(line), &mapped, &local, &owner));
}

/*
 * Whether a connection of this process is found as its own, and no longer when it is closed. It is made to `to`, which
 * gets the port that the listening socket `local` has.
 */
static void expect_own_by(bool by_netlink, void *local, socklen_t local_size, void *to, socklen_t to_size)
{
	struct sockaddr_in *local_in = local;
	struct sockaddr_in *to_in = to;
	struct sockaddr_storage peer;
	socklen_t peer_size = sizeof(peer);
	int listening = socket(local_in->sin_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int client = socket(to_in->sin_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct peer owner = {.uid = 4711};
	struct stat socket_itself;
	int netlink = -1;
	int served;

	if (bind(listening, local, local_size) < 0 && errno == EADDRNOTAVAIL)
		cr_skip_test("no such address here");
	cr_assert_eq(listen(listening, 4), 0);
	cr_assert_eq(getsockname(listening, local, &local_size), 0);
	if (by_netlink && (netlink = peer_open(local)) < 0)
		cr_skip_test("no socket diagnosis by netlink here");
	to_in->sin_port = local_in->sin_port;
	cr_assert_eq(connect(client, to, to_size), 0, "%s", strerror(errno));
	served = accept(listening, (void *)&peer, &peer_size);
	cr_assert_geq(served, 0);
	cr_assert(peer_ask(netlink, (void *)&peer, local, &owner));
	cr_assert_eq(owner.uid, getuid());
	cr_assert_eq(fstat(client, &socket_itself), 0);
	cr_assert_eq(owner.inode, socket_itself.st_ino);
	cr_assert_not(peer_ask(netlink, local, (void *)&peer, &owner) && owner.inode == socket_itself.st_ino);
	close(client);
	cr_assert_not(peer_ask(netlink, (void *)&peer, local, &owner));
	close(served);
	close(listening);
	if (netlink >= 0)
		close(netlink);
}

/* By netlink, and in the tables, which a machine without it has. */
static void expect_own(void *local, socklen_t local_size, void *to, socklen_t to_size)
{
	struct sockaddr_in *local_in = local;

	expect_own_by(false, local, local_size, to, to_size);
	local_in->sin_port = 0;
	expect_own_by(true, local, local_size, to, to_size);
}

Test(peer, own_connection_ipv4)
{
	struct sockaddr_in local = v4("127.0.0.1", 0);

	scratch_become(SCRATCH_USER);
	expect_own(&local, sizeof(local), &local, sizeof(local));
}

Test(peer, own_connection_ipv6)
{
	struct sockaddr_in6 local = v6("::1", 0);

	scratch_become(SCRATCH_USER);
	expect_own(&local, sizeof(local), &local, sizeof(local));
}

Test(peer, own_connection_through_a_mapped_address)
{
	struct sockaddr_in local = v4("127.0.0.1", 0);
	struct sockaddr_in6 to = v6("::ffff:127.0.0.1", 0);

	scratch_become(SCRATCH_USER);
	expect_own(&local, sizeof(local), &to, sizeof(to));
}

/* As the programs run: then /proc/self is root's. */
Test(peer, own_connection_of_a_process_that_is_not_dumpable)
{
	struct sockaddr_in local = v4("127.0.0.1", 0);

	scratch_become(SCRATCH_USER);
	cr_assert_eq(prctl(PR_SET_DUMPABLE, 0), 0);
	expect_own(&local, sizeof(local), &local, sizeof(local));
	cr_assert_eq(prctl(PR_SET_DUMPABLE, 1), 0);
}

/* Where no connection fits, netlink answers with the socket that listens at the peer's port. */
Test(peer, a_listener_is_no_connection)
{
	struct sockaddr_in local = v4("127.0.0.1", 0);
	struct sockaddr_in stranger = v4("127.0.0.1", 1);
	socklen_t size = sizeof(local);
	int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct peer owner;
	int netlink;

	cr_assert_eq(bind(listening, (void *)&local, size), 0);
	cr_assert_eq(listen(listening, 4), 0);
	cr_assert_eq(getsockname(listening, (void *)&local, &size), 0);
	netlink = peer_open((void *)&local);
	if (netlink < 0)
		cr_skip_test("no socket diagnosis by netlink here");
	cr_assert_not(peer_ask(netlink, (void *)&local, (void *)&stranger, &owner));
	cr_assert(peer_listener((void *)&local, &owner));
	cr_assert_eq(owner.uid, getuid());
	close(listening);
	cr_assert_not(peer_listener((void *)&local, &owner));
	close(netlink);
}

Test(peer, the_process_that_holds_a_socket)
{
	struct peer owner = {.uid = 4711, .inode = 0};
	struct peer_process process;
	struct stat socket_itself;
	char name[17];
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	cr_assert_not(peer_process(&owner, NULL, &process));
	cr_assert_eq(fstat(fd, &socket_itself), 0);
	cr_assert_eq(prctl(PR_GET_NAME, name), 0);
	owner.inode = socket_itself.st_ino;
	cr_assert(peer_process(&owner, NULL, &process));
	cr_assert_str_eq(process.name, name);
	cr_assert_eq(process.pid, getpid());
	close(fd);
}

Test(peer, root_relays_under_wsl_alone)
{
	cr_assert(peer_root_relays("5.15.167.4-microsoft-standard-WSL2"));
	cr_assert(peer_root_relays("4.4.0-19041-Microsoft"));
	cr_assert_not(peer_root_relays("6.1.0-26-amd64"));
	cr_assert_not(peer_root_relays(""));
}
