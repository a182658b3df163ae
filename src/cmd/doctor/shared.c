#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/doctor/doctor.h"
#include "net/etcd/client.h"

/* Seconds: a renewal is asked for so long before a token ends. */
enum { APART_MAX = 60 };

struct nodes {
	size_t answered;
	bool sealed;
	int64_t ahead;    /* the clock that is furthest from this host's */
	struct error err; /* of the first that did not answer */
};

/* One node at a time: a cluster goes on without one, and nobody would know. */
static void ask_node(struct etcd_client *client, size_t node, struct nodes *nodes)
{
	const struct etcd_config *config = client->config;
	struct etcd_config alone = *config;
	struct etcd_client one;
	struct etcd_answer answer = ETCD_ANSWER_INIT;
	enum etcd_failure failure;
	struct error err = ERROR_INIT;
	char *key = etcd_key(config, NULL, "seal");

	alone.endpoints = (struct strings){.item = config->endpoints.item + node, .count = 1};
	etcd_client_init(&one, &alone, client->env);
	if (!etcd_call(&one, "kv/range", etcd_range_new(key, false, true, false), true, &answer, &failure, &err)) {
		nodes->answered++;
		nodes->sealed = nodes->sealed || answer.count;
		if (llabs(one.ahead) > llabs(nodes->ahead))
			nodes->ahead = one.ahead;
	} else if (nodes->err.code == ERROR_OK) {
		nodes->err = err;
	}
	etcd_answer_release(&answer);
	etcd_client_release(&one);
	free(key);
}

static void judge(struct doctor *doctor, size_t place, const struct etcd_config *config, struct nodes *nodes)
{
	size_t count = config->endpoints.count;

	if (!nodes->answered) {
		check_fail(doctor->list, place, &nodes->err);
	} else if (!nodes->sealed) {
		error_set(&nodes->err, ERROR_CONFIG, "store '%s' is not sealed, and takes nothing", config->name);
		error_hint(&nodes->err, "run 'discred auth seal --with HOLDER --store %s'", config->name);
		check_fail(doctor->list, place, &nodes->err);
	} else if (nodes->answered < count) {
		error_prefix(&nodes->err, "%zu of %zu nodes answer", nodes->answered, count);
		check_set(doctor->list, place, CHECK_WARNING, &nodes->err);
	} else if (nodes->ahead > APART_MAX || nodes->ahead < -APART_MAX) {
		error_set(&nodes->err, ERROR_CONFIG, "a node's clock is %" PRId64 " s %s this host's",
			  nodes->ahead < 0 ? -nodes->ahead : nodes->ahead, nodes->ahead < 0 ? "behind" : "ahead of");
		error_hint(&nodes->err, "set both by NTP");
		check_set(doctor->list, place, CHECK_WARNING, &nodes->err);
	} else {
		check_ok(doctor->list, place, "'%s': %zu of %zu nodes answer, and it is sealed", config->name, count,
			 count);
	}
}

static void look(struct doctor *doctor, size_t place, const struct etcd_config *config)
{
	struct nodes nodes = {.err = ERROR_INIT};
	struct etcd_client client;

	etcd_client_init(&client, config, doctor->env);
	for (size_t i = 0; i < config->endpoints.count; i++)
		ask_node(&client, i, &nodes);
	judge(doctor, place, config, &nodes);
	etcd_client_release(&client);
}

void doctor_shared(struct doctor *doctor)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct etcd_config config = ETCD_CONFIG_INIT;
	struct error err = ERROR_INIT;
	size_t place;

	if (!doctor->profile || !strcmp(doctor->profile->store, STORE_DEFAULT))
		return;
	place = checklist_add(doctor->list, "shared store");
	if (etcd_config_load(&config, doctor->profile->store, doctor->env, &list, &err) < 0)
		check_fail(doctor->list, place, &err);
	else if (doctor->offline)
		check_skip(doctor->list, place, "--offline was given");
	else
		look(doctor, place, &config);
	etcd_config_release(&config);
	diagnostics_release(&list);
}
