#include "base/environ.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static const char *directory(const char *name)
{
	const char *value = variable(name);

	return value && *value == '/' ? value : NULL;
}

/* From the file alone: a static program has no NSS, whose modules would bring another C library into it. */
static char *home_of(uid_t uid)
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *user = NULL;
	char *home;

	if (!file)
		return NULL;
	do
		user = fgetpwent(file);
	while (user && user->pw_uid != uid);
	home = user && user->pw_dir[0] == '/' ? xstrdup(user->pw_dir) : NULL;
	fclose(file);
	return home;
}

void environ_read(struct environ *env)
{
	*env = (struct environ){
	    .uid = geteuid(),
	    .home = directory("HOME"),
	    .path = variable("PATH"),
	    .config_home = directory("XDG_CONFIG_HOME"),
	    .config_dirs = variable("XDG_CONFIG_DIRS"),
	    .state_home = directory("XDG_STATE_HOME"),
	    .runtime_dir = directory("XDG_RUNTIME_DIR"),
	    .profile = variable("DISCRED_PROFILE"),
	    .exec_path = variable("DISCRED_EXEC_PATH"),
	    .browser = variable("DISCRED_BROWSER"),
	    .browsers = variable("BROWSER"),
	    .term = variable("TERM"),
	    .no_color = variable("NO_COLOR"),
	    .display = variable("DISPLAY") || variable("WAYLAND_DISPLAY"),
	    .all = environ,
	};
	if (!env->home)
		env->home = home_of(env->uid);
}

bool environ_name_valid(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";

	return *name && !strchr("0123456789", *name) && !name[strspn(name, allowed)];
}

bool environ_name_obeyed(const char *name)
{
	/* Of ld.so(8), of those that glibc ignores in set-user-ID programs, and of POSIX's and other shells. */
	static const char *const obeyed[] = {"GCONV_PATH",
					     "GETCONF_DIR",
					     "GLIBC_TUNABLES",
					     "HOSTALIASES",
					     "LOCALDOMAIN",
					     "LOCPATH",
					     "MALLOC_TRACE",
					     "NIS_PATH",
					     "NLSPATH",
					     "RES_OPTIONS",
					     "RESOLV_HOST_CONF",
					     "TMPDIR",
					     "TZDIR",
					     "LANG",
					     "LANGUAGE",
					     "TZ",
					     "BASHOPTS",
					     "CDPATH",
					     "ENV",
					     "EUID",
					     "EXECIGNORE",
					     "FCEDIT",
					     "FPATH",
					     "GLOBIGNORE",
					     "HISTFILE",
					     "HOME",
					     "IFS",
					     "INPUTRC",
					     "LINENO",
					     "LOGNAME",
					     "MAIL",
					     "MAILPATH",
					     "MODULE_PATH",
					     "OLDPWD",
					     "OPTARG",
					     "OPTIND",
					     "PATH",
					     "POSIXLY_CORRECT",
					     "PPID",
					     "PROMPT_COMMAND",
					     "PS1",
					     "PS2",
					     "PS3",
					     "PS4",
					     "PWD",
					     "SHELL",
					     "SHELLOPTS",
					     "SHLVL",
					     "TERM",
					     "TMOUT",
					     "UID",
					     "USER",
					     "ZDOTDIR"};

	if (!strncmp(name, "LD_", 3) || !strncmp(name, "LC_", 3) || !strncmp(name, "BASH_", 5))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(obeyed); i++)
		if (!strcmp(obeyed[i], name))
			return true;
	return false;
}

bool environ_drop_key_logs(void)
{
	/* Of libcurl and OpenSSL's users, GnuTLS, and NSS. */
	static const char *const names[] = {"SSLKEYLOGFILE", "GNUTLS_KEYLOGFILE", "GNUTLS_DEBUG_LEVEL",
					    "SSLDEBUG",      "SSLDEBUGFILE",      "SSLTRACE",
					    "NSPR_LOG_FILE", "NSPR_LOG_MODULES"};
	bool found = false;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		found = found || getenv(names[i]);
		unsetenv(names[i]);
	}
	return found;
}

/* The value if the entry "NAME=VALUE" is the named one. */
static const char *entry_value(const char *entry, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(entry, name, len) && entry[len] == '=' ? entry + len + 1 : NULL;
}

const char *environ_value(const struct environ *env, const char *name)
{
	for (char *const *entry = env->all; *entry; entry++) {
		const char *value = entry_value(*entry, name);

		if (value)
			return value;
	}
	return NULL;
}

char **environ_without(const struct environ *env, const struct strings *names)
{
	size_t count = 0;
	char **kept;

	while (env->all[count])
		count++;
	kept = xcalloc(count + 1, sizeof(*kept));
	count = 0;
	for (char *const *entry = env->all; *entry; entry++) {
		bool drop = false;

		for (size_t i = 0; i < names->count; i++)
			drop = drop || entry_value(*entry, names->item[i]);
		if (!drop)
			kept[count++] = *entry;
	}
	return kept;
}
