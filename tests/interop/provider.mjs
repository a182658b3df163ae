// An authorization server that is not ours: npm's oidc-provider, on a free loopback port, over plain http.
//
// Settings are one JSON object on stdin: clients (as oidc-provider takes them) and token_lifetime (seconds). One line,
// "provider: URL", says that it listens. It ends when stdin is closed.
//
// Its endpoints lie where discred looks for them below an api_base of URL/api/v10. PKCE is required, refresh tokens
// rotate, and one that comes twice ends its grant. Nobody has to click: whoever follows the authorize URL with cookies
// is logged in and has consented, or, after POST /test/deny, has not. GET /test/requests tells what OAuth2 requests
// came, with the names of their parameters.

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import process from "node:process";
import { createInterface } from "node:readline";

import { load } from "./packages.mjs";

const USER = { id: "1290000000000000001", username: "foreigner" };
const API = "/api/v10";

const requests = [];
let denying = false;

// stdout is for the one line.
console.info = console.error;

function signingKeys() {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    return { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "1" }] };
}

function configuration(settings) {
    return {
        clients: settings.clients.map((client) => ({
            application_type: "native",
            grant_types: ["authorization_code", "refresh_token"],
            response_types: ["code"],
            ...client,
        })),
        jwks: signingKeys(),
        cookies: { keys: [randomBytes(32).toString("hex")] },
        scopes: ["openid", "offline_access", "identify"],
        claims: { openid: ["sub"], identify: ["id", "username"] },
        findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...USER }) }),
        pkce: { required: () => true },
        rotateRefreshToken: true,
        issueRefreshToken: () => true,
        expiresWithSession: () => false,
        ttl: {
            AccessToken: settings.token_lifetime,
            AuthorizationCode: 60,
            Grant: 86400,
            IdToken: 3600,
            Interaction: 600,
            RefreshToken: 86400,
            Session: 86400,
        },
        features: {
            devInteractions: { enabled: false },
            introspection: { enabled: true },
            revocation: { enabled: true },
        },
        interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
        routes: {
            authorization: "/authorize",
            token: `${API}/oauth2/token`,
            revocation: `${API}/oauth2/token/revoke`,
            userinfo: `${API}/users/@me`,
            introspection: "/introspect",
        },
    };
}

// Discord says whom a token is of at an address of its own, with the user in a member.
async function wrap(ctx, next) {
    const wrapped = ctx.path === `${API}/oauth2/@me`;
    if (wrapped)
        ctx.path = `${API}/users/@me`;
    await next();
    if (wrapped && ctx.status === 200)
        ctx.body = { user: ctx.body };
}

// What became of a request, without any value that might be a secret.
async function note(ctx, next) {
    await next();
    if (!ctx.oidc?.params)
        return;
    const { grant_type, code_challenge_method, token_type_hint } = ctx.oidc.params;
    requests.push({
        route: ctx.oidc.route,
        status: ctx.status,
        basic: /^basic /i.test(ctx.get("authorization")),
        parameters: Object.keys(ctx.oidc.params).filter((name) => ctx.oidc.params[name] !== undefined).sort(),
        grant_type,
        code_challenge_method,
        token_type_hint,
        client_id: ctx.oidc.client?.clientId,
        error: ctx.body?.error,
        error_description: ctx.body?.error_description,
    });
}

// The part of the person: logs in, then consents to everything that was asked for.
async function interact(provider, request, response) {
    const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
    if (denying) {
        const denied = { error: "access_denied", error_description: "the foreigner said <no>" };
        return provider.interactionFinished(request, response, denied);
    }
    if (prompt.name === "login")
        return provider.interactionFinished(request, response, { login: { accountId: USER.id } });
    const grant = grantId
        ? await provider.Grant.find(grantId)
        : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } },
        { mergeWithLastSubmission: true });
}

function serve(provider) {
    const oauth2 = provider.callback();
    return async (request, response) => {
        const path = request.url.split("?")[0];
        if (path.startsWith("/interaction/")) {
            await interact(provider, request, response);
        } else if (path === "/test/requests") {
            response.setHeader("Content-Type", "application/json");
            response.end(JSON.stringify(requests));
        } else if (path === "/test/deny" && request.method === "POST") {
            denying = true;
            response.writeHead(204).end();
        } else {
            oauth2(request, response);
        }
    };
}

function failed(error) {
    console.error(error);
    process.exit(1);
}

async function start(settings) {
    const { default: Provider } = await load("oidc-provider");
    const server = createServer().listen(0, "127.0.0.1", () => {
        const url = `http://127.0.0.1:${server.address().port}`;
        const provider = new Provider(url, configuration(settings));
        provider.use(wrap);
        provider.use(note);
        const handler = serve(provider);
        provider.on("server_error", (ctx, error) => console.error(error));
        server.on("request", (request, response) => handler(request, response).catch(failed));
        console.log(`provider: ${url}`);
    });
}

const input = createInterface({ input: process.stdin });
input.once("line", (line) => start(JSON.parse(line)).catch(failed));
input.once("close", () => process.exit(0));
