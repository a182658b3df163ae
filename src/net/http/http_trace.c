#include "net/http/http_trace.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/query.h"
#include "core/output/json.h"

/* What a value must look like to be shown. */
enum trace_kind {
	TRACE_HIDDEN,
	TRACE_OWN,    /* any text: it is from the profile or from discred itself */
	TRACE_NUMBER, /* digits, 20 at the most: an id, a size, a bit field */
	TRACE_SWITCH, /* true or false, or a number */
	TRACE_WORDS,  /* free words of a server: what could be a token is hidden */
};

/* What is known to be harmless: by name, and by what a value of that name looks like. */
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

enum {
	NUMBER_MAX = 20,
	NAME_MAX_LEN = 64,
	WORD_MAX = 16,  /* a longer word with digits or capitals in it could be a token */
	PLAIN_MAX = 48, /* the longest scope has 40 letters */
	TEXT_MAX = 200, /* of free words */
};

struct known {
	const char *name;
	enum trace_kind kind;
};

static enum trace_kind find_kind(const struct known *rows, size_t count, const char *name, bool any_case)
{
	for (size_t i = 0; i < count; i++)
		if (any_case ? !strcasecmp(rows[i].name, name) : !strcmp(rows[i].name, name))
			return rows[i].kind;
	return TRACE_HIDDEN;
}

static enum trace_kind kind_of_header(const char *name, bool of_request)
{
	static const struct known requests[] = {
	    {"Accept", TRACE_OWN},
	    {"Content-Length", TRACE_NUMBER},
	    {"Content-Type", TRACE_OWN},
	    {"User-Agent", TRACE_OWN},
	};
	static const struct known replies[] = {
	    {"Age", TRACE_NUMBER},
	    {"Allow", TRACE_WORDS},
	    {"Cache-Control", TRACE_WORDS},
	    {"Connection", TRACE_WORDS},
	    {"Content-Encoding", TRACE_WORDS},
	    {"Content-Length", TRACE_NUMBER},
	    {"Content-Type", TRACE_WORDS},
	    {"Date", TRACE_WORDS},
	    {"Retry-After", TRACE_WORDS},
	    {"Server", TRACE_WORDS},
	    {"Transfer-Encoding", TRACE_WORDS},
	    {"Via", TRACE_WORDS},
	    {"X-RateLimit-Global", TRACE_SWITCH},
	    {"X-RateLimit-Limit", TRACE_NUMBER},
	    {"X-RateLimit-Remaining", TRACE_NUMBER},
	    {"X-RateLimit-Reset", TRACE_WORDS},
	    {"X-RateLimit-Reset-After", TRACE_WORDS},
	    {"X-RateLimit-Scope", TRACE_WORDS},
	};

	if (of_request)
		return find_kind(requests, ARRAY_LEN(requests), name, true);
	return find_kind(replies, ARRAY_LEN(replies), name, true);
}

static enum trace_kind kind_of_field(const char *name)
{
	static const struct known fields[] = {
	    {"client_id", TRACE_NUMBER}, {"grant_type", TRACE_OWN},      {"redirect_uri", TRACE_OWN},
	    {"scope", TRACE_OWN},        {"token_type_hint", TRACE_OWN},
	};

	return find_kind(fields, ARRAY_LEN(fields), name, false);
}

static enum trace_kind kind_of_parameter(const char *name)
{
	static const struct known parameters[] = {
	    {"after", TRACE_NUMBER},       {"around", TRACE_NUMBER},    {"before", TRACE_NUMBER},
	    {"limit", TRACE_NUMBER},       {"thread_id", TRACE_NUMBER}, {"wait", TRACE_SWITCH},
	    {"with_counts", TRACE_SWITCH},
	};

	return find_kind(parameters, ARRAY_LEN(parameters), name, false);
}

