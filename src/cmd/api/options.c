#include "cmd/api/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/opt.h"
#include "cmd/api/snowflake.h"

/* RFC 9110 section 5.6.2. */
static bool is_token(const char *text, size_t len)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (!word && !strchr(marks, c))
			return false;
	}
	return len > 0;
}

static bool is_named(const char *text, size_t len, const char *name)
{
	return strlen(name) == len && !strncasecmp(text, name, len);
}

/* What the connection and the profile decide. */
static int check_name(const char *name, size_t len, struct error *err)
{
	static const struct {
		const char *name;
		const char *hint;
	} ours[] = {
	    {"Authorization", "it is sent by itself; --type chooses which"},
	    {"Proxy-Authorization", "the environment says how a proxy is reached"},
	    {"User-Agent", "set bot_url, bot_version and bot_name in the profile"},
	    {"Host", "set api_base in the profile"},
	    {"Cookie", "the API needs none"},
	    {"Connection", "leave it out"},
	    {"Content-Length", "leave it out"},
	    {"Expect", "leave it out"},
	    {"TE", "leave it out"},
	    {"Trailer", "leave it out"},
	    {"Transfer-Encoding", "leave it out"},
	    {"Upgrade", "leave it out"},
	};

	for (size_t i = 0; i < ARRAY_LEN(ours); i++) {
		if (!is_named(name, len, ours[i].name))
			continue;
		error_set(err, ERROR_USAGE, "header '%s' cannot be given", ours[i].name);
		return error_hint(err, "%s", ours[i].hint);
	}
	return 0;
}

static bool is_clean(const char *text)
{
	for (; *text; text++)
		if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7f)
			return false;
	return true;
}

/* No error quotes the value: somebody may have meant it to be a secret. */
static int add_header(void *to, const char *text, struct error *err)
{
	struct api_options *options = to;
	size_t len = strcspn(text, ":");
	const char *value;
	char *header;

	if (!text[len] || !is_token(text, len)) {
		error_set(err, ERROR_USAGE, "option '--header' takes NAME:VALUE");
		return error_hint(err, "for example 'X-Audit-Log-Reason: spring cleaning'");
	}
	if (check_name(text, len, err) < 0)
		return -1;
	value = text + len + 1;
	value += strspn(value, " \t");
	if (!is_clean(value))
		return error_set(err, ERROR_USAGE, "header '%.*s' holds a control byte", (int)len, text);
	if (!*value)
		return error_set(err, ERROR_USAGE, "header '%.*s' has no value", (int)len, text);
	if (is_named(text, len, "Content-Type")) {
		if (options->body_type)
			return error_set(err, ERROR_USAGE, "header 'Content-Type' is there twice");
		options->body_type = xstrdup(value);
		return 0;
	}
	header = xasprintf("%.*s: %s", (int)len, text, value);
	strings_add(&options->headers, header);
	free_string(header);
	return 0;
}

/* A longer list is read in several runs. */
enum { LIMIT_MAX = 1000000000 };

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

static const char *find_method(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		if (!strcmp(methods[i], word))
			return methods[i];
	return NULL;
}

static int take_type(void *to, const char *name, struct error *err)
{
	static const char *const names[] = {
	    [API_TYPE_BEARER] = "bearer", [API_TYPE_BOT] = "bot", [API_TYPE_NONE] = "none"};
	struct api_options *options = to;

	for (size_t i = API_TYPE_BEARER; i < ARRAY_LEN(names); i++) {
		if (strcasecmp(names[i], name) != 0)
			continue;
		options->type = (enum api_type)i;
		return 0;
	}
	error_set(err, ERROR_USAGE, "no type '%s'", name);
	return error_hint(err, "use one of bearer, bot, none");
}

static int add_field(void *to, const char *text, struct error *err)
{
	struct api_options *options = to;
	size_t len = strcspn(text, "=");

	if (!len || !text[len]) {
		error_set(err, ERROR_USAGE, "option '--field' takes KEY=VALUE");
		return error_hint(err, "for other JSON than strings use --input");
	}
	for (size_t i = 0; i < options->fields.count; i++)
		if (!strncmp(options->fields.item[i], text, len + 1))
			return error_set(err, ERROR_USAGE, "field '%.*s' is there twice", (int)len, text);
	strings_add(&options->fields, text);
	return 0;
}

static int add_form(void *to, const char *text, struct error *err)
{
	struct api_options *options = to;
	size_t len = strcspn(text, "=");

	if (!len || !text[len])
		return error_set(err, ERROR_USAGE, "option '--form' takes NAME=@FILE or NAME=VALUE");
	strings_add(&options->forms, text);
	return 0;
}

static int take_after(void *to, const char *text, struct error *err)
{
	struct api_options *options = to;

	if (snowflake_bound(text, &options->range.after, err) < 0)
		return error_prefix(err, "option '--after'");
	/* A time's first id is after it. */
	options->range.after -= options->range.after && !snowflake_is_id(text);
	return 0;
}

static int take_before(void *to, const char *text, struct error *err)
{
	struct api_options *options = to;

	return snowflake_bound(text, &options->range.before, err) < 0 ? error_prefix(err, "option '--before'") : 0;
}

static void print_more(void)
{
	fputc('\n', stdout);
	opt_print_text(stdout, "The answer is laid out on a terminal, and as it came in a pipe. Without success it is "
			       "printed too, and the exit status says what to do: 64 the request is wrong, 66 there "
			       "is nothing of that name, 75 try again later, 77 refused, 78 fix the profile.");
}

