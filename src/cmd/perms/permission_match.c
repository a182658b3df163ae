/* Patterns over names. What is compared are letters and digits alone: MANAGE_ROLES, "Manage Permissions", ManageRoles.
 */
#include "cmd/perms/permission_match.h"

#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

#include "base/memory.h"

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

static bool name_matches(const char *name, size_t len, const char *pattern)
{
	char letters[LETTERS];

	take_letters(name, len, "", letters);
	return strpbrk(pattern, "*?") ? !fnmatch(pattern, letters, 0) : strstr(letters, pattern) != NULL;
}

bool permission_matches(const struct permission *permission, const char *pattern)
{
	const struct {
		const char *names;
		const char *mark;
	} lists[] = {{permission->name, ","}, {permission->alias, ","}, {permission->labels, "|"}};
	char letters[LETTERS];

	take_letters(pattern, strlen(pattern), "*?", letters);
	/* One of separators alone is no pattern that everything has. */
	if (*pattern && !*letters)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		for (const char *name = lists[i].names; name && *name;) {
			size_t len = strcspn(name, lists[i].mark);

			if (name_matches(name, len, letters))
				return true;
			name += len + (name[len] == *lists[i].mark);
		}
	}
	return false;
}
