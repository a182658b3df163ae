#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "core/discord/permission.h"

static const struct {
	const char *name;
	const char *channels;
} sets[] = {{"all", NULL}, {"all-text", "T"}, {"all-voice", "V"}, {"all-stage", "S"}};

/* Writes the word in capitals, with '_' for dashes and blanks; false if it is longer than any known word. */
static bool spell(const char *word, size_t len, char spelled[static PERMISSION_NAME])
{
	if (len >= PERMISSION_NAME)
		return false;
	for (size_t i = 0; i < len; i++)
		spelled[i] = word[i] == '-' || word[i] == ' ' ? '_' : (char)toupper((unsigned char)word[i]);
	spelled[len] = '\0';
	return true;
}

/* The number after BIT or UNKNOWN_BIT. */
static bool parse_bit(const char *spelled, uint64_t *value)
{
	const char *digits = spelled + (strncmp(spelled, "UNKNOWN_BIT", 11) ? 0 : 8);
	struct error err = ERROR_INIT;
	uint64_t bit;

	if (strncmp(digits, "BIT", 3))
		return false;
	digits += 3 + (digits[3] == '_');
	if (permission_parse_number(digits, &bit, &err) < 0 || bit >= PERMISSION_BITS)
		return false;
	*value = UINT64_C(1) << bit;
	return true;
}

static bool parse_set(const char *spelled, uint64_t *value)
{
	for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
		char name[PERMISSION_NAME];

		if (!spell(sets[i].name, strlen(sets[i].name), name) || strcmp(spelled, name))
			continue;
		*value = permission_mask(sets[i].channels);
		return true;
	}
	return false;
}

bool permission_word(const char *word, uint64_t *value)
{
	const struct permission *found = permission_find(word);
	char spelled[PERMISSION_NAME];

	if (found)
		*value = UINT64_C(1) << found->bit;
	return found ||
	       (spell(word, strlen(word), spelled) && (parse_set(spelled, value) || parse_bit(spelled, value)));
}

struct nearest {
	char word[PERMISSION_NAME];
	const char *name;
	unsigned distance;
};

/* The beginning of a name, such as ADMIN, is as near as a slip or two. */
static unsigned measure(const char *word, const char *known)
{
	enum { BEGINNING = 3 };
	unsigned distance = text_distance(word, known);
	size_t len = strlen(word);

	return distance > BEGINNING && len >= 3 && !strncmp(word, known, len) ? BEGINNING : distance;
}

/* The known names of a list with such a mark between them; what is answered is the one that they stand for. */
static void compare(struct nearest *nearest, const char *list, const char *mark, const char *name)
{
	while (list && *list) {
		size_t len = strcspn(list, mark);
		char known[PERMISSION_NAME];
		unsigned distance = spell(list, len, known) ? measure(nearest->word, known) : nearest->distance;

		if (distance < nearest->distance && distance < 2 * strlen(nearest->word)) {
			nearest->distance = distance;
			nearest->name = name;
		}
		list += len + (list[len] == *mark);
	}
}

const char *permission_nearest(const char *word, unsigned *distance)
{
	struct nearest nearest = {.name = NULL, .distance = 7};

	if (!spell(word, strlen(word), nearest.word))
		return NULL;
	for (size_t i = 0; i < permission_table_count; i++) {
		compare(&nearest, permission_table[i].name, ",", permission_table[i].name);
		compare(&nearest, permission_table[i].alias, ",", permission_table[i].name);
		compare(&nearest, permission_table[i].labels, "|", permission_table[i].name);
	}
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		compare(&nearest, sets[i].name, ",", sets[i].name);
	*distance = nearest.distance;
	return nearest.name;
}
