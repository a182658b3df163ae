#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"
#include "cmd/doctor/doctor.h"

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
void doctor_stack(struct doctor *doctor)
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
