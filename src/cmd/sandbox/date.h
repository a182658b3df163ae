/*
 * The header Date, by the sandbox's own clock: whoever moves it on with /sandbox/advance sees it there too.
 */
#ifndef SANDBOX_DATE_H
#define SANDBOX_DATE_H

#include <stdint.h>

enum { DATE_TEXT = 64 };

/* "Sun, 06 Nov 1994 08:49:37 GMT", whatever the locale. */
void date_format(int64_t when, char text[static DATE_TEXT]);

#endif
