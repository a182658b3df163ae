/* discred's own programs, and the names under which others find it. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/command.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/proc.h"
#include "cmd/doctor/doctor.h"
#include "discred/protocol.h"

enum { ANSWER_MS = 10000, ANSWER_MAX = 256 };

/* What the program prints for --version, "" when it can't. */
static void ask_version(const struct environ *env, char *path, struct buf *answer)
{
	static char version[] = "--version";
	char *words[] = {path, version, NULL};
	struct proc_request request = {.argv = words, .output = PROC_PIPE, .errors = PROC_NULL};
	struct error err = ERROR_INIT;
	struct proc proc;

	if (proc_start(env, &request, &proc, &err) < 0)
		return;
	if (proc_finish(&proc, answer, NULL, ANSWER_MS, &err) < 0)
		proc_kill(&proc);
	if (proc.status)
		buf_clear(answer);
}

static bool is_same_version(const struct environ *env, const char *name, char *path)
{
	struct buf answer = BUF_INIT(ANSWER_MAX);
	char *wanted = xasprintf("discred-%s %s\n", name, DISCRED_VERSION);
	bool same;

	ask_version(env, path, &answer);
	same = !strcmp(buf_text(&answer), wanted);
	free(wanted);
	buf_release(&answer);
	return same;
}

static void examine(const struct environ *env, const char *name, struct strings *missing, struct strings *strange)
{
	char *path = xasprintf("%s/discred-%s", path_exec_dir(env), name);
	char *program = path_find_command(env, path);

	if (!program)
		strings_add(missing, name);
	else if (!is_same_version(env, name, program))
		strings_add(strange, name);
	free(program);
	free(path);
}

static void judge(struct doctor *doctor, size_t count, const struct strings *missing, const struct strings *strange)
{
	const char *dir = path_exec_dir(doctor->env);
	size_t place = checklist_add(doctor->list, "programs");
	struct error err = ERROR_INIT;
	char *names;

	if (!missing->count && !strange->count) {
		check_ok(doctor->list, place, "%zu in '%s', all of version " DISCRED_VERSION, count, dir);
		return;
	}
	names = strings_join(missing->count ? missing : strange, "', 'discred-");
	if (missing->count)
		error_set(&err, ERROR_SYS, "'discred-%s' cannot be run, or is not in '%s'", names, dir);
	else
		error_set(&err, ERROR_SYS, "'discred-%s' in '%s' is not of version " DISCRED_VERSION, names, dir);
	error_hint(&err, "install discred again, or name the directory of its programs in DISCRED_EXEC_PATH");
	check_fail(doctor->list, place, &err);
	free(names);
}

static void check_programs(struct doctor *doctor)
{
	struct strings missing = STRINGS_INIT;
	struct strings strange = STRINGS_INIT;
	size_t count = 0;

	for (const struct command *row = command_table; row->name; row++) {
		if (row->kind == COMMAND_BUILTIN)
			continue;
		examine(doctor->env, row->name, &missing, &strange);
		count++;
	}
	judge(doctor, count, &missing, &strange);
	strings_release(&missing);
	strings_release(&strange);
}

/* They are names of discred-token (protocol.h). */
static bool is_ours(const struct environ *env, const char *path)
{
	char *token = xasprintf("%s/discred-token", path_exec_dir(env));
	struct stat there;
	struct stat ours;
	bool same =
	    !stat(path, &there) && !stat(token, &ours) && there.st_dev == ours.st_dev && there.st_ino == ours.st_ino;

	free(token);
	return same;
}

static void look_for(struct doctor *doctor, const char *name, const char *program)
{
	size_t place = checklist_add(doctor->list, name);
	char *path = path_find_program(doctor->env, program);
	struct error err = ERROR_INIT;

	if (!path) {
		check_skip(doctor->list, place, "there is no '%s' on the PATH, for %s to find", program, name);
	} else if (is_ours(doctor->env, path)) {
		check_ok(doctor->list, place, "'%s'", path);
	} else {
		error_set(&err, ERROR_SYS, "'%s' is of another installation of discred", path);
		error_hint(&err, "remove it, or put the directory of the right one before it on the PATH");
		check_set(doctor->list, place, CHECK_WARNING, &err);
	}
	free(path);
}

void doctor_programs(struct doctor *doctor)
{
	check_programs(doctor);
	for (size_t i = 0; i < protocol_table_count; i++)
		if (protocol_table[i]->argv0)
			look_for(doctor, protocol_table[i]->name, protocol_table[i]->argv0);
}
