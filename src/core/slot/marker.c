#include "core/slot/marker.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/siphash.h"
#include "discred/record.h"

/*
 * All markers are one record. The keys of one begin with "m", a hash of its subject, and a dash. More subjects than
 * these are forgotten.
 */
enum { PREFIX = 20, KEY = 40, ITEMS_MAX = 16 * 10 };

static void make_prefix(const char *subject, char prefix[static PREFIX])
{
	static const unsigned char key[SIPHASH_KEY];

	snprintf(prefix, PREFIX, "m%016" PRIx64 "-", siphash(key, subject, strlen(subject)));
}

static const char *text_of(const struct record *record, const char *prefix, const char *name)
{
	char key[KEY];

	snprintf(key, sizeof(key), "%s%s", prefix, name);
	return record_text(record, key);
}

static int number_of(const struct record *record, const char *prefix, const char *name, int64_t *value)
{
	struct error err = ERROR_INIT;
	char key[KEY];

	snprintf(key, sizeof(key), "%s%s", prefix, name);
	return record_number(record, key, value, &err);
}

/* Any way of changing a file shows in this. */
static void name_profile(const struct profile *profile, char text[static 128])
{
	struct stat st;

	if (stat(profile->path, &st) < 0)
		snprintf(text, 128, "none");
	else
		snprintf(text, 128, "%ju:%ju:%jd:%jd.%09ld:%jd.%09ld", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino,
			 (intmax_t)st.st_size, (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
			 (intmax_t)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
}

/* "KEY:HASH" in hexadecimal. */
static void hash_secret(const unsigned char key[static SIPHASH_KEY], const struct buf *secret, char text[static 64])
{
	size_t at = 0;

	for (size_t i = 0; i < SIPHASH_KEY; i++, at += 2)
		snprintf(text + at, 64 - at, "%02x", key[i]);
	snprintf(text + at, 64 - at, ":%016" PRIx64, siphash(key, buf_text(secret), secret->len));
}

static bool is_secret(const char *hashed, const struct buf *secret)
{
	unsigned char key[SIPHASH_KEY];
	char text[64];

	for (size_t i = 0; i < SIPHASH_KEY; i++) {
		char byte[3] = {0};

		if (strlen(hashed) < 2 * SIPHASH_KEY)
			return false;
		memcpy(byte, hashed + 2 * i, 2);
		key[i] = (unsigned char)strtoul(byte, NULL, 16);
	}
	hash_secret(key, secret, text);
	return !strcmp(text, hashed);
}

static bool load(const struct store *store, const struct profile *profile, struct record *record)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct error err = ERROR_INIT;
	bool whole = !store->ops->marker(store, profile->id, &bytes, &err) && !record_parse(record, &bytes, &err);

	buf_release(&bytes);
	return whole;
}

static bool parse(const struct record *record, const char *prefix, struct marker *marker)
{
	if (number_of(record, prefix, "when", &marker->when) < 0 ||
	    number_of(record, prefix, "not_before", &marker->not_before) < 0)
		return false;
	marker->lasting = text_of(record, prefix, "secret")[0];
	error_set(&marker->error, error_from_name(text_of(record, prefix, "code")), "%s",
		  text_of(record, prefix, "text"));
	error_hint(&marker->error, "%s", text_of(record, prefix, "hint"));
	return true;
}

static enum marker_verdict judge(const struct record *record, const char *prefix, const struct attempt *attempt,
				 int64_t begun, int64_t now, const struct marker *marker)
{
	const char *grant = text_of(record, prefix, "grant");
	char profile[128];

	/* One from the future was written by another clock: it would hold for ever. */
	if (marker->when > now || marker->not_before > now + 86400)
		return MARKER_NONE;
	name_profile(attempt->profile, profile);
	if (strcmp(profile, text_of(record, prefix, "profile")) || (attempt->grant && strcmp(attempt->grant, grant)))
		return MARKER_OVER;
	if (marker->lasting && !attempt->secret)
		return MARKER_NONE;
	if (marker->lasting)
		return is_secret(text_of(record, prefix, "secret"), attempt->secret) ? MARKER_HOLDS : MARKER_OVER;
	return marker->when >= begun || marker->not_before > now ? MARKER_HOLDS : MARKER_OVER;
}

enum marker_verdict marker_judge(const struct store *store, const struct attempt *attempt, int64_t begun, int64_t now,
				 struct marker *marker)
{
	struct record record = RECORD_INIT;
	enum marker_verdict verdict = MARKER_NONE;
	char prefix[PREFIX];

	*marker = (struct marker){.error = ERROR_INIT};
	make_prefix(attempt->subject, prefix);
	if (load(store, attempt->profile, &record) && parse(&record, prefix, marker))
		verdict = judge(&record, prefix, attempt, begun, now, marker);
	if (verdict == MARKER_HOLDS && !marker->lasting && !marker->error.hint[0] && marker->not_before > now)
		error_hint(&marker->error, "try again in %" PRId64 " s", marker->not_before - now);
	record_release(&record);
	return verdict;
}

static int add(struct record *record, const char *prefix, const char *name, const char *value, struct error *err)
{
	char key[KEY];

	snprintf(key, sizeof(key), "%s%s", prefix, name);
	return record_add_text(record, key, value, err);
}

static int format(const struct attempt *attempt, const struct marker *marker, const char *prefix, struct record *record,
		  struct error *err)
{
	unsigned char key[SIPHASH_KEY];
	struct error copy = marker->error;
	char text[128];

	text_sanitize(copy.text);
	text_sanitize(copy.hint);
	if (add(record, prefix, "subject", attempt->subject, err) < 0 ||
	    add(record, prefix, "code", error_name(copy.code), err) < 0 ||
	    add(record, prefix, "text", copy.text, err) < 0 || add(record, prefix, "hint", copy.hint, err) < 0)
		return -1;
	snprintf(text, sizeof(text), "%" PRId64, marker->when);
	if (add(record, prefix, "when", text, err) < 0)
		return -1;
	snprintf(text, sizeof(text), "%" PRId64, marker->not_before);
	if (add(record, prefix, "not_before", text, err) < 0)
		return -1;
	name_profile(attempt->profile, text);
	if (add(record, prefix, "profile", text, err) < 0 ||
	    add(record, prefix, "grant", attempt->grant ? attempt->grant : "", err) < 0)
		return -1;
	if (!marker->lasting || !attempt->secret || getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key))
		return 0;
	hash_secret(key, attempt->secret, text);
	return add(record, prefix, "secret", text, err);
}

