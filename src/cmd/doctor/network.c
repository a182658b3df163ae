#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "cmd/doctor/doctor.h"
#include "cmd/doctor/resolve.h"
#include "net/http/discord_api.h"
#include "net/http/http.h"
#include "net/http/proxy.h"

/* Together below the time that a person waits for an answer. */
enum { RESOLVE_MS = 4000, CONNECT_MS = 5000, TOTAL_MS = 8000 };

/* The one route that asks for no token: an answer of 401 would count towards a ban. */
#define ROUTE "/gateway"

struct network {
	struct doctor *doctor;
	struct url url;
	struct proxy proxy;
	bool proxied;
	size_t row[6];
};
enum { PROXY, DNS, CONNECT, TLS, API, CLOCK };

static void skip_from(struct network *network, int first, const char *reason)
{
	check_skip_range(network->doctor->list, network->row[first], network->row[CLOCK], reason);
}

static void check_proxy(struct network *network)
{
	const struct proxy *proxy = &network->proxy;
	struct checklist *list = network->doctor->list;
	size_t place = network->row[PROXY];
	struct error err = ERROR_INIT;

	network->proxied = proxy->variable && !proxy->exception;
	if (url_is_loopback(&network->url)) {
		check_ok(list, place, "none: a loopback host is always reached directly");
	} else if (!proxy->variable) {
		check_ok(list, place, "none: no variable names one");
	} else if (proxy->exception) {
		check_ok(list, place, "none: %s excepts '%s' from %s", proxy->exception, network->url.host,
			 proxy->variable);
	} else if (!proxy->host) {
		proxy_error(proxy, &err);
		check_fail(list, place, &err);
	} else {
		check_ok(list, place, "%s: '%s'", proxy->variable, proxy->authority);
	}
}

/* What we connect to: with a proxy, it is the proxy that looks the server's name up. */
static bool check_dns(struct network *network)
{
	const char *host = network->proxied ? network->proxy.host : network->url.host;
	struct checklist *list = network->doctor->list;
	size_t place = network->row[DNS];
	struct error err = ERROR_INIT;
	struct resolved resolved;

	if (host[strspn(host, "0123456789.")] == '\0' || strchr(host, ':')) {
		check_skip(list, place, "'%s' is an address", host);
		return true;
	}
	if (!resolve_host(host, RESOLVE_MS, &resolved, &err)) {
		check_ok(list, place, "'%s'%s: %u IPv4 and %u IPv6 addresses", host,
			 network->proxied ? ", the proxy" : "", resolved.ipv4, resolved.ipv6);
		return true;
	}
	if (err.code == ERROR_CONFIG && network->proxied)
		error_hint(&err, "check the proxy's name in %s", network->proxy.variable);
	else if (err.code == ERROR_CONFIG)
		error_hint(&err, "correct api_base in profile '%s', or see whether other names can be looked up here",
			   network->doctor->profile->id);
	check_fail(list, place, &err);
	return false;
}

/* Which stage it was that failed. */
static int failed_stage(const struct network *network, const struct http_reply *reply)
{
	if (reply->sent)
		return API;
	if (!reply->reached)
		return CONNECT;
	return network->url.tls ? TLS : API;
}

static void show_reached(struct network *network, const struct http_reply *reply)
{
	struct checklist *list = network->doctor->list;

	check_ok(list, network->row[CONNECT], "'%s'%s", network->url.authority,
		 network->proxied ? ", through the proxy" : "");
	if (!network->url.tls)
		check_skip(list, network->row[TLS], "api_base is plain http, to a loopback host");
	else if (reply->sent)
		check_ok(list, network->row[TLS], "%s%sthe certificate is good", reply->tls ? reply->tls : "",
			 reply->tls ? ", " : "");
}

static void advise(const struct network *network, int stage, struct error *err)
{
	const char *id = network->doctor->profile->id;

	if (err->hint[0])
		return;
	if (stage != CONNECT)
		error_hint(err, "check api_base in profile '%s', and any proxy in between", id);
	else if (url_is_loopback(&network->url))
		error_hint(err, "start the server that api_base in profile '%s' names", id);
	else
		error_hint(err, "see whether this machine is on the network, and whether a firewall is in the way");
}

