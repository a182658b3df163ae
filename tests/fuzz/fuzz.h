/*
 * A target of `./dev fuzz`: libFuzzer hands it bytes, and it hands them to one parser. That nothing is read or written
 * out of bounds, leaked or undefined is seen by the sanitizers; what else must hold is asserted with must().
 *
 * A target is one file. The lines "Parses: FILE..." of its first comment name the files whose coverage is printed, and
 * corpus/TARGET holds its first inputs: the secrets in them are made up.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/environ.h"
#include "base/memory.h"
#include "discred/buf.h"
#include "discred/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An assertion that no option of the compiler takes away. */
#define must(condition)                                                                                                \
	do {                                                                                                           \
		if (!(condition)) {                                                                                    \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);                 \
			abort();                                                                                       \
		}                                                                                                      \
	} while (0)

/* What is left of the bytes. */
struct fuzz_input {
	const char *at;
	size_t len;
};

static inline struct fuzz_input fuzz_input(const uint8_t *data, size_t size)
{
	return (struct fuzz_input){.at = (const char *)data, .len = size};
}

/* The bytes up to the next newline, or what is left; a copy, the caller's to free. A NUL ends it earlier. */
static inline char *fuzz_line(struct fuzz_input *input)
{
	const char *newline = input->len ? memchr(input->at, '\n', input->len) : NULL;
	size_t len = newline ? (size_t)(newline - input->at) : input->len;
	char *line = xstrndup(input->len ? input->at : "", len);

	input->at += len + (newline ? 1 : 0);
	input->len -= len + (newline ? 1 : 0);
	return line;
}

/* What is left as a text of its own; the caller's to free. A NUL ends it earlier. */
static inline char *fuzz_text(struct fuzz_input *input)
{
	return xstrndup(input->len ? input->at : "", input->len);
}

/* What is left; the caller's to release. */
static inline struct buf fuzz_bytes(struct fuzz_input *input)
{
	struct buf bytes = BUF_INIT(BUF_REPLY_MAX);

	if (input->len)
		buf_add(&bytes, input->at, input->len);
	return bytes;
}

/* Somebody without a home, so that nothing of the machine is read. */
static inline struct environ fuzz_environ(void)
{
	static char *const variables[] = {NULL};

	return (struct environ){.uid = geteuid(),
				.home = "/nonexistent",
				.config_home = "/nonexistent",
				.config_dirs = "/nonexistent",
				.all = variables};
}

/* A failure has that code and a text, and what people see of it is one line that a terminal does not obey. */
static inline void fuzz_must_explain(const struct error *err, enum error_code code)
{
	char *printed = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&printed, &size);

	must(err->code == code);
	must(err->text[0]);
	must(out);
	must(error_report(out, "discred", err) == (int)code);
	must(!fclose(out));
	must(size && printed[size - 1] == '\n');
	for (size_t i = 0; i + 1 < size; i++)
		must((unsigned char)printed[i] >= ' ' && printed[i] != 0x7f);
	free(printed);
}

#endif
