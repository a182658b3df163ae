#include "cmd/auth/store.h"

#include <bsd/readpassphrase.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/ui_options.h"
#include "core/profile/config.h"
#include "discred/profile.h"
#include "discred/source.h"
#include "net/etcd/etcd_store.h"
#include "net/seal/sealed.h"

enum { CODE_MAX = 256 };

#define LEFT "left"

static int ask(const char *prompt, struct buf *line, struct error *err)
{
	char typed[CODE_MAX];
	int result = 0;

	if (ui_options()->no_input)
		return error_set(err, ERROR_NONE, "nobody may be asked for the code");
	if (readpassphrase(prompt, typed, sizeof(typed), RPP_ECHO_OFF | RPP_REQUIRE_TTY))
		buf_str(line, typed);
	else if (errno == ENOTTY || errno == ENXIO)
		result = error_set(err, ERROR_NONE, "there is no terminal to ask for the code at");
	else
		result = error_set(err, ERROR_SYS, "cannot ask for the code: %s", strerror(errno));
	wipe_array(typed);
	return result;
}

/* On the terminal itself: stdout may be a file, and stderr a journal. */
static int show(const char *text, struct error *err)
{
	int fd = ui_options()->no_input ? -1 : open("/dev/tty", O_WRONLY | O_NOCTTY | O_CLOEXEC);
	int result;

	if (fd < 0)
		return error_set(err, ERROR_NONE, "there is no terminal to show the code on");
	result = file_write_all(fd, "the terminal", text, strlen(text), err);
	close(fd);
	return result;
}

static int find_words(const struct environ *env, const char *label, struct strings *words, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct config config;
	int result = config_load(&config, env, &list, err);

	diagnostics_release(&list);
	if (result)
		return -1;
	for (size_t i = 0; i < config.holder_count && !words->count; i++)
		for (size_t word = 0; word < config.holder[i].words.count; word++)
			if (!strcmp(config.holder[i].label, label))
				strings_add(words, config.holder[i].words.item[word]);
	config_release(&config);
	/* It needs nothing: with the code alone the store can be opened on another machine. */
	if (!words->count && !strcmp(label, HOLDER_RECOVERY))
		strings_add(words, HOLDER_RECOVERY);
	return words->count ? 0 : error_set(err, ERROR_NONE, "there is no key holder '%s'", label);
}

struct seal_access auth_seal_access(const struct environ *env, const struct strings *scrub)
{
	static const struct holder_person person = {.ask = ask, .show = show};

	return (struct seal_access){.env = env, .person = &person, .scrub = scrub, .words = find_words};
}

int auth_store_open(struct store *store, const char *name, const struct environ *env, const struct strings *scrub,
		    struct error *err)
{
	const struct store_table table = {.row = store_table.row, .count = store_table.count, .named = &etcd_store};
	struct seal_access access = auth_seal_access(env, scrub);

	if (store_open(store, &table, name, env, err) < 0)
		return -1;
	sealed_wrap(store, &access);
	return 0;
}

char *auth_store_of(const char *name, const struct environ *env)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error ignored = ERROR_INIT;
	struct profile profile;
	char *store = NULL;

	if (!profile_load(&profile, name, env, &source_table, &list, &ignored)) {
		store = xstrdup(profile.store);
		profile_release(&profile);
	}
	diagnostics_release(&list);
	return store ? store : xstrdup(STORE_DEFAULT);
}

int auth_note_left(const struct store *store, const char *profile, bool left, struct error *err)
{
	const struct buf empty = BUF_INIT(0);

	return left ? store->ops->save(store, profile, LEFT, &empty, err)
		    : store->ops->erase(store, profile, LEFT, err);
}

bool auth_has_left(const struct store *store, const char *profile)
{
	struct buf note = BUF_INIT(BUF_FILE_MAX);
	struct error ignored = ERROR_INIT;
	bool left = !store->ops->load(store, profile, LEFT, &note, &ignored);

	buf_release(&note);
	return left;
}

static bool stores(const struct store *store, const char *profile, const char *slot)
{
	struct buf stamp = BUF_INIT(BUF_FILE_MAX);
	bool found;

	store->ops->stamp(store, profile, slot, &stamp);
	found = strcmp(buf_text(&stamp), STORE_STAMP_NONE) != 0;
	buf_release(&stamp);
	return found;
}

bool auth_stores_secrets(const struct store *store)
{
	struct strings names = STRINGS_INIT;
	struct error ignored = ERROR_INIT;
	bool found = false;

	if (store->ops->profiles(store, &names, &ignored) < 0)
		strings_release(&names);
	/* Two slots of each are looked at: a list of slots would read the directory anew for each profile. */
	for (size_t i = 0; i < names.count && !found; i++)
		found = stores(store, names.item[i], "grant") || stores(store, names.item[i], "secret");
	strings_release(&names);
	return found;
}

void auth_suggest_seal(const struct store *store, const struct environ *env)
{
	struct general seal = GENERAL_INIT;
	struct error err = ERROR_INIT;

	if (!ui_options()->no_input && isatty(STDERR_FILENO) && seal_read(store, &seal, &err) < 0 &&
	    err.code == ERROR_NONE && holder_keyring_answers(env))
		log_note(
		    "'discred auth seal --with secret-service' encrypts what is stored, with a key in your keyring");
	general_release(&seal);
}