/* The markers of other subjects stay. */
static int keep_others(const struct record *old, const char *prefix, struct record *record, struct error *err)
{
	int result = 0;

	for (size_t i = 0; i < old->count && old->count <= ITEMS_MAX && !result; i++)
		if (strncmp(old->item[i].key, prefix, strlen(prefix)) != 0)
			result = record_add_text(record, old->item[i].key, buf_text(&old->item[i].value), err);
	return result;
}

void marker_leave(const struct store *store, const struct store_hold *hold, const struct attempt *attempt,
		  const struct marker *marker)
{
	struct record old = RECORD_INIT;
	struct record record = RECORD_INIT;
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct error err = ERROR_INIT;
	char prefix[PREFIX];

	make_prefix(attempt->subject, prefix);
	if (!load(store, attempt->profile, &old))
		record_release(&old);
	if (!keep_others(&old, prefix, &record, &err) && !format(attempt, marker, prefix, &record, &err) &&
	    !record_format(&record, &bytes, &err))
		(void)!store->ops->mark(hold, &bytes, &err);
	record_release(&old);
	record_release(&record);
	buf_release(&bytes);
}

void marker_clear(const struct store *store, const struct store_hold *hold)
{
	struct buf nothing = BUF_INIT(0);
	struct error err = ERROR_INIT;

	(void)!store->ops->mark(hold, &nothing, &err);
}
