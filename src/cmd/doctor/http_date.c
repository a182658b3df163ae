#include <curl/curl.h>
#include <string.h>

#include "net/http/http.h"

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
