// What npm's jose makes of discred's files, and files that it makes for discred. One JSON object on stdin, one on stdout.
import process from "node:process";

import { load } from "./packages.mjs";

const { CompactEncrypt, GeneralEncrypt, base64url, compactDecrypt, generalDecrypt } = await load("jose");

async function read() {
    let text = "";
    for await (const chunk of process.stdin) text += chunk;
    return JSON.parse(text);
}

// The slots' plain texts and headers, from the key of one holder.
async function open({ key, seal, slots }) {
    const set = await generalDecrypt(JSON.parse(seal), base64url.decode(key));
    const { keys } = JSON.parse(new TextDecoder().decode(set.plaintext));
    const opened = {};
    for (const [name, text] of Object.entries(slots)) {
        const header = JSON.parse(new TextDecoder().decode(base64url.decode(text.split(".")[0])));
        const jwk = keys.find(({ kid }) => kid === header.kid);
        const { plaintext, protectedHeader } = await compactDecrypt(text.trim(), base64url.decode(jwk.k));
        opened[name] = { header: protectedHeader, text: new TextDecoder().decode(plaintext) };
    }
    return opened;
}

// A seal for the holders, a list of [label, key], and sealed slots, a list of [profile, slot, text].
async function make({ holders, slots, dataKey }) {
    const encoder = new TextEncoder();
    const set = { keys: [{ kty: "oct", kid: "from-jose", k: dataKey }] };
    const seal = new GeneralEncrypt(encoder.encode(JSON.stringify(set))).setProtectedHeader({ enc: "A256GCM" });
    for (const [label, key] of holders)
        seal.addRecipient(base64url.decode(key)).setUnprotectedHeader({ alg: "A256GCMKW", kid: label });
    const made = { seal: JSON.stringify(await seal.encrypt()), slots: {} };
    for (const [profile, slot, text] of slots) {
        const header = { alg: "dir", enc: "A256GCM", kid: "from-jose", profile, slot };
        made.slots[`${profile}.${slot}`] = await new CompactEncrypt(encoder.encode(text))
            .setProtectedHeader(header).encrypt(base64url.decode(dataKey)) + "\n";
    }
    return made;
}

const request = await read();
process.stdout.write(JSON.stringify(await (request.slots instanceof Array ? make : open)(request)));
