/* The whole of an error, exactly. */
#ifndef UNIT_EXPECT_H
#define UNIT_EXPECT_H

#include <criterion/criterion.h>

#include "discred/error.h"

#define expect_error(err, want_code, want_text)                                                                        \
	do {                                                                                                           \
		cr_assert_str_eq((err).text, (want_text));                                                             \
		cr_assert_eq((err).code, (want_code));                                                                 \
	} while (0)

#define expect_hint(err, want_code, want_text, want_hint)                                                              \
	do {                                                                                                           \
		expect_error(err, want_code, want_text);                                                               \
		cr_assert_str_eq((err).hint, (want_hint));                                                             \
	} while (0)

#endif
