/*
 * The rules of TLS, against a server of GnuTLS in a child process, with a certificate made for the test.
 */
#include <criterion/criterion.h>
#include <curl/curl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#include "expect.h"
#include "http_server.h"
#include "net/http/http.h"
#include "scratch.h"

struct tls {
	struct server server;
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t certificate;
	const char *file;     /* the certificate, PEM */
	const char *versions; /* what the server speaks */
	struct http_settings settings;
	struct environ env;
	struct http_request request;
	struct http_reply reply;
	struct error err;
};

TestSuite(http_tls, .init = scratch_make, .fini = scratch_remove);

static void write_certificate(struct tls *tls)
{
	gnutls_datum_t pem;

	cr_assert_eq(gnutls_x509_crt_export2(tls->certificate, GNUTLS_X509_FMT_PEM, &pem), 0);
	tls->file = scratch_file("ca.pem", pem.data, pem.size, 0600);
	gnutls_free(pem.data);
}

/* Its own authority, good for a day around now, or for the day before. */
static void make_certificate(struct tls *tls, const char *name, bool expired)
{
	unsigned char address[4] = {127, 0, 0, 1};
	time_t begin = time(NULL) - 86400;
	gnutls_x509_crt_t crt;

	cr_assert_eq(gnutls_x509_privkey_init(&tls->key), 0);
	cr_assert_eq(gnutls_x509_privkey_generate(tls->key, GNUTLS_PK_ECDSA,
						  GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
		     0);
	cr_assert_eq(gnutls_x509_crt_init(&tls->certificate), 0);
	crt = tls->certificate;
	cr_assert_eq(gnutls_x509_crt_set_version(crt, 3), 0);
	cr_assert_eq(gnutls_x509_crt_set_serial(crt, "\x01", 1), 0);
	cr_assert_eq(gnutls_x509_crt_set_activation_time(crt, begin), 0);
	cr_assert_eq(gnutls_x509_crt_set_expiration_time(crt, begin + (expired ? 3600 : 2 * 86400)), 0);
	cr_assert_eq(gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name)),
		     0);
	if (!strcmp(name, "127.0.0.1"))
		cr_assert_eq(gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, address, 4, 0), 0);
	else
		cr_assert_eq(
		    gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, name, (unsigned)strlen(name), 0), 0);
	cr_assert_eq(gnutls_x509_crt_set_basic_constraints(crt, 1, 0), 0);
	cr_assert_eq(gnutls_x509_crt_set_key(crt, tls->key), 0);
	cr_assert_eq(gnutls_x509_crt_sign2(crt, crt, tls->key, GNUTLS_DIG_SHA256, 0), 0);
	write_certificate(tls);
}

static void answer(int fd, int report, const void *context, size_t turn)
{
	static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
	const struct tls *tls = context;
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
	char request[4096];
	ssize_t got = -1;

	(void)turn;
	gnutls_certificate_allocate_credentials(&credentials);
	gnutls_certificate_set_x509_key(credentials, (gnutls_x509_crt_t *)&tls->certificate, 1, tls->key);
	gnutls_init(&session, GNUTLS_SERVER);
	gnutls_priority_set_direct(session, tls->versions, NULL);
	gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
	gnutls_transport_set_int(session, fd);
	server_write(report, "-", 1);
	if (tls->versions && gnutls_handshake(session) == 0)
		got = gnutls_record_recv(session, request, sizeof(request));
	if (got > 0) {
		server_write(report, request, (size_t)got);
		gnutls_record_send(session, reply, sizeof(reply) - 1);
		gnutls_bye(session, GNUTLS_SHUT_WR);
	}
	gnutls_deinit(session);
	gnutls_certificate_free_credentials(credentials);
}

/* A POST to a server with a certificate for that name; versions as GnuTLS writes them, NULL: it hangs up. */
static void tls_start(struct tls *tls, const char *name, bool expired, const char *versions)
{
	*tls = (struct tls){
	    .versions = versions,
	    .settings = HTTP_SETTINGS_INIT,
	    .env = {.uid = geteuid()},
	    .request = {.method = "POST"},
	    .reply = HTTP_REPLY_INIT,
	    .err = ERROR_INIT,
	};
	make_certificate(tls, name, expired);
	server_start_with(&tls->server, answer, tls, 3);
	snprintf(tls->server.url, sizeof(tls->server.url), "https://127.0.0.1:%u/path", tls->server.port);
	tls->settings.user_agent = "DiscordBot (https://example.com, 1.0)";
	tls->settings.backoff_ms = 0;
	tls->settings.ca_file = tls->file;
	tls->settings.env = &tls->env;
	tls->request.url = tls->server.url;
}

static int tls_perform(struct tls *tls)
{
	int result = http_perform(&tls->settings, &tls->request, &tls->reply, &tls->err);

	server_stop(&tls->server);
	return result;
}

static void tls_release(struct tls *tls)
{
	http_reply_release(&tls->reply);
	server_release(&tls->server);
	gnutls_x509_crt_deinit(tls->certificate);
	gnutls_x509_privkey_deinit(tls->key);
}

