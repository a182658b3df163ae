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
static int add_header(struct api_options *options, const char *text, struct error *err)
{
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

enum {
	OPT_FIELD = OPT_FIRST,
	OPT_AFTER,
	OPT_BEFORE,
	OPT_FORM,
	OPT_JQ,
	OPT_NDJSON,
	OPT_HEADER,
	OPT_INCLUDE,
	OPT_INPUT,
	OPT_LIMIT,
	OPT_PAGINATE,
	OPT_TYPE
};

static const struct opt_spec specs[] = {
    {OPT_FIELD, 'f', "field", "KEY=VALUE", "a member of the JSON body, as a string; of a GET's query; may be repeated"},
    {OPT_FORM, 'F', "form", "NAME=@FILE", "a file, or NAME=VALUE, in a multipart body; may be repeated"},
    {OPT_INPUT, 0, "input", "FILE", "the body, as it is; '-' is stdin"},
    {OPT_HEADER, 'H', "header", "NAME:VALUE", "a header besides; never Authorization; may be repeated"},
    {OPT_INCLUDE, 'i', "include", NULL, "print the reply's status and headers too"},
    {OPT_PAGINATE, 0, "paginate", NULL, "fetch all pages, as one list: messages from newest to oldest, guilds"},
    {OPT_LIMIT, 0, "limit", "N", "with --paginate: so many items at the most"},
    {OPT_AFTER, 0, "after", "TIME|ID", "only what is newer"},
    {OPT_BEFORE, 0, "before", "TIME|ID", "only what is older"},
    {OPT_NDJSON, 0, "ndjson", NULL, "print a list as one item a line, without the list around them"},
    {OPT_JQ, 0, "jq", "FILTER", "print what this jq filter makes of the answer"},
    {OPT_TYPE, 0, "type", "bearer|bot|none", "send the bearer or the bot token, or none, whatever the route"},
    OPT_SPEC_END,
};

/* A longer list is read in several runs. */
enum { LIMIT_MAX = 1000000000 };

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

void api_print_help(void)
{
	opt_print_help(
	    stdout, "discred api [OPTIONS] [PROFILE] [METHOD] PATH",
	    "Makes a request to Discord's API with the profile's token, and prints the answer.\n"
	    "METHOD is GET, POST, PUT, PATCH or DELETE (GET without a body, else POST). PATH begins with '/'; "
	    "{channel_id}, {guild_id} and {client_id} in it are the profile's.",
	    specs);
	fputc('\n', stdout);
	opt_print_text(stdout, "The answer is laid out on a terminal, and as it came in a pipe. Without success it is "
			       "printed too, and the exit status says what to do: 64 the request is wrong, 66 there "
			       "is nothing of that name, 75 try again later, 77 refused, 78 fix the profile.");
}

static const char *find_method(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		if (!strcmp(methods[i], word))
			return methods[i];
	return NULL;
}

static int parse_type(const char *name, enum api_type *type, struct error *err)
{
	static const char *const names[] = {
	    [API_TYPE_BEARER] = "bearer", [API_TYPE_BOT] = "bot", [API_TYPE_NONE] = "none"};

	for (size_t i = API_TYPE_BEARER; i < ARRAY_LEN(names); i++) {
		if (strcasecmp(names[i], name) != 0)
			continue;
		*type = (enum api_type)i;
		return 0;
	}
	error_set(err, ERROR_USAGE, "no type '%s'", name);
	return error_hint(err, "use one of bearer, bot, none");
}

static int add_field(struct api_options *options, const char *text, struct error *err)
{
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

static int add_form(struct api_options *options, const char *text, struct error *err)
{
	size_t len = strcspn(text, "=");

	if (!len || !text[len])
		return error_set(err, ERROR_USAGE, "option '--form' takes NAME=@FILE or NAME=VALUE");
	strings_add(&options->forms, text);
	return 0;
}

static int take_bound(const char *name, const char *text, uint64_t *id, struct error *err)
{
	if (!snowflake_bound(text, id, err))
		return 0;
	return error_prefix(err, "option '--%s'", name);
}

static int set_option(struct api_options *options, int id, const struct opt *opt, struct error *err)
{
	long number;

	switch (id) {
	case OPT_HELP:
		options->help = true;
		return 0;
	case OPT_FIELD:
		return add_field(options, opt->value, err);
	case OPT_FORM:
		return add_form(options, opt->value, err);
	case OPT_AFTER:
		if (take_bound("after", opt->value, &options->range.after, err) < 0)
			return -1;
		/* A time's first id is after it. */
		options->range.after -= options->range.after && !snowflake_is_id(opt->value);
		return 0;
	case OPT_BEFORE:
		return take_bound("before", opt->value, &options->range.before, err);
	case OPT_JQ:
		options->filter = opt->value;
		return 0;
	case OPT_NDJSON:
		options->lines = true;
		return 0;
	case OPT_HEADER:
		return add_header(options, opt->value, err);
	case OPT_INCLUDE:
		options->include = true;
		return 0;
	case OPT_INPUT:
		options->input = opt->value;
		return 0;
	case OPT_LIMIT:
		if (opt_number(opt, "limit", 1, LIMIT_MAX, &number, err) < 0)
			return -1;
		options->range.limit = (uint64_t)number;
		return 0;
	case OPT_PAGINATE:
		options->paginate = true;
		return 0;
	case OPT_TYPE:
		return parse_type(opt->value, &options->type, err);
	default:
		return error_set(err, ERROR_BUG, "unknown option %d", id);
	}
}

/* [PROFILE] [METHOD] PATH: the last is the path, a word in capitals that is a method is one. */
static int take_arguments(struct api_options *options, struct opt *opt, struct error *err)
{
	const char *word[3] = {NULL};
	size_t count = 0;

	while (count < ARRAY_LEN(word) && (word[count] = opt_argument(opt)))
		count++;
	if (opt_finish(opt, err) < 0)
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
	if (options->range.limit != UINT64_MAX && !options->paginate) {
		error_set(err, ERROR_USAGE, "option '--limit' goes with '--paginate' only");
		return error_hint(err, "one page takes its length in PATH: '?limit=N'");
	}
	return 0;
}

int api_options_parse(int argc, char **argv, struct api_options *options, struct error *err)
{
	struct opt opt;
	int id;

	*options = (struct api_options){.type = API_TYPE_ROUTE, .range = {.limit = UINT64_MAX, .before = UINT64_MAX}};
	opt_init(&opt, specs, argc, argv);
	while ((id = opt_next(&opt, err)) > 0)
		if (set_option(options, id, &opt, err) < 0)
			return -1;
	if (id < 0)
		return -1;
	if (options->help)
		return 0;
	return take_arguments(options, &opt, err) < 0 ? -1 : check(options, err);
}

void api_options_release(struct api_options *options)
{
	strings_release(&options->fields);
	strings_release(&options->forms);
	strings_release(&options->headers);
	free(options->body_type);
}
