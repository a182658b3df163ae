#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/trust.h"
#include "cmd/doctor/doctor.h"

void find_program(const struct doctor *doctor, const char *word, struct finding *finding)
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

void find_file(const struct environ *env, const char *path, struct finding *finding)
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

void find_variable(const struct doctor *doctor, const char *name, struct finding *finding)
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
