/*
 * The store of plain files: NAME.SLOT, mode 0600, in a directory of mode 0700. A slot's name has no dot in it, so the
 * last dot of a file's name always parts the profile from the slot.
 *
 * Tokens are in the runtime directory where there is one, and where it can't take them (it is full) in the state
 * directory; everything else is in the state directory. NAME.lock is the lock and carries the failure marker;
 * .NAME.SLOT.next is a draft.
 *
 * Sealing of grants has one place: file_store_load and file_store_save, and file_store_draft_write for drafts.
 */
#ifndef DISCRED_FILE_STORE_H
#define DISCRED_FILE_STORE_H

#include "discred/store.h"

enum { FILE_STORE_NAME = 192 };

/* A profile's or slot's name that could leave the directory is a defect of the caller: ERROR_BUG. */
int file_store_name(char name[static FILE_STORE_NAME], const char *prefix, const char *profile, const char *slot,
		    const char *suffix, struct error *err) __attribute__((nonnull, warn_unused_result));

/* A file's errors name it without its directory, which a person needs: adds the way to it. Returns -1. */
int file_store_locate(const char *dir, const char *name, struct error *err);

int file_store_load_in(const char *dir, const char *name, struct buf *bytes, struct error *err);
int file_store_load(const struct store *store, const char *profile, const char *slot, struct buf *bytes,
		    struct error *err);
int file_store_save(const struct store *store, const char *profile, const char *slot, const struct buf *bytes,
		    struct error *err);

int file_store_lock(const struct store *store, const char *profile, enum store_lock kind, int wait_ms,
		    struct store_hold *hold, struct error *err);
void file_store_unlock(struct store_hold *hold);
int file_store_lock_remove(const struct store *store, const char *profile, struct store_hold *hold, struct error *err);
int file_store_mark(const struct store_hold *hold, const struct buf *bytes, struct error *err);
int file_store_marker(const struct store *store, const char *profile, struct buf *bytes, struct error *err);

int file_store_draft_create(const struct store *store, const char *profile, const char *slot, size_t reserve,
			    struct store_draft *draft, struct error *err);
void file_store_draft_close(struct store_draft *draft);
int file_store_draft_write(struct store_draft *draft, const struct buf *bytes, struct error *err);
int file_store_draft_publish(const struct store *store, const char *profile, const char *slot, struct error *err);
int file_store_draft_load(const struct store *store, const char *profile, const char *slot, struct buf *bytes,
			  struct error *err);
int file_store_draft_discard(const struct store *store, const char *profile, const char *slot, struct error *err);

extern const struct store_ops file_store;

#endif
