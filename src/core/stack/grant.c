#include "core/stack/grant.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "discred/token.h"

void grant_release(struct grant *grant)
{
	buf_release(&grant->refresh);
	free(grant->client_id);
	free(grant->api_base);
	free(grant->scope_asked);
	free(grant->scope);
	free(grant->redirect_uri);
	*grant = (struct grant)GRANT_INIT;
}

int grant_to_record(const struct grant *grant, struct record *record, struct error *err)
{
	if (record_add(record, "refresh_token", buf_text(&grant->refresh), grant->refresh.len, err) < 0 ||
	    record_add_text(record, "client_id", grant->client_id, err) < 0 ||
	    record_add_text(record, "api_base", grant->api_base, err) < 0 ||
	    record_add_text(record, "scope_asked", grant->scope_asked, err) < 0 ||
	    record_add_text(record, "scope", grant->scope, err) < 0 ||
	    record_add_text(record, "redirect_uri", grant->redirect_uri, err) < 0 ||
	    record_add_number(record, "obtained", grant->obtained, err) < 0 ||
	    record_add_number(record, "counter", grant->counter, err) < 0)
		return -1;
	return 0;
}

int grant_from_record(struct grant *grant, const struct record *record, struct error *err)
{
	const struct buf *refresh = record_get(record, "refresh_token");

	grant_release(grant);
	if (!refresh || !token_bytes_valid(buf_text(refresh), refresh->len))
		return error_set(err, ERROR_CONFIG, "record: there is no usable 'refresh_token'");
	if (record_number(record, "obtained", &grant->obtained, err) < 0 ||
	    record_number(record, "counter", &grant->counter, err) < 0)
		return -1;
	if (grant->counter < 0 || grant->counter == INT64_MAX)
		return error_set(err, ERROR_CONFIG, "record: 'counter' is not a count");
	buf_add(&grant->refresh, buf_text(refresh), refresh->len);
	if (!buf_ok(&grant->refresh))
		return error_set(err, ERROR_CONFIG, "record: 'refresh_token' is larger than %zu bytes",
				 grant->refresh.max);
	grant->client_id = xstrdup(record_text(record, "client_id"));
	grant->api_base = xstrdup(record_text(record, "api_base"));
	grant->scope_asked = xstrdup(record_text(record, "scope_asked"));
	grant->scope = xstrdup(record_text(record, "scope"));
	grant->redirect_uri = xstrdup(record_text(record, "redirect_uri"));
	return 0;
}

char *grant_name(const struct grant *grant)
{
	return xasprintf("%s/%" PRId64 "/%" PRId64, grant->client_id, grant->obtained, grant->counter);
}
