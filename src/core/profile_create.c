#include <stdlib.h>
#include <unistd.h>

#include "discred/file.h"
#include "discred/memory.h"
#include "discred/profile.h"

static int profiles_dir(const struct environ *env, char **dir, struct error *err)
{
	if (env->config_home)
		*dir = xasprintf("%s/discred/profiles", env->config_home);
	else if (env->home)
		*dir = xasprintf("%s/.config/discred/profiles", env->home);
	else
		return error_set(err, ERROR_SYS, "no home directory: set HOME or XDG_CONFIG_HOME");
	return 0;
}

int profile_create(const char *name, const struct buf *text, const struct environ *env, char **path, struct error *err)
{
	char *dir = NULL;
	char *file;
	int dirfd;
	int result;

	if (profiles_dir(env, &dir, err) < 0)
		return -1;
	if (file_open_dir(dir, &dirfd, err) < 0) {
		free(dir);
		return -1;
	}
	file = xasprintf("%s.cfg", name);
	*path = xasprintf("%s/%s", dir, file);
	result = file_create(dirfd, file, buf_text(text), text->len, err);
	if (result && err->code == ERROR_CONFIG)
		error_set(err, ERROR_CONFIG, "'%s' exists already, and is left as it is", *path);
	else if (result)
		error_prefix(err, "'%s'", dir);
	if (result) {
		free(*path);
		*path = NULL;
	}
	close(dirfd);
	free(file);
	free(dir);
	return result;
}
