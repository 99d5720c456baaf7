// Company ZX's app: a customer's whole story, on each display, by day and by night, and with the keyboard alone.

import assert from "node:assert/strict";
import { test } from "node:test";

import { API, DISPLAYS, fromInbox, look, post, SCHEMES, shot, SYSTEMIC_KEY, withPage } from "../browser.mjs";

const FIRST = "correct horse 1";
const SECOND = "another horse 2";
const CODE = /\b\d{6}\b/;
const TICKET = /\b[A-Z2-7]{32}\b/;

let people = 0;
const nobodyYet = () => `ada${++people}@example.com`;

const heading = (page, name) => page.getByRole("heading", { name }).waitFor();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const follow = (page, name) => page.getByRole("link", { name }).click();
const said = (page, text) => page.locator(".news", { hasText: text }).waitFor();
const type = (page, label, text) => page.getByLabel(label, { exact: true }).fill(text);

async function register(page, identifier, label = "E-mail address") {
  await heading(page, "Create your account");
  await type(page, label, identifier);
  await type(page, "Pass code", FIRST);
  await press(page, "Create account");
  await heading(page, "Enter your code");
}

async function verify(page, identifier) {
  await type(page, "Code of 6 digits", await fromInbox(identifier, CODE));
  await press(page, "Continue");
  await said(page, "Welcome! Your account is ready.");
}

async function logIn(page, identifier, passCode) {
  await heading(page, "Log in");
  await type(page, "E-mail address or mobile number", identifier);
  await type(page, "Pass code", passCode);
  await press(page, "Log in");
}

for (const display of Object.keys(DISPLAYS)) {
  for (const scheme of SCHEMES) {
    test(`a customer registers, looks after the account and gets back in: ${display}, ${scheme}`, () =>
      withPage({ display, scheme }, async (page) => {
        const shot = (name) => look(page, `app-${display}-${scheme}-${name}`);
        const identifier = nobodyYet();
        await heading(page, "Create your account");
        await shot("register");

        await register(page, identifier);
        await shot("code");
        await verify(page, identifier);
        await shot("home");

        await follow(page, "Personal details");
        await type(page, "What shall we call you?", "Ada");
        await press(page, "Save name");
        await said(page, "Your name is saved.");
        await shot("details");
        await page.getByRole("link", { name: "Back" }).click();
        await heading(page, "Hello, Ada");

        await follow(page, "Devices");
        await page.getByText("This one").waitFor();
        await shot("devices");
        await page.getByRole("link", { name: "Back" }).click();
        await press(page, "Log out");
        await said(page, "You are logged out.");

        await logIn(page, identifier, SECOND);
        await page.getByText("That did not match.").waitFor();
        await shot("log-in");
        await follow(page, "I forgot my pass code");
        await press(page, "Send me a ticket");
        await type(page, "Ticket", await fromInbox(identifier, TICKET));
        await type(page, "New pass code", SECOND);
        await shot("choose-new");
        await press(page, "Save");
        await said(page, "Your new pass code is saved.");
        await logIn(page, identifier, SECOND);
        await heading(page, "Hello, Ada");
      }));
  }
}

test("a customer with a phone registers by text message", () =>
  withPage({ display: "phone" }, async (page) => {
    await page.getByLabel("Text message").check();
    await register(page, "+357 99 123456", "Mobile number");
    await verify(page, "+35799123456");
    await page.getByText("+35799123456", { exact: true }).waitFor();
  }));

test("the form is that of the kind which was chosen last, whichever rules come first", () =>
  withPage({}, async (page) => {
    let answer;
    const held = new Promise((resolve) => (answer = resolve));
    const isOfPhones = (url) => decodeURIComponent(url.search).includes("PHONE");
    await page.route(isOfPhones, async (route) => {
      const response = await route.fetch();
      const rules = await response.json();
      rules.data.pass_code.minimum.length = 77;
      await held;
      await route.fulfill({ response, json: rules });
    });
    await page.getByLabel("Text message").check();
    await page.getByLabel("E-mail", { exact: true }).check();
    await page.getByLabel("E-mail address").waitFor();
    const late = page.waitForResponse((response) => isOfPhones(new URL(response.url())));
    answer();
    await late;
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    assert.equal(await page.getByText("77 characters or more").count(), 0);
    assert.equal(await page.getByLabel("E-mail address").count(), 1);
    await page.getByLabel("Text message").check();
    await page.getByText("77 characters or more").waitFor();
  }));

