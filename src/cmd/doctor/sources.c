/* Where the profile's secrets come from, and what its stack names. Nothing is run and no value is read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/path.h"
#include "base/trust.h"
#include "cmd/doctor/doctor.h"
#include "discred/secret.h"
#include "discred/store.h"

/* What came of looking for something that the profile names. Whether it is needed is for the caller to say. */
struct finding {
	enum check_state state;
	struct error err;
};

/*
 * Whether a program could be started, a file be trusted and read, a variable be used. Nothing is started, and of what
 * is in files and variables no more is looked at than whether there is anything.
 */
static void find_program(const struct doctor *doctor, const char *word, struct finding *finding)
{
	char *path = path_find_command(doctor->env, word);
	char *interpreter = path ? path_missing_interpreter(path) : NULL;

	*finding = (struct finding){.state = CHECK_OK, .err = ERROR_INIT};
	if (!path) {
		if (strchr(word, '/'))
			error_set(&finding->err, ERROR_CONFIG, "'%s' is no program that can be run", word);
		else
			error_set(&finding->err, ERROR_CONFIG, "there is no program '%s' on the PATH", word);
		error_hint(&finding->err, "install it, or correct the profile");
		finding->state = CHECK_FAILED;
	} else if (interpreter) {
		error_set(&finding->err, ERROR_CONFIG, "'%s' cannot be run: its interpreter '%s' does not exist", path,
			  interpreter);
		error_hint(&finding->err, "install it, or correct the first line of the script");
		finding->state = CHECK_FAILED;
	} else {
		error_set(&finding->err, ERROR_OK, "program '%s' (not run)", path);
	}
	free(interpreter);
	free(path);
}

static void find_file(const struct environ *env, const char *path, struct finding *finding)
{
	struct stat st;
	int fd;

	*finding = (struct finding){.state = CHECK_OK, .err = ERROR_INIT};
	if (trust_open_secret(env, path, &fd, &finding->err) < 0) {
		finding->state = CHECK_FAILED;
		return;
	}
	if (fstat(fd, &st) < 0) {
		error_set(&finding->err, ERROR_SYS, "cannot examine '%s': %s", path, strerror(errno));
		finding->state = CHECK_FAILED;
	} else if (!st.st_size) {
		error_set(&finding->err, ERROR_NONE, "file '%s' is empty", path);
		finding->state = CHECK_FAILED;
	} else {
		error_set(&finding->err, ERROR_OK, "file '%s' (mode %04o)", path, (unsigned)st.st_mode & 07777);
	}
	close(fd);
}

static void find_variable(const struct doctor *doctor, const char *name, struct finding *finding)
{
	const char *value = environ_value(doctor->env, name);

	*finding = (struct finding){.state = CHECK_OK, .err = ERROR_INIT};
	if (value && *value) {
		error_set(&finding->err, ERROR_OK, "variable '%s' is set", name);
		return;
	}
	error_set(&finding->err, ERROR_CONFIG, "variable '%s' is %s", name, value ? "empty" : "not set");
	error_hint(&finding->err, "set it where discred is run");
	finding->state = CHECK_FAILED;
}

/* Only discred-auth reads stored secrets; this checks only that one exists. */
static void find_stored(const struct doctor *doctor, struct finding *finding)
{
	struct strings slots = STRINGS_INIT;
	struct store store;

	*finding = (struct finding){.state = CHECK_FAILED, .err = ERROR_INIT};
	if (!store_open(&store, &store_table, doctor->profile->store, doctor->env, &finding->err) &&
	    !store.ops->list(&store, doctor->profile->id, &slots, &finding->err)) {
		if (strings_have(&slots, "secret")) {
			error_set(&finding->err, ERROR_OK, "something is stored for it (not read)");
			finding->state = CHECK_OK;
		} else {
			error_set(&finding->err, ERROR_CONFIG, "nothing is stored for it");
		}
	}
	store_close(&store);
	strings_release(&slots);
}

static void find_secret(const struct doctor *doctor, const char *key, const struct secret_ref *ref,
			struct finding *finding)
{
	char *path;

	switch (ref->kind) {
	case SECRET_FILE:
		path = path_expand(doctor->env, ref->name);
		find_file(doctor->env, path, finding);
		free(path);
		break;
	case SECRET_COMMAND:
		find_program(doctor, ref->argv.item[0], finding);
		break;
	case SECRET_ENV:
		find_variable(doctor, ref->name, finding);
		break;
	case SECRET_STORED:
		find_stored(doctor, finding);
		if (finding->state == CHECK_FAILED && !finding->err.hint[0])
			error_hint(&finding->err, "run 'discred profile set-secret %s %s'", doctor->profile->id, key);
		break;
	default:
		*finding = (struct finding){.state = CHECK_OK, .err = ERROR_INIT};
		error_set(&finding->err, ERROR_OK, "in the profile, which only you can read");
		break;
	}
}

