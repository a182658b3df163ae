// What npm's discord-api-types knows of permissions, as one JSON object on stdout: permissions (name: decimal value), and
// the numbers of channel types and of overwrite types by name.

import process from "node:process";

import { load } from "./packages.mjs";

/** An enumeration of numbers has its values as keys, too. */
function numbers(enumeration) {
    return Object.fromEntries(Object.entries(enumeration).filter(([, value]) => typeof value === "number"));
}

const { ChannelType, OverwriteType, PermissionFlagsBits } = await load("discord-api-types/v10");
const permissions = Object.entries(PermissionFlagsBits).map(([name, value]) => [name, value.toString()]);
process.stdout.write(JSON.stringify({
    permissions: Object.fromEntries(permissions),
    channels: numbers(ChannelType),
    overwrites: numbers(OverwriteType),
}));
