/* no_proxy, as libcurl reads it since 7.86. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "net/http/proxy.h"

static bool same_bits(const unsigned char *a, const unsigned char *b, size_t size, size_t bits)
{
	unsigned rest = (unsigned)(bits % 8);

	if (bits > size * 8 || memcmp(a, b, bits / 8) != 0)
		return false;
	return !rest || (a[bits / 8] ^ b[bits / 8]) >> (8 - rest) == 0;
}

/* An address, or a network: "10.0.0.0/8". */
static bool names_address(const char *entry, int family, const unsigned char *host)
{
	size_t size = family == AF_INET ? 4 : 16;
	size_t bits = size * 8;
	char text[INET6_ADDRSTRLEN + 8];
	unsigned char network[16];
	char *slash;
	char *end = NULL;

	if (strlen(entry) >= sizeof(text))
		return false;
	memcpy(text, entry, strlen(entry) + 1);
	slash = strchr(text, '/');
	if (slash) {
		*slash++ = '\0';
		bits = strtoul(slash, &end, 10);
		if (end == slash || *end)
			return false;
	}
	return inet_pton(family, text, network) == 1 && same_bits(network, host, size, bits);
}

/* "example.com" and ".example.com" name it and all that is below it. A dot at the end says nothing. */
static bool names_domain(const char *entry, const char *host)
{
	size_t host_len = strlen(host);
	size_t len;

	entry += *entry == '.';
	len = strlen(entry);
	len -= len && entry[len - 1] == '.';
	host_len -= host_len && host[host_len - 1] == '.';
	if (!len || len > host_len || strncasecmp(host + host_len - len, entry, len) != 0)
		return false;
	return len == host_len || host[host_len - len - 1] == '.';
}

static bool names(const char *entry, const char *host)
{
	unsigned char address[16];

	if (inet_pton(AF_INET, host, address) == 1)
		return names_address(entry, AF_INET, address);
	if (inet_pton(AF_INET6, host, address) == 1)
		return names_address(entry, AF_INET6, address);
	return names_domain(entry, host);
}

bool proxy_list_names(const char *list, const char *host)
{
	struct strings entries = STRINGS_INIT;
	bool named = !strcmp(list, "*");

	strings_split(&entries, list, ", \t");
	for (size_t i = 0; i < entries.count && !named; i++)
		named = names(entries.item[i], host);
	strings_release(&entries);
	return named;
}
