#include "core/discord/permission.h"

#include <ctype.h>
#include <string.h>

#include "base/memory.h"

static bool is_separator(char c)
{
	return c == '_' || c == '-' || c == ' ';
}

/* Whether name is the known one (of len bytes), with any separator, or none, where the known one has one. */
static bool same_words(const char *name, const char *known, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (is_separator(known[i])) {
			name += is_separator(*name);
			continue;
		}
		if (tolower((unsigned char)*name) != tolower((unsigned char)known[i]))
			return false;
		name++;
	}
	return !*name;
}

/* The same for a list of known names with such a mark between them. */
static bool in_list(const char *name, const char *list, const char *mark)
{
	while (list && *list) {
		size_t len = strcspn(list, mark);

		if (same_words(name, list, len))
			return true;
		list += len;
		list += strspn(list, mark);
	}
	return false;
}

/* How many bytes of the text are this label, whatever marks and blanks stand in either; 0: it is another. */
static size_t match_label(const char *text, const char *label, size_t len)
{
	size_t at = 0;

	for (size_t i = 0; i < len; i++) {
		if (!isalnum((unsigned char)label[i]))
			continue;
		while (text[at] && strchr(" -_,@", text[at]))
			at++;
		if (tolower((unsigned char)text[at]) != tolower((unsigned char)label[i]))
			return 0;
		at++;
	}
	return isalnum((unsigned char)text[at]) ? 0 : at;
}

size_t permission_label_len(const char *text, const struct permission **found)
{
	size_t longest = 0;

	*found = NULL;
	for (size_t i = 0; i < permission_table_count; i++) {
		const char *label = permission_table[i].labels;

		while (label && *label) {
			size_t len = strcspn(label, "|");
			size_t got = memchr(label, ',', len) ? match_label(text, label, len) : 0;

			if (got > longest) {
				longest = got;
				*found = &permission_table[i];
			}
			label += len + (label[len] == '|');
		}
	}
	return longest;
}

char *permission_label(const struct permission *permission)
{
	return permission->labels ? xstrndup(permission->labels, strcspn(permission->labels, "|")) : NULL;
}

const struct permission *permission_find(const char *name)
{
	const struct permission *found;
	size_t len = permission_label_len(name, &found);

	if (len && !name[len])
		return found;
	for (size_t i = 0; i < permission_table_count; i++) {
		const struct permission *row = &permission_table[i];

		if (same_words(name, row->name, strlen(row->name)) || in_list(name, row->alias, ",") ||
		    in_list(name, row->labels, "|"))
			return row;
	}
	return NULL;
}

const struct permission *permission_of_bit(unsigned bit)
{
	for (size_t i = 0; i < permission_table_count; i++)
		if (permission_table[i].bit == bit)
			return &permission_table[i];
	return NULL;
}

uint64_t permission_mask(const char *channels)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < permission_table_count; i++)
		if (!channels || strpbrk(permission_table[i].channels, channels))
			mask |= UINT64_C(1) << permission_table[i].bit;
	return mask;
}

bool permission_holds(uint64_t value, uint64_t needed, uint64_t *missing)
{
	*missing = value & PERMISSION_ADMINISTRATOR ? 0 : needed & ~value;
	return !*missing;
}

void permission_name(unsigned bit, char name[static PERMISSION_NAME])
{
	const struct permission *known = permission_of_bit(bit);

	if (known)
		snprintf(name, PERMISSION_NAME, "%s", known->name);
	else
		snprintf(name, PERMISSION_NAME, "UNKNOWN_BIT_%u", bit);
}

void permission_names(uint64_t value, struct strings *names)
{
	uint64_t known = permission_mask(NULL);
	const uint64_t parts[] = {value & known, value & ~known};

	for (size_t i = 0; i < 2; i++) {
		for (unsigned bit = 0; bit < PERMISSION_BITS; bit++) {
			char name[PERMISSION_NAME];

			if (!(parts[i] >> bit & 1))
				continue;
			permission_name(bit, name);
			strings_add(names, name);
		}
	}
}
