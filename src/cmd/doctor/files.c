#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/path.h"
#include "cmd/doctor/doctor.h"

struct tally {
	size_t count;
	struct error err; /* about the first bad one */
	size_t bad;
};

static void examine(struct tally *tally, const char *dir, const char *name, const struct stat *st, uid_t uid)
{
	char *path = xasprintf("%s/%s", dir, name);
	struct error err = ERROR_INIT;

	tally->count++;
	if (diagnosis_state_file(path, uid, st->st_uid, st->st_mode, &err) != CHECK_OK && !tally->bad++)
		tally->err = err;
	free(path);
}

/* A directory that is not there, or can't be read, has a check of its own. */
static void examine_all(struct tally *tally, const char *dir, uid_t uid)
{
	DIR *stream = opendir(dir);
	const struct dirent *entry;
	struct stat st;

	while (stream && (entry = readdir(stream)))
		if (!fstatat(dirfd(stream), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) && !S_ISDIR(st.st_mode))
			examine(tally, dir, entry->d_name, &st, uid);
	if (stream)
		closedir(stream);
}

void doctor_files(struct doctor *doctor)
{
	size_t place = checklist_add(doctor->list, "files");
	struct tally tally = {.err = ERROR_INIT};
	struct error ignored = ERROR_INIT;
	char *runtime = path_runtime_dir(doctor->env);
	char *state = NULL;

	if (!path_state_dir(doctor->env, &state, &ignored))
		examine_all(&tally, state, doctor->env->uid);
	if (runtime)
		examine_all(&tally, runtime, doctor->env->uid);
	if (tally.bad > 1)
		error_prefix(&tally.err, "%zu of %zu", tally.bad, tally.count);
	if (tally.bad)
		check_fail(doctor->list, place, &tally.err);
	else if (tally.count)
		check_ok(doctor->list, place, "%zu in these directories, none of them open to others", tally.count);
	else
		check_ok(doctor->list, place, "nothing is stored yet");
	free(runtime);
	free(state);
}
