/*
 * A profile's file: libconfig's grammar, our stricter scan of it, and what each key may be.
 *
 * Parses: src/core/profile/scan.c src/core/profile/scan_lex.c src/core/profile/scan_setting.c
 * Parses: src/core/profile/document.c src/core/profile/diagnostics.c src/core/profile/fields.c
 * Parses: src/core/profile/field_secret.c src/core/profile/field_stack.c src/core/profile/field_types.c
 */
#include "discred/profile.h"
#include "fuzz.h"

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
	struct environ env = fuzz_environ();
	struct profile_text what = {.name = "reader", .path = "/nonexistent/reader.cfg", .fd = -1, .bytes = &text};
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	if (!profile_load_text(&profile, &what, &env, &source_table, &list, &err)) {
		must(profile.client_id && profile.client_id[0]);
		must(profile.client_secret.kind != SECRET_PLAIN && profile.bot_token.kind != SECRET_PLAIN);
		must(list.count == 0);
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
