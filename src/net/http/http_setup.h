/* What libcurl is told of a request before it is sent. */
#ifndef DISCRED_NET_HTTP_SETUP_H
#define DISCRED_NET_HTTP_SETUP_H

#include <curl/curl.h>
#include <stdbool.h>

#include "base/url.h"
#include "net/http/http.h"

/* Whether libcurl took an option; `curl` is in scope where it stands. */
#define SET(option, value) (curl_easy_setopt(curl, CURLOPT_##option, value) == CURLE_OK)

/*
 * Everything but the callbacks. The list of headers belongs to the caller, who frees it when the transfer is over,
 * after a failure too. Settings, request and url are to live as long. false: libcurl refused something.
 */
bool http_setup(CURL *curl, const struct http_settings *settings, const struct http_request *request,
		const struct url *url, struct curl_slist **headers) __attribute__((nonnull, warn_unused_result));

#endif