/* A secret that is not there is a file to mend, whatever is missing: secret_resolve() says so too. */
static void check_secret(struct doctor *doctor, const char *key, const struct secret_ref *ref)
{
	struct finding finding;

	if (ref->kind == SECRET_ABSENT)
		return;
	find_secret(doctor, key, ref, &finding);
	if (finding.err.code == ERROR_NONE)
		finding.err.code = ERROR_CONFIG;
	check_set(doctor->list, checklist_add(doctor->list, key), finding.state, &finding.err);
}

static void check_secrets(struct doctor *doctor)
{
	if (!doctor->profile)
		return;
	check_secret(doctor, "client_secret", &doctor->profile->client_secret);
	check_secret(doctor, "bot_token", &doctor->profile->bot_token);
}

static void find_helper(const struct doctor *doctor, const struct source_settings *settings, struct finding *finding)
{
	char *name = xasprintf("discred-source-%s", source_setting(settings, "name"));
	char *path = xasprintf("%s/%s", path_exec_dir(doctor->env), name);
	char *own = path_find_command(doctor->env, path);

	find_program(doctor, own ? own : name, finding);
	if (finding->state == CHECK_FAILED)
		finding->err.code = ERROR_NONE;
	free(own);
	free(path);
	free(name);
}

static void find_source_file(const struct doctor *doctor, const struct source_settings *settings,
			     struct finding *finding)
{
	static const char variable[] = "$CREDENTIALS_DIRECTORY";
	const char *text = source_setting(settings, "path");
	const char *directory = environ_value(doctor->env, variable + 1);
	char *path;

	if (strncmp(text, variable, sizeof(variable) - 1) != 0) {
		path = path_expand(doctor->env, text);
	} else if (directory && *directory == '/') {
		path = xasprintf("%s%s", directory, text + sizeof(variable) - 1);
	} else {
		find_variable(doctor, variable + 1, finding);
		finding->err.code = ERROR_NONE;
		return;
	}
	find_file(doctor->env, path, finding);
	free(path);
}

static void find_source(const struct doctor *doctor, const char *source, const struct source_settings *settings,
			struct finding *finding)
{
	if (!strcmp(source, "env")) {
		find_variable(doctor, source_setting(settings, "variable"), finding);
		finding->err.code = ERROR_NONE;
	} else if (!strcmp(source, "file")) {
		find_source_file(doctor, settings, finding);
	} else if (!strcmp(source, "helper")) {
		find_helper(doctor, settings, finding);
	} else {
		find_program(doctor, source_words(settings, "argv")->item[0], finding);
	}
}

/*
 * A source that has nothing is passed over, which is what stacks are for: only where the stack can't do without it is
 * that a failure. A program that is not there is told of in any case, and a file that others could have touched ends
 * the stack whatever the control word.
 */
static enum check_state judge(const struct stack_entry *entry, const struct finding *finding)
{
	enum stack_action without = entry->control->action[SOURCE_SKIP];
	bool needed = without == ACTION_BAD || without == ACTION_DIE;
	bool program = !strcmp(entry->source->name, "command") || !strcmp(entry->source->name, "helper");

	if (finding->state != CHECK_FAILED || needed)
		return finding->state;
	if (program || finding->err.code == ERROR_SYS)
		return CHECK_WARNING;
	return finding->err.code == ERROR_NONE ? CHECK_SKIPPED : CHECK_FAILED;
}

static void check_entry(struct doctor *doctor, const struct stack_entry *entry, const char *row)
{
	struct finding finding;
	enum check_state state;

	find_source(doctor, entry->source->name, &entry->settings, &finding);
	state = judge(entry, &finding);
	if (state == CHECK_SKIPPED)
		finding.err.hint[0] = '\0';
	check_set(doctor->list, checklist_add(doctor->list, row), state, &finding.err);
}

/* The sources that depend on something of the machine's. */
static void check_stack(struct doctor *doctor)
{
	static const struct {
		const char *source;
		const char *row;
	} rows[] = {
	    {"env", "source env"}, {"file", "source file"}, {"command", "source command"}, {"helper", "source helper"}};

	for (size_t i = 0; doctor->profile && i < doctor->profile->stack.count; i++) {
		const struct stack_entry *entry = &doctor->profile->stack.entry[i];

		for (size_t r = 0; r < ARRAY_LEN(rows); r++)
			if (!strcmp(entry->source->name, rows[r].source))
				check_entry(doctor, entry, rows[r].row);
	}
}

void doctor_sources(struct doctor *doctor)
{
	check_secrets(doctor);
	check_stack(doctor);
}
