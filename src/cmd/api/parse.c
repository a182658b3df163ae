#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/opt.h"
#include "cmd/api/api.h"

enum { OPT_FIELD = OPT_FIRST, OPT_HEADER, OPT_INCLUDE, OPT_INPUT, OPT_LIMIT, OPT_PAGINATE, OPT_TYPE };

static const struct opt_spec specs[] = {
    {OPT_FIELD, 'f', "field", "KEY=VALUE", "a member of the JSON body, as a string; of a GET's query; may be repeated"},
    {OPT_INPUT, 0, "input", "FILE", "the body, as it is; '-' is stdin"},
    {OPT_HEADER, 'H', "header", "NAME:VALUE", "a header besides; never Authorization; may be repeated"},
    {OPT_INCLUDE, 'i', "include", NULL, "print the reply's status and headers too"},
    {OPT_PAGINATE, 0, "paginate", NULL, "fetch all pages, as one list: messages from newest to oldest, guilds"},
    {OPT_LIMIT, 0, "limit", "N", "with --paginate: so many items at the most"},
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

static int add_field(struct api_wish *wish, const char *text, struct error *err)
{
	size_t len = strcspn(text, "=");

	if (!len || !text[len]) {
		error_set(err, ERROR_USAGE, "option '--field' takes KEY=VALUE");
		return error_hint(err, "for other JSON than strings use --input");
	}
	for (size_t i = 0; i < wish->fields.count; i++)
		if (!strncmp(wish->fields.item[i], text, len + 1))
			return error_set(err, ERROR_USAGE, "field '%.*s' is there twice", (int)len, text);
	strings_add(&wish->fields, text);
	return 0;
}

static int set_option(struct api_wish *wish, int id, const struct opt *opt, struct error *err)
{
	long number;

	switch (id) {
	case OPT_HELP:
		wish->help = true;
		return 0;
	case OPT_FIELD:
		return add_field(wish, opt->value, err);
	case OPT_HEADER:
		return api_add_header(wish, opt->value, err);
	case OPT_INCLUDE:
		wish->include = true;
		return 0;
	case OPT_INPUT:
		wish->input = opt->value;
		return 0;
	case OPT_LIMIT:
		if (opt_number(opt, "limit", 1, LIMIT_MAX, &number, err) < 0)
			return -1;
		wish->limit = (uint64_t)number;
		return 0;
	case OPT_PAGINATE:
		wish->paginate = true;
		return 0;
	case OPT_TYPE:
		return parse_type(opt->value, &wish->type, err);
	default:
		return error_set(err, ERROR_BUG, "unknown option %d", id);
	}
}

/* [PROFILE] [METHOD] PATH: the last is the path, a word in capitals that is a method is one. */
static int take_arguments(struct api_wish *wish, struct opt *opt, struct error *err)
{
	const char *word[3] = {NULL};
	size_t count = 0;

	while (count < ARRAY_LEN(word) && (word[count] = opt_argument(opt)))
		count++;
	if (opt_finish(opt, err) < 0)
		return -1;
	if (!count)
		return error_set(err, ERROR_USAGE, "PATH is missing");
	wish->path = word[count - 1];
	if (count >= 2)
		wish->method = find_method(word[count - 2]);
	if (count == 2 && !wish->method)
		wish->profile = word[0];
	if (count == 3)
		wish->profile = word[0];
	if (count == 3 && !wish->method) {
		error_set(err, ERROR_USAGE, "no method '%s'", word[1]);
		return error_hint(err, "use one of GET, POST, PUT, PATCH, DELETE");
	}
	return 0;
}

static int check(struct api_wish *wish, struct error *err)
{
	bool has_body = wish->input || wish->fields.count;

	if (!wish->method)
		wish->method = has_body && !wish->paginate ? "POST" : "GET";
	if (wish->input && wish->fields.count)
		return error_set(err, ERROR_USAGE, "options '--input' and '--field' exclude each other");
	if (wish->input && !strcmp(wish->method, "GET"))
		return error_set(err, ERROR_USAGE, "option '--input': a GET has no body");
	if (wish->body_type && !wish->input)
		return error_set(err, ERROR_USAGE, "header 'Content-Type' goes with '--input' only");
	if (wish->paginate && strcmp(wish->method, "GET") != 0)
		return error_set(err, ERROR_USAGE, "option '--paginate' goes with GET only");
	if (wish->paginate && wish->include)
		return error_set(err, ERROR_USAGE, "options '--paginate' and '--include' exclude each other");
	if (wish->limit != UINT64_MAX && !wish->paginate) {
		error_set(err, ERROR_USAGE, "option '--limit' goes with '--paginate' only");
		return error_hint(err, "one page takes its length in PATH: '?limit=N'");
	}
	return 0;
}

int api_parse(int argc, char **argv, struct api_wish *wish, struct error *err)
{
	struct opt opt;
	int id;

	*wish = (struct api_wish){.type = API_TYPE_ROUTE, .limit = UINT64_MAX};
	opt_init(&opt, specs, argc, argv);
	while ((id = opt_next(&opt, err)) > 0)
		if (set_option(wish, id, &opt, err) < 0)
			return -1;
	if (id < 0)
		return -1;
	if (wish->help)
		return 0;
	return take_arguments(wish, &opt, err) < 0 ? -1 : check(wish, err);
}

void api_wish_release(struct api_wish *wish)
{
	strings_release(&wish->fields);
	strings_release(&wish->headers);
	free(wish->body_type);
}
