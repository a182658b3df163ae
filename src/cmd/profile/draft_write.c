/* The draft as a file for people: every key is there with a line about it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cmd/profile/draft.h"
#include "core/discord/permission.h"
#include "core/profile/quote.h"

/* What the default looks like in a file, or an example where there is none. */
static const struct {
	const char *key;
	const char *setting;
} samples[] = {
    {"name", "\"Reader\""},
    {"client_id", "\"123456789012345678\""},
    {"client_secret", "{ stored = true }"},
    {"channel_id", "\"123456789012345678\""},
    {"guild_id", "\"123456789012345678\""},
    {"bot_url", "\"https://example.com/reader\""},
    {"bot_token", "{ stored = true }"},
    {"ca_file", "\"~/test-ca.pem\""},
    {"stack", "(\n#  { control = \"sufficient\"; source = \"cache\"; },\n"
	      "#  { control = \"sufficient\"; source = \"refresh\"; }\n#)"},
};

/* Appends "# " and the text, in as many lines as it needs. */
static void write_comment(const char *text, size_t width, struct buf *out)
{
	struct strings words = STRINGS_INIT;
	size_t column = 0;

	strings_split(&words, text, " ");
	for (size_t i = 0; i < words.count; i++) {
		size_t len = strlen(words.item[i]);

		if (column && column + 1 + len > width) {
			buf_char(out, '\n');
			column = 0;
		}
		buf_str(out, column ? " " : "# ");
		buf_str(out, words.item[i]);
		column += len + (column ? 1 : 2);
	}
	buf_char(out, '\n');
	strings_release(&words);
}

void draft_explain_permissions(uint64_t value, struct buf *text)
{
	struct strings names = STRINGS_INIT;
	struct error ignored = ERROR_INIT;
	uint64_t standard = 0;
	char *all;

	permission_names(value, &names);
	all = strings_join(&names, ", ");
	buf_printf(text, "%" PRIu64 ": %s", value, names.count ? all : "no permissions");
	if (!permission_parse_number(PERMISSION_DEFAULT, &standard, &ignored) && value == standard)
		buf_str(text, "; SEND_MESSAGES is not in it, reading and sending with the history are 68608");
	free(all);
	strings_release(&names);
}

static void write_permissions(const char *answer, size_t width, struct buf *out)
{
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	struct error ignored = ERROR_INIT;
	uint64_t value;

	if (!permission_parse(answer, &value, NULL, &ignored)) {
		draft_explain_permissions(value, &text);
		write_comment(buf_text(&text), width, out);
	}
	buf_release(&text);
}

static const char *find_sample(const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		if (!strcmp(samples[i].key, key))
			return samples[i].setting;
	return NULL;
}

static void write_standard(const struct field *field, size_t width, struct buf *out)
{
	const char *sample = find_sample(field->key);
	char *help = xasprintf("%s%s", field->help, field->default_value ? "" : " (this is an example)");

	write_comment(help, width, out);
	if (field->type == FIELD_PERMISSIONS)
		write_permissions(field->default_value, width, out);
	buf_printf(out, "#%s = ", field->key);
	if (sample)
		buf_str(out, sample);
	else if (field->type == FIELD_BOOL || field->type == FIELD_SECONDS)
		buf_str(out, field->default_value);
	else
		profile_quote(field->default_value, out);
	buf_str(out, ";\n");
	free(help);
}

void draft_write_given(const struct profile_draft *draft, size_t width, struct buf *text)
{
	bool first = true;

	for (size_t i = 0; i < field_table_count; i++) {
		const struct field *field = &field_table[i];

		if (!draft->setting[i])
			continue;
		if (!first)
			buf_char(text, '\n');
		first = false;
		write_comment(field->help, width, text);
		if (field->type == FIELD_PERMISSIONS)
			write_permissions(draft->answer[i], width, text);
		if (draft->comment[i])
			write_comment(draft->comment[i], width, text);
		buf_printf(text, "%s = %s;\n", field->key, draft->setting[i]);
	}
}

void draft_write(const struct profile_draft *draft, const char *name, size_t width, struct buf *text)
{
	char *head = xasprintf("A profile of discred: 'discred auth login %s', 'discred token %s'. 'discred profile "
			       "edit %s' opens it in your editor and checks it afterwards.",
			       name, name, name);

	write_comment(head, width, text);
	buf_char(text, '\n');
	draft_write_given(draft, width, text);
	buf_char(text, '\n');
	write_comment(
	    "The other keys. To set one, take the '#' before it away and write your value; what stands here is "
	    "the default, or an example where that is said.",
	    width, text);
	for (size_t i = 0; i < field_table_count; i++) {
		if (draft->setting[i])
			continue;
		buf_char(text, '\n');
		write_standard(&field_table[i], width, text);
	}
	free(head);
}
