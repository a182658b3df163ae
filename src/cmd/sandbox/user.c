#include "cmd/sandbox/user.h"

#include <time.h>

static json_t *user(const char *id, const char *name, const char *title, const char *discriminator)
{
	return json_pack("{s:s, s:s, s:s?, s:s, s:n, s:i, s:i, s:n}", "id", id, "username", name, "global_name", title,
			 "discriminator", discriminator, "avatar", "public_flags", 0, "flags", 0, "primary_guild");
}

json_t *user_person(void)
{
	return user(FIXTURE_USER_ID, FIXTURE_USER_NAME, FIXTURE_USER_TITLE, "0");
}

json_t *user_bot(const struct app *app)
{
	json_t *bot = user(app->bot_id, app->name, NULL, "0001");

	json_object_set_new(bot, "bot", json_true());
	return bot;
}

json_t *time_json(int64_t when)
{
	char text[64];
	time_t seconds = (time_t)when;
	struct tm utc;

	if (!gmtime_r(&seconds, &utc) || !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S.000000+00:00", &utc))
		return json_null();
	return json_string(text);
}
