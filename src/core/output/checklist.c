#include "core/output/checklist.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strings.h"

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
