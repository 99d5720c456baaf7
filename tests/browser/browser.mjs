// What all stories share: the browser, its displays, and what every page has to keep to.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before } from "node:test";

const { TOOLS, BROWSER, SCREENSHOTS } = process.env;
export const { API, SYSTEMIC_KEY } = process.env;

const require = createRequire(`${TOOLS}/`);
const { chromium } = require("playwright-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const DISPLAYS = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
  small: { width: 320, height: 640 },
};
export const SCHEMES = ["light", "dark"];

/** Longer than anything takes here; what takes longer hangs. */
const PATIENCE_MILLISECONDS = 30_000;

const ARGUMENTS = [
  // Where it runs as root, it runs so only with this; and it opens nothing but the local stack.
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // A sandboxed mail in a process of its own would be drawn as on a display of another sharpness.
  "--disable-features=IsolateSandboxedIframes",
];

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: BROWSER, args: ARGUMENTS });
});
after(() => browser.close());

/**
 * Opens a page in a browser of its own, gives it to `use`, and returns what that returns. It may ask nobody but the stack,
 * break no policy, and leave no error unhandled.
 */
export async function withPage({ path = "/", display = "desktop", scheme = "light", sharpness = 1 }, use) {
  const context = await browser.newContext({
    viewport: DISPLAYS[display],
    deviceScaleFactor: sharpness,
    colorScheme: scheme,
    // What moves is on no screenshot twice alike.
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(PATIENCE_MILLISECONDS);
  const faults = [];
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (line) => {
    // A refusal that the page handles is an error for the browser.
    if (line.type() === "error" && !line.text().startsWith("Failed to load resource")) faults.push(line.text());
  });
  page.on("request", (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(`${API}/`)) faults.push(`asked ${request.url()}`);
  });
  try {
    await page.goto(API + path);
    const used = await use(page, context);
    assert.deepEqual(faults, []);
    return used;
  } finally {
    await context.close();
  }
}

/** Keeps what the page shows. */
export const shot = (page, name) => page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });

/**
 * Keeps what the page shows, and has axe look at it: nothing in it may be a serious hindrance to anybody. Nor is any of it
 * beside the display.
 */
export async function look(page, name) {
  await shot(page, name);
  const beside = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(beside, 0, `${name}: it is ${beside} pixels wider than the display`);
  await page.evaluate(AXE);
  // What is framed has a story of its own; and in the HTML of a mail nothing runs.
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { iframes: false }));
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const said = serious.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 5).map(({ html }) => html).join(" ")}`);
  assert.deepEqual(said, [], name);
}

/** What the latest message to somebody says that `wanted` matches, once it is there. */
export async function fromInbox(to, wanted) {
  const end = Date.now() + PATIENCE_MILLISECONDS;
  while (Date.now() < end) {
    const messages = await (await fetch(`${API}/inbox/messages?to=${encodeURIComponent(to)}`)).json();
    const found = messages[0]?.text.match(wanted);
    if (found) return found[0];
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error(`nothing like ${wanted} came to ${to}`);
}

/** Asks the service as a script does. */
export async function post(path, body, authorization) {
  const headers = { "content-type": "application/json", ...(authorization && { authorization }) };
  const answer = await fetch(`${API}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const { status, data } = await answer.json();
  assert.equal(status.code, "OK", `${path}: ${status.message}`);
  return data;
}
