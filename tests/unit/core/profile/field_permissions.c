/* `permissions` of a profile: an expression, or a list of them. */
#include "loaded.h"

TestSuite(fields_permissions, .init = loaded_make, .fini = scratch_remove);

static void expect_permissions(const char *value, uint64_t want)
{
	char *file = xasprintf("client_id = \"1\";\npermissions = %s;\n", value);
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;

	scratch_text("discred/profiles/x.cfg", file, 0600);
	cr_assert_eq(loaded_load(&profile, "x", &list, &err), 0, "%s", err.text);
	cr_assert_eq(profile.permissions, want, "%s", value);
	profile_release(&profile);
	diagnostics_release(&list);
	free(file);
}

Test(fields_permissions, strings)
{
	expect_permissions("\"1115136\"", 1115136);
	expect_permissions("\"18446744073709551615\"", UINT64_MAX);
	expect_permissions("\"VIEW_CHANNEL\"", 1024);
	expect_permissions("\"VIEW_CHANNEL + SEND_MESSAGES, 65536\"", 68608);
	expect_permissions("\"all - ADMINISTRATOR\"", UINT64_C(8866461766385655));
	expect_permissions("\"0x10c00\"", 68608);
}

Test(fields_permissions, lists)
{
	expect_permissions("( \"VIEW_CHANNEL\", \"Manage Permissions\", \"SendMessages\" )", 268438528);
	expect_permissions("[ \"1024\", \"2048\" ]", 3072);
	expect_permissions("( \"1115136 - CONNECT\", \"SEND_MESSAGES\" )", 68608);
	expect_permissions("( \"CONNECT\", \"UNKNOWN_BIT_47\" )", UINT64_C(140737489403904));
}

Test(fields_permissions, what_is_wrong_is_named)
{
	expect_complaint("permissions = \"-1\";", 15, "a permission should stand before '-': permissions have no sign");
	expect_complaint("permissions = \"VIEW_CHANNEL + SEND_MESAGES\";", 15,
			 "unknown permission 'SEND_MESAGES': did you mean 'SEND_MESSAGES'?");
	expect_complaint("permissions = \"1 115 136\";", 15,
			 "there is no operator between two numbers: write '+' between them, and a number without "
			 "blanks and commas");
	expect_complaint("permissions = ( \"CONNECT\", \"(1\" );", 28, "'(' is not closed");
	expect_complaint("permissions = ( \"\" );", 17, "'permissions.[0]' is empty");
	expect_complaint("permissions = \" \";", 15, "the expression is empty");
}
