#include "core/slot/bot_token.h"

#include "base/file.h"
#include "base/log.h"
#include "core/slot/source_token.h"

void bot_token_stamp(const struct store *store, const struct profile *profile, struct buf *stamp)
{
	file_add_stamp(profile->path, stamp);
	buf_char(stamp, ' ');
	store->ops->stamp(store, profile->id, "secret", stamp);
}

int bot_token_load(const struct store *store, const struct profile *profile, struct token *token, struct error *err)
{
	struct buf stamp = BUF_INIT(1024);
	int result;

	bot_token_stamp(store, profile, &stamp);
	result = source_token_load(store, profile, "bot", buf_text(&stamp), token, err);
	buf_release(&stamp);
	return result;
}

void bot_token_keep(const struct store *store, const struct profile *profile, const struct buf *stamp,
		    const struct token *token)
{
	struct store_hold hold = STORE_HOLD_INIT;
	struct buf now = BUF_INIT(1024);
	struct error err = ERROR_INIT;
	int result = store->ops->lock(store, profile->id, STORE_EXCLUSIVE, 0, &hold, &err);

	if (!result) {
		bot_token_stamp(store, profile, &now);
		if (buf_equal(&now, stamp))
			result = source_token_save(store, profile, "bot", buf_text(stamp), token, &err);
		store->ops->unlock(&hold);
	}
	if (result)
		log_detail("the bot token is not kept in memory: %s", err.text);
	buf_release(&now);
}

void bot_token_forget(const struct store *store, const char *profile)
{
	struct error ignored = ERROR_INIT;

	(void)!store->ops->erase(store, profile, "token-bot", &ignored);
}