test("a form whose rules are not to be had says so, and comes when it is chosen again", () =>
  withPage({}, async (page) => {
    const isOfPhones = (url) => decodeURIComponent(url.search).includes("PHONE");
    await page.route(isOfPhones, (route) => route.abort());
    await page.getByLabel("Text message").check();
    await page.getByText("There was no answer.").waitFor();
    assert.equal(await page.getByLabel("E-mail address").count(), 0);
    await page.unroute(isOfPhones);
    await page.getByLabel("E-mail", { exact: true }).check();
    await page.getByLabel("Text message").check();
    await page.getByLabel("Mobile number").waitFor();
  }));

test("the rules of a pass code are said while it is typed", () =>
  withPage({}, async (page) => {
    const rule = (says) => page.getByRole("listitem").filter({ hasText: says });
    await type(page, "Pass code", "correct");
    await rule("8 characters or more: not yet").waitFor();
    await rule("1 letter or more: done").waitFor();
    await rule("1 digit or more: not yet").waitFor();
    await type(page, "Pass code", FIRST);
    await rule("1 digit or more: done").waitFor();
  }));

test("what went wrong is said at the field, which has the focus, and nothing that was typed is lost", () =>
  withPage({}, async (page) => {
    await type(page, "E-mail address", "ada");
    await type(page, "Pass code", "short");
    await press(page, "Create account");
    await page.getByText("This is no e-mail address.").waitFor();
    const [address, passCode] = [page.getByLabel("E-mail address"), page.getByLabel("Pass code", { exact: true })];
    assert.equal(await address.evaluate((field) => field === document.activeElement), true);
    assert.equal(await address.getAttribute("aria-invalid"), "true");
    const described = (field) =>
      field.evaluate((input) =>
        input
          .getAttribute("aria-describedby")
          .split(" ")
          .map((id) => document.getElementById(id)?.textContent)
          .join(" "),
      );
    assert.match(await described(address), /no e-mail address/);
    assert.match(await described(passCode), /It needs at least 8 characters. It needs at least 1 digit/);
    assert.deepEqual([await address.inputValue(), await passCode.inputValue()], ["ada", "short"]);
    await look(page, "app-wrong");

    await page.route("**/access_tokens/create", (route) => route.abort());
    await press(page, "Create account");
    await page.getByText("There was no answer.").waitFor();
    await follow(page, "Log in");
    await heading(page, "Log in");
    assert.equal(await page.getByLabel("Pass code", { exact: true }).inputValue(), "short");
  }));

test("a request that the gateway turned away is said in words for a customer", () =>
  withPage({}, async (page) => {
    await page.route("**/access_tokens/create", (route) => route.fulfill({ status: 503, json: { message: "Busy" } }));
    await press(page, "Fill in an example");
    await press(page, "Create account");
    await page.getByText("That did not get through.").waitFor();
  }));

test("a button that gets no answer says so, once however often it is pressed", () =>
  withPage({}, async (page) => {
    await register(page, nobodyYet());
    await page.route("**/access_tokens/reset_verification_code", (route) => route.abort());
    const wrong = page.getByRole("alert").filter({ hasText: "There was no answer." });
    for (const press of [1, 2]) {
      const asked = page.waitForRequest("**/access_tokens/reset_verification_code");
      await page.getByRole("button", { name: "Send the code again" }).click();
      await asked;
      await wrong.waitFor();
      assert.equal(await wrong.count(), 1, `press ${press}`);
    }
  }));

