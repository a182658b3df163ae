/* discred auth seal: `seal` lasts before a slot is sealed with its key. Who was ended runs the same command again. */
#include "cmd/auth/seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/opt.h"
#include "base/signals.h"
#include "cmd/auth/auth.h"
#include "core/profile/config_set.h"
#include "discred/profile.h"

enum action { SHOW, SEAL, ADD, REMOVE };
enum tokens { AS_THEY_ARE, IN_MEMORY, ON_DISK };

struct options {
	enum action action;
	int tokens;
	const char *label; /* NULL: the kind's */
	const char *store;
	struct config_holder holder;
	bool has_key; /* the holder's, which several stores share */
	struct jwe_key key;
};

static int find_holder(const struct general *seal, const char *label)
{
	for (size_t i = 0; i < seal->count; i++)
		if (!strcmp(seal->recipient[i].kid, label))
			return (int)i;
	return -1;
}

/* Makes the holder's key and its entry in config.cfg, both before `seal` names the holder. */
static int make_holder(const struct sealing *sealing, struct options *options, struct error *err)
{
	const struct config_holder *holder = &options->holder;
	const struct holder_context context = {.env = sealing->env,
					       .person = sealing->access.person,
					       .scrub = &sealing->scrub,
					       .label = holder->label,
					       .words = &holder->words};
	struct diagnostics list = DIAGNOSTICS_INIT;
	int result;

	if (options->has_key)
		return 0;
	result = holder_make(&context, &options->key, err);
	/* Recovery needs no entry. */
	if (!result && strcmp(holder->label, HOLDER_RECOVERY) != 0) {
		result = config_add_holder(sealing->env, holder, &list, err);
		if (result && list.count)
			profile_complain(stderr, &list, err);
	}
	diagnostics_release(&list);
	options->has_key = !result;
	return result;
}

/* With the key of options, which the holder has. */
static int add_holder(struct sealing *sealing, const struct options *options, struct error *err)
{
	struct seal_keys *keys = sealing->keys;

	if (general_add(&sealing->seal, options->holder.label, &options->key, &keys->content, err) < 0)
		return -1;
	return seal_write(&sealing->store, &sealing->seal, keys, false, err);
}

/* A new seal. Slots that are sealed already would be lost with its new key. */
static int make_seal(struct sealing *sealing, struct options *options, struct error *err)
{
	size_t sealed;
	size_t plain;

	if (sealing_count(sealing, &sealed, &plain, err) < 0)
		return -1;
	if (sealed)
		return sealing_refuse_lost(sealing, sealed, err);
	if (make_holder(sealing, options, err) < 0 || jwe_key_make(&sealing->keys->content, err) < 0 ||
	    seal_keys_add(sealing->keys, err) < 0)
		return -1;
	return add_holder(sealing, options, err);
}

/* First that no token gets there any more, then those that are there. */
static int place_tokens(struct sealing *sealing, int choice, struct error *err)
{
	const struct store *store = &sealing->store;
	bool allowed = choice == ON_DISK;

	if (!choice)
		return 0;
	if (store->ops->allow_tokens_on_disk(store, allowed, err) < 0)
		return -1;
	return allowed ? 0 : sealing_resave_tokens(sealing, err);
}

static int seal(struct sealing *sealing, struct options *options, struct error *err)
{
	const char *label = options->holder.label;
	struct sealing_round round = SEALING_ROUND_INIT;
	int result;

	if (!sealing->sealed) {
		result = make_seal(sealing, options, err);
	} else if (find_holder(&sealing->seal, label) >= 0) {
		result = seal_open(&sealing->seal, &sealing->access, NULL, sealing->keys, err);
	} else {
		error_set(err, ERROR_USAGE, "the store is sealed already, and has no key holder '%s'", label);
		return error_hint(err, "use --add, to let another key holder have the key too");
	}
	if (result < 0 || sealing_rewrite(sealing, true, &round, err) < 0 ||
	    place_tokens(sealing, options->tokens, err) < 0) {
		result = -1;
	} else {
		sealing_advise(sealing, &round);
		printf("sealed %zu slot%s of %zu profile%s\n", round.slots, round.slots == 1 ? "" : "s", round.profiles,
		       round.profiles == 1 ? "" : "s");
	}
	sealing_round_release(&round);
	return result;
}

static int add(struct sealing *sealing, struct options *options, struct error *err)
{
	const char *label = options->holder.label;

	if (!sealing->sealed)
		return sealing_refuse_unsealed(err);
	if (find_holder(&sealing->seal, label) >= 0) {
		error_set(err, ERROR_USAGE, "there is a key holder '%s' already", label);
		return error_hint(err, "choose another --label");
	}
	if (seal_open(&sealing->seal, &sealing->access, NULL, sealing->keys, err) < 0 ||
	    make_holder(sealing, options, err) < 0 || add_holder(sealing, options, err) < 0)
		return -1;
	printf("added key holder '%s'\n", label);
	return 0;
}

static int show(struct sealing *sealing, const struct options *options, struct error *err)
{
	if (options->tokens && !sealing->sealed)
		return sealing_refuse_unsealed(err);
	return place_tokens(sealing, options->tokens, err) < 0 ? -1 : sealing_show(sealing, err);
}

