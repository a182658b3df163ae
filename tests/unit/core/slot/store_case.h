/* A store of its own for a test, below its scratch directory. */
#ifndef UNIT_STORE_CASE_H
#define UNIT_STORE_CASE_H

#include "discred/store.h"
#include "scratch.h"

static struct environ env;
static struct store store;

/* For a suite's .init and .fini. */
static inline void store_case_begin(void)
{
	struct error err = ERROR_INIT;

	scratch_make_unprivileged();
	env = (struct environ){.uid = geteuid(), .home = scratch, .runtime_dir = "/nonexistent"};
	cr_assert_eq(store_open(&store, &store_table, STORE_DEFAULT, &env, &err), 0, "%s", err.text);
}

static inline void store_case_end(void)
{
	store_close(&store);
	scratch_remove();
}

#endif
