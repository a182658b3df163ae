#include <criterion/criterion.h>

#include "net/http/http.h"

/* The time that a reply with this Date has; -1: none. */
static int64_t date(const char *text)
{
	struct http_reply reply = HTTP_REPLY_INIT;
	int64_t when = -1;

	strings_add(&reply.headers, "date");
	strings_add(&reply.headers, text);
	if (!http_reply_date(&reply, &when))
		when = -1;
	http_reply_release(&reply);
	return when;
}

Test(http_date, of_a_reply)
{
	cr_assert_eq(date("Fri, 01 May 2026 12:00:00 GMT"), 1777636800);
	cr_assert_eq(date("Sunday, 06-Nov-94 08:49:37 GMT"), 784111777);
	cr_assert_eq(date("Sun Nov  6 08:49:37 1994"), 784111777);
}

Test(http_date, nonsense)
{
	static const char *const texts[] = {"", "20260501", "yesterday", "Today", "Fri, 99 May 2026", "-1", "Fri"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		cr_assert_eq(date(texts[i]), -1, "'%s'", texts[i]);
}

Test(http_date, none)
{
	struct http_reply reply = HTTP_REPLY_INIT;
	int64_t when;

	cr_assert_not(http_reply_date(&reply, &when));
}