static enum trace_kind kind_of_member(const char *name, bool of_request)
{
	static const struct known members[] = {
	    {"allow", TRACE_NUMBER},
	    {"deny", TRACE_NUMBER},
	    {"error", TRACE_WORDS},
	    {"error_description", TRACE_WORDS},
	    {"expires", TRACE_WORDS},
	    {"id", TRACE_NUMBER},
	    {"message", TRACE_WORDS},
	    {"permissions", TRACE_NUMBER},
	    {"permissions_new", TRACE_NUMBER},
	    {"scope", TRACE_WORDS},
	    {"timestamp", TRACE_WORDS},
	    {"token_type", TRACE_WORDS},
	};
	enum trace_kind kind = find_kind(members, ARRAY_LEN(members), name, false);
	size_t len = strlen(name);

	if (kind == TRACE_WORDS && of_request)
		return TRACE_HIDDEN;
	return len > 3 && !strcmp(name + len - 3, "_id") ? TRACE_NUMBER : kind;
}

static bool only(const char *text, size_t len, const char *allowed)
{
	for (size_t i = 0; i < len; i++)
		if (!text[i] || !strchr(allowed, text[i]))
			return false;
	return len > 0;
}

static bool is_number(const char *text, size_t len)
{
	return len <= NUMBER_MAX && only(text, len, DIGITS);
}

static bool is_switch(const char *text, size_t len)
{
	return (len == 4 && !memcmp(text, "true", 4)) || (len == 5 && !memcmp(text, "false", 5)) ||
	       is_number(text, len);
}

static void add_size(size_t len, struct buf *line)
{
	buf_printf(line, "[%zu byte%s]", len, len == 1 ? "" : "s");
}

static bool could_be_token(const char *word, size_t len)
{
	return len > PLAIN_MAX || (len > WORD_MAX && !only(word, len, LOWER "_.-/"));
}

/* Word by word; control bytes can't begin a line of their own. */
static void add_words(const char *text, size_t len, struct buf *line)
{
	static const char of_tokens[] = LOWER UPPER DIGITS "_.-~+/=%";
	size_t stop = len < TEXT_MAX ? len : TEXT_MAX;
	size_t word;

	for (size_t at = 0; at < stop; at += word ? word : 1) {
		for (word = 0; at + word < len && text[at + word] && strchr(of_tokens, text[at + word]); word++)
			;
		if (could_be_token(text + at, word))
			add_size(word, line);
		else if (word)
			buf_add(line, text + at, word);
		else
			buf_char(line, (unsigned char)text[at] < 0x20 ? '?' : text[at]);
	}
	if (stop < len)
		buf_str(line, "...");
}

static void add_own(const char *text, size_t len, struct buf *line)
{
	for (size_t i = 0; i < len; i++)
		buf_char(line, (unsigned char)text[i] < 0x20 ? '?' : text[i]);
}

static void add_shown(enum trace_kind kind, const char *value, size_t len, struct buf *line)
{
	if (kind == TRACE_OWN)
		add_own(value, len, line);
	else if (kind == TRACE_WORDS)
		add_words(value, len, line);
	else if (kind == TRACE_NUMBER && is_number(value, len))
		buf_add(line, value, len);
	else if (kind == TRACE_SWITCH && is_switch(value, len))
		buf_add(line, value, len);
	else
		add_size(len, line);
}

static void add_name(const char *name, size_t len, struct buf *line)
{
	if (len <= NAME_MAX_LEN && only(name, len, LOWER UPPER DIGITS "_-") &&
	    (len <= WORD_MAX || only(name, len, LOWER UPPER "_-")))
		buf_add(line, name, len);
	else
		add_size(len, line);
}

/* A word of a route: small letters, and a version's digits at the end: "users", "@me", "oauth2", "v10". */
static bool is_route_word(const char *segment, size_t len)
{
	enum { ROUTE_WORD_MAX = 32, VERSION_MAX = 2 };
	size_t letters = strspn(segment, "abcdefghijklmnopqrstuvwxyz@._-");
	size_t digits = letters < len ? strspn(segment + letters, "0123456789") : 0;

	if (letters > len)
		letters = len;
	return letters && len <= ROUTE_WORD_MAX && letters + digits == len && digits <= VERSION_MAX;
}

