/* What every source must be, for each row of the table. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/path.h"
#include "discred/source.h"

Test(source, every_row_is_complete_and_found_by_name)
{
	for (size_t i = 0; i < source_table.count; i++) {
		const struct source *row = source_table.row[i];

		cr_expect(name_valid(row->name), "%s", row->name);
		cr_expect_eq(source_find(&source_table, row->name), row);
		cr_expect_neq(row->help[0], '\0');
		cr_expect_not_null(row->get);
		cr_expect_not_null(row->options);
	}
	cr_expect_null(source_find(&source_table, "none"));
}

Test(source, every_option_is_documented_and_its_default_valid)
{
	for (size_t i = 0; i < source_table.count; i++) {
		for (const struct source_option *option = source_table.row[i]->options; option->name; option++) {
			cr_expect_neq(option->help[0], '\0', "%s", option->name);
			cr_expect_not(option->required && option->default_value, "%s", option->name);
			cr_expect(strcmp(option->name, "control") != 0 && strcmp(option->name, "source") != 0);
			if ((option->type == OPTION_SECONDS || option->type == OPTION_LIFETIME) &&
			    option->default_value)
				cr_expect_gt(strtol(option->default_value, NULL, 10), 0);
			if (option->type == OPTION_ARGV)
				cr_expect_null(option->default_value, "a list has no default");
		}
	}
}

Test(source, a_type_is_said_once)
{
	for (size_t i = 0; i < source_table.count; i++) {
		const struct source *row = source_table.row[i];
		enum token_type type;

		if (!row->type)
			continue;
		cr_expect_eq(token_type_parse(row->type, &type), 0);
		cr_expect_str_eq(row->type, token_type_name(type));
		for (const struct source_option *option = row->options; option->name; option++)
			cr_expect_neq(option->type, OPTION_TOKEN_TYPE, "%s", row->name);
	}
}

Test(source, results_have_names)
{
	for (int i = 0; i < SOURCE_RESULTS; i++) {
		enum source_result result;

		cr_expect_eq(source_result_parse(source_result_name((enum source_result)i), &result), 0);
		cr_expect_eq(result, (enum source_result)i);
	}
}
