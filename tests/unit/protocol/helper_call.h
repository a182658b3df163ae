/* A helper's request, made of bytes on a pipe. */
#ifndef UNIT_HELPER_CALL_H
#define UNIT_HELPER_CALL_H

#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "discred/protocol.h"

/* The bytes come out of the descriptor, and then, unless it stays open, nothing more. `keep`: the writing end. */
static inline int helper_input(const char *bytes, size_t len, int *keep)
{
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	cr_assert_geq(fcntl(ends[1], F_SETPIPE_SZ, 1 << 20), (int)len);
	cr_assert_eq(write(ends[1], bytes, len), (ssize_t)len);
	if (keep)
		*keep = ends[1];
	else
		close(ends[1]);
	return ends[0];
}

/* `words` are the arguments with spaces between them. Returns what request() did; leaves nothing unread. */
static inline int helper_ask_bytes(const char *program, const char *words, const char *bytes, size_t len,
				   struct protocol_request *request, struct error *err)
{
	const struct protocol *row = protocol_of_program(program);
	struct strings argv = STRINGS_INIT;
	struct protocol_call call = {.program = row->argv0, .version = "1.2", .input = helper_input(bytes, len, NULL)};
	int result;

	strings_add(&argv, program);
	strings_split(&argv, words, " ");
	call.argc = (int)argv.count;
	call.argv = argv.item;
	result = row->request(&call, request, err);
	close(call.input);
	strings_release(&argv);
	return result;
}

static inline int helper_ask(const char *program, const char *words, const char *text, struct protocol_request *request,
			     struct error *err)
{
	return helper_ask_bytes(program, words, text, strlen(text), request, err);
}

#endif
