#include "scanned.h"

Test(scan_mask, masks_what_may_be_a_secret)
{
	expect_masked("name = \"shown\"; client_secret = \"hunter2\"; name2 = 1\n",
		      "name = \"shown\"; client_secret = ********** ***** * *\n");
	expect_masked("client_secrte = \"hunter2\"\n", "client_secrte = *********\n");
	expect_masked("client_secret = {\n  env = \"X\";\n};\n", "client_secret = {\n  env = ****\n};\n");
	expect_masked("client_secret = hunter2=\n", "client_secret = ********\n");
	expect_masked("client_secret = ab#cd\n", "client_secret = *****\n");
	expect_masked("client_secret = #hunter2\n", "client_secret = ********\n");
	expect_masked("client_secret = //hunter2\n", "client_secret = *********\n");
	expect_masked("stack = (\n  { a = \"b\";\n  client_secret = \"hunter2\";\n",
		      "stack = (\n  { a = \"b\";\n  client_secret = **********\n");
	expect_masked("stack = (\n  { a = \"b\";\nclient_secrte = \"hunter2\";\nname = \"x\"",
		      "stack = (\n  { a = \"b\";\nclient_secrte = **********\nname = ***");
	expect_masked("client_secret = \"ab\"cd=\"ef\"\n", "client_secret = ***********\n");
	expect_masked("client_secret = 12345 abc=\"x\n", "client_secret = ***** ******\n");
	expect_masked("client_secret = \"x\";\nhunter2\n", "client_secret = ****\n*******\n");
	expect_masked("client_secret = \"\n//hunter2\"\n", "client_secret = *\n**********\n");
	expect_masked("client_secret hunter2;\n", "client_secret ********\n");
	expect_masked("client_secret\nhunter2\n", "client_secret\n*******\n");
	expect_masked("client_secret = {\n  \"hunter2\" };\n", "client_secret = {\n  ********* **\n");
	expect_masked("client_secret = { hunter2 };\n", "client_secret = { ******* **\n");
	expect_masked("name = \"a; client_secret = \"hunter2=\"\nscope = \"b\";\n",
		      "name = \"a; client_secret = \"*********\nscope = \"b\";\n");
	expect_masked("name = x hunter2\nname = \"y\"\n", "name = x *******\nname = \"y\"\n");
	expect_masked("name = x\nhunter2 = \"y\"\n", "name = x\n******* * ***\n");
}

Test(scan_mask, masks_comments_from_where_a_value_may_begin)
{
	expect_masked("# client_secret = \"hunter2\"\n", "# client_secret * *********\n");
	expect_masked("// \"hunter2\" and so on\n", "// ********* *** ** **\n");
	expect_masked("/* one\n two: hunter2\n three */ name = 1\n", "/* one\n two* *******\n three */ name = 1\n");
	expect_masked("name = 1 # why\n", "name = 1 # why\n");
	expect_masked("client_secret = \"x\"; # hunter2\n", "client_secret = **** * *******\n");
}

Test(scan_mask, secrets_do_not_reach_libconfig)
{
	struct scanned scanned;
	struct buf value = BUF_INIT(64);
	const char *text =
	    "name = \"n\";\nclient_secret = \"h\\\"2\\x41\\q\\t\" /* and */ \"\" # more\n \"z\";\nodd = \"h\"\n"
	    "bot = { env = \"X\" }\n";

	scanned_bytes(&scanned, text, strlen(text));
	cr_assert_eq(scanned.result, 0);
	cr_assert_str_eq(buf_text(&scanned.scan.safe),
			 "name = \"n\";\nclient_secret = \"xxxxxxxxxxxx\" /* and */ \"\" # more\n \"x\";\nodd = \"x\"\n"
			 "bot = { env = \"X\" }\n");
	scan_string(&scanned.text, scan_find(&scanned.scan, "client_secret"), &value);
	cr_assert_str_eq(buf_text(&value), "h\"2A\\q\tz");
	buf_release(&value);
	scanned_release(&scanned);
}

Test(scan_mask, tells_names_that_may_be_part_of_a_secret)
{
	struct scanned scanned;
	const char *text = "client_secret = \"hun\"ter2=\"x\"\nodd = 1\n";

	scanned_bytes(&scanned, text, strlen(text));
	cr_assert_eq(scanned.result, 0);
	cr_assert(scan_find(&scanned.scan, "ter2")->hidden);
	cr_assert_not(scan_find(&scanned.scan, "odd")->hidden);
	cr_assert_not(scan_find(&scanned.scan, "client_secret")->hidden);
	scanned_release(&scanned);
}
