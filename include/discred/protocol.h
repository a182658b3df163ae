/*
 * A protocol turns a program's request into a verb, and a token into bytes for the program that asked. One const row
 * per protocol, in its own file.
 *
 * An output (plain, header, ...) has no request: the command line is it. A helper (git, docker, ...) is a program of
 * its own name, a symbolic link to discred-token; its request is its arguments and what stands on its stdin.
 *
 * A new protocol is one file in src/protocol/ and one line in its table; a helper is besides one word in
 * CMakeLists.txt, which makes its link.
 */
#ifndef DISCRED_PROTOCOL_H
#define DISCRED_PROTOCOL_H

#include <stdbool.h>

#include "base/strings.h"
#include "base/url.h"
#include "discred/error.h"
#include "discred/token.h"

struct protocol_reply {
	const struct token *token;
	const char *profile;                    /* its name */
	const char *source;                     /* which source answered */
	const char *variable;                   /* what the variable is to be called; NULL: the usual name */
	const struct protocol_request *request; /* NULL for an output */
};

/* What a helper was called with. */
struct protocol_call {
	const char *program; /* its name, as it was called */
	const char *version;
	int argc;
	char **argv;
	int input; /* the descriptor that the request is read from */
};

enum protocol_verb {
	PROTOCOL_NOTHING, /* but printing the text */
	PROTOCOL_GET,
	PROTOCOL_ERASE, /* a token was refused */
	PROTOCOL_LIST,  /* what could be asked for? */
};

struct protocol_request {
	enum protocol_verb verb;
	char *profile;     /* asked for by name; NULL: whichever serves the url */
	bool insisted;     /* a profile of that name is expected to be there */
	struct url url;    /* the server that it is for */
	bool password;     /* the asker has no better place for a token than a password */
	struct buf secret; /* ERASE: the token that was refused */
	struct buf text;   /* NOTHING: what goes to stdout; GET: what was asked for, as it was written */
};

#define PROTOCOL_REQUEST_INIT                                                                                          \
	{                                                                                                              \
		.verb = PROTOCOL_NOTHING, .url = URL_INIT, .secret = BUF_INIT(BUF_TOKEN_MAX),                          \
		.text = BUF_INIT(BUF_FILE_MAX)                                                                         \
	}

void protocol_request_release(struct protocol_request *request) __attribute__((nonnull));

struct protocol {
	const char *name; /* an output's is given to -o */
	const char *help;
	const char *argv0; /* the helper's program; NULL: an output */
	bool must_answer;  /* a helper of which the asker takes no answer for "none is needed": nothing is ERROR_NONE */

	/* Reads the request: no more of it than is needed, and all of what is not. A helper has it. */
	int (*request)(const struct protocol_call *call, struct protocol_request *request, struct error *err);
	/* Appends what goes to stdout. ERROR_BUG if it does not fit. */
	int (*reply)(const struct protocol_reply *reply, struct buf *out, struct error *err);
	/* The same for LIST: the profiles there are, and whether one of them is the default. NULL: there is no LIST. */
	int (*list)(const struct strings *profiles, bool has_default, struct buf *out, struct error *err);
	/*
	 * A helper whose asker reads its failures on stdout, with exit status 1; an error without a text means that
	 * there is nothing for this asker. NULL: failures go to stderr as everywhere, and nothing is no failure.
	 */
	void (*failure)(const struct error *reason, struct buf *out);
};

/* The rows of src/protocol/table.c. */
extern const struct protocol *const protocol_table[];
extern const size_t protocol_table_count;

/* The output of that name. */
const struct protocol *protocol_find(const char *name) __attribute__((nonnull, warn_unused_result));

/* The helper that a program of that path is. */
const struct protocol *protocol_of_program(const char *path) __attribute__((nonnull, warn_unused_result));

/* The outputs' names with ", " between them, owned by the caller. */
char *protocol_outputs(void) __attribute__((returns_nonnull, warn_unused_result));

#endif
