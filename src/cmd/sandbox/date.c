#include "cmd/sandbox/date.h"

#include <stdio.h>
#include <time.h>

void date_format(int64_t when, char text[static DATE_TEXT])
{
	static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t seconds = (time_t)when;
	struct tm utc;

	gmtime_r(&seconds, &utc);
	snprintf(text, DATE_TEXT, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[utc.tm_wday], utc.tm_mday,
		 months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}
