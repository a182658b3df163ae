#include "base/memory.h"
#include "discred/source.h"

/* A new source: its file, and its name here. */
#define SOURCES(X) X(env) X(file) X(command) X(cache) X(refresh) X(client_credentials) X(bot) X(login) X(helper) X(tty)

#define DECLARE(name) extern const struct source source_##name;
SOURCES(DECLARE)

#define ROW(name) &source_##name,
static const struct source *const rows[] = {SOURCES(ROW)};
static const struct source *const fallback[] = {&source_cache, &source_refresh, NULL};
const struct source_table source_table = {
    .row = rows,
    .count = ARRAY_LEN(rows),
    .fallback = fallback,
    .bot = &source_bot,
};
