#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/perms/perms.h"
#include "core/output/table.h"

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

static void add_row(unsigned bit, void *context)
{
	const struct permission *row = permission_of_bit(bit);
	struct table *table = context;
	char name[PERMISSION_NAME];
	char value[PERMS_NUMBER];
	char number[PERMS_NUMBER];
	char channels[32];

	permission_name(bit, name);
	perms_decimal(bit, number);
	perms_decimal(UINT64_C(1) << bit, value);
	name_channels(row ? row->channels : "", channels, NULL);
	table_row(table);
	table_cell(table, STYLE_PLAIN, name);
	table_cell(table, STYLE_PLAIN, number);
	table_cell(table, STYLE_PLAIN, value);
	table_cell(table, STYLE_PLAIN, channels[0] || !row ? channels : "guild");
	table_cell(table, STYLE_PLAIN, row && row->two_factor ? "2FA" : "");
	table_cell(table, row ? STYLE_PLAIN : STYLE_FAINT, row ? row->help : unknown_help);
}

void perms_print_table(uint64_t value)
{
	static const struct table_column columns[] = {
	    {.title = "NAME"},
	    {.title = "BIT", .right = true},
	    {.title = "VALUE", .right = true},
	    {.title = "CHANNELS", .width = 16},
	    {.title = "2FA"},
	    {.title = "WHAT IT ALLOWS", .wraps = true},
	    {.title = NULL},
	};
	struct table *table = table_new(columns);

	each_bit(value, add_row, table);
	table_print(table, stdout);
	table_free(table);
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
	char *label = row ? permission_label(row) : NULL;
	json_t *channels = json_array();
	char name[PERMISSION_NAME];
	char text[32];

	permission_name(bit, name);
	name_channels(row ? row->channels : "", text, channels);
	json_array_append_new(context, json_pack("{s:s, s:i, s:o, s:b, s:o, s:b, s:o, s:s?, s:s?}", "name", name, "bit",
						 (int)bit, "value", perms_json_value(UINT64_C(1) << bit), "documented",
						 row != NULL, "channels", channels, "two_factor",
						 row && row->two_factor, "aliases", json_list(row ? row->alias : NULL),
						 "label", label, "help", row ? row->help : NULL));
	free(label);
}

json_t *perms_json_table(uint64_t value)
{
	json_t *array = json_array();

	each_bit(value, append_bit, array);
	return array;
}
