// The console: a back office finds a customer who calls, does what the call is about, and makes what is not there.

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

    test(`a back office makes an account, and an access token in it: ${display}, ${scheme}`, () =>
      withPage({ path: "/console", display, scheme }, async (page) => {
        const shot = (name) => look(page, `console-${display}-${scheme}-${name}`);
        const identifier = nobodyYet();
        await logIn(page);
        await press(page, "New account");
        await heading(page, "New account");
        await type(page, "First name", "Ada");
        await type(page, "E-mail address", "no address");
        await type(page, "Phone number", "99123456");
        await press(page, "Create");
        await page.getByText("Please fill this in.").waitFor();
        await type(page, "Last name", "Lovelace");
        await press(page, "Create");
        await page.getByText("Must be an e-mail address").waitFor();
        await page.getByText("Must be a phone number with its country").waitFor();
        await shot("account-wrong");
        const kept = ["First name", "Last name", "E-mail address"].map((label) => page.getByLabel(label, { exact: true }));
        assert.deepEqual(await Promise.all(kept.map((field) => field.inputValue())), ["Ada", "Lovelace", "no address"]);
        await type(page, "E-mail address", "");
        await type(page, "Phone number", "");
        await press(page, "Create");
        await heading(page, "Lovelace Ada");
        await said(page, "It is made.");
        await page.getByText("None belongs to it.").waitFor();
        await shot("account");

        await press(page, "Add an access token");
        await page.getByText("It will belong to Lovelace Ada.").waitFor();
        await type(page, "Identifier", identifier);
        await shot("token-of-account");
        await press(page, "Create");
        await heading(page, identifier);
        await fromInbox(identifier, CODE);
        await page.getByRole("button", { name: /^Lovelace Ada, ACR/ }).click();
        await page.getByRole("list", { name: "Access tokens" }).getByText(identifier).waitFor();
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
    await find(page, `pAPAPAVLOU${process.pid}`);
    await heading(page, `Papapavlou${process.pid} Loukia`);
    await look(page, "console-account");
    await page.getByRole("list", { name: "Access tokens" }).getByRole("button").click();
    await heading(page, identifier);
    await page.getByText("Logged in nowhere.").waitFor();
  }));

test("of two customers that are asked for, the last one is shown, whoever is answered first", () =>
  withPage({ path: "/console" }, async (page) => {
    const begin = `two${process.pid}`;
    const [slow, quick] = [`${begin}.slow@example.com`, `${begin}.quick@example.com`];
    for (const identifier of [slow, quick]) await post("access_tokens/create", { identifier, pass_code: PASS_CODE });
    await logIn(page);
    await find(page, begin);
    const hit = (identifier) => page.getByRole("list", { name: "Found" }).getByRole("button", { name: identifier });
    await hit(quick).waitFor();
    let answer;
    const held = new Promise((resolve) => (answer = resolve));
    const number = await hit(slow).getAttribute("data-number");
    await page.route("**/access_tokens/messages/list", async (route) => {
      if (route.request().postData().includes(number)) await held;
      await route.continue();
    });
    await hit(slow).click();
    await hit(quick).click();
    await heading(page, quick);
    const late = page.waitForResponse((response) => response.request().postData()?.includes(number));
    answer();
    await late;
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    assert.equal(await page.getByRole("heading", { name: slow }).count(), 0);
    assert.equal(await hit(quick).getAttribute("aria-current"), "true");
  }));

test("the access tokens of an account are shown part by part, and the focus goes to what came", () =>
  withPage({ path: "/console" }, async (page) => {
    // As many as fit into an answer are more than an account of this definition may have.
    await page.route("**/access_tokens/list?*", (route) =>
      route.continue({ url: `${route.request().url()}&number_of_results=2` }),
    );
    const name = `Many ${process.pid}`;
    const account_owner = { type: "COMPANY", company_name: "Many" };
    const access_tokens = [1, 2, 3, 4, 5].map(() => ({ action: "ADD_NEW", identifier: nobodyYet() }));
    await post("accounts_receivable/create", { name, account_owner, access_tokens }, await backOffice());
    await logIn(page);
    await find(page, name);
    await heading(page, name);
    const [listed, more] = [
      page.getByRole("list", { name: "Access tokens" }).getByRole("button"),
      page.getByRole("button", { name: "More" }),
    ];
    for (const count of [4, 5]) {
      const before = await listed.count();
      await more.click();
      await listed.nth(count - 1).waitFor();
      assert.equal(await listed.nth(before).evaluate((button) => button === document.activeElement), true);
    }
    assert.equal(await more.count(), 0);
    const shown = await listed.locator("strong").allInnerTexts();
    assert.deepEqual(shown.toSorted(), access_tokens.map(({ identifier }) => identifier).toSorted());
  }));

