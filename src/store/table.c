#include "base/memory.h"
#include "discred/store.h"

/* A new store: its file, and its name here. */
#define STORES(X) X(file_store)

#define DECLARE(name) extern const struct store_ops name;
STORES(DECLARE)

#define ROW(name) &name,
static const struct store_ops *const rows[] = {STORES(ROW)};
const struct store_table store_table = {.row = rows, .count = ARRAY_LEN(rows), .named = &file_store};
