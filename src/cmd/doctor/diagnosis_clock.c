#include <inttypes.h>

#include "cmd/doctor/diagnosis.h"
#include "discred/token.h"

int64_t diagnosis_skew(int64_t date, int64_t before, int64_t after)
{
	if (date < before - 1)
		return before - date;
	return date > after + 1 ? after - date : 0;
}

enum check_state diagnosis_clock(int64_t skew, const char *host, struct error *err)
{
	uint64_t off = skew < 0 ? (uint64_t)-skew : (uint64_t)skew;

	if (off > DIAGNOSIS_SKEW) {
		error_set(err, ERROR_SYS, "this machine's clock is %" PRIu64 " s %s that of '%s'", off,
			  skew < 0 ? "behind" : "ahead of", host);
		error_hint(err, "set it ('timedatectl set-ntp true'): tokens and certificates are judged by it");
		return off > TOKEN_CLOCK_SKEW ? CHECK_FAILED : CHECK_WARNING;
	}
	if (off)
		error_set(err, ERROR_OK, "%" PRIu64 " s %s that of '%s'", off, skew < 0 ? "behind" : "ahead of", host);
	else
		error_set(err, ERROR_OK, "the same as that of '%s'", host);
	return CHECK_OK;
}
