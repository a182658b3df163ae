#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "cmd/doctor/doctor.h"
#include "discred/secret.h"
#include "discred/store.h"

/* Only discred-auth reads what is stored: that there is something is all that is seen here. */
static void find_stored(const struct doctor *doctor, struct finding *finding)
{
	struct strings slots = STRINGS_INIT;
	struct store store;

	*finding = (struct finding){.state = CHECK_FAILED, .err = ERROR_INIT};
	if (!store_open(&store, &store_table, doctor->profile->store, doctor->env, &finding->err) &&
	    !store.ops->list(&store, doctor->profile->id, &slots, &finding->err)) {
		if (strings_have(&slots, "secret")) {
			error_set(&finding->err, ERROR_OK, "something is stored for it (not read)");
			finding->state = CHECK_OK;
		} else {
			error_set(&finding->err, ERROR_CONFIG, "nothing is stored for it");
		}
	}
	store_close(&store);
	strings_release(&slots);
}

static void find_secret(const struct doctor *doctor, const char *key, const struct secret_ref *ref,
			struct finding *finding)
{
	char *path;

	switch (ref->kind) {
	case SECRET_FILE:
		path = path_expand(doctor->env, ref->name);
		find_file(doctor->env, path, finding);
		free(path);
		break;
	case SECRET_COMMAND:
		find_program(doctor, ref->argv.item[0], finding);
		break;
	case SECRET_ENV:
		find_variable(doctor, ref->name, finding);
		break;
	case SECRET_STORED:
		find_stored(doctor, finding);
		if (finding->state == CHECK_FAILED && !finding->err.hint[0])
			error_hint(&finding->err, "run 'discred profile set-secret %s %s'", doctor->profile->id, key);
		break;
	default:
		*finding = (struct finding){.state = CHECK_OK, .err = ERROR_INIT};
		error_set(&finding->err, ERROR_OK, "in the profile, which only you can read");
		break;
	}
}

/* A secret that is not there is a file to mend, whatever is missing: secret_resolve() says so too. */
static void check_secret(struct doctor *doctor, const char *key, const struct secret_ref *ref)
{
	struct finding finding;

	if (ref->kind == SECRET_ABSENT)
		return;
	find_secret(doctor, key, ref, &finding);
	if (finding.err.code == ERROR_NONE)
		finding.err.code = ERROR_CONFIG;
	check_set(doctor->list, checklist_add(doctor->list, key), finding.state, &finding.err);
}

void doctor_secrets(struct doctor *doctor)
{
	if (!doctor->profile)
		return;
	check_secret(doctor, "client_secret", &doctor->profile->client_secret);
	check_secret(doctor, "bot_token", &doctor->profile->bot_token);
}
