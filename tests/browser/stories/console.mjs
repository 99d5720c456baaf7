// The console: a back office finds a customer who calls, and does what the call is about.

import assert from "node:assert/strict";
import { test } from "node:test";

import { API, DISPLAYS, fromInbox, look, post, SCHEMES, SYSTEMIC_KEY, withPage } from "../browser.mjs";

const PASS_CODE = "correct horse 1";
const CODE = /\b\d{6}\b/;
const TICKET = /\b[A-Z2-7]{32}\b/;

let people = 0;
const nobodyYet = () => `caller${++people}.${process.pid}@example.com`;

const heading = (page, name) => page.getByRole("heading", { name }).waitFor();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const said = (page, text) => page.locator(".news", { hasText: text }).waitFor();
const type = (page, label, text) => page.getByLabel(label, { exact: true }).fill(text);

async function logIn(page) {
  await type(page, "Your key", SYSTEMIC_KEY);
  await press(page, "Log in");
  await page.getByLabel("Find a customer", { exact: true }).last().waitFor();
}

async function find(page, text) {
  await page.getByRole("searchbox").fill(text);
  await press(page, "Find");
}

async function backOffice() {
  const { token } = await post("authentication/web_api_key/token", {}, `Basic ${btoa(`${SYSTEMIC_KEY}:`)}`);
  return `Bearer ${token}`;
}

for (const display of Object.keys(DISPLAYS)) {
  for (const scheme of SCHEMES) {
    test(`a back office does what a customer calls for: ${display}, ${scheme}`, () =>
      withPage({ path: "/console", display, scheme }, async (page) => {
        const shot = (name) => look(page, `console-${display}-${scheme}-${name}`);
        const identifier = nobodyYet();
        await post("access_tokens/create", { identifier, pass_code: PASS_CODE });
        await heading(page, "Log in");
        await shot("log-in");
        await logIn(page);
        await shot("desk");

        await find(page, identifier.slice(0, -8).toUpperCase());
        await heading(page, identifier);
        await page.getByText("Pending verification").first().waitFor();
        await shot("pending");
        await press(page, "Send the code again");
        await said(page, "It was asked for.");
        await page.getByText("Not sent").waitFor();

        await type(page, "The code that the customer reads out", await fromInbox(identifier, CODE));
        await press(page, "Verify");
        await said(page, "It is verified.");
        await page.getByText("Effective", { exact: true }).first().waitFor();
        await fromInbox(identifier, TICKET);
        await shot("verified");

        await press(page, "Set as not effective");
        await page.getByRole("dialog").waitFor();
        await shot("sure");
        await page.getByRole("dialog").getByRole("button", { name: "Set as not effective" }).click();
        await said(page, "It is not effective.");
        await press(page, "Set as effective");
        await said(page, "It is effective.");
      }));
  }
}

test("an account is found by the name of its owner, and leads to its access tokens and their sessions", () =>
  withPage({ path: "/console" }, async (page) => {
    const identifier = nobodyYet();
    const session = await backOffice();
    const account_owner = { type: "PERSON", first_name: "Loukia", last_name: `Papapavlou${process.pid}` };
    const { id } = await post("accounts_receivable/create", { account_owner }, session);
    const code = { identifier, pass_code: PASS_CODE, accounts_receivable_identifier: { id } };
    await post("access_tokens/create", code, session);
    await logIn(page);
    await find(page, `ΡAPAPAVLOU${process.pid}`.replace("Ρ", "p"));
    await heading(page, `Papapavlou${process.pid} Loukia`);
    await look(page, "console-account");
    await page.getByRole("list", { name: "Access tokens" }).getByRole("button").click();
    await heading(page, identifier);
    await page.getByText("Logged in nowhere.").waitFor();
  }));

test("a back office makes an access token by the rules that are told, and erases it", () =>
  withPage({ path: "/console" }, async (page) => {
    const identifier = nobodyYet();
    await logIn(page);
    await press(page, "New access token");
    await heading(page, "New access token");
    await page.getByText("An e-mail address.").waitFor();
    await type(page, "Identifier", "no address");
    await press(page, "Create");
    await page.locator(".wrong", { hasText: /./ }).first().waitFor();
    await look(page, "console-create");
    await type(page, "Identifier", identifier);
    await press(page, "Create");
    await heading(page, identifier);
    await type(page, "The code that the customer reads out", await fromInbox(identifier, CODE));
    await press(page, "Verify");
    await said(page, "It is verified.");
    await press(page, "Set as not effective");
    await page.getByRole("dialog").getByRole("button", { name: "Set as not effective" }).click();
    await said(page, "It is not effective.");
    await press(page, "Erase");
    await page.getByRole("dialog").getByRole("button", { name: "Erase" }).click();
    await heading(page, "It is gone");
  }));

test("everything is done with the keyboard alone, and who logs out is asked for the key again", () =>
  withPage({ path: "/console" }, async (page) => {
    const identifier = nobodyYet();
    await post("access_tokens/create", { identifier, pass_code: PASS_CODE });
    await page.getByLabel("Your key", { exact: true }).focus();
    await page.keyboard.type(SYSTEMIC_KEY);
    await page.keyboard.press("Enter");
    await page.getByRole("searchbox").waitFor();
    await page.keyboard.type(identifier);
    await page.keyboard.press("Enter");
    await heading(page, identifier);
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H2");
    await page.getByRole("button", { name: "Log out" }).focus();
    await page.keyboard.press("Enter");
    await heading(page, "Log in");
    await said(page, "You are logged out.");
    assert.equal(await page.evaluate(() => sessionStorage.length + localStorage.length), 0);
  }));

test("a wrong key is refused in words, and the page opens nothing of others", async () => {
  await withPage({ path: "/console" }, async (page) => {
    await type(page, "Your key", "not a key");
    await press(page, "Log in");
    await page.locator(".wrong", { hasText: /./ }).first().waitFor();
  });
  const { headers } = await fetch(`${API}/console`);
  assert.match(headers.get("content-security-policy"), /^default-src 'none'; script-src 'self';/);
  assert.equal(headers.get("x-content-type-options"), "nosniff");
});
