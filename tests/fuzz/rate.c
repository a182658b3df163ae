/*
 * The rate limit headers of replies. Of each line the first word is the request's path, and the others are headers,
 * NAME:VALUE.
 *
 * Parses: src/net/http/rate.c
 */
#include "net/http/rate.h"

#include "fuzz.h"

static void learn(struct rate *rate, char *line, int64_t now)
{
	struct http_reply reply = HTTP_REPLY_INIT;
	struct strings words = STRINGS_INIT;
	struct buf route = BUF_INIT(BUF_REPLY_MAX);
	int64_t wait;

	strings_split(&words, line, " ");
	rate_route("GET", words.count ? words.item[0] : "", &route);
	for (size_t i = 1; i < words.count; i++) {
		char *colon = strchr(words.item[i], ':');

		if (!colon)
			continue;
		*colon = '\0';
		strings_add(&reply.headers, words.item[i]);
		strings_add(&reply.headers, colon + 1);
	}
	reply.status = words.count % 2 ? 429 : 200;
	rate_learn(rate, buf_text(&route), &reply, now);
	wait = rate_wait(rate, buf_text(&route), now);
	must(wait >= 0 && wait <= (int64_t)366 * 86400 * 1000);
	must(rate->count <= RATE_ROUTES_MAX);
	buf_release(&route);
	strings_release(&words);
	http_reply_release(&reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct rate rate = RATE_INIT;
	int64_t now = 0;

	while (input.len) {
		char *line = fuzz_line(&input);

		learn(&rate, line, now);
		now += 100;
		free(line);
	}
	rate_release(&rate);
	return 0;
}
