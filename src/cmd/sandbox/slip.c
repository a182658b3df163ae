#include "cmd/sandbox/slip.h"

#include "net/pkce.h"

enum { VALUE_BYTES = 24 };

void slips_init(struct slips *slips)
{
	slips->next = 0;
	for (size_t i = 0; i < SLIPS; i++) {
		buf_init(&slips->slip[i].value, BUF_TOKEN_MAX);
		ask_init(&slips->slip[i].ask);
	}
}

void slips_release(struct slips *slips)
{
	for (size_t i = 0; i < SLIPS; i++)
		slip_drop(&slips->slip[i]);
}

int slip_issue(struct slips *slips, struct ask *ask, int64_t expires, const struct slip **issued, struct error *err)
{
	struct slip *slip = &slips->slip[slips->next];

	slip_drop(slip);
	if (random_base64url(VALUE_BYTES, &slip->value, err) < 0)
		return -1;
	ask_move(&slip->ask, ask);
	slip->expires = expires;
	slips->next = (slips->next + 1) % SLIPS;
	*issued = slip;
	return 0;
}

struct slip *slip_find(struct slips *slips, const struct buf *value, int64_t now)
{
	struct slip *found = NULL;

	for (size_t i = 0; i < SLIPS; i++) {
		struct slip *slip = &slips->slip[i];

		if (slip->value.len && buf_equal(&slip->value, value))
			found = slip;
	}
	return found && now < found->expires ? found : NULL;
}

void slip_drop(struct slip *slip)
{
	buf_release(&slip->value);
	ask_release(&slip->ask);
	slip->expires = 0;
}
