#include "cmd/profile/places.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/url.h"
#include "core/discord/effective.h"
#include "core/discord/effective_json.h"
#include "core/discord/permission.h"

enum { NAMES_SHOWN = 8 };

/* Of Discord's types of channel. */
enum { TYPE_TEXT = 0, TYPE_CATEGORY = 4, TYPE_ANNOUNCEMENT = 5, TYPE_DIRECTORY = 14, TYPE_FORUM = 15, TYPE_MEDIA = 16 };

void places_release(struct places *places)
{
	for (size_t i = 0; i < places->count; i++) {
		free(places->item[i].id);
		free(places->item[i].name);
	}
	free(places->item);
	*places = (struct places)PLACES_INIT;
}

static bool is_id(const char *text)
{
	struct error ignored = ERROR_INIT;
	uint64_t id;

	return !permission_parse_number(text, &id, &ignored) && id;
}

static struct place *add(struct places *places, const json_t *object, const char *before)
{
	const char *id = json_text(object, "id");
	const char *name = json_text(object, "name");
	struct place *place;

	if (!id || !is_id(id) || !name)
		return NULL;
	places->item = xgrow(places->item, places->count, sizeof(*places->item));
	place = &places->item[places->count++];
	*place = (struct place){.id = xstrdup(id), .name = xasprintf("%s%s", before, name)};
	text_sanitize(place->name);
	return place;
}

void places_read_guilds(const json_t *answer, struct places *places)
{
	size_t index;
	json_t *one;

	json_array_foreach(json_object_get(answer, "guilds"), index, one)
	{
		(void)add(places, one, "");
	}
}

