/*
 * An expression of permissions.
 *
 * Parses: src/core/discord/permission_expr.c src/core/discord/permission_name.c src/core/discord/permission.c
 */
#include "core/discord/permission.h"

#include "fuzz.h"

/* The value's names are an expression of the same value, and so is its number. */
static void check_names(uint64_t value)
{
	struct strings names = STRINGS_INIT;
	struct error err = ERROR_INIT;
	uint64_t again = 0;
	char number[32];
	char *text;

	permission_names(value, &names);
	text = strings_join(&names, " | ");
	if (value) {
		must(!permission_parse(text, &again, NULL, &err));
		must(again == value);
	} else {
		must(names.count == 0);
	}
	snprintf(number, sizeof(number), "%llu", (unsigned long long)value);
	must(!permission_parse(number, &again, NULL, &err) && again == value);
	free(text);
	strings_release(&names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	char *text = fuzz_text(&input);
	struct permission_place place = {0, 0};
	struct error err = ERROR_INIT;
	uint64_t value = 42;

	if (permission_parse(text, &value, &place, &err)) {
		must(err.code == ERROR_USAGE && err.text[0]);
		must(value == 42);
		/* Where something is missing at the end, that is the place. */
		must(place.offset <= strlen(text));
		must(place.len <= strlen(text) - place.offset || (place.offset == strlen(text) && place.len == 1));
	} else {
		check_names(value);
	}
	free(text);
	return 0;
}