static void judge_failure(struct network *network, const struct http_reply *reply, struct error *err)
{
	struct checklist *list = network->doctor->list;
	int stage = failed_stage(network, reply);

	if (stage > CONNECT)
		show_reached(network, reply);
	advise(network, stage, err);
	check_fail(list, network->row[stage], err);
	if (stage < CLOCK)
		skip_from(network, stage + 1, "needs an answer of the server");
}

static void judge_answer(struct network *network, const struct http_reply *reply)
{
	struct checklist *list = network->doctor->list;
	size_t place = network->row[API];
	struct error err = ERROR_INIT;
	json_t *value = json_parse_object(&reply->body);

	if (!discord_api_succeeded(reply)) {
		discord_api_error(reply, NULL, &err);
		if (err.code == ERROR_NONE)
			error_hint(&err, "correct api_base in profile '%s'", network->doctor->profile->id);
		check_fail(list, place, &err);
	} else if (!json_text(value, "url")) {
		error_set(&err, ERROR_TEMP, "'%s' answered something that is not from the API", network->url.authority);
		error_hint(&err, "check api_base, and any proxy in between");
		check_fail(list, place, &err);
	} else {
		check_ok(list, place, "'%s' answered", network->doctor->profile->api_base);
	}
	json_decref(value);
}

static void check_clock(struct network *network, const struct http_reply *reply, int64_t before, int64_t after)
{
	struct checklist *list = network->doctor->list;
	struct error err = ERROR_INIT;
	enum check_state state;
	int64_t date;

	if (!http_reply_date(reply, &date)) {
		check_skip(list, network->row[CLOCK], "the answer of '%s' has no Date", network->url.authority);
		return;
	}
	state = diagnosis_clock(diagnosis_skew(date, before, after), network->url.authority, &err);
	check_set(list, network->row[CLOCK], state, &err);
}

static void ask_server(struct network *network)
{
	const struct profile *profile = network->doctor->profile;
	char *url = xasprintf("%s" ROUTE, profile->api_base);
	char *agent = profile_user_agent(profile);
	struct http_settings settings = HTTP_SETTINGS_INIT;
	struct http_request request = {.method = "GET", .url = url};
	struct http_reply reply = HTTP_REPLY_INIT;
	struct error err = ERROR_INIT;
	int64_t before = clock_now();

	settings.user_agent = agent;
	settings.ca_file = profile->ca_file;
	settings.env = network->doctor->env;
	settings.connect_ms = CONNECT_MS;
	settings.total_ms = TOTAL_MS;
	settings.patience_ms = 0;
	if (http_perform(&settings, &request, &reply, &err) < 0) {
		judge_failure(network, &reply, &err);
	} else {
		show_reached(network, &reply);
		judge_answer(network, &reply);
		check_clock(network, &reply, before, clock_now());
	}
	http_reply_release(&reply);
	free(agent);
	free(url);
}

static void look(struct network *network)
{
	check_proxy(network);
	if (network->proxied && !network->proxy.host)
		skip_from(network, DNS, "needs the proxy's address");
	else if (!check_dns(network))
		skip_from(network, CONNECT, "needs the address of the host");
	else
		ask_server(network);
}

void doctor_network(struct doctor *doctor)
{
	static const char *const names[] = {
	    [PROXY] = "proxy", [DNS] = "dns", [CONNECT] = "connect", [TLS] = "tls", [API] = "api", [CLOCK] = "clock"};
	struct network network = {.doctor = doctor, .url = URL_INIT, .proxy = PROXY_INIT};
	struct error err = ERROR_INIT;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		network.row[i] = checklist_add(doctor->list, names[i]);
	if (doctor->offline) {
		skip_from(&network, PROXY, "network checks were switched off");
	} else if (!doctor->profile) {
		skip_from(&network, PROXY, DOCTOR_NO_PROFILE);
	} else if (!url_parse(&network.url, doctor->profile->api_base, &err)) {
		proxy_find(doctor->env, &network.url, &network.proxy);
		look(&network);
	}
	proxy_release(&network.proxy);
	url_release(&network.url);
}