static json_int_t number(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

/* Voice channels stand below the others in Discord's client. */
static int rank(const json_t *channel)
{
	switch (number(channel, "type")) {
	case TYPE_TEXT:
	case TYPE_ANNOUNCEMENT:
	case TYPE_FORUM:
	case TYPE_MEDIA:
		return 0;
	default:
		return 1;
	}
}

static int compare(const void *a, const void *b)
{
	const json_t *const *left = a;
	const json_t *const *right = b;
	int by_rank = rank(*left) - rank(*right);

	if (by_rank)
		return by_rank;
	return (number(*left, "position") > number(*right, "position")) -
	       (number(*left, "position") < number(*right, "position"));
}

/* False too where it is not known. */
static bool is_unseen(const json_t *object, const struct effective_guild *guild, const struct effective_member *member,
		      int64_t now)
{
	struct effective_channel channel = {.id = 0};
	struct effective_notes notes;
	struct error ignored = ERROR_INIT;
	struct effective effective;
	bool unseen = false;

	if (!effective_read_channel(object, &channel, &notes, &ignored)) {
		const struct effective_question question = {
		    .guild = guild, .member = member, .channel = &channel, .now = now * 1000000};

		effective_compute(&question, &effective);
		unseen = effective_missing(&effective, PERMISSION_VIEW_CHANNEL);
	}
	effective_channel_release(&channel);
	return unseen;
}

static void add_channels(const json_t *const *channels, size_t count, const json_t *answer, int64_t now,
			 struct places *places)
{
	struct effective_guild guild = {.id = 0};
	struct effective_member member = {.timeout = INT64_MIN};
	struct error ignored = ERROR_INIT;
	bool known = !effective_read_guild(json_object_get(answer, "guild"), &guild, &ignored) &&
		     !effective_read_member(json_object_get(answer, "member"), &member, &ignored);

	for (size_t i = 0; i < count; i++) {
		struct place *place = add(places, channels[i], rank(channels[i]) ? "" : "#");

		if (place)
			place->unseen = known && is_unseen(channels[i], &guild, &member, now);
	}
	effective_guild_release(&guild);
	effective_member_release(&member);
}

void places_read_channels(const json_t *answer, int64_t now, struct places *places)
{
	const json_t *list = json_object_get(answer, "channels");
	const json_t **channels = xcalloc(json_array_size(list) + 1, sizeof(const json_t *));
	size_t count = 0;
	size_t index;
	json_t *one;

	json_array_foreach(list, index, one)
	{
		json_int_t type = number(one, "type");

		if (json_is_object(one) && type != TYPE_CATEGORY && type != TYPE_DIRECTORY)
			channels[count++] = one;
	}
	qsort(channels, count, sizeof(*channels), compare);
	add_channels(channels, count, answer, now, places);
	free(channels);
}

/* By ASCII's rules, whatever the locale is. */
static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

static bool begins(const char *text, const char *with)
{
	while (*with && lower(*text) == lower(*with)) {
		text++;
		with++;
	}
	return !*with;
}

static bool has(const char *text, const char *part)
{
	for (; *text; text++)
		if (begins(text, part))
			return true;
	return false;
}

static const char *bare(const char *name)
{
	return *name == '#' && name[1] ? name + 1 : name;
}

static bool is_exactly(const struct place *place, const char *text)
{
	const char *name = bare(place->name);

	if (!strcmp(place->id, text))
		return true;
	return strlen(name) == strlen(bare(text)) && begins(name, bare(text));
}

static bool is_partly(const struct place *place, const char *text)
{
	return has(place->name, bare(text));
}

static size_t collect(const struct places *places, const char *text,
		      bool (*is)(const struct place *place, const char *text), size_t *indexes)
{
	size_t count = 0;

	for (size_t i = 0; i < places->count; i++)
		if (is(&places->item[i], text))
			indexes[count++] = i;
	return count;
}

size_t places_match(const struct places *places, const char *text, size_t **indexes)
{
	size_t count;

	*indexes = xcalloc(places->count + 1, sizeof(**indexes));
	count = collect(places, text, is_exactly, *indexes);
	return count ? count : collect(places, text, is_partly, *indexes);
}

static int refuse(const struct places *places, const char *text, const char *what, const size_t *indexes, size_t count,
		  struct error *err)
{
	struct strings names = STRINGS_INIT;
	bool all = !count;
	size_t shown = all ? places->count : count;
	char *list;

	for (size_t i = 0; i < shown && i < NAMES_SHOWN; i++) {
		const struct place *place = &places->item[all ? i : indexes[i]];
		char *name = xasprintf("'%s' (%s)", place->name, place->id);

		strings_add(&names, name);
		free(name);
	}
	list = strings_join(&names, ", ");
	error_set(err, ERROR_USAGE, "%s %s '%s'", all ? "there is no" : "more than one is the", what, text);
	error_hint(err, "there are %s%s", shown ? list : "none", shown > NAMES_SHOWN ? ", ..." : "");
	free(list);
	strings_release(&names);
	return -1;
}

int places_find(const struct places *places, const char *text, const char *what, size_t *index, struct error *err)
{
	size_t *indexes = xcalloc(places->count + 1, sizeof(*indexes));
	size_t count = collect(places, text, is_exactly, indexes);
	int result = 0;

	*index = indexes[0];
	if (count != 1)
		result = refuse(places, text, what, indexes, count, err);
	free(indexes);
	return result;
}

static char *take_id(const char **path)
{
	size_t len = strcspn(*path, "/");
	char *id = xstrndup(*path, len);

	*path += len + ((*path)[len] == '/');
	if (is_id(id))
		return id;
	free(id);
	return NULL;
}

bool place_ids(const char *text, char **guild, char **channel)
{
	static const char channels[] = "/channels/";
	struct error ignored = ERROR_INIT;
	struct url url = URL_INIT;

	*guild = *channel = NULL;
	if (is_id(text)) {
		*channel = xstrdup(text);
	} else if (!url_parse(&url, text, &ignored) && !strncmp(url.path, channels, sizeof(channels) - 1)) {
		const char *path = url.path + sizeof(channels) - 1;

		*guild = take_id(&path);
		*channel = take_id(&path);
	}
	url_release(&url);
	return *guild || *channel;
}
