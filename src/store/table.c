#include "base/memory.h"
#include "discred/store.h"

#define STORES(X) X(file_store)

#define DECLARE(name) extern const struct store_ops name;
STORES(DECLARE)

#define ROW(name) &name,
const struct store_ops *const store_table[] = {STORES(ROW)};
const size_t store_table_count = ARRAY_LEN(store_table);

int store_open(struct store *store, const struct environ *env, struct error *err)
{
	*store = (struct store){.ops = store_table[0]};
	return store->ops->open(store, env, err);
}

void store_close(struct store *store)
{
	if (store->ops)
		store->ops->close(store);
	*store = (struct store){.ops = NULL};
}
