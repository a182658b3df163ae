#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/style.h"
#include "base/ui_options.h"

static FILE *open_terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	int fd;

	cr_assert_geq(master, 0);
	cr_assert_eq(grantpt(master), 0);
	cr_assert_eq(unlockpt(master), 0);
	fd = open(ptsname(master), O_RDWR | O_NOCTTY);
	cr_assert_geq(fd, 0);
	return fdopen(fd, "w");
}

static FILE *open_file(void)
{
	return fopen("/dev/null", "w");
}

static bool shows(FILE *(*open_stream)(void), enum ui_color color, bool colorless)
{
	FILE *out = open_stream();
	bool on;

	cr_assert_not_null(out);
	ui_options_set(&(struct ui_options){.color = color, .colorless = colorless});
	on = style_on(out);
	fclose(out);
	return on;
}

Test(style, where)
{
	cr_expect(shows(open_terminal, COLOR_AUTO, false));
	cr_expect(!shows(open_terminal, COLOR_AUTO, true));
	cr_expect(!shows(open_file, COLOR_AUTO, false));
	cr_expect(shows(open_file, COLOR_ALWAYS, false));
	cr_expect(shows(open_terminal, COLOR_ALWAYS, true));
	cr_expect(!shows(open_terminal, COLOR_NEVER, false));
}

Test(style, a_stream_without_descriptor)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ui_options_set(&(struct ui_options){.color = COLOR_AUTO});
	cr_expect(!style_on(out));
	fclose(out);
	free(text);
}

Test(style, sequences)
{
	FILE *out = open_file();

	ui_options_set(&(struct ui_options){.color = COLOR_ALWAYS});
	cr_expect_str_eq(style_begin(out, STYLE_PLAIN), "");
	cr_expect_str_eq(style_begin(out, STYLE_HEADING), "\033[1m");
	cr_expect_str_eq(style_begin(out, STYLE_GOOD), "\033[32m");
	cr_expect_str_eq(style_begin(out, STYLE_WARN), "\033[33m");
	cr_expect_str_eq(style_begin(out, STYLE_BAD), "\033[31m");
	cr_expect_str_eq(style_begin(out, STYLE_FAINT), "\033[2m");
	cr_expect_str_eq(style_end(out), "\033[0m");
	ui_options_set(&(struct ui_options){.color = COLOR_NEVER});
	cr_expect_str_eq(style_begin(out, STYLE_BAD), "");
	cr_expect_str_eq(style_end(out), "");
	fclose(out);
}