/* Below these an id is followed by a token, whatever that looks like. */
static bool leads_to_token(const char *segment, size_t len)
{
	return (len == strlen("webhooks") && !memcmp(segment, "webhooks", len)) ||
	       (len == strlen("interactions") && !memcmp(segment, "interactions", len));
}

static void add_path(const char *path, struct buf *text)
{
	size_t since_secret_route = 0; /* segments since `webhooks`, which is the first; 0: it was not there */

	while (*path == '/') {
		size_t len = strcspn(++path, "/");

		buf_char(text, '/');
		if (since_secret_route)
			since_secret_route++;
		if (since_secret_route != 3 && is_route_word(path, len))
			buf_add(text, path, len);
		else if (len)
			add_shown(since_secret_route == 3 ? TRACE_HIDDEN : TRACE_NUMBER, path, len, text);
		if (leads_to_token(path, len))
			since_secret_route = 1;
		path += len;
	}
}

static void add_parameter(const char *parameter, size_t len, struct buf *text)
{
	const char *equals = memchr(parameter, '=', len);
	size_t name_len = equals ? (size_t)(equals - parameter) : len;
	struct buf name = BUF_INIT(BUF_REPLY_MAX);

	buf_add(&name, parameter, name_len);
	add_name(parameter, name_len, text);
	if (equals) {
		buf_char(text, '=');
		add_shown(kind_of_parameter(buf_text(&name)), equals + 1, len - name_len - 1, text);
	}
	buf_release(&name);
}

void http_trace_target(const struct url *url, struct buf *text)
{
	const char *query = url->query;

	buf_str(text, url->authority);
	add_path(url->path, text);
	for (char before = '?'; query; before = '&') {
		size_t len = strcspn(query, "&");

		buf_char(text, before);
		add_parameter(query, len, text);
		query = query[len] ? query + len + 1 : NULL;
	}
}

enum {
	LIST_MAX = 3,   /* items of a list that are shown */
	DEPTH_MAX = 16, /* levels of JSON */
};

/* JSON on its way into lines. */
struct writer {
	const char *mark;
	bool of_request;
	struct buf *lines;
};

static void begin_line(const struct writer *writer, int depth)
{
	buf_printf(writer->lines, "\n%s %*s", writer->mark, 2 * depth, "");
}

static void add_value(const struct writer *writer, const char *name, const json_t *value, int depth);

static void add_object(const struct writer *writer, json_t *object, int depth)
{
	const char *name;
	json_t *value;
	size_t count = 0;

	buf_char(writer->lines, '{');
	json_object_foreach(object, name, value)
	{
		if (count++)
			buf_char(writer->lines, ',');
		begin_line(writer, depth + 1);
		buf_char(writer->lines, '"');
		add_name(name, strlen(name), writer->lines);
		buf_str(writer->lines, "\": ");
		add_value(writer, name, value, depth + 1);
	}
	if (count)
		begin_line(writer, depth);
	buf_char(writer->lines, '}');
}

static void add_list(const struct writer *writer, const char *name, const json_t *list, int depth)
{
	size_t count = json_array_size(list);

	buf_char(writer->lines, '[');
	for (size_t i = 0; i < count && i < LIST_MAX; i++) {
		if (i)
			buf_char(writer->lines, ',');
		begin_line(writer, depth + 1);
		add_value(writer, name, json_array_get(list, i), depth + 1);
	}
	if (count > LIST_MAX) {
		begin_line(writer, depth + 1);
		buf_printf(writer->lines, "(%zu more)", count - LIST_MAX);
	}
	if (count)
		begin_line(writer, depth);
	buf_char(writer->lines, ']');
}

