// The npm packages of package-lock.json. They are never in the source tree: DISCRED_NODE_MODULES names the node_modules
// directory that `npm ci` has filled elsewhere, as `./dev test` does in build/interop.

import { createRequire } from "node:module";
import { isAbsolute, join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

/** The exports of an installed package. */
export async function load(name) {
    const modules = process.env.DISCRED_NODE_MODULES;
    if (!modules || !isAbsolute(modules))
        throw new Error("DISCRED_NODE_MODULES must be the absolute path of the installed packages");
    const require = createRequire(join(modules, "any.js"));
    return import(pathToFileURL(require.resolve(name)));
}
