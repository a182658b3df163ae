#include "cmd/discred/help.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/command.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/opt.h"
#include "base/path.h"
#include "base/proc.h"
#include "cmd/discred/dispatch.h"

const struct discred_option discred_options[] = {
    {"--exec-path", "[=DIR]", "print where discred's programs are, or take them from DIR"},
    {"--list-commands", "", "print the names of all commands"},
    {"--version", "", "print the version"},
    {"--help", "", "print this help"},
};
const size_t discred_option_count = ARRAY_LEN(discred_options);

void discred_print_help(FILE *out)
{
	enum { COLUMN = 21 };

	fputs("usage: discred [OPTIONS] COMMAND [ARGUMENTS]\n", out);
	opt_print_text(out, "Keeps the credentials of Discord applications, and hands a current token to the programs "
			    "that ask.");
	fputc('\n', out);
	for (const struct command *row = command_table; row->name; row++)
		if (row->kind != COMMAND_INNER)
			opt_print_row(out, COLUMN, row->name, row->summary);
	fputc('\n', out);
	for (size_t i = 0; i < discred_option_count; i++) {
		const struct discred_option *option = &discred_options[i];

		char *left = xasprintf("%s%s", option->name, option->argument);

		opt_print_row(out, COLUMN, left, option->help);
		free(left);
	}
	fputc('\n', out);
	opt_print_common(out);
	fputs("\nsee 'discred help COMMAND' for one of them, 'discred help -a' for all of them\n", out);
}

void discred_list_commands(const struct environ *env)
{
	struct strings names = STRINGS_INIT;

	for (const struct command *row = command_table; row->name; row++)
		if (row->kind != COMMAND_INNER)
			puts(row->name);
	command_list_external(command_table, env, &names);
	for (size_t i = 0; i < names.count; i++)
		puts(names.item[i]);
	strings_release(&names);
}

static void print_external(const struct environ *env)
{
	struct strings names = STRINGS_INIT;
	struct error err;

	command_list_external(command_table, env, &names);
	puts(names.count ? "\nexternal commands:" : "\nthere are no external commands on the PATH");
	for (size_t i = 0; i < names.count; i++) {
		char *path;

		if (command_find(command_table, env, names.item[i], &path, &err) < 0)
			continue;
		text_sanitize(path);
		printf("  %-18s %s\n", names.item[i], path);
		free(path);
	}
	strings_release(&names);
}

/* Asks man itself, which alone knows where pages are. No man, no page. */
static bool page_exists(const struct environ *env, char *page)
{
	enum { PATIENCE_MS = 10000 };
	static char man[] = "man";
	static char where[] = "-w";
	char *words[] = {man, where, page, NULL};
	struct proc_request request = {.argv = words, .output = PROC_NULL, .errors = PROC_NULL};
	struct error err;
	struct proc proc;

	if (proc_start(env, &request, &proc, &err) < 0)
		return false;
	if (proc_finish(&proc, NULL, NULL, PATIENCE_MS, &err) < 0) {
		proc_kill(&proc);
		return false;
	}
	return !proc.status;
}

static int become_man(const struct environ *env, char *page, struct error *err)
{
	static char man[] = "man";
	char *words[] = {man, page, NULL};
	char *path = path_find_program(env, man);
	int result;

	if (!path)
		return error_set(err, ERROR_SYS, "no program 'man' on the PATH");
	result = command_exec(path, words, env, err);
	free(path);
	return result;
}

/* What is no command, and has a page all the same: discred itself, the credential helpers, a page by its whole name. */
static bool names_page(const char *name)
{
	static const char own[] = "discred";
	static const char helper[] = "-credential-discred";
	size_t len = strlen(name);

	if (!strncmp(name, own, sizeof(own) - 1))
		return !name[sizeof(own) - 1] || name[sizeof(own) - 1] == '-';
	return len >= sizeof(helper) && !strcmp(name + len - (sizeof(helper) - 1), helper);
}

/* The page of that name, or of that command; the caller frees it. NULL: there is none. */
static char *find_page(const struct environ *env, const char *name)
{
	char *page;

	if (!name_valid(name))
		return NULL;
	page = names_page(name) ? xstrdup(name) : xasprintf("discred-%s", name);
	if (page_exists(env, page))
		return page;
	free(page);
	return NULL;
}

/*
 * Without man: the page as text, which is installed beside the documentation. Its path, for the caller to free; NULL:
 * there is none.
 */
static char *find_text(const struct environ *env, const char *name)
{
	static const char *const sections[] = {"", ".1", ".5", ".7"};

	for (size_t i = 0; name_valid(name) && i < ARRAY_LEN(sections); i++) {
		char *path = xasprintf("%s/" DISCRED_MANUAL "/%s%s%s", path_exec_dir(env),
				       names_page(name) ? "" : "discred-", name, sections[i]);

		if (!access(path, R_OK) && (i || strchr(name, '.')))
			return path;
		free(path);
	}
	return NULL;
}

static int print_text(const char *path, struct error *err)
{
	struct buf text = BUF_INIT(BUF_REPLY_MAX);
	int result = file_load(AT_FDCWD, path, FILE_PLAIN, &text, err);

	if (!result)
		fwrite(buf_text(&text), 1, text.len, stdout);
	buf_release(&text);
	return result;
}

static int help_on(const struct environ *env, const char *name, struct error *err)
{
	static char help[] = "--help";
	const struct command *row = command_row(command_table, name);
	char *page = find_page(env, name);
	char *text = page ? NULL : find_text(env, name);
	char *typed = xstrdup(name);
	char *words[] = {typed, help, NULL};
	int result = 0;

	if (page)
		result = become_man(env, page, err);
	else if (text)
		result = print_text(text, err);
	else if (!strcmp(name, "discred") || (row && row->kind == COMMAND_BUILTIN))
		discred_print_help(stdout);
	else
		result = discred_dispatch(env, 2, words, err);
	free(text);
	free(typed);
	free(page);
	return result;
}

/* A verb has no page of its own. */
static int help_on_verb(const struct environ *env, const char *name, const char *verb, struct error *err)
{
	struct strings words = STRINGS_INIT;
	int result;

	strings_add(&words, name);
	strings_add(&words, verb);
	strings_add(&words, "--help");
	result = discred_dispatch(env, (int)words.count, words.item, err);
	strings_release(&words);
	return result;
}

struct help_options {
	bool all;
};

int discred_help(const struct environ *env, int argc, char **argv, struct error *err)
{
	static const struct opt_spec specs[] = {
	    OPT_FLAG('a', "all", struct help_options, all, "list the external commands too"),
	    OPT_SPEC_END,
	};
	static const struct opt_line line = {
	    .usage = "discred help [-a] [COMMAND [VERB]]",
	    .summary = "Shows the commands, opens the manual of one, or shows the options of a verb.",
	    .specs = specs,
	};
	struct help_options options = {.all = false};
	struct opt_arguments arguments;
	const char *name;
	const char *verb;
	int result = opt_parse(&line, argc, argv, &options, &arguments, err);

	if (result <= 0)
		return result;
	name = options.all ? NULL : opt_argument(&arguments);
	verb = name ? opt_argument(&arguments) : NULL;
	if (opt_finish(&arguments, err) < 0)
		return -1;
	if (verb)
		return help_on_verb(env, name, verb, err);
	if (name)
		return help_on(env, name, err);
	discred_print_help(stdout);
	if (options.all)
		print_external(env);
	return 0;
}
