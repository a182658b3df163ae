#include "discred/store.h"

#include <string.h>

#include "base/path.h"

int store_open(struct store *store, const struct store_table *table, const char *name, const struct environ *env,
	       struct error *err)
{
	*store = (struct store){.ops = NULL};
	for (size_t i = 0; i < table->count; i++)
		if (!strcmp(table->row[i]->name, name))
			store->ops = table->row[i];
	if (!store->ops && name_valid(name))
		store->ops = table->named;
	if (!store->ops)
		return error_set(err, ERROR_CONFIG, "there is no store '%s'", name);
	return store->ops->open(store, name, env, err);
}

void store_close(struct store *store)
{
	if (store->ops)
		store->ops->close(store);
	*store = (struct store){.ops = NULL};
}
