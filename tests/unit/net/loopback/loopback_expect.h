/* What a listener's answer must carry, and what must not have happened. */
#ifndef LOOPBACK_EXPECT_H
#define LOOPBACK_EXPECT_H

#include "loopback_client.h"

static inline void expect_in(const struct buf *text, const char *part)
{
	cr_assert_not_null(strstr(buf_text(text), part), "no '%s' in: %s", part, buf_text(text));
}

static inline void expect_nothing_brought(struct world *world)
{
	struct redirect redirect;

	redirect_init(&redirect);
	cr_assert_not(loopback_take(world->loopback, &redirect));
	redirect_release(&redirect);
}

/* What every answer carries. */
static inline void expect_guarded(const struct buf *text)
{
	expect_in(text, "\r\nConnection: close\r\n");
	expect_in(text, "\r\nCache-Control: no-store\r\n");
	expect_in(text, "\r\nReferrer-Policy: no-referrer\r\n");
	expect_in(text, "\r\nX-Content-Type-Options: nosniff\r\n");
	expect_in(text, "\r\nContent-Security-Policy: default-src 'none'; style-src 'sha256-");
	expect_in(text, "\r\nContent-Type: text/html; charset=utf-8\r\n");
}

#endif
