#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
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

bool http_reply_date(const struct http_reply *reply, int64_t *when)
{
	const char *text = http_reply_header(reply, "Date");
	time_t seconds;

	/* libcurl would take a bare number for a date too. */
	if (!text || !*text || !strchr("MTWFS", *text))
		return false;
	seconds = curl_getdate(text, NULL);
	*when = seconds;
	return seconds >= 0;
}
