#include "base/style.h"

#include <unistd.h>

#include "base/ui_options.h"

bool style_on(FILE *out)
{
	const struct ui_options *now = ui_options();
	int fd = fileno(out);

	if (now->color != COLOR_AUTO)
		return now->color == COLOR_ALWAYS;
	return !now->colorless && fd >= 0 && isatty(fd);
}

const char *style_sequence(enum style style)
{
	switch (style) {
	case STYLE_PLAIN:
		return "";
	case STYLE_HEADING:
		return "\033[1m";
	case STYLE_GOOD:
		return "\033[32m";
	case STYLE_WARN:
		return "\033[33m";
	case STYLE_BAD:
		return "\033[31m";
	case STYLE_FAINT:
		return "\033[2m";
	}
	return "";
}

const char *style_begin(FILE *out, enum style style)
{
	return style_on(out) ? style_sequence(style) : "";
}

const char *style_end(FILE *out)
{
	return style_on(out) ? STYLE_END : "";
}
