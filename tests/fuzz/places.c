/*
 * The servers and channels that discred-portal tells of, with what their names do on a terminal. A line that is
 * searched for, then an object with the members "guilds" and "guild".
 *
 * Parses: src/cmd/profile/places.c
 */
#include "cmd/profile/places.h"

#include "fuzz.h"

static void check(const struct places *places, const char *text)
{
	size_t *indexes = NULL;
	size_t count = places_match(places, text, &indexes);
	size_t index = SIZE_MAX;
	struct error err = ERROR_INIT;

	must(count <= places->count);
	for (size_t i = 0; i < count; i++)
		must(indexes[i] < places->count);
	if (places_find(places, text, "channel", &index, &err))
		fuzz_must_explain(&err, ERROR_USAGE);
	else
		must(index < places->count);
	for (size_t i = 0; i < places->count; i++) {
		char *copy = xstrdup(places->item[i].name);

		text_sanitize(copy);
		must(!strcmp(copy, places->item[i].name));
		free(copy);
	}
	free(indexes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	char *search = fuzz_line(&input);
	struct buf text = fuzz_bytes(&input);
	json_t *object = json_parse_object(&text);
	struct places guilds = PLACES_INIT;
	struct places channels = PLACES_INIT;
	char *guild = NULL;
	char *channel = NULL;

	places_read_guilds(json_object_get(object, "guilds"), &guilds);
	places_read_channels(json_object_get(object, "guild"), 1700000000, &channels);
	check(&guilds, search);
	check(&channels, search);
	if (place_ids(search, &guild, &channel))
		must(guild || channel);
	free(search);
	free(guild);
	free(channel);
	places_release(&guilds);
	places_release(&channels);
	json_decref(object);
	buf_release(&text);
	return 0;
}
