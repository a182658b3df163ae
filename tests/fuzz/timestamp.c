/*
 * A time as an API writes it.
 *
 * Parses: src/base/timestamp.c
 */
#include "base/timestamp.h"

#include <time.h>

#include "fuzz.h"

/* parse -> print -> parse. */
static void check_printed(int64_t when)
{
	int64_t micro = when % 1000000;
	time_t seconds = (time_t)(when / 1000000);
	struct error err = ERROR_INIT;
	struct tm parts;
	int64_t again = 0;
	char text[64];

	if (micro < 0) {
		micro += 1000000;
		seconds--;
	}
	must(gmtime_r(&seconds, &parts));
	/* A year below 0 or above 9999 comes of an offset, and can't be written. */
	if (parts.tm_year < -1900 || parts.tm_year > 8099)
		return;
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", parts.tm_year + 1900, parts.tm_mon + 1,
		 parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, (int)micro);
	must(!timestamp_parse(text, &again, &err));
	must(again == when);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	char *text = fuzz_text(&input);
	struct error err = ERROR_INIT;
	int64_t when = 0;

	if (timestamp_parse(text, &when, &err))
		fuzz_must_explain(&err, ERROR_USAGE);
	else
		check_printed(when);
	free(text);
	return 0;
}
