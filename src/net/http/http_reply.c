#include <stdlib.h>
#include <strings.h>

#include "net/http/http.h"

void http_reply_release(struct http_reply *reply)
{
	buf_release(&reply->body);
	free(reply->host);
	free(reply->content_type);
	strings_release(&reply->headers);
	http_secrets_release(&reply->secrets);
	*reply = (struct http_reply)HTTP_REPLY_INIT;
}

const char *http_reply_header(const struct http_reply *reply, const char *name)
{
	for (size_t i = 0; i + 1 < reply->headers.count; i += 2)
		if (!strcasecmp(reply->headers.item[i], name))
			return reply->headers.item[i + 1];
	return NULL;
}
