// The inbox: what came is read, copied, folded and thrown away, on each display, by day and by night.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { API, DISPLAYS, fromInbox, look, post, SCHEMES, withPage } from "../browser.mjs";

const PASS_CODE = "correct horse 1";
const PHONE = { classification_identifier: { alternative_code: "PHONE" } };
const TICKET = /\b[A-Z2-7]{32}\b/;

let people = 0;
async function register(identifier = `ada${++people}@example.com`, more = {}) {
  await post("access_tokens/create", { identifier, pass_code: PASS_CODE, ...more });
  return { identifier, code: await fromInbox(identifier, /\b\d{6}\b/) };
}

const card = (page, identifier) => page.getByRole("article").filter({ hasText: identifier });
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

beforeEach(() => fetch(`${API}/inbox/messages`, { method: "DELETE" }));

for (const display of Object.keys(DISPLAYS)) {
  for (const scheme of SCHEMES) {
    test(`it shows what came, and what did not: ${display}, ${scheme}`, async () => {
      const { identifier } = await register();
      await register(`+357991${display.length}${scheme.length}${people}00`.padEnd(12, "0"), PHONE);
      await post("access_tokens/reset_verification_code", { identifier });
      await withPage({ path: "/inbox", display, scheme }, async (page) => {
        await page.getByText("2 messages and 1 note").waitFor();
        await look(page, `inbox-${display}-${scheme}`);
      });
    });
  }
}

test("a code and a reset ticket are copied with a click", async () => {
  const { identifier, code } = await register();
  const proof = { identifier, pass_code: PASS_CODE };
  await post("access_tokens/verify", { access_token_identifier: proof, verification_code: code });
  await withPage({ path: "/inbox" }, async (page) => {
    await page.getByRole("button", { name: `Copy ${code}` }).click();
    assert.equal(await copied(page), code);
    await post("access_tokens/forgot_pass_code", { identifier });
    await page.getByRole("button", { name: "Copy the ticket" }).click();
    assert.equal(await copied(page), await fromInbox(identifier, TICKET));
  });
});

test("the newest mail is open, and the others by their subject, which the keyboard opens", async () => {
  const [first, second] = [await register(), await register()];
  await withPage({ path: "/inbox" }, async (page) => {
    const subject = (of) => card(page, of.identifier).getByRole("heading").getByRole("button");
    await subject(second).waitFor();
    const isOpen = async (of) => (await subject(of).getAttribute("aria-expanded")) === "true";
    assert.deepEqual([await isOpen(first), await isOpen(second)], [false, true]);
    await subject(first).press("Enter");
    const third = await register();
    await subject(third).waitFor();
    // What its reader opened stays open.
    assert.deepEqual([await isOpen(first), await isOpen(second), await isOpen(third)], [true, false, true]);
  });
});

test("the field that has the focus has one ring", () =>
  withPage({ path: "/inbox" }, async (page) => {
    const field = page.getByRole("searchbox");
    await field.focus();
    const rings = await field.evaluate((input) =>
      [input, input.closest("label")].map((ringed) => getComputedStyle(ringed).outlineStyle),
    );
    assert.deepEqual(rings, ["none", "solid"]);
  }));

test("a cleared inbox is empty on every page, and says how a message comes", async () => {
  await register();
  await withPage({ path: "/inbox" }, async (page) => {
    await withPage({ path: "/inbox", display: "phone" }, async (other) => {
      await other.getByText("1 message").waitFor();
      await page.getByRole("button", { name: "Clear" }).click();
      await page.getByRole("heading", { name: "Nothing was sent yet" }).waitFor();
      await other.getByRole("heading", { name: "Nothing was sent yet" }).waitFor();
      await register();
      await other.getByText("1 message").waitFor();
    });
    await look(page, "inbox-one");
  });
});
