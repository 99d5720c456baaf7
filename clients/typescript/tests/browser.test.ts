// In a real browser, in pages of another origin than the service's: those that the owner named, and others.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { customer, where } from "./support.js";

const executablePath = process.env["CHROMIUM"];
/** What tests/client has the stack let in. */
const NAMED = "http://app.localhost";
const OTHER = "http://other.localhost";
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-sync",
  // A page that nobody serves counts as one of the Internet, which may not ask this machine.
  "--disable-features=LocalNetworkAccessChecks",
];

type Client = typeof import("access-tokens-client");

/** Nobody serves these pages: the browser is handed the modules when it asks for them. */
async function browser(t: { after(end: () => Promise<void>): void }): Promise<BrowserContext> {
  const launched = await chromium.launch({ executablePath: executablePath ?? "", args: ARGUMENTS });
  t.after(() => launched.close());
  const context = await launched.newContext();
  await context.route(/^http:\/\/(app|other)\.localhost\//, (route) => {
    const { pathname } = new URL(route.request().url());
    if (!pathname.endsWith(".js")) return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>App</title>" });
    const module = readFileSync(new URL(`../dist${pathname}`, import.meta.url), "utf8");
    return route.fulfill({ contentType: "text/javascript", body: module });
  });
  return context;
}

const settings = { baseUrl: where.api, applicationKey: where.consumer_application_key };

/** What an app of one page does. */
async function open(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/`);
  await page.evaluate(async (given) => {
    const { AccessTokens, browserStore } = (await import(String("/index.js"))) as Client;
    const store = browserStore();
    Object.assign(window, { store, service: new AccessTokens({ ...given, store }) });
  }, settings);
  return page;
}

declare const service: InstanceType<Client["AccessTokens"]>;
declare const store: ReturnType<Client["browserStore"]>;

const identifierOf = (page: Page) => page.evaluate(async () => (await service.show({ fields_set: "identifier" })).identifier);

test("a customer logs in, and is still there when the page is opened again", { skip: !executablePath }, async (t) => {
  const context = await browser(t);
  const page = await open(context, NAMED);
  const ada = await customer();
  await page.evaluate((proof) => service.logIn({ access_token_identifier: proof }), ada);
  assert.equal(await identifierOf(page), ada.identifier);
  await page.close();
  const again = await open(context, NAMED);
  assert.equal(await identifierOf(again), ada.identifier);
  await again.evaluate(() => service.logOut());
  assert.equal(await again.evaluate(() => service.isLoggedIn()), false);
});

test("tabs that find the session over at once refresh it once", { skip: !executablePath }, async (t) => {
  const context = await browser(t);
  const tabs = await Promise.all(Array.from({ length: 4 }, () => open(context, NAMED)));
  const [first] = tabs;
  const ada = await customer();
  await first?.evaluate((proof) => service.logIn({ access_token_identifier: proof }), ada);
  let refreshes = 0;
  context.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/token/refresh")) refreshes++;
  });
  for (let rounds = 1; rounds <= 5; rounds++) {
    await first?.evaluate(async () => {
      const kept = JSON.parse((await store.read()) ?? "") as { session: { expires: number } };
      kept.session.expires = 0;
      await store.write(JSON.stringify(kept));
    });
    const identifiers = await Promise.all(tabs.map(identifierOf));
    assert.deepEqual([new Set(identifiers), refreshes], [new Set([ada.identifier]), rounds]);
  }
});

test("a page of an origin that the owner did not name gets no answer", { skip: !executablePath }, async (t) => {
  const page = await open(await browser(t), OTHER);
  const code = await page.evaluate(() => service.showConfiguration({}).catch((error: { code: string }) => error.code));
  assert.equal(code, "UNREACHABLE");
});
