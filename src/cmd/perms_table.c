#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "discred/memory.h"
#include "perms.h"

static const char unknown_help[] = "not documented; kept as it is";

/* "text,voice", or the same as an array when there is one. */
static void name_channels(const char *letters, char text[static 32], json_t *array)
{
	static const struct {
		char letter;
		const char *name;
	} kinds[] = {{'T', "text"}, {'V', "voice"}, {'S', "stage"}};
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!strchr(letters, kinds[i].letter))
			continue;
		len += (size_t)snprintf(text + len, 32 - len, "%s%s", len ? "," : "", kinds[i].name);
		if (array)
			json_array_append_new(array, json_string(kinds[i].name));
	}
}

static void print_row(unsigned bit, int name_width, int value_width)
{
	const struct permission *row = permission_of_bit(bit);
	char name[PERMISSION_NAME];
	char value[PERMS_NUMBER];
	char channels[32];

	permission_name(bit, name);
	perms_decimal(UINT64_C(1) << bit, value);
	name_channels(row ? row->channels : "", channels, NULL);
	printf("%-*s  %3u  %*s  %-16s  %-3s  %s\n", name_width, name, bit, value_width, value,
	       channels[0] || !row ? channels : "guild", row && row->two_factor ? "2FA" : "",
	       row ? row->help : unknown_help);
}

/* Calls for the bits that are set, documented ones first. */
static void each_bit(uint64_t value, void (*call)(unsigned bit, void *context), void *context)
{
	uint64_t known = permission_mask(NULL);
	const uint64_t parts[] = {value & known, value & ~known};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		for (unsigned bit = 0; bit < PERMISSION_BITS; bit++)
			if (parts[i] >> bit & 1)
				call(bit, context);
}

struct widths {
	int name;
	int value;
};

static int larger(int a, size_t b)
{
	return (size_t)a > b ? a : (int)b;
}

static void measure(unsigned bit, void *context)
{
	struct widths *widths = context;
	char name[PERMISSION_NAME];
	char value[PERMS_NUMBER];

	permission_name(bit, name);
	perms_decimal(UINT64_C(1) << bit, value);
	widths->name = larger(widths->name, strlen(name));
	widths->value = larger(widths->value, strlen(value));
}

static void print_bit(unsigned bit, void *context)
{
	const struct widths *widths = context;

	print_row(bit, widths->name, widths->value);
}

void perms_print_table(uint64_t value)
{
	struct widths widths = {.name = 4, .value = 5};

	if (!value)
		return;
	each_bit(value, measure, &widths);
	printf("%-*s  BIT  %*s  %-16s  %-3s  %s\n", widths.name, "NAME", widths.value, "VALUE", "CHANNELS", "2FA",
	       "WHAT IT ALLOWS");
	each_bit(value, print_bit, &widths);
}

static json_t *json_list(const char *list)
{
	struct strings items = STRINGS_INIT;
	json_t *array = json_array();

	strings_split(&items, list ? list : "", ",");
	for (size_t i = 0; i < items.count; i++)
		json_array_append_new(array, json_string(items.item[i]));
	strings_release(&items);
	return array;
}

static void append_bit(unsigned bit, void *context)
{
	const struct permission *row = permission_of_bit(bit);
	json_t *channels = json_array();
	char name[PERMISSION_NAME];
	char text[32];

	permission_name(bit, name);
	name_channels(row ? row->channels : "", text, channels);
	json_array_append_new(context, json_pack("{s:s, s:i, s:o, s:b, s:o, s:b, s:o, s:s?, s:s?}", "name", name, "bit",
						 (int)bit, "value", perms_json_value(UINT64_C(1) << bit), "documented",
						 row != NULL, "channels", channels, "two_factor",
						 row && row->two_factor, "aliases", json_list(row ? row->alias : NULL),
						 "label", row ? row->label : NULL, "help", row ? row->help : NULL));
}

json_t *perms_json_table(uint64_t value)
{
	json_t *array = json_array();

	each_bit(value, append_bit, array);
	return array;
}
