/*
 * The command line of `discred api`.
 */
#ifndef DISCRED_API_OPTIONS_H
#define DISCRED_API_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strings.h"
#include "cmd/api/paging.h"
#include "discred/error.h"

enum api_type { API_TYPE_ROUTE, API_TYPE_BEARER, API_TYPE_BOT, API_TYPE_NONE };

/* Strings without an owner are argv's. */
struct api_options {
	const char *profile; /* NULL: not named */
	const char *method;  /* NULL until the body is known: GET without one, else POST */
	const char *path;
	enum api_type type;
	struct strings fields;  /* "KEY=VALUE" */
	struct strings headers; /* "NAME: VALUE"; none that is ours to send */
	char *body_type;        /* NULL: not given */
	const char *input;      /* a file, "-" for stdin, NULL: none */
	struct strings forms;   /* "NAME=@FILE" or "NAME=VALUE": parts of a multipart body */
	const char *filter;     /* of jq; NULL: none */
	bool include;
	bool paginate;
	bool lines; /* a list is printed as an item a line */
	long limit; /* of --paginate; 0: none */
	struct paging_range range;
};

/* Returns as opt_parse(). Release the options after a failure too. */
int api_options_parse(int argc, char **argv, struct api_options *options, struct error *err)
    __attribute__((nonnull, warn_unused_result));
void api_options_release(struct api_options *options) __attribute__((nonnull));

#endif
