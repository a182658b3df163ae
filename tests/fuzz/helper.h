/* The credential helpers' protocols: the arguments are the first line, stdin is what follows it. */
#ifndef FUZZ_HELPER_H
#define FUZZ_HELPER_H

#include <sys/mman.h>

#include "base/path.h"
#include "base/strings.h"
#include "discred/protocol.h"
#include "fuzz.h"

static inline int helper_stdin(const struct fuzz_input *input)
{
	int fd = memfd_create("stdin", MFD_CLOEXEC);

	must(fd >= 0);
	must(!input->len || write(fd, input->at, input->len) == (ssize_t)input->len);
	must(lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

/* Whether a profile can be meant: its name, and the hosts that it serves, are ASCII. */
static inline bool helper_can_serve(const struct protocol_request *request)
{
	if (request->profile && !name_valid(request->profile))
		return false;
	for (const char *c = buf_text(&request->text); *c; c++)
		if ((unsigned char)*c >= 0x80)
			return false;
	return true;
}

/* The row's answer to a GET; ERROR_BUG never. */
static inline void helper_reply(const struct protocol *row, const struct protocol_request *request, struct buf *out)
{
	struct token token = TOKEN_INIT;
	struct protocol_reply reply = {.token = &token, .profile = "reader", .source = "cache", .request = request};
	struct error err = ERROR_INIT;

	buf_str(&token.secret, "planted-token");
	token.expires = 2000000000;
	must(!row->reply(&reply, out, &err));
	token_release(&token);
}

/*
 * Hands the input to the helper of that name and appends its answer to a GET. Whether it was one; a failure is
 * explained.
 */
static inline bool helper_ask(const char *program, struct fuzz_input *input, struct protocol_request *request,
			      struct buf *out)
{
	const struct protocol *row = protocol_of_program(program);
	char *words = fuzz_line(input);
	struct strings argv = STRINGS_INIT;
	struct protocol_call call = {.program = row->argv0, .version = "1.2", .input = helper_stdin(input)};
	struct error err = ERROR_INIT;
	bool asked = false;

	strings_add(&argv, row->argv0);
	strings_split(&argv, words, " ");
	call.argc = (int)argv.count;
	call.argv = argv.item;
	if (row->request(&call, request, &err)) {
		must(err.code == ERROR_USAGE || err.code == ERROR_NONE);
	} else if (request->verb == PROTOCOL_GET && helper_can_serve(request)) {
		asked = true;
		helper_reply(row, request, out);
	}
	must(close(call.input) == 0);
	strings_release(&argv);
	free(words);
	return asked;
}

#endif
