#include "core/discord/scope.h"

#include "base/memory.h"

/* name, approval, help */
/* clang-format off */
const struct scope scope_table[] = {
	{"activities.invites.write", true, "send activity invites for the user"},
	{"activities.read", true, "read what the user is playing and has played lately"},
	{"activities.write", true, "change what the user is shown to be doing"},
	{"applications.builds.read", false, "read build data of the user's applications"},
	{"applications.builds.upload", true, "upload or change builds of the user's applications"},
	{"applications.commands", false, "install the app's commands into a guild or for a user"},
	{"applications.commands.permissions.update", false, "change who may use the app's commands, in guilds where the user may manage them"},
	{"applications.commands.update", false, "create and change the app's own commands; for the client credentials grant only"},
	{"applications.entitlements", false, "read entitlements of the user's applications"},
	{"applications.store.update", false, "read and change store data (SKUs, listings) of the user's applications"},
	{"bot", false, "add the app's bot user to a guild that the user picks"},
	{"connections", false, "read which accounts elsewhere the user has linked"},
	{"dm_channels.read", true, "read about the user's direct and group messages"},
	{"email", false, "read the user's e-mail address; goes with identify"},
	{"gdm.join", false, "add the user to a group direct message"},
	{"guilds", false, "list the guilds that the user is in, with the user's permissions there"},
	{"guilds.join", false, "add the user to a guild that the app's bot is in"},
	{"guilds.members.read", false, "read the user's own membership of a guild: roles, nickname, timeout"},
	{"identify", false, "read the user's account, without the e-mail address"},
	{"identify.premium", true, "read the user's kind of Nitro subscription"},
	{"messages.read", false, "read messages through the local client (RPC) only; gives no access to a channel's messages over HTTP"},
	{"openid", false, "sign in with OpenID Connect: the user's id and basic profile"},
	{"relationships.read", false, "read the user's friends, pending requests and blocked users"},
	{"role_connections.write", false, "write what linked roles know of the user; refuses PKCE"},
	{"rpc", true, "control the user's Discord client on the same computer (RPC)"},
	{"rpc.activities.write", true, "update the user's activity in the local client (RPC)"},
	{"rpc.notifications.read", true, "receive the user's notifications in the local client (RPC)"},
	{"rpc.screenshare.read", true, "read screen-share state in the local client (RPC)"},
	{"rpc.screenshare.write", true, "change screen-share settings in the local client (RPC)"},
	{"rpc.video.read", true, "read video state in the local client (RPC)"},
	{"rpc.video.write", true, "change video settings in the local client (RPC)"},
	{"rpc.voice.read", true, "read voice settings and events in the local client (RPC)"},
	{"rpc.voice.write", true, "change voice settings in the local client (RPC)"},
	{"sdk.social_layer", false, "Social SDK: friends, presence, messaging, lobbies, linked channels and voice"},
	{"sdk.social_layer_presence", false, "Social SDK: account linking, friends and presence"},
	{"voice", true, "connect to voice for the user and see who is there"},
	{"webhook.incoming", false, "create a webhook in a channel that the user picks"},
};
/* clang-format on */

const size_t scope_table_count = ARRAY_LEN(scope_table);
