#include "cmd/token/socket.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/memory.h"
#include "expect.h"
#include "scratch.h"

TestSuite(socket, .init = scratch_make, .fini = scratch_remove);

/* The accepted end of a connection to a socket of that name; the asker's address is abstract, "": it has none. */
static int accepted(const char *name, const char *asker)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	struct sockaddr_un from = {.sun_family = AF_UNIX};
	size_t len = strlen(asker);
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	int client = socket(AF_UNIX, SOCK_STREAM, 0);
	int fd;

	cr_assert_lt(snprintf(to.sun_path, sizeof(to.sun_path), "%s/%s", scratch, name), (int)sizeof(to.sun_path));
	cr_assert_eq(bind(listener, (struct sockaddr *)&to, sizeof(to)), 0);
	cr_assert_eq(listen(listener, 1), 0);
	memcpy(from.sun_path + 1, asker, len);
	if (len)
		cr_assert_eq(bind(client, (struct sockaddr *)&from,
				  (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + len)),
			     0);
	cr_assert_eq(connect(client, (struct sockaddr *)&to, sizeof(to)), 0);
	fd = accept(listener, NULL, NULL);
	cr_assert_geq(fd, 0);
	close(listener);
	return fd;
}

static void expect_profile(const char *socket, const char *profile)
{
	struct error err = ERROR_INIT;
	char *name = NULL;
	int fd = accepted(socket, "");

	cr_assert_eq(socket_profile(fd, &name, &err), 0, "%s: %s", socket, err.text);
	cr_expect_str_eq(name, profile);
	free(name);
	close(fd);
}

Test(socket, the_profile_stands_in_the_name)
{
	expect_profile("discred-reader.sock", "reader");
	expect_profile("discred-my-bot.2.sock", "my-bot.2");
	expect_profile("discred-x.sock.sock", "x.sock");
}

static void expect_unnamed(const char *socket)
{
	char *text = xasprintf("the socket '%s/%s' does not name a profile", scratch, socket);
	struct error err = ERROR_INIT;
	int fd = accepted(socket, "");
	char *name;

	cr_assert_eq(socket_profile(fd, &name, &err), -1);
	expect_hint(err, ERROR_USAGE, text, "it has to be called 'discred-NAME.sock'");
	free(text);
	close(fd);
}

Test(socket, other_names)
{
	expect_unnamed("reader.sock");
	expect_unnamed("discred-.sock");
	expect_unnamed("discred-reader");
	expect_unnamed("discred--x.sock");
	expect_unnamed("discred-a b.sock");
}

static void expect_no_connection(int fd)
{
	struct error err = ERROR_INIT;
	char *name;

	cr_assert_eq(socket_profile(fd, &name, &err), -1);
	expect_hint(err, ERROR_USAGE, "stdin is not a connection to a unix socket",
		    "option '--socket' is for systemd: see discred-token(1)");
	close(fd);
}

Test(socket, what_is_no_connection)
{
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	close(ends[1]);
	expect_no_connection(ends[0]);
	expect_no_connection(socket(AF_INET, SOCK_STREAM, 0));
	expect_no_connection(socket(AF_UNIX, SOCK_STREAM, 0));
}

static void expect_asker(const char *address, const char *text)
{
	struct buf asker = BUF_INIT(4096);
	int fd = accepted("discred-x.sock", address);

	socket_asker(fd, &asker);
	cr_expect_str_eq(buf_text(&asker), text);
	buf_release(&asker);
	close(fd);
}

Test(socket, a_unit_that_asks)
{
	expect_asker("0123456789abcdef/unit/app.service/discord-token",
		     "unit 'app.service', credential 'discord-token'");
}

static void expect_process(const char *address)
{
	char *text = xasprintf("process %d", (int)getpid());

	expect_asker(address, text);
	free(text);
}

Test(socket, a_process_that_asks)
{
	expect_process("");
}

Test(socket, an_address_of_another_form)
{
	expect_process("0123456789abcdef/unit/app.service");
}
