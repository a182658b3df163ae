/*
 * The text of config.cfg, wherever it comes from: reading it, and changing it.
 */
#ifndef DISCRED_CORE_PROFILE_CONFIG_TEXT_H
#define DISCRED_CORE_PROFILE_CONFIG_TEXT_H

#include "core/profile/config.h"
#include "discred/buf.h"

/*
 * Appends the text with default_profile set to the name to `edited`: the value that is there is replaced, else a line
 * is added, after one that is commented out, or at the end. Everything else stays as it is, byte for byte.
 * ERROR_CONFIG: the text has mistakes, which go to the list; the path is for them.
 */
int config_text_set_default(const struct buf *text, const char *path, const char *name, struct buf *edited,
			    struct diagnostics *list, struct error *err) __attribute__((nonnull, warn_unused_result));

/*
 * The same for a key holder, which must not be in the text yet: it becomes the first of the group `holders`, which is
 * added at the end if it is missing.
 */
int config_text_add_holder(const struct buf *text, const char *path, const struct config_holder *holder,
			   struct buf *edited, struct diagnostics *list, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
