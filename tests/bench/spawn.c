/* Starts programs, one after another or many at once, and times them.
 *
 *     bench-spawn ROUNDS <PLAN
 *
 * The plan has a few lines for each row of the table to be, their words separated by tabs:
 *
 *     row NAME             begins a row
 *     env NAME=VALUE       a variable of this row, beside or instead of our own
 *     input FILE           its stdin (/dev/null)
 *     before FILE ARG...   run before every round, untimed
 *     at_once NUMBER       how many are started together (1)
 *     run FILE ARG...      what is timed, from the first start to the last end
 *
 * A round runs every row once, in order, so that whatever slows the machine down for a while slows all rows alike. A
 * first round is not counted. Output is thrown away. If a program ends with another status than 0, so does this one:
 * the time of a failure means nothing.
 *
 * Prints a line for each row: NAME, then the minimum, the lower quartile, the median and the maximum in microseconds,
 * then the peak memory of its largest process in KiB. A process that is started inherits the peak of the one that
 * starts it, so this program is small and static. The first line, "spawn", has its own peak: less can't be seen. */

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { ROWS_MAX = 64, WORDS_MAX = 64, ROW_ENV_MAX = 8, INHERITED_MAX = 200 };

struct row {
	const char *name;
	const char *input;
	char *env[ROW_ENV_MAX + INHERITED_MAX + 1]; /* its own, then the inherited ones */
	size_t env_count;
	char **before; /* NULL: nothing */
	long at_once;
	char **run;
	posix_spawn_file_actions_t redirections;
	double *times; /* microseconds, one a round */
	long peak;     /* KiB */
};

static struct row rows[ROWS_MAX];
static size_t row_count;

__attribute__((format(printf, 1, 2), noreturn)) static void die(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fputs("bench-spawn: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	exit(1);
}

static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);
	if (!memory)
		die("out of memory");
	return memory;
}

static long number(const char *text)
{
	char *end;
	errno = 0;
	const long value = strtol(text, &end, 10);
	if (errno != 0 || *end != '\0' || value < 1 || value > 100000)
		die("'%s' is no number from 1 to 100000", text);
	return value;
}

/* The words of a line after its first, as an argument vector. */
static char **split(char *rest)
{
	char **words = allocate(WORDS_MAX + 1, sizeof(*words));
	size_t count = 0;
	for (char *word; (word = strsep(&rest, "\t"));) {
		if (count == WORDS_MAX)
			die("more than %d words", WORDS_MAX);
		words[count++] = word;
	}
	return words;
}

static void read_line(char *line)
{
	char *rest = line;
	const char *kind = strsep(&rest, "\t");
	if (!rest)
		die("nothing follows '%s'", kind);
	if (!strcmp(kind, "row")) {
		if (row_count == ROWS_MAX)
			die("more than %d rows", ROWS_MAX);
		rows[row_count++] = (struct row){.name = rest, .input = "/dev/null", .at_once = 1};
		return;
	}
	if (row_count == 0)
		die("'%s' before the first row", kind);
	struct row *row = &rows[row_count - 1];
	if (!strcmp(kind, "env")) {
		if (row->env_count == ROW_ENV_MAX)
			die("row '%s' has more than %d variables", row->name, ROW_ENV_MAX);
		row->env[row->env_count++] = rest;
	} else if (!strcmp(kind, "input")) {
		row->input = rest;
	} else if (!strcmp(kind, "at_once")) {
		row->at_once = number(rest);
	} else if (!strcmp(kind, "before")) {
		row->before = split(rest);
	} else if (!strcmp(kind, "run")) {
		row->run = split(rest);
	} else {
		die("no line begins with '%s'", kind);
	}
}

static void read_plan(void)
{
	static char *plan; /* the rows point into it */
	size_t size = 0;
	if (getdelim(&plan, &size, '\0', stdin) < 0)
		die("the plan can't be read, or is empty");
	char *rest = plan;
	for (char *line; (line = strsep(&rest, "\n"));)
		if (*line != '\0')
			read_line(line);
}

