#include "core/output/checklist.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strings.h"
#include "base/style.h"

const char *check_state_name(enum check_state state)
{
	static const char *const names[] = {
	    [CHECK_SKIPPED] = "skipped",
	    [CHECK_OK] = "ok",
	    [CHECK_WARNING] = "warning",
	    [CHECK_FAILED] = "failed",
	};

	return names[state];
}

size_t checklist_add(struct checklist *list, const char *name)
{
	list->item = xgrow(list->item, list->count, sizeof(*list->item));
	list->item[list->count] = (struct check){.name = name, .state = CHECK_SKIPPED, .err = ERROR_INIT};
	return list->count++;
}

void checklist_release(struct checklist *list)
{
	for (size_t i = 0; i < list->count; i++)
		json_decref(list->item[i].more);
	free(list->item);
	*list = (struct checklist)CHECKLIST_INIT;
}

static void set_words(struct check *check, enum check_state state, const char *format, va_list args)
{
	char *text = xvasprintf(format, args);

	text_sanitize(text);
	check->state = state;
	error_set(&check->err, ERROR_OK, "%s", text);
	free(text);
}

void check_ok(struct checklist *list, size_t place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_words(&list->item[place], CHECK_OK, format, args);
	va_end(args);
}

void check_skip(struct checklist *list, size_t place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_words(&list->item[place], CHECK_SKIPPED, format, args);
	va_end(args);
}

void check_set(struct checklist *list, size_t place, enum check_state state, const struct error *err)
{
	struct check *check = &list->item[place];

	check->state = state;
	check->err = *err;
	if (state != CHECK_FAILED)
		check->err.code = ERROR_OK;
	text_sanitize(check->err.text);
	text_sanitize(check->err.hint);
}

void check_fail(struct checklist *list, size_t place, const struct error *err)
{
	check_set(list, place, CHECK_FAILED, err);
}

void check_skip_range(struct checklist *list, size_t first, size_t last, const char *reason)
{
	for (size_t place = first; place <= last; place++)
		check_skip(list, place, "%s", reason);
}

void check_attach(struct checklist *list, size_t place, const char *name, json_t *value)
{
	struct check *check = &list->item[place];

	if (!check->more)
		check->more = json_object();
	json_object_set_new(check->more, name, value);
}

size_t checklist_count(const struct checklist *list, enum check_state state)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		count += list->item[i].state == state;
	return count;
}

static json_t *check_json(const struct check *check)
{
	json_t *object = json_pack("{s:s, s:s, s:s}", "name", check->name, "result", check_state_name(check->state),
				   "text", check->err.text);

	/* Foreign text may have been cut in the middle of a character. */
	if (!object)
		object = json_pack("{s:s, s:s, s:s}", "name", check->name, "result", check_state_name(check->state),
				   "text", "");
	if (check->state == CHECK_FAILED)
		json_object_set_new(object, "code", json_string(error_name(check->err.code)));
	if (check->err.hint[0])
		json_object_set_new(object, "hint", json_string(check->err.hint));
	if (check->more)
		json_object_update(object, check->more);
	return object;
}

json_t *checklist_json(const char *profile, const struct checklist *list)
{
	json_t *checks = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(checks, check_json(&list->item[i]));
	return json_pack("{s:s?, s:b, s:o}", "profile", profile, "ok", !checklist_count(list, CHECK_FAILED), "checks",
			 checks);
}

int checklist_verdict(const struct checklist *list, struct error *err)
{
	const struct check *first = NULL;
	struct strings failed = STRINGS_INIT;
	char *names;

	for (size_t i = 0; i < list->count; i++) {
		if (list->item[i].state != CHECK_FAILED)
			continue;
		first = first ? first : &list->item[i];
		if (!strings_have(&failed, list->item[i].name))
			strings_add(&failed, list->item[i].name);
	}
	if (!first)
		return 0;
	names = strings_join(&failed, ", ");
	error_set(err, first->err.code, "failed: %s", names);
	error_hint(err, "%s", first->err.hint[0] ? first->err.hint : "see the list");
	free(names);
	strings_release(&failed);
	return -1;
}

/* What stands beside the names is never squeezed into less than this. */
enum { STATE_WIDTH = 7, TEXT_MIN = 24 };

static const enum style styles[] = {
    [CHECK_SKIPPED] = STYLE_FAINT,
    [CHECK_OK] = STYLE_GOOD,
    [CHECK_WARNING] = STYLE_WARN,
    [CHECK_FAILED] = STYLE_BAD,
};

static unsigned name_width(const struct checklist *list)
{
	size_t width = 0;

	for (size_t i = 0; i < list->count; i++)
		if (strlen(list->item[i].name) > width)
			width = strlen(list->item[i].name);
	return (unsigned)width;
}

/* Characters, not bytes: paths and names may be in UTF-8. */
static size_t columns(const char *text, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += (text[i] & 0xc0) != 0x80;
	return count;
}

/* Words are not broken: a path that is too long for the line can still be copied from the terminal. */
static void print_wrapped(FILE *out, const char *text, unsigned indent, size_t width)
{
	size_t used = 0;

	while (*text) {
		size_t len = strcspn(text, " ");
		size_t needed = columns(text, len);

		if (used && used + 1 + needed > width) {
			fprintf(out, "\n%*s", (int)indent, "");
			used = 0;
		}
		fprintf(out, "%s%.*s", used ? " " : "", (int)len, text);
		used += needed + (used ? 1 : 0);
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

static void print_check(FILE *out, const struct check *check, unsigned names, size_t width)
{
	unsigned indent = 2 + names + 1 + STATE_WIDTH + 1;
	size_t room = width > indent + TEXT_MIN ? width - indent : TEXT_MIN;

	fprintf(out, "  %-*s %s%-*s%s ", (int)names, check->name, style_begin(out, styles[check->state]), STATE_WIDTH,
		check_state_name(check->state), style_end(out));
	if (!width) {
		fprintf(out, "%s%s%s\n", check->err.text, check->err.hint[0] ? "; " : "", check->err.hint);
		return;
	}
	print_wrapped(out, check->err.text, indent, room);
	if (check->err.hint[0]) {
		fprintf(out, "%*s-> ", (int)indent, "");
		print_wrapped(out, check->err.hint, indent + 3, room - 3);
	}
}

void checklist_print(FILE *out, const char *title, const struct checklist *list, size_t width)
{
	unsigned names = name_width(list);

	fprintf(out, "%s%s%s\n", style_begin(out, STYLE_HEADING), title, style_end(out));
	for (size_t i = 0; i < list->count; i++)
		print_check(out, &list->item[i], names, width);
}
