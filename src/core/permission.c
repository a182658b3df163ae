#include "discred/permission.h"

#include <ctype.h>
#include <string.h>

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

/* The same for a list of known names with commas between them. */
static bool in_list(const char *name, const char *list)
{
	while (*list) {
		size_t len = strcspn(list, ",");

		if (same_words(name, list, len))
			return true;
		list += len;
		list += strspn(list, ",");
	}
	return false;
}

const struct permission *permission_find(const char *name)
{
	for (size_t i = 0; i < permission_table_count; i++) {
		const struct permission *row = &permission_table[i];

		if (same_words(name, row->name, strlen(row->name)) || (row->alias && in_list(name, row->alias)) ||
		    (row->label && same_words(name, row->label, strlen(row->label))))
			return row;
	}
	return NULL;
}

int permission_parse_number(const char *text, uint64_t *value, struct error *err)
{
	uint64_t sum = 0;

	if (!*text || text[strspn(text, "0123456789")]) {
		error_set(err, ERROR_USAGE, "'%s' is not a permission number", text);
		return error_hint(err, "give a decimal number from 0 to 18446744073709551615");
	}
	if (text[0] == '0' && text[1])
		return error_set(err, ERROR_USAGE, "permission number '%s' has a leading zero", text);
	for (const char *c = text; *c; c++) {
		uint64_t digit = (uint64_t)(*c - '0');

		if (sum > (UINT64_MAX - digit) / 10)
			return error_set(err, ERROR_USAGE, "permission number '%s' is larger than 18446744073709551615",
					 text);
		sum = sum * 10 + digit;
	}
	*value = sum;
	return 0;
}

static const char *bit_name(unsigned bit)
{
	for (size_t i = 0; i < permission_table_count; i++)
		if (permission_table[i].bit == bit)
			return permission_table[i].name;
	return NULL;
}

void permission_names(uint64_t value, struct strings *names)
{
	for (unsigned bit = 0; bit < 64; bit++) {
		const char *name = bit_name(bit);
		char number[16];

		if (!(value >> bit & 1))
			continue;
		snprintf(number, sizeof(number), "bit %u", bit);
		strings_add(names, name ? name : number);
	}
}
