#include "cmd/profile/import.h"
#include "expect.h"

/* What was read, one "NAME<VALUE>" after the other, with '!' for an odd one. */
static void expect_read(const char *text, const char *want)
{
	struct import import = IMPORT_INIT;
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct buf read = BUF_INIT(BUF_FILE_MAX);
	struct error err = ERROR_INIT;

	buf_str(&bytes, text);
	cr_assert_eq(import_read(&import, &bytes, &err), 0, "%s: %s", text, err.text);
	for (size_t i = 0; i < import.count; i++)
		buf_printf(&read, "%s%s<%s>", import.item[i].name, import.item[i].odd ? "!" : "",
			   buf_text(&import.item[i].value));
	cr_assert_str_eq(buf_text(&read), want);
	import_release(&import);
	buf_release(&bytes);
	buf_release(&read);
}

static void expect_not_read(const char *text, size_t len, const char *want)
{
	struct import import = IMPORT_INIT;
	struct buf bytes = BUF_INIT(BUF_FILE_MAX);
	struct error err = ERROR_INIT;

	buf_add(&bytes, text, len);
	cr_assert_eq(import_read(&import, &bytes, &err), -1, "%s", text);
	expect_hint(err, ERROR_CONFIG, want, "");
	import_release(&import);
	buf_release(&bytes);
}

static void expect_wrong(const char *text, const char *want)
{
	expect_not_read(text, strlen(text), want);
}

Test(import_read, lines)
{
	expect_read("", "");
	expect_read("\n  \n# a comment\n\t# another", "");
	expect_read("A=1\nB=2", "A<1>B<2>");
	expect_read("export A=1\n export\tB=2\n  C = 3 \nexport=4\nexportD=5\n", "A<1>B<2>C<3>export<4>exportD<5>");
	expect_read("A=\nB= \nC=\"\"\nD=''", "A<>B<>C<>D<>");
	expect_read("A.b-c_1=x=y=z", "A.b-c_1<x=y=z>");
	expect_read("A=a b  c  ", "A<a b  c>");
}

Test(import_read, line_ends_and_marks_of_other_systems)
{
	expect_read("\xef\xbb\xbf"
		    "A=1\r\n\r\n# c\r\nB='2'\r\nC=\"3\" \r\nD=\r\nE=5\r",
		    "A<1>B<2>C<3>D<>E<5>");
}

Test(import_read, comments)
{
	expect_read("A=1 # one\nB=2#two\nC= # three\nD=#four\nE='5' # five\nF=\"6\"# six",
		    "A<1>B<2#two>C<>D<#four>E<5>F<6>");
}

Test(import_read, quotes)
{
	expect_read("A='a b # \\n \"c\"'", "A<a b # \\n \"c\">");
	expect_read("A=\"a b # '\\\"\\\\ \\n\\r\\t \\$x\"", "A<a b # '\"\\ \n\r\t $x>");
	expect_read("A=a\"b\"", "A<a\"b\">");
	expect_read("A=${B} $C `d`", "A<${B} $C `d`>");
	expect_read("A=\"x\\\\\"", "A<x\\>");
}

Test(import_read, a_quoted_value_of_several_lines)
{
	expect_read("A='one\ntwo'\nB=\"three\n\nfour\"\nC=5", "A<one\ntwo>B<three\n\nfour>C<5>");
}

Test(import_read, lines_that_are_none)
{
	expect_wrong("A=1\nhunter2\n", "line 2: it is not NAME=VALUE");
	expect_wrong("=hunter2", "line 1: it is not NAME=VALUE");
	expect_wrong("A B=hunter2", "line 1: it is not NAME=VALUE");
	expect_wrong("export\nA=1", "line 1: it is not NAME=VALUE");
	expect_wrong("h\xc3\xa4=1", "line 1: it is not NAME=VALUE");
	expect_wrong("\n\nA=\"hunter2", "line 3: the quote is not closed");
	expect_wrong("A=\"hunter2\\", "line 1: the quote is not closed");
	expect_wrong("A='hun\nter2'\nB=1\nhunter2\n", "line 4: it is not NAME=VALUE");
	expect_wrong("A='hun'ter2", "line 1: something follows the closing quote");
	expect_not_read("A=1\0B=2", 7, "a NUL byte: this is no text file");
}

Test(import_read, a_name_is_shown_without_what_moves_the_cursor)
{
	expect_read("{\"a\\u001b[2J\\u0007\": \"x\"}", "a?[2J?<x>");
}

Test(import_read, json)
{
	expect_read("{}", "");
	expect_read(" \r\n\t{\"clientId\": \"1\", \"scopes\": [\"identify\", \"bot\"], \"public_client\": true, "
		    "\"b\": false, \"permissions\": 68608, \"none\": null, \"empty\": []}",
		    "clientId<1>scopes<identify bot>public_client<true>b<false>permissions<68608>empty<>");
	expect_read("{\"a\": 157730590492196864, \"b\": -1}", "a<157730590492196864>b<-1>");
	expect_read("{\"a\": {\"b\": \"c\"}, \"d\": 1.5, \"e\": [\"x\", 1], \"f\": \"g\"}", "a!<>d!<>e!<>f<g>");
	expect_read("{\"a\": 18446744073709551616}", "a!<>");
}

Test(import_read, json_that_is_none)
{
	expect_wrong("{", "it is not one JSON object");
	expect_wrong("{\"a\": \"hunter2\"} x", "it is not one JSON object");
	expect_wrong("{\"a\": \"1\", \"a\": \"2\"}", "it is not one JSON object");
	expect_wrong("{\"a\": \"x\\u0000y\"}", "it is not one JSON object");
	expect_wrong("[\"a\"]", "line 1: it is not NAME=VALUE");
}

Test(import_read, a_value_that_is_too_long_is_no_value)
{
	struct import import = IMPORT_INIT;
	struct buf bytes = BUF_INIT(2 * BUF_FILE_MAX);
	struct error err = ERROR_INIT;

	buf_str(&bytes, "A=");
	while (bytes.len < BUF_FILE_MAX + 10)
		buf_str(&bytes, "xxxxxxxxxxxxxxxx");
	cr_assert_eq(import_read(&import, &bytes, &err), 0);
	cr_assert_not(buf_ok(&import.item[0].value));
	import_release(&import);
	buf_release(&bytes);
}
