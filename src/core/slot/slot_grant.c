#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "discred/slot.h"

/* More than any grant needs: the refresh token's own limit, and room for the rest. */
enum { GRANT_RESERVE = 96 * 1024 };

static int load_record(const struct buf *bytes, struct record *record, struct grant *grant, struct error *err)
{
	return record_parse(record, bytes, err) < 0 ? -1 : grant_from_record(grant, record, err);
}

int slot_load_grant(const struct store *store, const char *profile, struct grant *grant, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct record record = RECORD_INIT;
	int result = store->ops->load(store, profile, "grant", &bytes, err);

	if (result && err->code == ERROR_NONE) {
		error_set(err, ERROR_NONE, "no grant is stored");
		error_hint(err, "run 'discred auth login %s'", profile);
	} else if (!result && load_record(&bytes, &record, grant, err) < 0) {
		result = error_prefix(err, "the stored grant%s", record_is_newer(&bytes) ? "" : " is damaged");
		if (!record_is_newer(&bytes))
			error_hint(err, "run 'discred auth login %s'", profile);
	}
	record_release(&record);
	buf_release(&bytes);
	return result;
}

/* The bytes of a grant; with what it replaces, they are a draft's. */
static int format(const struct grant *grant, const char *replaces, struct buf *bytes, struct error *err)
{
	struct record record = RECORD_INIT;
	int result = grant_to_record(grant, &record, err);

	if (!result && replaces)
		result = record_add_text(&record, "replaces", replaces, err);
	if (!result)
		result = record_format(&record, bytes, err);
	record_release(&record);
	return result;
}

int slot_save_grant(const struct store *store, const char *profile, const struct grant *grant, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	int result = format(grant, NULL, &bytes, err);

	if (!result)
		result = store->ops->save(store, profile, "grant", &bytes, err);
	buf_release(&bytes);
	return result;
}

static char *name_of(const struct grant *grant)
{
	return grant ? grant_name(grant) : xstrdup("none");
}

/* Space that was reserved, and nothing more. */
static bool is_blank(const struct buf *draft)
{
	const char *bytes = buf_text(draft);

	for (size_t i = 0; i < draft->len; i++)
		if (bytes[i] != '\n' && bytes[i] != '\0')
			return false;
	return true;
}

/* Whether a left-over draft is whole and replaces exactly what is in place. */
static int draft_fits(const struct store *store, const char *profile, const struct buf *draft, bool *fits,
		      struct error *err)
{
	struct record record = RECORD_INIT;
	struct grant next = GRANT_INIT;
	struct grant present = GRANT_INIT;
	int result = 0;

	*fits = false;
	if (record_is_newer(draft)) {
		result = error_set(err, ERROR_CONFIG, "the draft of a grant was written by a newer discred");
	} else if (load_record(draft, &record, &next, err) < 0) {
		/* Part of a refresh token may be in it. */
		result = is_blank(draft) ? 0 : store->ops->set_aside(store, profile, "grant", STORE_DRAFT, err);
	} else {
		bool none = slot_load_grant(store, profile, &present, err) < 0;
		char *name;

		if (none && err->code != ERROR_NONE)
			result = -1;
		name = name_of(none ? NULL : &present);
		*fits = !result && !strcmp(record_text(&record, "replaces"), name);
		free(name);
	}
	record_release(&record);
	grant_release(&next);
	grant_release(&present);
	return result;
}

int slot_adopt_grant(const struct store *store, const char *profile, struct error *err)
{
	struct buf draft = BUF_INIT(BUF_FILE_MAX);
	bool fits = false;
	int result = store->ops->draft_load(store, profile, "grant", &draft, err);

	if (result && err->code == ERROR_NONE) {
		error_clear(err);
		return 0;
	}
	if (!result)
		result = draft_fits(store, profile, &draft, &fits, err);
	buf_release(&draft);
	if (result)
		return result;
	error_clear(err);
	if (fits)
		return store->ops->draft_publish(store, profile, "grant", err);
	return store->ops->draft_discard(store, profile, "grant", err);
}

int slot_prepare_grant(const struct store *store, const char *profile, struct store_draft *draft, struct error *err)
{
	return store->ops->draft_create(store, profile, "grant", GRANT_RESERVE, draft, err);
}

int slot_write_grant(const struct store *store, const char *profile, struct store_draft *draft,
		     const struct grant *grant, const struct grant *replaces, struct error *err)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	char *name = name_of(replaces);
	int result = format(grant, name, &bytes, err);

	if (!result)
		result = store->ops->draft_write(store, profile, "grant", draft, &bytes, err);
	buf_release(&bytes);
	free(name);
	return result;
}
