#include "discred/memory.h"
#include "discred/source.h"

/* A new source: its file, and its name here. */
#define SOURCES(X) X(cache) X(refresh)

#define DECLARE(name) extern const struct source source_##name;
SOURCES(DECLARE)

#define ROW(name) &source_##name,
static const struct source *const rows[] = {SOURCES(ROW)};
const struct source_table source_table = {.row = rows, .count = ARRAY_LEN(rows)};
