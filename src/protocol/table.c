#include <string.h>

#include "discred/memory.h"
#include "discred/protocol.h"

/* A new protocol: its file, and its name here. */
#define PROTOCOLS(X) X(plain) X(header) X(json)

#define DECLARE(name) extern const struct protocol protocol_##name;
PROTOCOLS(DECLARE)

#define ROW(name) &protocol_##name,
const struct protocol *const protocol_table[] = {PROTOCOLS(ROW)};
const size_t protocol_table_count = ARRAY_LEN(protocol_table);

const struct protocol *protocol_find(const char *name)
{
	for (size_t i = 0; i < protocol_table_count; i++)
		if (!strcmp(protocol_table[i]->name, name))
			return protocol_table[i];
	return NULL;
}
