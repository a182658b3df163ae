/* Patterns over names. What is compared are letters and digits alone: MANAGE_ROLES, "Manage Permissions", ManageRoles.
 */
#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "core/discord/permission.h"

enum { LETTERS = 128 };

/* Adds what counts of the text; of a pattern, that is '*' and '?' too. Cut where no name reaches. */
static void take_letters(const char *text, size_t len, const char *besides, char letters[static LETTERS])
{
	size_t count = 0;

	for (size_t i = 0; i < len && count < LETTERS - 1; i++)
		if (isalnum((unsigned char)text[i]) || strchr(besides, text[i]))
			letters[count++] = (char)tolower((unsigned char)text[i]);
	letters[count] = '\0';
}

/* A '*' is tried with one byte more each time that what follows it does not match. */
static bool glob(const char *pattern, const char *text)
{
	const char *star = NULL;
	const char *resume = NULL;

	while (*text) {
		if (*pattern == '*') {
			star = ++pattern;
			resume = text;
		} else if (*pattern == '?' || *pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star;
			text = ++resume;
		} else {
			return false;
		}
	}
	return !pattern[strspn(pattern, "*")];
}

static bool name_matches(const char *name, size_t len, const char *pattern)
{
	char letters[LETTERS];

	take_letters(name, len, "", letters);
	return strpbrk(pattern, "*?") ? glob(pattern, letters) : strstr(letters, pattern) != NULL;
}

bool permission_matches(const struct permission *permission, const char *pattern)
{
	const char *const lists[] = {permission->name, permission->alias, permission->label};
	char letters[LETTERS];

	take_letters(pattern, strlen(pattern), "*?", letters);
	/* One of separators alone is no pattern that everything has. */
	if (*pattern && !*letters)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		for (const char *name = lists[i]; name && *name;) {
			size_t len = strcspn(name, ",");

			if (name_matches(name, len, letters))
				return true;
			name += len + (name[len] == ',');
		}
	}
	return false;
}
