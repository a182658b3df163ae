/*
 * The text of config.cfg, wherever it comes from: reading it, and changing one value in it.
 */
#ifndef DISCRED_CORE_CONFIG_TEXT_H
#define DISCRED_CORE_CONFIG_TEXT_H

#include "discred/profile.h"
#include "document.h"

/* Reads the document, whose path and text are there, into config; what an earlier file gave stays. */
int config_text_read(struct document *document, struct config *config, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/*
 * Appends the document's text with default_profile set to the name to `edited`: the value that is there is replaced,
 * else a line is added, after one that is commented out, or at the end. Everything else stays as it is, byte for byte.
 * ERROR_CONFIG: the text has mistakes, which the document's list then holds.
 */
int config_text_set_default(struct document *document, const char *name, struct buf *edited, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