/* One that is shown has quotes, one that is hidden has none. */
static void add_string(const struct writer *writer, const char *name, const json_t *string)
{
	const char *text = json_string_value(string);
	size_t len = json_string_length(string);
	enum trace_kind kind = kind_of_member(name, writer->of_request);
	struct buf shown = BUF_INIT(BUF_REPLY_MAX);

	add_shown(kind, text, len, &shown);
	if (kind == TRACE_HIDDEN || buf_text(&shown)[0] == '[')
		buf_str(writer->lines, buf_text(&shown));
	else
		buf_printf(writer->lines, "\"%s\"", buf_text(&shown));
	buf_release(&shown);
}

static void add_value(const struct writer *writer, const char *name, const json_t *value, int depth)
{
	json_t *container = json_is_object(value) || json_is_array(value) ? json_incref((json_t *)value) : NULL;

	if (container && depth >= DEPTH_MAX)
		buf_str(writer->lines, "...");
	else if (json_is_object(value))
		add_object(writer, container, depth);
	else if (json_is_array(value))
		add_list(writer, name, value, depth);
	else if (json_is_string(value))
		add_string(writer, name, value);
	else if (json_is_integer(value))
		buf_printf(writer->lines, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_real(value))
		buf_printf(writer->lines, "%g", json_real_value(value));
	else
		buf_str(writer->lines, json_is_null(value) ? "null" : json_is_true(value) ? "true" : "false");
	json_decref(container);
}

/* A field or parameter's value, decoded, as it may be shown. */
static void add_field(const char *mark, const char *field, size_t len, struct buf *lines)
{
	const char *equals = memchr(field, '=', len);
	size_t name_len = equals ? (size_t)(equals - field) : len;
	struct buf whole = BUF_INIT(BUF_REPLY_MAX);
	struct buf value = BUF_INIT(BUF_REPLY_MAX);
	struct error err = ERROR_INIT;
	char name[NAME_MAX_LEN + 1] = "";

	if (name_len <= NAME_MAX_LEN)
		memcpy(name, field, name_len);
	buf_add(&whole, field, len);
	buf_printf(lines, "%s ", mark);
	add_name(field, name_len, lines);
	buf_char(lines, '=');
	if (query_value(buf_text(&whole), name, &value, &err) == 1)
		add_shown(kind_of_field(name), buf_text(&value), value.len, lines);
	else
		add_shown(TRACE_HIDDEN, "", equals ? len - name_len - 1 : 0, lines);
	buf_char(lines, '\n');
	buf_release(&value);
	buf_release(&whole);
}

static void add_form(const char *mark, const struct buf *body, struct buf *lines)
{
	const char *text = buf_text(body);
	const char *end = text + body->len;

	while (text < end) {
		const char *stop = memchr(text, '&', (size_t)(end - text));

		stop = stop ? stop : end;
		add_field(mark, text, (size_t)(stop - text), lines);
		text = stop + 1;
	}
}

static bool is_type(const char *type, const char *wanted)
{
	size_t len = strcspn(type, "; \t");

	return strlen(wanted) == len && !strncasecmp(type, wanted, len);
}

static void add_body(const char *mark, const struct buf *body, const char *type, bool of_request, struct buf *lines)
{
	struct writer writer = {.mark = mark, .of_request = of_request, .lines = lines};
	json_t *json = NULL;

	if (!body->len)
		return;
	buf_printf(lines, "%s\n", mark);
	if (of_request && is_type(type, "application/x-www-form-urlencoded")) {
		add_form(mark, body, lines);
		return;
	}
	if (is_type(type, "application/json"))
		json = json_parse_any(body);
	buf_printf(lines, "%s ", mark);
	if (json)
		add_value(&writer, "", json, 0);
	else
		add_shown(TRACE_HIDDEN, "", body->len, lines);
	buf_char(lines, '\n');
	json_decref(json);
}