static bool is_set(const struct row *row, const char *variable)
{
	const size_t length = strcspn(variable, "=") + 1;
	for (size_t i = 0; i < row->env_count; i++)
		if (!strncmp(row->env[i], variable, length))
			return true;
	return false;
}

static void prepare(struct row *row, size_t rounds)
{
	if (!row->run)
		die("row '%s' runs nothing", row->name);
	for (char **variable = environ; *variable; variable++) {
		if (row->env_count == ROW_ENV_MAX + INHERITED_MAX)
			die("more than %d variables in the environment", INHERITED_MAX);
		if (!is_set(row, *variable))
			row->env[row->env_count++] = *variable;
	}
	posix_spawn_file_actions_t *redirections = &row->redirections;
	if (posix_spawn_file_actions_init(redirections) ||
	    posix_spawn_file_actions_addopen(redirections, STDIN_FILENO, row->input, O_RDONLY, 0) ||
	    posix_spawn_file_actions_addopen(redirections, STDOUT_FILENO, "/dev/null", O_WRONLY, 0))
		die("out of memory");
	row->times = allocate(rounds, sizeof(*row->times));
}

/* Starts `count` of them and waits for all. The peak is that of the largest process, or stays. */
static void run(struct row *row, char **words, long count, long *peak)
{
	int failure = 0;
	long started = 0;
	while (started < count && failure == 0) {
		failure = posix_spawn(&(pid_t){0}, words[0], &row->redirections, NULL, words, row->env);
		if (failure == 0)
			started++;
	}
	int bad_status = 0;
	for (; started > 0; started--) {
		int status;
		struct rusage usage;
		if (wait4(-1, &status, 0, &usage) < 0)
			die("row '%s': %s", row->name, strerror(errno));
		if (status != 0)
			bad_status = status;
		if (usage.ru_maxrss > *peak)
			*peak = usage.ru_maxrss;
	}
	if (failure != 0)
		die("row '%s': '%s' was not started: %s", row->name, words[0], strerror(failure));
	if (WIFSIGNALED(bad_status))
		die("row '%s': '%s' was ended by signal %d", row->name, words[0], WTERMSIG(bad_status));
	if (bad_status != 0)
		die("row '%s': '%s' ended with status %d", row->name, words[0], WEXITSTATUS(bad_status));
}

static double microseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double time_once(struct row *row)
{
	if (row->before)
		run(row, row->before, 1, &(long){0});
	const double begin = microseconds();
	run(row, row->run, row->at_once, &row->peak);
	return microseconds() - begin;
}

static int compare(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;
	return (a > b) - (a < b);
}

static double median(const double *sorted, size_t count)
{
	return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
}

static void print(struct row *row, size_t rounds)
{
	const double *times = row->times;
	qsort(row->times, rounds, sizeof(*row->times), compare);
	printf("%s\t%.1f\t%.1f\t%.1f\t%.1f\t%ld\n", row->name, times[0], median(times, (rounds + 1) / 2),
	       median(times, rounds), times[rounds - 1], row->peak);
}

/* The peak of this program itself. Its own ru_maxrss would be that of whoever started it. */
static long own_peak(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	if (!status)
		die("/proc/self/status: %s", strerror(errno));
	char line[256];
	long peak = 0;
	while (peak == 0 && fgets(line, sizeof(line), status))
		if (!strncmp(line, "VmHWM:", 6))
			peak = strtol(line + 6, NULL, 10);
	fclose(status);
	return peak;
}

int main(int argc, char **argv)
{
	if (argc != 2)
		die("usage: bench-spawn ROUNDS <PLAN");
	const size_t rounds = (size_t)number(argv[1]);
	read_plan();
	for (size_t i = 0; i < row_count; i++)
		prepare(&rows[i], rounds);
	for (size_t round = 0; round <= rounds; round++) {
		for (size_t i = 0; i < row_count; i++) {
			const double time = time_once(&rows[i]);
			if (round > 0)
				rows[i].times[round - 1] = time;
		}
	}
	printf("spawn\t%ld\n", own_peak());
	for (size_t i = 0; i < row_count; i++)
		print(&rows[i], rounds);
	return fflush(stdout) == 0 ? 0 : 1;
}