test("a customer goes the whole way in with the keyboard alone, and sees where they are", () =>
  withPage({}, async (page) => {
    const identifier = nobodyYet();
    const focused = () =>
      page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        return { name: document.activeElement.name || document.activeElement.textContent, ring: style.outlineStyle };
      });
    const tabTo = async (name) => {
      for (let presses = 0; presses < 30; presses++) {
        await page.keyboard.press("Tab");
        const at = await focused();
        if (at.name === "kind") continue;
        assert.equal(at.ring, "solid", `no ring around ${at.name}`);
        if (at.name === name) return;
      }
      throw new Error(`Tab does not lead to ${name}`);
    };
    await heading(page, "Create your account");
    await tabTo("identifier");
    await page.keyboard.type(identifier);
    await tabTo("pass_code");
    await page.keyboard.type(FIRST);
    await page.keyboard.press("Enter");
    await heading(page, "Enter your code");
    await tabTo("verification_code");
    await page.keyboard.type(await fromInbox(identifier, CODE));
    await tabTo("Continue");
    await page.keyboard.press("Space");
    await said(page, "Welcome! Your account is ready.");
    await tabTo("Log out");
    await page.keyboard.press("Enter");
    await heading(page, "Log in");
  }));

test("a customer ends the session of another device, which is told so", () =>
  withPage({}, async (page) => {
    const identifier = nobodyYet();
    await register(page, identifier);
    await verify(page, identifier);
    await withPage({ path: "/#log-in", display: "phone" }, async (other) => {
      await logIn(other, identifier, FIRST);
      await heading(other, "Hello");
      await follow(page, "Devices");
      await press(page, "Sign out");
      await said(page, "is logged out.");
      await follow(other, "Devices");
      await said(other, "You were logged out.");
    });
  }));

test("a customer with an account finds its number and their name", () =>
  withPage({}, async (page) => {
    const identifier = nobodyYet();
    await register(page, identifier);
    await verify(page, identifier);
    const { token } = await post("authentication/web_api_key/token", {}, `Basic ${btoa(`${SYSTEMIC_KEY}:`)}`);
    const owned = { action: "ADD_EXISTING", access_token_identifier: { identifier, pass_code: FIRST } };
    const owner = { type: "PERSON", first_name: "Ada", last_name: "Byron" };
    const made = { account_owner: owner, access_tokens: [owned], fields_set: "number" };
    const { number } = await post("accounts_receivable/create", made, `Bearer ${token}`);
    await follow(page, "Personal details");
    await page.getByText(number, { exact: true }).waitFor();
    await type(page, "Last name", "Lovelace");
    await press(page, "Save name");
    await said(page, "Your name is saved.");
    assert.equal(await page.getByLabel("Last name").inputValue(), "Lovelace");
  }));

test("the requests are shown as they were sent, but for secrets, and can be sent again by curl", () =>
  withPage({}, async (page) => {
    const identifier = nobodyYet();
    await register(page, identifier);
    const request = page.getByRole("listitem").filter({ hasText: "access_tokens/create" });
    await request.locator("summary").click();
    const shown = await request.innerText();
    assert.ok(shown.includes(identifier) && shown.includes("PENDING_VERIFICATION") && !shown.includes(FIRST), shown);
    await request.getByRole("button", { name: "Copy as curl" }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(copied.startsWith(`curl '${API}/access_tokens/create' `) && copied.includes(FIRST), copied);
  }));

test("the mail of a code and the request that caused it stand beside the code", () =>
  withPage({ sharpness: 2 }, async (page) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await fetch(`${API}/inbox/messages`, { method: "DELETE" });
    await register(page, "ada@example.com");
    const code = await fromInbox("ada@example.com", CODE);
    const inbox = page.frameLocator("iframe");
    await inbox.getByRole("button", { name: `Copy ${code}` }).waitFor();
    await inbox.getByText("1 message").waitFor();
    await page.getByRole("listitem").filter({ hasText: "access_tokens/create" }).locator("summary").click();
    await page.getByText("PENDING_VERIFICATION").waitFor();
    await page.getByLabel("Code of 6 digits").pressSequentially(code.slice(0, 3));
    // docs/app.png, which README shows, is this one.
    await shot(page, "app-readme");
  }));

test("the example fills in the form, and on a phone the inbox says that something came", () =>
  withPage({ display: "phone" }, async (page) => {
    await press(page, "Fill in an example");
    await press(page, "Create account");
    await heading(page, "Enter your code");
    await page.getByRole("button", { name: "Inbox 1 new" }).click();
    await page.frameLocator("iframe").getByRole("heading", { name: "is your Company ZX code" }).first().waitFor();
    await look(page, "app-phone-inbox");
    await page.getByRole("button", { name: "Requests" }).click();
    await look(page, "app-phone-requests");
  }));
