#include "core/discord/permission.h"

#include "base/memory.h"

/* name, bit, channels, two_factor, alias, labels, help; discord.com/developers/docs/topics/permissions. Bit 47 is free.
 */
/* clang-format off */
const struct permission permission_table[] = {
	{"CREATE_INSTANT_INVITE", 0, "TVS", false, NULL, "Create Invite", "make new invite links to the guild or a channel"},
	{"KICK_MEMBERS", 1, "", true, NULL, "Kick, Approve, and Reject Members|Kick Members", "remove members from the guild (they may rejoin)"},
	{"BAN_MEMBERS", 2, "", true, NULL, "Ban Members", "ban members from the guild"},
	{"ADMINISTRATOR", 3, "", true, NULL, "Administrator", "every permission, whatever a channel's overwrites or a timeout say"},
	{"MANAGE_CHANNELS", 4, "TVS", true, NULL, "Manage Channels|Manage Channel", "create, edit and delete channels"},
	{"MANAGE_GUILD", 5, "", true, NULL, "Manage Server", "change guild settings; also needed to install apps into the guild"},
	{"ADD_REACTIONS", 6, "TVS", false, NULL, "Add Reactions", "put a reaction on a message that nobody has used yet; joining an existing one is always allowed"},
	{"VIEW_AUDIT_LOG", 7, "", false, NULL, "View Audit Log", "read the guild's audit log"},
	{"PRIORITY_SPEAKER", 8, "V", false, NULL, "Priority Speaker", "talk in a voice channel with other speakers turned down"},
	{"STREAM", 9, "VS", false, NULL, "Video", "share video or one's screen"},
	{"VIEW_CHANNEL", 10, "TVS", false, "READ_MESSAGES", "View Channels|View Channel", "see the channel at all: needed for reading text and joining voice"},
	{"SEND_MESSAGES", 11, "TVS", false, NULL, "Send Messages and Create Posts|Send Messages", "post messages, and open posts in forum and media channels; has no effect inside threads"},
	{"SEND_TTS_MESSAGES", 12, "TVS", false, NULL, "Send Text-to-Speech Messages|Send TTS Messages", "post text-to-speech messages"},
	{"MANAGE_MESSAGES", 13, "TVS", true, NULL, "Manage Messages", "delete messages written by others; pinning is PIN_MESSAGES, slow mode BYPASS_SLOWMODE"},
	{"EMBED_LINKS", 14, "TVS", false, NULL, "Embed Links", "have posted links expand into embeds"},
	{"ATTACH_FILES", 15, "TVS", false, NULL, "Attach Files", "upload files and images"},
	{"READ_MESSAGE_HISTORY", 16, "TVS", false, NULL, "Read Message History", "read messages sent earlier; without it a channel's history comes back empty"},
	{"MENTION_EVERYONE", 17, "TVS", false, NULL, "Mention @everyone, @here, and All Roles", "notify all members, or all who are online, with the everyone and here mentions"},
	{"USE_EXTERNAL_EMOJIS", 18, "TVS", false, NULL, "Use External Emoji|Use External Emojis", "use custom emoji that belong to other guilds"},
	{"VIEW_GUILD_INSIGHTS", 19, "", false, NULL, "View Server Insights", "open the guild's statistics pages"},
	{"CONNECT", 20, "VS", false, NULL, "Connect", "join voice and stage channels; also needed to read their text chat"},
	{"SPEAK", 21, "V", false, NULL, "Speak", "transmit audio in a voice channel"},
	{"MUTE_MEMBERS", 22, "VS", false, NULL, "Mute Members", "mute others in voice"},
	{"DEAFEN_MEMBERS", 23, "V", false, NULL, "Deafen Members", "stop others from hearing in voice"},
	{"MOVE_MEMBERS", 24, "VS", false, NULL, "Move Members", "move members from one voice channel to another"},
	{"USE_VAD", 25, "V", false, NULL, "Use Voice Activity", "speak by voice activity instead of push-to-talk"},
	{"CHANGE_NICKNAME", 26, "", false, NULL, "Change Nickname", "change one's own nickname"},
	{"MANAGE_NICKNAMES", 27, "", false, NULL, "Manage Nicknames", "change other members' nicknames"},
	{"MANAGE_ROLES", 28, "TVS", true, NULL, "Manage Roles|Manage Permissions", "create and edit roles below one's own; in a channel, edit its permission overwrites"},
	{"MANAGE_WEBHOOKS", 29, "TVS", true, NULL, "Manage Webhooks", "create, edit and delete webhooks"},
	{"MANAGE_GUILD_EXPRESSIONS", 30, "", true, "MANAGE_EMOJIS,MANAGE_EMOJIS_AND_STICKERS", "Manage Expressions", "edit or delete anybody's emoji, stickers and sounds; adding them is CREATE_GUILD_EXPRESSIONS"},
	{"USE_APPLICATION_COMMANDS", 31, "TVS", false, "USE_SLASH_COMMANDS", "Use Application Commands", "run slash commands and context-menu commands"},
	{"REQUEST_TO_SPEAK", 32, "S", false, NULL, "Request to Speak", "raise a hand in a stage channel"},
	{"MANAGE_EVENTS", 33, "VS", false, NULL, "Manage Events", "edit or delete anybody's scheduled events; creating them is CREATE_EVENTS"},
	{"MANAGE_THREADS", 34, "T", true, NULL, "Manage Threads and Posts|Manage Threads", "archive, lock and delete threads; see every private thread"},
	{"CREATE_PUBLIC_THREADS", 35, "T", false, "USE_PUBLIC_THREADS", "Create Public Threads", "start public and announcement threads"},
	{"CREATE_PRIVATE_THREADS", 36, "T", false, "USE_PRIVATE_THREADS", "Create Private Threads", "start private threads"},
	{"USE_EXTERNAL_STICKERS", 37, "TVS", false, NULL, "Use External Stickers", "use stickers that belong to other guilds"},
	{"SEND_MESSAGES_IN_THREADS", 38, "T", false, NULL, "Send Messages in Threads and Posts|Send Messages in Threads", "post inside threads, where SEND_MESSAGES has no effect"},
	{"USE_EMBEDDED_ACTIVITIES", 39, "TV", false, "START_EMBEDDED_ACTIVITIES", "Use Activities", "launch Activities, which are apps embedded in a channel"},
	{"MODERATE_MEMBERS", 40, "", false, NULL, "Timeout Members", "time members out"},
	{"VIEW_CREATOR_MONETIZATION_ANALYTICS", 41, "", true, NULL, NULL, "see role-subscription statistics"},
	{"USE_SOUNDBOARD", 42, "V", false, NULL, "Use Soundboard", "play soundboard sounds in voice"},
	{"CREATE_GUILD_EXPRESSIONS", 43, "", false, NULL, "Create Expressions", "add emoji, stickers and sounds, and manage the ones one added"},
	{"CREATE_EVENTS", 44, "VS", false, NULL, "Create Events", "create scheduled events, and manage the ones one created"},
	{"USE_EXTERNAL_SOUNDS", 45, "V", false, NULL, "Use External Sounds", "play soundboard sounds that belong to other guilds"},
	{"SEND_VOICE_MESSAGES", 46, "TVS", false, NULL, "Send Voice Messages", "post recorded voice messages"},
	{"SET_VOICE_CHANNEL_STATUS", 48, "V", false, NULL, "Set Voice Channel Status", "set the short status text of a voice channel"},
	{"SEND_POLLS", 49, "TVS", false, NULL, "Create Polls", "post polls"},
	{"USE_EXTERNAL_APPS", 50, "TVS", false, NULL, "Use External Apps", "have one's own installed apps reply publicly, not to oneself only"},
	{"PIN_MESSAGES", 51, "T", false, NULL, "Pin Messages", "pin and unpin messages"},
	{"BYPASS_SLOWMODE", 52, "TVS", false, NULL, "Bypass Slowmode", "ignore a channel's slow mode"},
};
/* clang-format on */

const size_t permission_table_count = ARRAY_LEN(permission_table);
