// The description of the API: what it describes is tried out, by day and by night. Swagger UI leaves some of its parts
// without a name or in faint colours; what our page mends of that is looked at as everything else is.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromInbox, look, SCHEMES, withPage } from "../browser.mjs";

/** It is a page of a thousand parts, which takes long to look at: each display and each scheme once. */
const SEEN = [
  { display: "desktop", scheme: "light" },
  { display: "phone", scheme: "dark" },
  { display: "small", scheme: "light" },
];

const operation = (page, path) => page.locator(".opblock").filter({ has: page.locator(`[data-path="${path}"]`) });

for (const { display, scheme } of SEEN) {
  test(`an operation is tried out from the description, and answers: ${display}, ${scheme}`, () =>
    withPage({ path: "/docs/", display, scheme }, async (page) => {
      const create = operation(page, "/access_tokens/create");
      const identifier = `ada.${display}.${scheme}@example.com`;
      await create.locator(".opblock-summary-control").click();
      await create.getByLabel("Request body").fill(JSON.stringify({ identifier, pass_code: "correct horse 1" }));
      await create.getByRole("button", { name: "Execute" }).click();
      const answer = create.locator(".live-responses-table");
      await answer.getByText("200").first().waitFor();
      assert.match(await answer.innerText(), /PENDING_VERIFICATION/);
      await fromInbox(identifier, /\b\d{6}\b/);
      await answer.scrollIntoViewIfNeeded();
      await look(page, `docs-${display}-${scheme}`);
    }));
}

test("the parameters of an operation, and the keys that it takes, have names", () =>
  withPage({ path: "/docs/", scheme: "dark" }, async (page) => {
    const list = operation(page, "/access_tokens/list");
    await list.locator(".opblock-summary-control").click();
    await list.getByLabel("accounts_receivable_identifier").scrollIntoViewIfNeeded();
    await page.getByRole("button", { name: "Authorize" }).first().click();
    await page.getByRole("heading", { name: "Available authorizations" }).waitFor();
    await look(page, "docs-parameters");
    await page.getByRole("button", { name: "Close" }).first().click();
  }));

test("the page is as dark as the reader's other pages", async () => {
  const grounds = SCHEMES.map((scheme) =>
    withPage({ path: "/docs/", scheme }, async (page) => {
      await operation(page, "/access_tokens/create").waitFor();
      return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    }),
  );
  assert.deepEqual(await Promise.all(grounds), ["rgb(245, 244, 241)", "rgb(19, 19, 21)"]);
});
