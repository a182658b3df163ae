#include "cmd/sandbox/ledger.h"

#include <stdlib.h>

#include "base/memory.h"
#include "core/discord/scope.h"
#include "net/pkce.h"

enum { DRAW_BYTES = 30 }; /* 40 characters */

void ledger_init(struct ledger *ledger)
{
	*ledger = (struct ledger){.entry = xcalloc(LEDGER, sizeof(struct entry))};
	for (size_t i = 0; i < LEDGER; i++)
		buf_init(&ledger->entry[i].value, BUF_TOKEN_MAX);
}

static void entry_release(struct entry *entry)
{
	buf_release(&entry->value);
	free(entry->scope);
	entry->scope = NULL;
}

void ledger_release(struct ledger *ledger)
{
	for (size_t i = 0; i < LEDGER; i++)
		entry_release(&ledger->entry[i]);
	free(ledger->entry);
	ledger->entry = NULL;
}

unsigned long ledger_grant(struct ledger *ledger)
{
	return ++ledger->grants;
}

int ledger_issue(struct ledger *ledger, const struct issue *issue, const struct entry **entry, struct error *err)
{
	struct entry *new = &ledger->entry[ledger->next];

	entry_release(new);
	while (new->value.len < issue->length)
		if (random_base64url(DRAW_BYTES, &new->value, err) < 0)
			return -1;
	buf_cut(&new->value, issue->length);
	new->kind = issue->kind;
	new->state = ENTRY_LIVE;
	new->app = issue->app;
	new->scope = xstrdup(issue->scope);
	new->grant = issue->grant;
	new->expires = issue->expires;
	ledger->next = (ledger->next + 1) % LEDGER;
	*entry = new;
	return 0;
}

struct entry *ledger_find(struct ledger *ledger, const char *value, size_t len)
{
	struct entry *found = NULL;

	if (!len)
		return NULL;
	for (size_t i = 0; i < LEDGER; i++) {
		struct entry *entry = &ledger->entry[i];

		if (equal_secret(buf_text(&entry->value), entry->value.len, value, len))
			found = entry;
	}
	return found;
}

bool entry_alive(const struct entry *entry, int64_t now)
{
	return entry->state == ENTRY_LIVE && (!entry->expires || now < entry->expires);
}

void ledger_end_grant(struct ledger *ledger, unsigned long grant)
{
	for (size_t i = 0; i < LEDGER; i++)
		if (ledger->entry[i].grant == grant)
			ledger->entry[i].state = ENTRY_ENDED;
}

void ledger_end_app(struct ledger *ledger, const struct app *app)
{
	for (size_t i = 0; i < LEDGER; i++)
		if (!app || ledger->entry[i].app == app)
			ledger->entry[i].state = ENTRY_ENDED;
}

void ledger_expire(struct ledger *ledger, int64_t now)
{
	for (size_t i = 0; i < LEDGER; i++)
		if (ledger->entry[i].kind == ENTRY_ACCESS && ledger->entry[i].expires > now)
			ledger->entry[i].expires = now;
}

bool ledger_authorized(const struct ledger *ledger, const struct app *app, const char *scopes)
{
	bool covered = false;

	for (size_t i = 0; i < LEDGER && !covered; i++) {
		const struct entry *entry = &ledger->entry[i];
		struct strings missing = STRINGS_INIT;

		if (!entry->value.len || entry->kind != ENTRY_REFRESH || entry->state != ENTRY_LIVE ||
		    entry->app != app)
			continue;
		covered = !scope_missing(scopes, entry->scope, &missing);
		strings_release(&missing);
	}
	return covered;
}
