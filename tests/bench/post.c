/* The least that a client can do: post PORT FILE sends the bytes of a file to a loopback port and prints the answer, up
 * to the end of the connection. Fails unless that is an HTTP status of 200. */

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int dial(const char *port)
{
	const struct sockaddr_in address = {.sin_family = AF_INET,
					    .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
					    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (server < 0 || connect(server, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -1;
	return server;
}

int main(int argc, char **argv)
{
	char text[4096];
	if (argc != 3)
		return 1;
	const int file = open(argv[2], O_RDONLY | O_CLOEXEC);
	const ssize_t length = read(file, text, sizeof(text));
	const int server = dial(argv[1]);
	if (length <= 0 || server < 0 || write(server, text, (size_t)length) != length)
		return 1;

	size_t got = 0;
	ssize_t more;
	while (got < sizeof(text) && (more = read(server, text + got, sizeof(text) - got)) > 0)
		got += (size_t)more;
	const char good[] = "HTTP/1.1 200 ";
	if (got < sizeof(good) || memcmp(text, good, sizeof(good) - 1) != 0)
		return 1;
	return write(STDOUT_FILENO, text, got) == (ssize_t)got ? 0 : 1;
}
