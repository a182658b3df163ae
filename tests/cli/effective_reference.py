"""Effective permissions a second time, written from the rules' text (and not from src/core/discord/effective.c), on the JSON
objects themselves. The tests compare the two."""

import datetime

BITS = {
    "ADMINISTRATOR": 3, "MANAGE_CHANNELS": 4, "VIEW_CHANNEL": 10, "SEND_MESSAGES": 11, "SEND_TTS_MESSAGES": 12,
    "EMBED_LINKS": 14, "ATTACH_FILES": 15, "READ_MESSAGE_HISTORY": 16, "MENTION_EVERYONE": 17, "CONNECT": 20,
    "SEND_MESSAGES_IN_THREADS": 38,
}
ALL = 8866461766385663
ON_CHANNELS = 8854365862887249
VOICE, CATEGORY, STAGE = 2, 4, 13
THREADS = (10, 11, 12)


def bits(*names):
    return sum(1 << BITS[name] for name in names)


def base_permissions(guild, member):
    """The owner has everything. Else @everyone's bits or those of all roles held; with ADMINISTRATOR, everything."""
    if member["user"]["id"] == guild["owner_id"]:
        return ALL, True
    value = 0
    for role in guild["roles"]:
        if role["id"] in [guild["id"], *member["roles"]]:
            value |= int(role["permissions"])
    if value & bits("ADMINISTRATOR"):
        return ALL, True
    return value, False


def overwritten(value, guild, member, overwrites):
    """@everyone's overwrite; all denies of held roles together, then all their allows; the member's own."""
    def concerning(kind, ids):
        chosen = [one for one in overwrites if one["type"] == kind and one["id"] in ids]
        deny = allow = 0
        for one in chosen:
            deny |= int(one["deny"])
            allow |= int(one["allow"])
        return deny, allow

    held = [role for role in member["roles"] if role != guild["id"]]
    for kind, ids in ((0, [guild["id"]]), (0, held), (1, [member["user"]["id"]])):
        deny, allow = concerning(kind, ids)
        value = value - (value & deny) | allow
    return value


def is_timed_out(member, now):
    until = member.get("communication_disabled_until")
    return until is not None and datetime.datetime.fromisoformat(until) > now


def ignored(value, channel_type):
    """What has no effect, for another permission is not there."""
    lost = 0
    thread = channel_type in THREADS
    gate = "SEND_MESSAGES_IN_THREADS" if thread else "SEND_MESSAGES"
    if channel_type != CATEGORY and not value & bits(gate):
        lost |= bits("MENTION_EVERYONE", "SEND_TTS_MESSAGES", "ATTACH_FILES", "EMBED_LINKS")
    if channel_type in (VOICE, STAGE) and not value & bits("CONNECT"):
        lost |= bits("MANAGE_CHANNELS")
    if not value & bits("VIEW_CHANNEL"):
        lost |= ON_CHANNELS
    return lost


def effective(guild, member, channel, parent, now):
    """(base, channel or None, after_timeout, effective)"""
    value, everything = base_permissions(guild, member)
    if everything:
        return ALL, channel and ALL, ALL, ALL
    base = value
    in_channel = None
    if channel:
        value = overwritten(value, guild, member, (parent or channel)["permission_overwrites"])
        in_channel = value
    if is_timed_out(member, now):
        value &= bits("VIEW_CHANNEL", "READ_MESSAGE_HISTORY")
    after_timeout = value
    if channel:
        if channel["type"] in THREADS:
            value &= ~bits("SEND_MESSAGES")
        value &= ~ignored(value, channel["type"])
    return base, in_channel, after_timeout, value
