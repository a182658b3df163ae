#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/ui_options.h"

/* One of each kind, as it comes out on stderr in that manner. */
static void expect_said(const struct ui_options *wanted, const char *said)
{
	struct buf lines = BUF_INIT(100);
	char text[1024] = "";
	int saved = dup(STDERR_FILENO);
	FILE *file = tmpfile();

	cr_assert_not_null(file);
	program_invocation_short_name = (char[]){"discred-test"};
	ui_options_set(wanted);
	buf_str(&lines, "> GET /\n>\n");
	fflush(stderr);
	dup2(fileno(file), STDERR_FILENO);
	log_warn("disk %d", 1);
	log_note("a\tnote");
	log_detail("detail");
	log_trace(&lines);
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	rewind(file);
	cr_assert_lt(fread(text, 1, sizeof(text) - 1, file), sizeof(text) - 1);
	cr_expect_str_eq(text, said);
	fclose(file);
	close(saved);
	buf_release(&lines);
}

Test(log, levels)
{
	expect_said(&(struct ui_options){.quiet = false}, "discred-test: warning: disk 1\ndiscred-test: a?note\n");
	expect_said(&(struct ui_options){.quiet = true}, "discred-test: warning: disk 1\n");
	expect_said(&(struct ui_options){.verbose = true},
		    "discred-test: warning: disk 1\ndiscred-test: a?note\ndiscred-test: detail\n");
	expect_said(&(struct ui_options){.quiet = true, .trace = true}, "discred-test: warning: disk 1\n> GET /\n>\n");
}

Test(log, colour)
{
	expect_said(&(struct ui_options){.color = COLOR_ALWAYS, .quiet = true},
		    "discred-test: \033[33mwarning: \033[0mdisk 1\n");
}
