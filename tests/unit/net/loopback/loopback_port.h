/* Sockets that are in a listener's way, and whether one is. */
#ifndef LOOPBACK_PORT_H
#define LOOPBACK_PORT_H

#include "loopback_client.h"

static inline int listen_v6(uint16_t port)
{
	struct sockaddr_in6 at = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_loopback};
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || (bind(fd, (void *)&at, sizeof(at)) < 0 && errno == EADDRNOTAVAIL))
		cr_skip_test("no ::1 here");
	cr_assert_eq(listen(fd, 1), 0);
	return fd;
}

static inline bool is_bound(uint32_t address, uint16_t port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(address)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool refused = bind(fd, (void *)&at, sizeof(at)) < 0;

	close(fd);
	return refused;
}

#endif
