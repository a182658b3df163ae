/* A store that is no files: it keeps its seal itself, and has no directory that could be looked at. */
#include "net/seal/sealed.h"

#include "expect.h"
#include "sealed_case.h"

#define RECORD "discred-record 1\na=hidden\nend\n"

static struct environ env;
static struct buf grant = BUF_INIT(4096);
static struct buf seal = BUF_INIT(4096);
static bool drops;

static int copy(const struct buf *from, struct buf *bytes, struct error *err)
{
	if (!from->len)
		return error_set(err, ERROR_NONE, "nothing is there");
	buf_add(bytes, buf_text(from), from->len);
	return 0;
}

static void replace(struct buf *kept, const struct buf *bytes)
{
	buf_clear(kept);
	buf_add(kept, buf_text(bytes), bytes->len);
}

static int load(const struct store *store, const char *profile, const char *slot, struct buf *bytes, struct error *err)
{
	(void)store;
	(void)profile;
	(void)slot;
	return copy(&grant, bytes, err);
}

static int save(const struct store *store, const char *profile, const char *slot, const struct buf *bytes,
		struct error *err)
{
	(void)store;
	(void)profile;
	(void)slot;
	(void)err;
	replace(&grant, bytes);
	return 0;
}

static int seal_load(const struct store *store, struct buf *bytes, struct error *err)
{
	(void)store;
	return copy(&seal, bytes, err);
}

static int seal_save(const struct store *store, const struct buf *bytes, bool drops_key, struct error *err)
{
	(void)store;
	(void)err;
	replace(&seal, bytes);
	drops = drops_key;
	return 0;
}

static int seal_lock(const struct store *store, enum store_lock kind, int wait_ms, struct store_hold *hold,
		     struct error *err)
{
	(void)store;
	(void)kind;
	(void)wait_ms;
	(void)err;
	*hold = (struct store_hold)STORE_HOLD_INIT;
	return 0;
}

static void unlock(struct store_hold *hold)
{
	(void)hold;
}

static void end(struct store *store)
{
	(void)store;
}

static const struct store_ops ops = {
    .name = "memory",
    .close = end,
    .load = load,
    .save = save,
    .unlock = unlock,
    .seal_load = seal_load,
    .seal_save = seal_save,
    .seal_lock = seal_lock,
};

static void begin(void)
{
	scratch_make_unprivileged();
	env = (struct environ){.uid = geteuid(), .home = scratch};
}

TestSuite(other_store, .init = begin, .fini = scratch_remove);

Test(other_store, is_sealed_like_files)
{
	struct store store = {.ops = &ops, .seal_name = "memory:seal"};
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	sealed_case_wrap(&store, &env);
	buf_str(&bytes, RECORD);
	cr_assert_eq(store.ops->save(&store, "reader", "grant", &bytes, &err), 0, "%s", err.text);
	cr_expect_eq(strncmp(buf_text(&grant), "eyJ", 3), 0);
	cr_expect(seal.len);
	store.ops->close(&store);

	sealed_case_wrap(&store, &env);
	buf_clear(&bytes);
	cr_assert_eq(store.ops->load(&store, "reader", "grant", &bytes, &err), 0, "%s", err.text);
	cr_expect_str_eq(buf_text(&bytes), RECORD);
	store.ops->close(&store);
	buf_release(&bytes);
}

Test(other_store, names_its_own_seal)
{
	struct store store = {.ops = &ops, .seal_name = "memory:seal"};
	struct buf bytes = BUF_INIT(4096);
	struct error err = ERROR_INIT;

	sealed_case_wrap(&store, &env);
	buf_str(&bytes, RECORD);
	cr_assert_eq(store.ops->save(&store, "reader", "grant", &bytes, &err), 0, "%s", err.text);
	cr_assert_eq(seal_erase(&store, &err), 0, "%s", err.text);
	cr_expect(drops);
	store.ops->close(&store);

	sealed_wrap(&store, &(struct seal_access){.env = &env, .words = sealed_case_words});
	buf_clear(&bytes);
	cr_expect_eq(store.ops->load(&store, "reader", "grant", &bytes, &err), -1);
	expect_error(err, ERROR_CONFIG, "sealed slot 'grant': there is no seal 'memory:seal'");
	store.ops->close(&store);
	buf_release(&bytes);
}
