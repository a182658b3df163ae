#include "cmd/doctor/diagnosis.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/words.h"
#include "discred/token.h"

enum { OTHERS = 077, PERMISSIONS = 07777 };

static unsigned permissions(const struct directory_facts *facts)
{
	return (unsigned)facts->mode & PERMISSIONS;
}

/* What spoils the store is a failure; what only keeps a person from writing settings is not. What is unsafe always is.
 */
static enum check_state harm(enum directory_kind kind)
{
	return kind == DIRECTORY_STATE ? CHECK_FAILED : CHECK_WARNING;
}

static enum check_state judge_missing(const struct directory_facts *facts, enum directory_kind kind, struct error *err)
{
	if (facts->trouble != ENOENT) {
		error_set(err, ERROR_SYS, "cannot look at '%s': %s", facts->path, strerror(facts->trouble));
		return CHECK_FAILED;
	}
	if (!facts->unmakable) {
		error_set(err, ERROR_OK, "'%s' is not there yet, and is made when it is needed", facts->path);
		return CHECK_OK;
	}
	error_set(err, ERROR_SYS, "'%s' is not there and cannot be made: '%s': %s", facts->path, facts->parent,
		  strerror(facts->unmakable));
	error_hint(err, "make '%s' writable for you", facts->parent);
	return harm(kind);
}

/* The user's own are judged more strictly where secrets are. */
static enum check_state judge_owner(const struct directory_facts *facts, enum directory_kind kind, struct error *err)
{
	char *quoted;

	if (facts->owner == facts->uid || (kind == DIRECTORY_CONFIG && facts->owner == 0))
		return CHECK_OK;
	quoted = words_quote(facts->path);
	error_set(err, ERROR_CONFIG, "'%s' belongs to user %lu, who can exchange what is in it", facts->path,
		  (unsigned long)facts->owner);
	error_hint(err, "let root run 'chown %lu %s'", (unsigned long)facts->uid, quoted);
	free(quoted);
	return CHECK_FAILED;
}

static enum check_state judge_mode(const struct directory_facts *facts, struct error *err)
{
	if (!facts->exposed)
		return CHECK_OK;
	*err = *facts->exposed;
	return CHECK_FAILED;
}

static enum check_state judge_writing(const struct directory_facts *facts, enum directory_kind kind, struct error *err)
{
	if (!facts->unwritable)
		return CHECK_OK;
	error_set(err, ERROR_SYS, "'%s' cannot be written (mode %04o): %s", facts->path, permissions(facts),
		  strerror(facts->unwritable));
	if (facts->unwritable == EACCES && facts->owner == facts->uid)
		words_hint_run(err, "chmod u+rwx", facts->path);
	else if (kind == DIRECTORY_STATE)
		error_hint(err, "set XDG_STATE_HOME to a place that you can write");
	else
		error_hint(err, "profiles that are there can be used, but none can be made or changed");
	return harm(kind);
}

enum check_state diagnosis_directory(const struct directory_facts *facts, enum directory_kind kind, struct error *err)
{
	enum check_state state;

	if (facts->trouble)
		return judge_missing(facts, kind, err);
	if (!facts->is_directory) {
		error_set(err, ERROR_CONFIG, "'%s' is not a directory", facts->path);
		error_hint(err, "move it away");
		return CHECK_FAILED;
	}
	state = judge_owner(facts, kind, err);
	if (state == CHECK_OK)
		state = judge_mode(facts, err);
	if (state == CHECK_OK)
		state = judge_writing(facts, kind, err);
	if (state == CHECK_OK)
		error_set(err, ERROR_OK, "'%s' (mode %04o)", facts->path, permissions(facts));
	return state;
}

bool diagnosis_private(const struct directory_facts *facts, struct error *err)
{
	if (facts->trouble)
		error_set(err, ERROR_SYS, "'%s': %s", facts->path, strerror(facts->trouble));
	else if (!facts->is_directory)
		error_set(err, ERROR_CONFIG, "'%s' is not a directory", facts->path);
	else if (facts->owner != facts->uid)
		error_set(err, ERROR_CONFIG, "'%s' belongs to user %lu", facts->path, (unsigned long)facts->owner);
	else if (permissions(facts) != 0700)
		error_set(err, ERROR_CONFIG, "'%s' has mode %04o, not 0700", facts->path, permissions(facts));
	else
		return true;
	/* A sticky one, such as /tmp, is shared on purpose. */
	if (!facts->trouble && facts->is_directory && facts->owner == facts->uid && !(facts->mode & S_ISVTX))
		words_hint_run(err, "chmod 700", facts->path);
	else
		error_hint(err, "let it name a directory of your own with mode 0700, or unset it");
	return false;
}

enum check_state diagnosis_state_file(const char *path, uid_t uid, uid_t owner, mode_t mode, struct error *err)
{
	if (S_ISLNK(mode))
		error_set(err, ERROR_CONFIG, "'%s' is a symbolic link", path);
	else if (!S_ISREG(mode))
		error_set(err, ERROR_CONFIG, "'%s' is not a regular file", path);
	else if (owner != uid)
		error_set(err, ERROR_CONFIG, "'%s' belongs to user %lu", path, (unsigned long)owner);
	else if (!(mode & OTHERS))
		return CHECK_OK;
	else
		error_set(err, ERROR_CONFIG, "'%s' is open to others (mode %04o)", path, (unsigned)mode & PERMISSIONS);
	if (S_ISREG(mode) && owner == uid)
		words_hint_run(err, "chmod 600", path);
	else
		error_hint(err, "remove it, then log in again");
	return CHECK_FAILED;
}

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
