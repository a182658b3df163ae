/*
 * The text of config.cfg, wherever it comes from: reading it, and changing one value in it.
 */
#ifndef DISCRED_CORE_PROFILE_CONFIG_TEXT_H
#define DISCRED_CORE_PROFILE_CONFIG_TEXT_H

#include "core/profile/diagnostics.h"
#include "discred/buf.h"

/*
 * Appends the text with default_profile set to the name to `edited`: the value that is there is replaced, else a line
 * is added, after one that is commented out, or at the end. Everything else stays as it is, byte for byte.
 * ERROR_CONFIG: the text has mistakes, which go to the list; the path is for them.
 */
int config_text_set_default(const struct buf *text, const char *path, const char *name, struct buf *edited,
			    struct diagnostics *list, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