static const struct opt_spec specs[] = {
    OPT_TAKE('f', "field", "KEY=VALUE", add_field,
	     "a member of the JSON body, as a string; of a GET's query; may be repeated"),
    OPT_TAKE('F', "form", "NAME=@FILE", add_form, "a file, or NAME=VALUE, in a multipart body; may be repeated"),
    OPT_TEXT(0, "input", "FILE", struct api_options, input, "the body, as it is; '-' is stdin"),
    OPT_TAKE('H', "header", "NAME:VALUE", add_header, "a header besides; never Authorization; may be repeated"),
    OPT_FLAG('i', "include", struct api_options, include, "print the reply's status and headers too"),
    OPT_FLAG(0, "paginate", struct api_options, paginate,
	     "fetch all pages, as one list: messages from newest to oldest, guilds"),
    OPT_NUMBER(0, "limit", "N", 1, LIMIT_MAX, struct api_options, limit, "with --paginate: so many items at the most"),
    OPT_TAKE(0, "after", "TIME|ID", take_after, "only what is newer"),
    OPT_TAKE(0, "before", "TIME|ID", take_before, "only what is older"),
    OPT_FLAG(0, "ndjson", struct api_options, lines, "print a list as one item a line, without the list around them"),
    OPT_TEXT(0, "jq", "FILTER", struct api_options, filter, "print what this jq filter makes of the answer"),
    OPT_TAKE(0, "type", "bearer|bot|none", take_type, "send the bearer or the bot token, or none, whatever the route"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred api [OPTIONS] [PROFILE] [METHOD] PATH",
    .summary = "Makes a request to Discord's API with the profile's token, and prints the answer.\n"
	       "METHOD is GET, POST, PUT, PATCH or DELETE (GET without a body, else POST). PATH begins with '/'; "
	       "{channel_id}, {guild_id} and {client_id} in it are the profile's.",
    .specs = specs,
    .print_more = print_more,
};

/* [PROFILE] [METHOD] PATH: the last is the path, a word in capitals that is a method is one. */
static int take_arguments(struct api_options *options, struct opt_arguments *arguments, struct error *err)
{
	const char *word[3] = {NULL};
	size_t count = 0;

	while (count < ARRAY_LEN(word) && (word[count] = opt_argument(arguments)))
		count++;
	if (opt_finish(arguments, err) < 0)
		return -1;
	if (!count)
		return error_set(err, ERROR_USAGE, "PATH is missing");
	options->path = word[count - 1];
	if (count >= 2)
		options->method = find_method(word[count - 2]);
	if (count == 2 && !options->method)
		options->profile = word[0];
	if (count == 3)
		options->profile = word[0];
	if (count == 3 && !options->method) {
		error_set(err, ERROR_USAGE, "no method '%s'", word[1]);
		return error_hint(err, "use one of GET, POST, PUT, PATCH, DELETE");
	}
	return 0;
}

static int check_bounds(const struct api_options *options, struct error *err)
{
	bool after = options->range.after != 0;
	bool before = options->range.before != UINT64_MAX;

	if ((after || before) && strcmp(options->method, "GET") != 0)
		return error_set(err, ERROR_USAGE, "option '--%s' goes with GET only", after ? "after" : "before");
	if (after && before && !options->paginate)
		return error_set(err, ERROR_USAGE, "options '--after' and '--before' together go with '--paginate'");
	if (after && before && options->range.after >= options->range.before)
		return error_set(err, ERROR_USAGE, "nothing is after '--after' and before '--before'");
	return 0;
}

static int check(struct api_options *options, struct error *err)
{
	bool has_body = options->input || options->fields.count || options->forms.count;

	if (!options->method)
		options->method = has_body && !options->paginate ? "POST" : "GET";
	if (options->input && options->fields.count)
		return error_set(err, ERROR_USAGE, "options '--input' and '--field' exclude each other");
	if (options->input && !strcmp(options->method, "GET"))
		return error_set(err, ERROR_USAGE, "option '--input': a GET has no body");
	if (options->input && options->forms.count)
		return error_set(err, ERROR_USAGE, "options '--input' and '--form' exclude each other");
	if (options->forms.count && !strcmp(options->method, "GET"))
		return error_set(err, ERROR_USAGE, "option '--form': a GET has no body");
	if (options->filter && options->include)
		return error_set(err, ERROR_USAGE, "options '--jq' and '--include' exclude each other");
	if (options->lines && options->include)
		return error_set(err, ERROR_USAGE, "options '--ndjson' and '--include' exclude each other");
	if (check_bounds(options, err) < 0)
		return -1;
	if (options->body_type && !options->input)
		return error_set(err, ERROR_USAGE, "header 'Content-Type' goes with '--input' only");
	if (options->paginate && strcmp(options->method, "GET") != 0)
		return error_set(err, ERROR_USAGE, "option '--paginate' goes with GET only");
	if (options->paginate && options->include)
		return error_set(err, ERROR_USAGE, "options '--paginate' and '--include' exclude each other");
	if (options->limit && !options->paginate) {
		error_set(err, ERROR_USAGE, "option '--limit' goes with '--paginate' only");
		return error_hint(err, "one page takes its length in PATH: '?limit=N'");
	}
	return 0;
}

int api_options_parse(int argc, char **argv, struct api_options *options, struct error *err)
{
	struct opt_arguments arguments;
	int result;

	*options = (struct api_options){.type = API_TYPE_ROUTE, .range = {.limit = UINT64_MAX, .before = UINT64_MAX}};
	result = opt_parse(&line, argc, argv, options, &arguments, err);
	if (result <= 0)
		return result;
	if (options->limit)
		options->range.limit = (uint64_t)options->limit;
	return take_arguments(options, &arguments, err) < 0 || check(options, err) < 0 ? -1 : 1;
}

void api_options_release(struct api_options *options)
{
	strings_release(&options->fields);
	strings_release(&options->forms);
	strings_release(&options->headers);
	free(options->body_type);
}