static void add_header(const char *mark, const char *name, size_t name_len, enum trace_kind kind, const char *value,
		       struct buf *lines)
{
	buf_printf(lines, "%s ", mark);
	add_name(name, name_len, lines);
	buf_str(lines, ": ");
	add_shown(kind, value, strlen(value), lines);
	buf_char(lines, '\n');
}

/* The scheme is no secret: the rest is shown by its size. */
static void add_authorization(const struct buf *authorization, struct buf *lines)
{
	static const char *const schemes[] = {"Bearer ", "Bot ", "Basic "};
	size_t scheme = 0;

	buf_str(lines, "> Authorization: ");
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (!strncmp(buf_text(authorization), schemes[i], strlen(schemes[i])))
			scheme = strlen(schemes[i]);
	buf_add(lines, buf_text(authorization), scheme);
	add_shown(TRACE_HIDDEN, "", authorization->len - scheme, lines);
	buf_char(lines, '\n');
}

/* "NAME: VALUE", as it was given. */
static void add_foreign(const char *header, struct buf *lines)
{
	size_t len = strcspn(header, ":;");
	const char *value = header + len + (header[len] != '\0');
	struct buf name = BUF_INIT(BUF_REPLY_MAX);

	buf_add(&name, header, len);
	add_header(">", header, len, kind_of_header(buf_text(&name), true), value + strspn(value, " \t"), lines);
	buf_release(&name);
}

static bool is_named(const struct strings *headers, const char *name)
{
	for (size_t i = 0; headers && i < headers->count; i++)
		if (!strncasecmp(headers->item[i], name, strlen(name)) && headers->item[i][strlen(name)] == ':')
			return true;
	return false;
}

/* What is in a part may be anything: its size is shown. */
static void add_parts(const struct http_request *request, struct buf *lines)
{
	buf_str(lines, "> Content-Type: multipart/form-data\n");
	for (size_t i = 0; i < request->part_count; i++) {
		const struct http_part *part = &request->parts[i];

		buf_str(lines, "> ");
		add_name(part->name, strlen(part->name), lines);
		buf_printf(lines, "%s: ", part->filename ? " (file)" : "");
		add_shown(TRACE_HIDDEN, "", part->data->len, lines);
		buf_char(lines, '\n');
	}
}

void http_trace_request(const struct http_settings *settings, const struct http_request *request, const struct url *url,
			struct buf *lines)
{
	const struct buf *body = request->form ? request->form : request->body;
	const char *type = request->form   ? "application/x-www-form-urlencoded"
			   : request->body ? request->body_type
					   : "";

	buf_printf(lines, "> %s http%s://", request->method, url->tls ? "s" : "");
	http_trace_target(url, lines);
	buf_char(lines, '\n');
	add_header(">", "User-Agent", strlen("User-Agent"), TRACE_OWN, settings->user_agent, lines);
	for (size_t i = 0; request->headers && i < request->headers->count; i++)
		add_foreign(request->headers->item[i], lines);
	if (!is_named(request->headers, "Accept"))
		buf_str(lines, "> Accept: application/json\n");
	if (request->authorization)
		add_authorization(request->authorization, lines);
	if (!body && request->part_count)
		add_parts(request, lines);
	if (!body)
		return;
	add_header(">", "Content-Type", strlen("Content-Type"), TRACE_OWN, type, lines);
	buf_printf(lines, "> Content-Length: %zu\n", body->len);
	add_body(">", body, type, true, lines);
}

void http_trace_reply(const struct http_reply *reply, int64_t ms, struct buf *lines)
{
	buf_printf(lines, "< %d in %" PRId64 " ms\n", reply->status, ms);
	for (size_t i = 0; i + 1 < reply->headers.count; i += 2) {
		const char *name = reply->headers.item[i];

		add_header("<", name, strlen(name), kind_of_header(name, false), reply->headers.item[i + 1], lines);
	}
	add_body("<", &reply->body, reply->content_type ? reply->content_type : "", false, lines);
}