/* Another holder opens the seal first: so the store can be opened afterwards. */
static int take_away(struct sealing *sealing, const struct options *options, struct error *err)
{
	const char *label = options->holder.label;
	int index = find_holder(&sealing->seal, label);

	if (!sealing->sealed)
		return sealing_refuse_unsealed(err);
	if (index < 0) {
		error_set(err, ERROR_NONE, "there is no key holder '%s'", label);
		return error_hint(err, "'discred auth seal' shows them");
	}
	if (sealing->seal.count == 1) {
		error_set(err, ERROR_USAGE, "'%s' is the only key holder", label);
		return error_hint(err, "add another one before, or run 'discred auth unseal'");
	}
	if (seal_open(&sealing->seal, &sealing->access, label, sealing->keys, err) < 0)
		return -1;
	general_remove(&sealing->seal, (size_t)index);
	if (seal_write(&sealing->store, &sealing->seal, sealing->keys, false, err) < 0)
		return -1;
	printf("removed key holder '%s'\n", label);
	log_warn(
	    "it can still open older copies of the store, and this one with an older copy of the seal, until 'discred "
	    "auth rekey'");
	return 0;
}

static int check_holder(struct options *options, struct error *err)
{
	const struct holder_kind *kind;
	struct config_holder *holder = &options->holder;

	if (options->action != REMOVE && holder_find(&holder->words, &kind, err) < 0)
		return -1;
	if (!holder->label)
		holder->label = xstrdup(holder->words.item[0]);
	if (!config_label_valid(holder->label))
		return error_set(err, ERROR_USAGE, "'%s' cannot be the label of a key holder", holder->label);
	/* Its entry in config.cfg can be left out. */
	if (options->action != REMOVE && !strcmp(holder->label, HOLDER_RECOVERY) &&
	    strcmp(holder->words.item[0], HOLDER_RECOVERY) != 0)
		return error_set(err, ERROR_USAGE, "only a recovery code can have the label '" HOLDER_RECOVERY "'");
	return 0;
}

static int choose(struct options *options, enum action action, const char *value, struct error *err)
{
	if (options->action)
		return error_set(err, ERROR_USAGE, "only one of --with, --add and --remove can be given");
	options->action = action;
	if (action == REMOVE)
		options->holder.label = xstrdup(value);
	else
		strings_add(&options->holder.words, value);
	return 0;
}

static int take_with(void *options, const char *value, struct error *err)
{
	return choose(options, SEAL, value, err);
}

static int take_add(void *options, const char *value, struct error *err)
{
	return choose(options, ADD, value, err);
}

static int take_remove(void *options, const char *value, struct error *err)
{
	return choose(options, REMOVE, value, err);
}

static const struct opt_spec specs[] = {
    OPT_TAKE(0, "with", "HOLDER", take_with, "seal, and let this key holder have the key"),
    OPT_TAKE(0, "add", "HOLDER", take_add, "let another key holder have it too"),
    OPT_TAKE(0, "remove", "LABEL", take_remove, "take it from a key holder"),
    OPT_TEXT(0, "label", "NAME", struct options, label, "what to call the key holder (its kind)"),
    OPT_CHOICE(0, "no-tokens-on-disk", IN_MEMORY, struct options, tokens, "keep access tokens in memory or nowhere"),
    OPT_CHOICE(0, "tokens-on-disk", ON_DISK, struct options, tokens,
	       "keep them on disk where there is no memory for them (the default)"),
    OPT_TEXT(0, "store", "NAME", struct options, store, "this store (the user's files and all that profiles name)"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred auth seal [OPTIONS] [WORD ...]",
    .summary = "Encrypts what is stored. Kinds of key holders: file [PATH], secret-service, pass NAME, systemd-creds "
	       "PATH, command PROGRAM [ARGUMENT ...], recovery.",
    .specs = specs,
};

static int parse(struct options *options, int argc, char **argv, struct error *err)
{
	struct opt_arguments arguments;
	const char *word;
	int result = opt_parse(&line, argc, argv, options, &arguments, err);

	if (result <= 0)
		return result;
	if (options->action == SEAL || options->action == ADD) {
		while ((word = opt_argument(&arguments)))
			strings_add(&options->holder.words, word);
		options->holder.label = options->label ? xstrdup(options->label) : NULL;
	} else if (options->label) {
		return error_set(err, ERROR_USAGE, "option '--label' goes with --with or --add");
	}
	if (options->tokens && (options->action == ADD || options->action == REMOVE))
		return error_set(err, ERROR_USAGE, "options about tokens go with --with, or alone");
	if (opt_finish(&arguments, err) < 0)
		return -1;
	return options->action && check_holder(options, err) < 0 ? -1 : 1;
}

static int change(struct sealing *sealing, void *data, struct error *err)
{
	struct options *options = data;

	switch (options->action) {
	case SEAL:
		return seal(sealing, options, err);
	case ADD:
		return add(sealing, options, err);
	case REMOVE:
		return take_away(sealing, options, err);
	case SHOW:
		break;
	}
	return show(sealing, options, err);
}

int auth_seal(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct options options = {.holder = {.words = STRINGS_INIT}};
	int result = parse(&options, argc, argv, err);

	if (result > 0)
		result = sealing_each_store(env, options.store, change, &options, err);
	wipe_object(&options.key);
	free(options.holder.label);
	strings_release(&options.holder.words);
	return result;
}
