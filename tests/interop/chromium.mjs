// A person with a real browser: Chromium, driven by npm's puppeteer-core, opens the address of the last argument,
// answers the sandbox's consent page if it comes to one, and looks at where it ends.
//
//     node chromium.mjs SETTINGS URL
//
// SETTINGS is a JSON file:
//     report      file for what was seen (JSON); it appears when the browser has ended
//     chromium    the program
//     data        an empty directory for the browser
//     picture     screenshots: PICTURE.png, and PICTURE-consent.png of the consent page
//     action      "authorize" or "cancel"; null: there is no consent page to come to
//     guild       server to choose there; null: the preselected one
//     scheme      "light" or "dark"
//     width       of the window
//     intrude     first do what browsers do unasked: hold an idle connection to the listener, and ask for its favicon

import { readFileSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

import { load } from "./packages.mjs";

const FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];
const PATIENCE_MS = 60000;
const PRECONNECT_MS = 20000;

/** How many connections to a loopback port are established, as the kernel has it. */
function connections(port) {
    const remote = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
    // Not readFile(): it ends at the first short read, and the kernel gives this file out a page at a time.
    const sockets = readFileSync("/proc/net/tcp", "utf8").split("\n").map((line) => line.trim().split(/\s+/));
    return sockets.filter((words) => words[2] === remote && words[3] === "01").length;
}

async function intrude(browser, origin, report) {
    const page = await browser.newPage();
    const port = Number(new URL(origin).port);
    await page.setContent(`<link rel="preconnect" href="${origin}">`);
    for (let waited = 0; waited < PRECONNECT_MS && !report.idle; waited += 50) {
        await sleep(50);
        report.idle = connections(port);
    }
    const tab = await browser.newPage();
    report.favicon = (await tab.goto(`${origin}/favicon.ico`)).status();
}

/** What a page looks like to whoever reads it. */
function look(page) {
    return page.evaluate(() => {
        const style = getComputedStyle(document.body);
        return {
            title: document.title,
            heading: document.querySelector("h1")?.textContent,
            text: document.querySelector("main p")?.textContent,
            back: style.backgroundColor,
            ink: style.color,
            wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
            scripts: document.scripts.length,
        };
    });
}

async function consent(page, settings, report) {
    await page.screenshot({ path: `${settings.picture}-consent.png`, fullPage: true });
    report.consent = await look(page);
    const texts = (selector) => page.$$eval(selector, (all) => all.map((one) => one.textContent));
    report.permissions = await texts("ul[aria-labelledby=permissions] code");
    report.scopes = await texts("ul[aria-labelledby=scopes] code");
    report.guilds = await texts("#guild_id option");
    if (settings.guild)
        await page.select("#guild_id", settings.guild);
    const [response] = await Promise.all([page.waitForNavigation(), page.click(`button[value=${settings.action}]`)]);
    return response;
}

async function visit(browser, settings, url, report) {
    if (settings.intrude)
        await intrude(browser, new URL(url).origin, report);
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("console", (message) => {
        // A page of failure has a status of failure, which the console repeats.
        if (!message.text().startsWith("Failed to load resource: the server responded with a status of "))
            report.console.push(message.text());
    });
    await page.setViewport({ width: settings.width, height: 700 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: settings.scheme }]);
    let response = await page.goto(url);
    if (settings.action)
        response = await consent(page, settings, report);
    report.url = page.url();
    report.status = response.status();
    Object.assign(report, await look(page));
    await page.screenshot({ path: `${settings.picture}.png` });
}

async function drive(settings, url, report) {
    const { default: puppeteer } = await load("puppeteer-core");
    const browser = await puppeteer.launch({
        executablePath: settings.chromium,
        userDataDir: settings.data,
        args: FLAGS,
        pipe: true,
        timeout: PATIENCE_MS,
    });
    try {
        await visit(browser, settings, url, report);
    } finally {
        await browser.close();
    }
}

const [file, url] = process.argv.slice(2);
const settings = JSON.parse(await readFile(file, "utf8"));
const report = { given: url, console: [] };
try {
    await drive(settings, url, report);
} catch (error) {
    report.error = error.stack;
}
await writeFile(`${settings.report}.new`, JSON.stringify(report));
await rename(`${settings.report}.new`, settings.report);
