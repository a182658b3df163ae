/* Of what is stored only the first bytes are looked at: they tell what is sealed. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cmd/doctor/doctor.h"
#include "core/profile/config.h"
#include "discred/store.h"
#include "net/seal/sealed.h"

struct counts {
	size_t sealed;
	size_t plain;
};

static void look_at(const struct store *store, const char *profile, const char *slot, struct counts *counts)
{
	char *path = xasprintf("%s/%s.%s", store->state_dir, profile, slot);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char begin[3];
	struct buf bytes = BUF_INIT(sizeof(begin));
	ssize_t len = fd < 0 ? -1 : read(fd, begin, sizeof(begin));

	if (len > 0) {
		buf_add(&bytes, begin, (size_t)len);
		counts->sealed += jwe_is_sealed(&bytes);
		counts->plain += !jwe_is_sealed(&bytes);
	}
	if (fd >= 0)
		close(fd);
	buf_release(&bytes);
	free(path);
}

static int count(const struct store *store, struct counts *counts, struct error *err)
{
	struct strings names = STRINGS_INIT;
	int result = store->ops->profiles(store, &names, err);

	for (size_t i = 0; i < names.count; i++)
		for (size_t slot = 0; slot < SEALED_SLOTS; slot++)
			look_at(store, names.item[i], sealed_slots[slot], counts);
	strings_release(&names);
	return result;
}

static bool has_holder(const struct config *config, const char *label)
{
	bool found = !strcmp(label, "recovery");

	for (size_t i = 0; i < config->holder_count && !found; i++)
		found = !strcmp(config->holder[i].label, label);
	return found;
}

/* Mistakes in config.cfg are told elsewhere. */
static int check_holders(const struct doctor *doctor, const struct general *seal, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error ignored = ERROR_INIT;
	struct config config;
	int result = 0;

	if (!config_load(&config, doctor->env, &list, &ignored)) {
		for (size_t i = 0; i < seal->count && !result; i++)
			if (!has_holder(&config, seal->recipient[i].kid))
				result = error_set(err, ERROR_CONFIG, "key holder '%s' is not in config.cfg",
						   seal->recipient[i].kid);
		config_release(&config);
	}
	diagnostics_release(&list);
	return result ? error_hint(err,
				   "put it into the group 'holders' there, or remove it: 'discred auth seal --remove'")
		      : 0;
}

static void judge(struct doctor *doctor, size_t place, const struct store *store, const struct general *seal,
		  const struct counts *counts)
{
	struct error err = ERROR_INIT;
	const char *dir;
	struct strings labels = STRINGS_INIT;
	char *text;

	for (size_t i = 0; i < seal->count; i++)
		strings_add(&labels, seal->recipient[i].kid);
	text = strings_join(&labels, "', '");
	if (check_holders(doctor, seal, &err) < 0) {
		check_fail(doctor->list, place, &err);
	} else if (counts->plain) {
		error_set(&err, ERROR_CONFIG,
			  "%zu slot%s in clear, sealed when written or by 'discred auth seal --with' with the "
			  "same words",
			  counts->plain, counts->plain == 1 ? "" : "s");
		check_set(doctor->list, place, CHECK_WARNING, &err);
	} else if (store->ops->tokens(store, &dir) == STORE_TOKENS_ON_DISK) {
		error_set(&err, ERROR_CONFIG, "access tokens lie in clear in '%s'", dir);
		error_hint(&err, "'discred auth seal --no-tokens-on-disk' keeps none there");
		check_set(doctor->list, place, CHECK_WARNING, &err);
	} else {
		check_ok(doctor->list, place, "all is sealed; '%s' can open it", text);
	}
	free(text);
	strings_release(&labels);
}

/* A store that is not sealed is no finding. */
static void look(struct doctor *doctor, const struct store *store)
{
	struct general seal = GENERAL_INIT;
	struct counts counts = {.sealed = 0};
	struct error err = ERROR_INIT;
	struct error trouble = ERROR_INIT;
	int sealed = seal_read(store, &seal, &err);

	if (count(store, &counts, &trouble) < 0)
		err = trouble;
	if (!sealed) {
		judge(doctor, checklist_add(doctor->list, "seal"), store, &seal, &counts);
	} else if (err.code != ERROR_NONE) {
		check_fail(doctor->list, checklist_add(doctor->list, "seal"), &err);
	} else if (counts.sealed) {
		error_set(&err, ERROR_CONFIG, "%zu slot%s sealed, and there is no seal '%s'", counts.sealed,
			  counts.sealed == 1 ? " is" : "s are", store->seal_name);
		error_hint(&err, "restore it from a backup");
		check_fail(doctor->list, checklist_add(doctor->list, "seal"), &err);
	}
	general_release(&seal);
}

void doctor_seal(struct doctor *doctor)
{
	struct error ignored = ERROR_INIT;
	struct store store;

	/* What keeps it from being opened is told by the check 'store'. */
	if (!store_open(&store, &store_table, STORE_DEFAULT, doctor->env, &ignored))
		look(doctor, &store);
	store_close(&store);
}
