/* What libconfig itself says, should it ever refuse what the scan took for good. */
#include "core/profile/document.h"
#include "expect.h"
#include "printed.h"

static void expect_said(const char *text, const char *want)
{
	struct diagnostics list = {.path = strdup("x.cfg"), .masked = strdup("name = 1;\nname = 2;\n")};
	struct document document;
	char *shown;

	document_init(&document, &list);
	document_parse(&document, text);
	cr_assert_null(document_root(&document));
	shown = printed(&list, "/no/such/directory");
	cr_assert_str_eq(shown, want);
	free(shown);
	document_release(&document);
	diagnostics_release(&list);
}

Test(document, hands_on_what_libconfig_says)
{
	expect_said("name = 1;\nname = 2;\n", "x.cfg:2: duplicate setting name\n"
					      "    2 | name = 2;\n");
	expect_said("name == 1;\n", "x.cfg:1: syntax error\n"
				    "    1 | name = 1;\n");
}