/* libcurl may have another library than GnuTLS below it, of which nothing is told. */
static void expect_told(const char *text, const char *want)
{
	if (!strncmp(curl_version_info(CURLVERSION_NOW)->ssl_version, "GnuTLS", 6))
		cr_assert_str_eq(text, want);
	else
		cr_assert_null(text);
}

/* Refused before anything was sent, and not tried again. */
#define expect_untrusted(tls, format, hint_format, ...)                                                                \
	do {                                                                                                           \
		char text[256];                                                                                        \
		char hint[512];                                                                                        \
                                                                                                                       \
		snprintf(text, sizeof(text), format, (tls).server.port);                                               \
		snprintf(hint, sizeof(hint), hint_format, __VA_ARGS__);                                                \
		expect_hint((tls).err, ERROR_TEMP, text, hint);                                                        \
		cr_assert((tls).reply.reached);                                                                        \
		cr_assert_not((tls).reply.sent);                                                                       \
		cr_assert_eq(server_count(&(tls).server, "POST "), 0);                                                 \
	} while (0)

#define MODERN "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

Test(http_tls, trusts_the_authority_in_ca_file)
{
	static const char *const versions[] = {MODERN, "NORMAL:-VERS-ALL:+VERS-TLS1.2"};
	struct tls tls;

	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		tls_start(&tls, "127.0.0.1", false, versions[i]);
		cr_assert_eq(tls_perform(&tls), 0, "%s", tls.err.text);
		cr_assert_eq(tls.reply.status, 200);
		cr_assert_str_eq(buf_text(&tls.reply.body), "{}");
		expect_told(tls.reply.tls, i ? "TLS1.2" : "TLS1.3");
		cr_assert_null(tls.reply.distrust);
		tls_release(&tls);
	}
}

Test(http_tls, refuses_an_authority_that_nobody_knows)
{
	struct tls tls;

	tls_start(&tls, "127.0.0.1", false, MODERN);
	tls.settings.ca_file = NULL;
	cr_assert_eq(tls_perform(&tls), -1);
	expect_untrusted(
	    tls, "the certificate of '127.0.0.1:%u' cannot be verified: nobody known has signed it",
	    "it must be for this name, in date, and signed by an authority that the system knows; %s names one "
	    "of your own",
	    "ca_file");
	expect_told(tls.reply.distrust, "nobody known has signed it");
	cr_assert_str_eq(buf_text(&tls.server.seen), "-");
	tls_release(&tls);
}

Test(http_tls, refuses_a_certificate_for_another_name)
{
	struct tls tls;

	tls_start(&tls, "discord.com", false, MODERN);
	cr_assert_eq(tls_perform(&tls), -1);
	expect_untrusted(tls, "the certificate of '127.0.0.1:%u' cannot be verified: it is for another name",
			 "it must be for this name, in date, and signed by an authority in ca_file '%s'", tls.file);
	expect_told(tls.reply.distrust, "it is for another name");
	tls_release(&tls);
}

Test(http_tls, refuses_a_certificate_that_has_expired)
{
	struct tls tls;

	tls_start(&tls, "127.0.0.1", true, MODERN);
	cr_assert_eq(tls_perform(&tls), -1);
	expect_untrusted(tls,
			 "the certificate of '127.0.0.1:%u' cannot be verified: it has expired by this machine's clock",
			 "check this machine's clock ('date'); if it is right, the server has to renew it%s", "");
	expect_told(tls.reply.distrust, "it has expired by this machine's clock");
	tls_release(&tls);
}

Test(http_tls, refuses_a_ca_file_that_cannot_be_read)
{
	struct tls tls;

	tls_start(&tls, "127.0.0.1", false, MODERN);
	tls.settings.ca_file = scratch_path("missing.pem");
	cr_assert_eq(tls_perform(&tls), -1);
	cr_assert_eq(tls.err.code, ERROR_CONFIG);
	cr_assert_str_eq(tls.err.hint, "it must be readable and hold certificates in PEM form");
	cr_assert_not_null(strstr(tls.err.text, "missing.pem' cannot be used"), "%s", tls.err.text);
	cr_assert(tls.reply.reached);
	cr_assert_not(tls.reply.sent);
	cr_assert_null(tls.reply.distrust);
	tls_release(&tls);
}

Test(http_tls, refuses_versions_before_1_2)
{
	static const char *const versions[] = {
	    "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0:%COMPAT:@SYSTEM",
	    "NORMAL:-VERS-ALL:+VERS-TLS1.1:+SIGN-ALL",
	};
	struct tls tls;

	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		tls_start(&tls, "127.0.0.1", false, versions[i]);
		cr_assert_eq(tls_perform(&tls), -1);
		cr_assert_eq(tls.err.code, ERROR_TEMP);
		cr_assert(tls.reply.reached);
		cr_assert_not(tls.reply.sent);
		tls_release(&tls);
	}
}

/* The connection stands, but no request was sent: so a POST is tried again. */
Test(http_tls, repeats_a_post_when_the_handshake_broke)
{
	struct tls tls;

	tls_start(&tls, "127.0.0.1", false, NULL);
	cr_assert_eq(tls_perform(&tls), -1);
	cr_assert_eq(tls.err.code, ERROR_TEMP);
	cr_assert_not(tls.reply.sent);
	cr_assert_str_eq(buf_text(&tls.server.seen), "---");
	tls_release(&tls);
}
