/* config.cfg: the default profile, aliases and key holders. */
#ifndef DISCRED_CONFIG_H
#define DISCRED_CONFIG_H

#include "base/environ.h"
#include "base/strings.h"
#include "core/profile/document.h"

/* A key holder: LABEL = [ "KIND", ... ]. What the words may be is for discred-auth (discred-seal(7)). */
struct config_holder {
	char *label;
	struct strings words; /* at least one */
};

/* The first file on the search path that gives default_profile, or an alias or a key holder of some name, wins for it.
 */
struct config {
	char *default_profile; /* NULL: none */
	char *default_path;    /* the file that gives it, and where there its value stands */
	struct position default_at;
	struct strings alias_names;
	struct strings alias_values; /* of the same count */
	struct config_holder *holder;
	size_t holder_count;
};

/* Whether it can be a key holder's label: [A-Za-z][A-Za-z0-9_-]{0,63}, what libconfig takes for the name of a setting.
 */
bool config_label_valid(const char *label) __attribute__((nonnull, warn_unused_result));

/* Loads config.cfg from the search path; absent is fine. Errors and list as for a profile. */
int config_load(struct config *config, const struct environ *env, struct diagnostics *list, struct error *err)
    __attribute__((nonnull, warn_unused_result));
void config_release(struct config *config) __attribute__((nonnull));

/* Fills the document, and config from it; what an earlier file gave stays. */
int config_load_text(struct document *document, const struct buf *text, const char *path, struct config *config,
		     struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
