/*
 * What the body of an unsuccessful reply says, whichever of its shapes it has. Reading only: what follows from it is
 * http_error()'s business.
 */
#ifndef DISCRED_HTTP_ERROR_BODY_H
#define DISCRED_HTTP_ERROR_BODY_H

#include <stdint.h>

#include "discred/buf.h"
#include "net/http/http.h"

enum http_shape {
	HTTP_SHAPE_EMPTY,      /* no body */
	HTTP_SHAPE_OAUTH,      /* {error, error_description}: RFC 6749 section 5.2 */
	HTTP_SHAPE_API,        /* {code, message, errors} */
	HTTP_SHAPE_CLOUDFLARE, /* "error code: 1015", as plain text */
	HTTP_SHAPE_FOREIGN,    /* anything else: a page from something in between, or JSON that says nothing */
};

enum { HTTP_ERROR_TEXT_SIZE = 200 };

struct http_error_body {
	enum http_shape shape;
	char word[HTTP_REASON_SIZE];     /* OAUTH: the error word; "" when it is none */
	int64_t code;                    /* API, CLOUDFLARE */
	char text[HTTP_ERROR_TEXT_SIZE]; /* what the server says in words, sanitised and cut; never of a page */
	bool cut;                        /* the text goes on in the body */
};

void http_error_body_read(const struct buf *body, struct http_error_body *said) __attribute__((nonnull));

#endif
