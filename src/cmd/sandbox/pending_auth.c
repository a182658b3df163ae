#include "cmd/sandbox/pending_auth.h"

#include "net/pkce.h"

enum { VALUE_BYTES = 24 };

void pending_auths_init(struct pending_auths *list)
{
	list->next = 0;
	for (size_t i = 0; i < PENDING_AUTHS; i++) {
		buf_init(&list->item[i].value, BUF_TOKEN_MAX);
		auth_request_init(&list->item[i].auth);
	}
}

void pending_auths_release(struct pending_auths *list)
{
	for (size_t i = 0; i < PENDING_AUTHS; i++)
		pending_auth_drop(&list->item[i]);
}

int pending_auth_issue(struct pending_auths *list, struct auth_request *auth, int64_t expires,
		       const struct pending_auth **issued, struct error *err)
{
	struct pending_auth *pending = &list->item[list->next];

	pending_auth_drop(pending);
	if (random_base64url(VALUE_BYTES, &pending->value, err) < 0)
		return -1;
	auth_request_move(&pending->auth, auth);
	pending->expires = expires;
	list->next = (list->next + 1) % PENDING_AUTHS;
	*issued = pending;
	return 0;
}

struct pending_auth *pending_auth_find(struct pending_auths *list, const struct buf *value, int64_t now)
{
	struct pending_auth *found = NULL;

	for (size_t i = 0; i < PENDING_AUTHS; i++) {
		struct pending_auth *pending = &list->item[i];

		if (pending->value.len && buf_equal(&pending->value, value))
			found = pending;
	}
	return found && now < found->expires ? found : NULL;
}

void pending_auth_drop(struct pending_auth *pending)
{
	buf_release(&pending->value);
	auth_request_release(&pending->auth);
	pending->expires = 0;
}
