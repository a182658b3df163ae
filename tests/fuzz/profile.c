/*
 * A profile's file: libconfig's grammar, our stricter scan of it, and what each key may be.
 *
 * Parses: src/core/profile/scan.c src/core/profile/scan_lex.c src/core/profile/scan_setting.c
 * Parses: src/core/profile/document.c src/core/profile/diagnostics.c src/core/profile/fields.c
 * Parses: src/core/profile/field_secret.c src/core/profile/field_stack.c src/core/profile/field_types.c
 */
#include "discred/profile.h"

#include "core/profile/fields.h"
#include "core/profile/quote.h"
#include "fuzz.h"

static int load(const struct buf *text, struct profile *profile, struct diagnostics *list, struct error *err)
{
	struct environ env = fuzz_environ();
	struct profile_text what = {.name = "reader", .path = "/nonexistent/reader.cfg", .fd = -1, .bytes = text};

	return profile_load_text(profile, &what, &env, &source_table, list, err);
}

static json_t *value_of(const struct field *field, const struct profile *profile)
{
	return field_kinds[field->type].value((const char *)profile + field->offset);
}

static void write_value(const json_t *value, struct buf *text)
{
	size_t count = json_array_size(value);

	if (json_is_string(value))
		profile_quote(json_string_value(value), text);
	else if (json_is_integer(value))
		buf_printf(text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_boolean(value))
		buf_str(text, json_is_true(value) ? "true" : "false");
	else
		must(json_is_array(value));
	for (size_t i = 0; i < count; i++) {
		buf_str(text, i ? ", " : "[ ");
		write_value(json_array_get(value, i), text);
	}
	if (json_is_array(value))
		buf_str(text, count ? " ]" : "[ ]");
}

/* A file of the values as they are shown gives the same values. Secrets and stacks are shown in other ways. */
static void check_shown(const struct profile *profile)
{
	struct buf text = BUF_INIT(8 * BUF_REPLY_MAX);
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile again;

	for (size_t i = 0; i < field_table_count; i++) {
		const struct field *field = &field_table[i];
		json_t *value = value_of(field, profile);

		if (field->type != FIELD_SECRET && field->type != FIELD_STACK && !json_is_null(value)) {
			buf_printf(&text, "%s = ", field->key);
			write_value(value, &text);
			buf_str(&text, ";\n");
		}
		json_decref(value);
	}
	must(!load(&text, &again, &list, &err));
	for (size_t i = 0; i < field_table_count; i++) {
		const struct field *field = &field_table[i];
		json_t *before = value_of(field, profile);
		json_t *after = value_of(field, &again);

		must(field->type == FIELD_SECRET || field->type == FIELD_STACK || json_equal(before, after));
		json_decref(before);
		json_decref(after);
	}
	profile_release(&again);
	diagnostics_release(&list);
	buf_release(&text);
}

/* What is shown is the text with asterisks, so that lines and columns are those of the file. */
static void check_masked(const struct diagnostics *list, const struct buf *text)
{
	if (!list->masked)
		return;
	must(strlen(list->masked) == text->len);
	for (size_t i = 0; i < text->len; i++)
		must((list->masked[i] == '\n') == (text->ptr[i] == '\n'));
}

static void check_places(const struct diagnostics *list)
{
	for (size_t i = 0; i < list->count; i++) {
		must(list->item[i].message[0]);
		must(i == 0 || list->item[i].at.line == 0 || list->item[i - 1].at.line <= list->item[i].at.line);
	}
}

static void print(const struct diagnostics *list)
{
	char *printed = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&printed, &size);

	must(out);
	diagnostics_print(out, list);
	must(fclose(out) == 0);
	free(printed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct buf text = fuzz_bytes(&input);
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	if (!load(&text, &profile, &list, &err)) {
		must(profile.client_id && profile.client_id[0]);
		must(profile.client_secret.kind != SECRET_PLAIN && profile.bot_token.kind != SECRET_PLAIN);
		must(list.count == 0);
		check_shown(&profile);
		profile_release(&profile);
	} else {
		fuzz_must_explain(&err, ERROR_CONFIG);
		check_masked(&list, &text);
		check_places(&list);
		print(&list);
	}
	diagnostics_release(&list);
	buf_release(&text);
	return 0;
}
