/* Seals a test's store, with a key file in its scratch directory. The file away is a key holder that is locked. */
#ifndef UNIT_SEALED_CASE_H
#define UNIT_SEALED_CASE_H

#include <criterion/criterion.h>

#include "net/seal/sealed.h"
#include "scratch.h"

static inline int sealed_case_words(const struct environ *env, const char *label, struct strings *words,
				    struct error *err)
{
	(void)env;
	if (strcmp(label, "test") != 0)
		return error_set(err, ERROR_NONE, "there is no holder '%s'", label);
	strings_add(words, "file");
	strings_add(words, scratch_path("key"));
	return 0;
}

static inline struct seal_access sealed_case_access(const struct environ *env)
{
	return (struct seal_access){.env = env, .words = sealed_case_words};
}

/* Makes the key and `seal`, if they are not there, and wraps the store. */
static inline void sealed_case_wrap(struct store *store, const struct environ *env)
{
	const struct seal_access access = sealed_case_access(env);
	struct general seal = GENERAL_INIT;
	struct error err = ERROR_INIT;

	if (seal_read(store, &seal, &err) < 0) {
		struct strings words = STRINGS_INIT;
		struct holder_context context = {.env = env, .label = "test", .words = &words};
		struct seal_keys *keys = seal_keys_new();
		struct jwe_key key;

		cr_assert_eq(access.words(env, "test", &words, &err), 0);
		cr_assert_eq(holder_make(&context, &key, &err), 0, "%s", err.text);
		cr_assert_eq(jwe_key_make(&keys->content, &err), 0);
		cr_assert_eq(seal_keys_add(keys, &err), 0);
		cr_assert_eq(general_add(&seal, "test", &key, &keys->content, &err), 0);
		cr_assert_eq(seal_write(store, &seal, keys, false, &err), 0, "%s", err.text);
		seal_keys_free(keys);
		strings_release(&words);
	}
	general_release(&seal);
	sealed_wrap(store, &access);
	cr_assert_eq(sealed_enter(store, 0, &err), 0, "%s", err.text);
}

#endif
