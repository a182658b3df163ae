#include "base/timestamp.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

enum { MICROSECONDS = 1000000 };

struct reader {
	const char *at;
	bool wrong;
};

/* Exactly so many digits, and a number within the bounds. */
static int read_number(struct reader *reader, int digits, int low, int high)
{
	int number = 0;

	for (int i = 0; i < digits && !reader->wrong; i++) {
		if (isdigit((unsigned char)*reader->at))
			number = number * 10 + (*reader->at++ - '0');
		else
			reader->wrong = true;
	}
	reader->wrong = reader->wrong || number < low || number > high;
	return number;
}

static void read_one_of(struct reader *reader, const char *choice)
{
	if (!reader->wrong && *reader->at && strchr(choice, *reader->at))
		reader->at++;
	else
		reader->wrong = true;
}

static int64_t read_fraction(struct reader *reader)
{
	int64_t fraction = 0;
	int unit = MICROSECONDS / 10;

	if (reader->wrong || *reader->at != '.')
		return 0;
	reader->at++;
	reader->wrong = !isdigit((unsigned char)*reader->at);
	for (; isdigit((unsigned char)*reader->at); reader->at++, unit /= 10)
		fraction += (*reader->at - '0') * unit;
	return fraction;
}

/* Seconds east of Greenwich. */
static int read_offset(struct reader *reader)
{
	bool west = *reader->at == '-';
	int hours;
	int minutes;

	if (*reader->at == 'Z' || *reader->at == 'z') {
		reader->at++;
		return 0;
	}
	read_one_of(reader, "+-");
	hours = read_number(reader, 2, 0, 23);
	read_one_of(reader, ":");
	minutes = read_number(reader, 2, 0, 59);
	return (hours * 3600 + minutes * 60) * (west ? -1 : 1);
}

/* The 31st of a month that has no such day would be taken for the next month's. */
static bool exists(const struct tm *date)
{
	struct tm copy = *date;

	copy.tm_sec = 0;
	return timegm(&copy) != -1 && copy.tm_mday == date->tm_mday;
}

int timestamp_parse(const char *text, int64_t *when, struct error *err)
{
	struct reader reader = {.at = text};
	struct tm date = {.tm_year = 0};
	int64_t fraction;
	int offset;

	date.tm_year = read_number(&reader, 4, 1970, 9999) - 1900;
	read_one_of(&reader, "-");
	date.tm_mon = read_number(&reader, 2, 1, 12) - 1;
	read_one_of(&reader, "-");
	date.tm_mday = read_number(&reader, 2, 1, 31);
	read_one_of(&reader, "Tt ");
	date.tm_hour = read_number(&reader, 2, 0, 23);
	read_one_of(&reader, ":");
	date.tm_min = read_number(&reader, 2, 0, 59);
	read_one_of(&reader, ":");
	date.tm_sec = read_number(&reader, 2, 0, 60);
	fraction = read_fraction(&reader);
	offset = read_offset(&reader);
	if (reader.wrong || *reader.at || !exists(&date)) {
		error_set(err, ERROR_USAGE, "'%s' is not a time", text);
		return error_hint(err, "write it like 2026-05-01T12:00:00Z");
	}
	*when = ((int64_t)timegm(&date) - offset) * MICROSECONDS + fraction;
	return 0;
}
