#include <stdlib.h>
#include <string.h>

#include "auth_check.h"
#include "discred/memory.h"
#include "discred/style.h"

static const char *const names[CHECKS] = {
    [CHECK_PROFILE] = "profile",   [CHECK_TOKEN] = "token",     [CHECK_APPLICATION] = "application",
    [CHECK_SCOPE] = "scope",       [CHECK_EXPIRY] = "expiry",   [CHECK_USER] = "user",
    [CHECK_BOT] = "bot",           [CHECK_CHANNEL] = "channel", [CHECK_PERMISSIONS] = "permissions",
    [CHECK_MESSAGES] = "messages",
};

static const enum style styles[] = {[CHECK_SKIPPED] = STYLE_FAINT, [CHECK_OK] = STYLE_GOOD, [CHECK_FAILED] = STYLE_BAD};

static const char *const results[] = {[CHECK_SKIPPED] = "skipped", [CHECK_OK] = "ok", [CHECK_FAILED] = "failed"};

void checks_release(struct checks *checks)
{
	json_decref(checks->missing);
	checks->missing = NULL;
}

static void set(struct checks *checks, enum check_name name, enum check_result result, const char *format, va_list args)
{
	struct check *check = &checks->check[name];
	char *text = xvasprintf(format, args);

	*check = (struct check){.result = result, .err = ERROR_INIT};
	text_sanitize(text);
	snprintf(check->err.text, sizeof(check->err.text), "%s", text);
	free(text);
}

void check_ok(struct checks *checks, enum check_name name, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set(checks, name, CHECK_OK, format, args);
	va_end(args);
}

void check_skip(struct checks *checks, enum check_name name, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set(checks, name, CHECK_SKIPPED, format, args);
	va_end(args);
}

void check_fail(struct checks *checks, enum check_name name, const struct error *err)
{
	struct check *check = &checks->check[name];

	*check = (struct check){.result = CHECK_FAILED, .err = *err};
	text_sanitize(check->err.text);
	text_sanitize(check->err.hint);
}

void check_skip_range(struct checks *checks, enum check_name first, enum check_name last, const char *reason)
{
	for (unsigned name = first; name <= last; name++)
		check_skip(checks, (enum check_name)name, "%s", reason);
}

void checks_print(FILE *out, const char *profile, const struct checks *checks)
{
	fprintf(out, "%s%s%s\n", style_begin(out, STYLE_HEADING), profile, style_end(out));
	for (unsigned i = 0; i < CHECKS; i++) {
		const struct check *check = &checks->check[i];

		fprintf(out, "  %-11s %s%-7s%s %s%s%s\n", names[i], style_begin(out, styles[check->result]),
			results[check->result], style_end(out), check->err.text, check->err.hint[0] ? "; " : "",
			check->err.hint);
	}
}

static json_t *check_json(const struct checks *checks, unsigned name)
{
	const struct check *check = &checks->check[name];
	json_t *object = json_pack("{s:s, s:s, s:s}", "name", names[name], "result", results[check->result], "text",
				   check->err.text);

	/* Foreign text may have been cut in the middle of a character. */
	if (!object)
		object =
		    json_pack("{s:s, s:s, s:s}", "name", names[name], "result", results[check->result], "text", "");
	if (check->result == CHECK_FAILED)
		json_object_set_new(object, "code", json_string(error_name(check->err.code)));
	if (check->err.hint[0])
		json_object_set_new(object, "hint", json_string(check->err.hint));
	if (name == CHECK_PERMISSIONS && checks->missing)
		json_object_set(object, "missing", checks->missing);
	return object;
}

json_t *checks_json(const char *profile, const struct checks *checks)
{
	json_t *list = json_array();
	bool ok = true;

	for (unsigned i = 0; i < CHECKS; i++) {
		ok = ok && checks->check[i].result != CHECK_FAILED;
		json_array_append_new(list, check_json(checks, i));
	}
	return json_pack("{s:s, s:b, s:o}", "profile", profile, "ok", ok, "checks", list);
}

int checks_verdict(const char *profile, const struct checks *checks, struct error *err)
{
	const struct check *first = NULL;
	struct strings failed = STRINGS_INIT;
	char *list;

	for (unsigned i = 0; i < CHECKS; i++) {
		if (checks->check[i].result != CHECK_FAILED)
			continue;
		first = first ? first : &checks->check[i];
		strings_add(&failed, names[i]);
	}
	if (!first)
		return 0;
	list = strings_join(&failed, ", ");
	error_set(err, first->err.code, "profile '%s': failed: %s", profile, list);
	error_hint(err, "%s", first->err.hint[0] ? first->err.hint : "see the list");
	free(list);
	strings_release(&failed);
	return -1;
}
