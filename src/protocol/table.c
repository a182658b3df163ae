#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "discred/protocol.h"

/* A new protocol: its file, and its name here. */
#define PROTOCOLS(X) X(plain) X(header) X(json) X(env) X(curl) X(record) X(git) X(docker) X(bazel)

#define DECLARE(name) extern const struct protocol protocol_##name;
PROTOCOLS(DECLARE)

#define ROW(name) &protocol_##name,
const struct protocol *const protocol_table[] = {PROTOCOLS(ROW)};
const size_t protocol_table_count = ARRAY_LEN(protocol_table);

const struct protocol *protocol_find(const char *name)
{
	for (size_t i = 0; i < protocol_table_count; i++)
		if (!protocol_table[i]->argv0 && !strcmp(protocol_table[i]->name, name))
			return protocol_table[i];
	return NULL;
}

const struct protocol *protocol_of_program(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	for (size_t i = 0; i < protocol_table_count; i++)
		if (protocol_table[i]->argv0 && !strcmp(protocol_table[i]->argv0, name))
			return protocol_table[i];
	return NULL;
}

char *protocol_outputs(void)
{
	struct strings names = STRINGS_INIT;
	char *list;

	for (size_t i = 0; i < protocol_table_count; i++)
		if (!protocol_table[i]->argv0)
			strings_add(&names, protocol_table[i]->name);
	list = strings_join(&names, ", ");
	strings_release(&names);
	return list;
}

void protocol_request_release(struct protocol_request *request)
{
	free(request->profile);
	url_release(&request->url);
	buf_release(&request->secret);
	buf_release(&request->text);
	request->profile = NULL;
}
