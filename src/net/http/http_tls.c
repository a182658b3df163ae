#include <curl/curl.h>
#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "net/http/http_try.h"

/* libcurl may have been built with another library than this one. */
static bool speaks_gnutls(void)
{
	const char *library = curl_version_info(CURLVERSION_NOW)->ssl_version;

	return library && !strncmp(library, "GnuTLS", 6);
}

const char *http_tls_version(void *curl)
{
	const struct curl_tlssessioninfo *info = NULL;

	if (curl_easy_getinfo(curl, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || !info ||
	    info->backend != CURLSSLBACKEND_GNUTLS || !info->internals)
		return NULL;
	return gnutls_protocol_get_name(gnutls_protocol_get_version(info->internals));
}

const char *http_tls_distrust(void *curl)
{
	static const struct {
		unsigned status;
		const char *words;
	} reasons[] = {
	    {GNUTLS_CERT_NOT_ACTIVATED, "it is not valid yet by this machine's clock"},
	    {GNUTLS_CERT_EXPIRED, "it has expired by this machine's clock"},
	    {GNUTLS_CERT_REVOKED, "it was revoked"},
	    {GNUTLS_CERT_SIGNER_NOT_FOUND, "nobody known has signed it"},
	    {GNUTLS_CERT_SIGNER_NOT_CA, "who signed it is no authority"},
	    {GNUTLS_CERT_INSECURE_ALGORITHM, "it is signed by an algorithm that is no longer safe"},
	};
	long status = 0;

	if (!speaks_gnutls() || curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &status) != CURLE_OK || status < 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		if ((unsigned long)status & reasons[i].status)
			return reasons[i].words;
	/* The certificate itself is found good before its name is looked at. */
	return status ? NULL : "it is for another name";
}
