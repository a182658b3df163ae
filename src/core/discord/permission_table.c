#include "core/discord/permission.h"

#include "base/memory.h"

/* name, bit, channels, two_factor, alias, label, help; discord.com/developers/docs/topics/permissions. Bit 47 is free.
 */
/* clang-format off */
const struct permission permission_table[] = {
	{"CREATE_INSTANT_INVITE", 0, "TVS", false, NULL, NULL, "make new invite links to the guild or a channel"},
	{"KICK_MEMBERS", 1, "", true, NULL, NULL, "remove members from the guild (they may rejoin)"},
	{"BAN_MEMBERS", 2, "", true, NULL, NULL, "ban members from the guild"},
	{"ADMINISTRATOR", 3, "", true, NULL, NULL, "every permission, whatever a channel's overwrites or a timeout say"},
	{"MANAGE_CHANNELS", 4, "TVS", true, NULL, NULL, "create, edit and delete channels"},
	{"MANAGE_GUILD", 5, "", true, NULL, NULL, "change guild settings; also needed to install apps into the guild"},
	{"ADD_REACTIONS", 6, "TVS", false, NULL, NULL, "put a reaction on a message that nobody has used yet; joining an existing one is always allowed"},
	{"VIEW_AUDIT_LOG", 7, "", false, NULL, NULL, "read the guild's audit log"},
	{"PRIORITY_SPEAKER", 8, "V", false, NULL, NULL, "talk in a voice channel with other speakers turned down"},
	{"STREAM", 9, "VS", false, NULL, NULL, "share video or one's screen"},
	{"VIEW_CHANNEL", 10, "TVS", false, "READ_MESSAGES", NULL, "see the channel at all: needed for reading text and joining voice"},
	{"SEND_MESSAGES", 11, "TVS", false, NULL, NULL, "post messages, and open posts in forum and media channels; has no effect inside threads"},
	{"SEND_TTS_MESSAGES", 12, "TVS", false, NULL, NULL, "post text-to-speech messages"},
	{"MANAGE_MESSAGES", 13, "TVS", true, NULL, NULL, "delete messages written by others; pinning is PIN_MESSAGES, slow mode BYPASS_SLOWMODE"},
	{"EMBED_LINKS", 14, "TVS", false, NULL, NULL, "have posted links expand into embeds"},
	{"ATTACH_FILES", 15, "TVS", false, NULL, NULL, "upload files and images"},
	{"READ_MESSAGE_HISTORY", 16, "TVS", false, NULL, NULL, "read messages sent earlier; without it a channel's history comes back empty"},
	{"MENTION_EVERYONE", 17, "TVS", false, NULL, NULL, "notify all members, or all who are online, with the everyone and here mentions"},
	{"USE_EXTERNAL_EMOJIS", 18, "TVS", false, NULL, NULL, "use custom emoji that belong to other guilds"},
	{"VIEW_GUILD_INSIGHTS", 19, "", false, NULL, NULL, "open the guild's statistics pages"},
	{"CONNECT", 20, "VS", false, NULL, NULL, "join voice and stage channels; also needed to read their text chat"},
	{"SPEAK", 21, "V", false, NULL, NULL, "transmit audio in a voice channel"},
	{"MUTE_MEMBERS", 22, "VS", false, NULL, NULL, "mute others in voice"},
	{"DEAFEN_MEMBERS", 23, "V", false, NULL, NULL, "stop others from hearing in voice"},
	{"MOVE_MEMBERS", 24, "VS", false, NULL, NULL, "move members from one voice channel to another"},
	{"USE_VAD", 25, "V", false, NULL, "Use Voice Activity", "speak by voice activity instead of push-to-talk"},
	{"CHANGE_NICKNAME", 26, "", false, NULL, NULL, "change one's own nickname"},
	{"MANAGE_NICKNAMES", 27, "", false, NULL, NULL, "change other members' nicknames"},
	{"MANAGE_ROLES", 28, "TVS", true, NULL, "Manage Permissions", "create and edit roles below one's own; in a channel, edit its permission overwrites"},
	{"MANAGE_WEBHOOKS", 29, "TVS", true, NULL, NULL, "create, edit and delete webhooks"},
	{"MANAGE_GUILD_EXPRESSIONS", 30, "", true, "MANAGE_EMOJIS,MANAGE_EMOJIS_AND_STICKERS", NULL, "edit or delete anybody's emoji, stickers and sounds; adding them is CREATE_GUILD_EXPRESSIONS"},
	{"USE_APPLICATION_COMMANDS", 31, "TVS", false, "USE_SLASH_COMMANDS", NULL, "run slash commands and context-menu commands"},
	{"REQUEST_TO_SPEAK", 32, "S", false, NULL, NULL, "raise a hand in a stage channel"},
	{"MANAGE_EVENTS", 33, "VS", false, NULL, NULL, "edit or delete anybody's scheduled events; creating them is CREATE_EVENTS"},
	{"MANAGE_THREADS", 34, "T", true, NULL, NULL, "archive, lock and delete threads; see every private thread"},
	{"CREATE_PUBLIC_THREADS", 35, "T", false, "USE_PUBLIC_THREADS", NULL, "start public and announcement threads"},
	{"CREATE_PRIVATE_THREADS", 36, "T", false, "USE_PRIVATE_THREADS", NULL, "start private threads"},
	{"USE_EXTERNAL_STICKERS", 37, "TVS", false, NULL, NULL, "use stickers that belong to other guilds"},
	{"SEND_MESSAGES_IN_THREADS", 38, "T", false, NULL, NULL, "post inside threads, where SEND_MESSAGES has no effect"},
	{"USE_EMBEDDED_ACTIVITIES", 39, "TV", false, "START_EMBEDDED_ACTIVITIES", NULL, "launch Activities, which are apps embedded in a channel"},
	{"MODERATE_MEMBERS", 40, "", false, NULL, "Timeout Members", "time members out"},
	{"VIEW_CREATOR_MONETIZATION_ANALYTICS", 41, "", true, NULL, NULL, "see role-subscription statistics"},
	{"USE_SOUNDBOARD", 42, "V", false, NULL, NULL, "play soundboard sounds in voice"},
	{"CREATE_GUILD_EXPRESSIONS", 43, "", false, NULL, "Create Expressions", "add emoji, stickers and sounds, and manage the ones one added"},
	{"CREATE_EVENTS", 44, "VS", false, NULL, "Create Events", "create scheduled events, and manage the ones one created"},
	{"USE_EXTERNAL_SOUNDS", 45, "V", false, NULL, NULL, "play soundboard sounds that belong to other guilds"},
	{"SEND_VOICE_MESSAGES", 46, "TVS", false, NULL, NULL, "post recorded voice messages"},
	{"SET_VOICE_CHANNEL_STATUS", 48, "V", false, NULL, NULL, "set the short status text of a voice channel"},
	{"SEND_POLLS", 49, "TVS", false, NULL, NULL, "post polls"},
	{"USE_EXTERNAL_APPS", 50, "TVS", false, NULL, NULL, "have one's own installed apps reply publicly, not to oneself only"},
	{"PIN_MESSAGES", 51, "T", false, NULL, "Pin Messages", "pin and unpin messages"},
	{"BYPASS_SLOWMODE", 52, "TVS", false, NULL, NULL, "ignore a channel's slow mode"},
};
/* clang-format on */

const size_t permission_table_count = ARRAY_LEN(permission_table);