test("an account is made for a customer who registered, and a rewards participant of it, whose tokens are its own", () =>
  withPage({ path: "/console" }, async (page) => {
    const [identifier, second] = [nobodyYet(), nobodyYet()];
    await post("access_tokens/create", { identifier, pass_code: PASS_CODE });
    const verification_code = await fromInbox(identifier, CODE);
    const proof = { identifier, pass_code: PASS_CODE };
    await post("access_tokens/verify", { access_token_identifier: proof, verification_code });
    await logIn(page);
    await find(page, identifier);
    await press(page, "Make an account for it");
    await page.getByLabel("Who owns it").selectOption("A company");
    await type(page, "Company name", `Zebras ${process.pid}`);
    assert.equal(await page.getByLabel("E-mail address", { exact: true }).inputValue(), identifier);
    await press(page, "Create");
    await heading(page, `Zebras ${process.pid}`);
    const listed = page.getByRole("list", { name: "Access tokens" });
    await listed.getByText(identifier).waitFor();

    await press(page, "Add a rewards participant");
    await heading(page, "Rewards participant RWP");
    await look(page, "console-participant");
    await press(page, "Add an access token");
    await type(page, "Identifier", second);
    await press(page, "Create");
    await heading(page, second);
    await page.getByRole("button", { name: /^RWP/ }).click();
    await listed.getByText(second).waitFor();
    assert.equal(await listed.getByRole("button").count(), 1);
  }));

test("who makes what is there already is told so, and nothing that was typed is lost", () =>
  withPage({ path: "/console" }, async (page) => {
    const [identifier, name] = [nobodyYet(), `The only ${process.pid}`];
    await post("access_tokens/create", { identifier, pass_code: PASS_CODE });
    const account_owner = { type: "PERSON", last_name: "Only" };
    const { number } = await post("accounts_receivable/create", { name, account_owner }, await backOffice());
    await logIn(page);
    await press(page, "New access token");
    await type(page, "Identifier", identifier);
    await page.getByLabel("Kind").selectOption("Phone");
    await page.getByText("Phone numbers are of CY, GR, GB.").waitFor();
    await page.getByLabel("Kind").selectOption("Standard");
    await page.getByText("An e-mail address.").waitFor();
    assert.equal(await page.getByLabel("Identifier", { exact: true }).inputValue(), identifier);
    await press(page, "Create");
    await said(page, "There was one with this identifier already.");

    await press(page, "New account");
    await type(page, "Last name", "Other");
    await type(page, "Name of the account", name.toUpperCase());
    await press(page, "Create");
    const field = page.getByLabel("Name of the account", { exact: true });
    await page.getByText("Another accounts receivable has this name.").waitFor();
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    assert.equal(await field.inputValue(), name.toUpperCase());
    await find(page, number);
    await press(page, "Add an access token");
    await type(page, "Identifier", identifier);
    await press(page, "Create");
    await heading(page, identifier);
  }));

test("of a record that went meanwhile it is said that it is gone", () =>
  withPage({ path: "/console" }, async (page) => {
    const names = [1, 2].map((one) => `Goes${one} ${process.pid}`);
    const session = await backOffice();
    for (const name of names)
      await post("accounts_receivable/create", { name, account_owner: { type: "COMPANY", company_name: name } }, session);
    await logIn(page);
    await find(page, "Goes");
    const hit = page.getByRole("list", { name: "Found" }).getByRole("button").first();
    await hit.waitFor();
    await page.route("**/customers/find", (route) =>
      route.fulfill({ json: { status: { code: "OK", message: "OK" }, data: [], next: null } }),
    );
    await hit.click();
    await heading(page, "It is gone");
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

    // The pause between two codes outlives it.
    await press(page, "New access token");
    await type(page, "Identifier", identifier);
    await press(page, "Create");
    await page.getByText("Nothing was made: no code may go to this address yet").waitFor();
  }));

test("an account is made with the keyboard alone, and there is a ring around what has the focus", () =>
  withPage({ path: "/console" }, async (page) => {
    const tabTo = async (name) => {
      for (let presses = 0; presses < 30; presses++) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
          const focused = document.activeElement;
          return { name: focused.name || focused.textContent, ring: getComputedStyle(focused).outlineStyle };
        });
        assert.equal(at.ring, "solid", `no ring around ${at.name}`);
        if (at.name === name) return;
      }
      throw new Error(`Tab does not lead to ${name}`);
    };
    await page.getByLabel("Your key", { exact: true }).focus();
    await page.keyboard.type(SYSTEMIC_KEY);
    await page.keyboard.press("Enter");
    await page.getByRole("searchbox").waitFor();
    await tabTo("New account");
    await page.keyboard.press("Enter");
    await heading(page, "New account");
    await tabTo("last_name");
    await page.keyboard.type("Keys");
    await page.keyboard.press("Enter");
    await heading(page, "Keys");
    await tabTo("Add an access token");
    await page.keyboard.press("Space");
    await page.getByText("It will belong to Keys.").waitFor();
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
