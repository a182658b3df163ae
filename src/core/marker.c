#include "discred/marker.h"

#include <inttypes.h>
#include <string.h>

#include "discred/record.h"

static bool parse(const struct buf *bytes, struct marker *marker)
{
	struct record record = RECORD_INIT;
	struct error err = ERROR_INIT;
	bool whole = !record_parse(&record, bytes, &err) && !record_number(&record, "when", &marker->when, &err) &&
		     !record_number(&record, "not_before", &marker->not_before, &err);

	if (whole) {
		error_set(&marker->error, error_from_name(record_text(&record, "code")), "%s",
			  record_text(&record, "text"));
		error_hint(&marker->error, "%s", record_text(&record, "hint"));
	}
	record_release(&record);
	return whole;
}

bool marker_holds(const struct store *store, const char *profile, int64_t begun, int64_t now, struct marker *marker)
{
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct error err = ERROR_INIT;
	bool there = !store->ops->marker(store, profile, &bytes, &err) && parse(&bytes, marker);

	buf_release(&bytes);
	/* One from the future was written by another clock: it would hold for ever. */
	if (!there || marker->when > now || marker->not_before > now + 86400)
		return false;
	if (!marker->error.hint[0] && marker->not_before > now)
		error_hint(&marker->error, "try again in %" PRId64 " s", marker->not_before - now);
	return marker->when >= begun || marker->not_before > now;
}

void marker_leave(const struct store *store, const struct store_hold *hold, const struct marker *marker)
{
	struct record record = RECORD_INIT;
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct error copy = marker->error;
	struct error err = ERROR_INIT;

	text_sanitize(copy.text);
	text_sanitize(copy.hint);
	if (!record_add_text(&record, "code", error_name(copy.code), &err) &&
	    !record_add_text(&record, "text", copy.text, &err) && !record_add_text(&record, "hint", copy.hint, &err) &&
	    !record_add_number(&record, "when", marker->when, &err) &&
	    !record_add_number(&record, "not_before", marker->not_before, &err) &&
	    !record_format(&record, &bytes, &err))
		(void)!store->ops->mark(hold, &bytes, &err);
	record_release(&record);
	buf_release(&bytes);
}

void marker_clear(const struct store *store, const struct store_hold *hold)
{
	struct buf nothing = BUF_INIT(0);
	struct error err = ERROR_INIT;

	(void)!store->ops->mark(hold, &nothing, &err);
}
