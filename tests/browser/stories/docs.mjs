// The description of the API: what it describes is tried out. The page is Swagger UI as it comes, in which axe finds
// buttons and lists without names that nobody here can mend; whoever cannot use it reads docs/openapi.json.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromInbox, shot, withPage } from "../browser.mjs";

test("an operation is tried out from the description, and answers", () =>
  withPage({ path: "/docs/" }, async (page) => {
    const operation = page.locator(".opblock").filter({ has: page.locator('[data-path="/access_tokens/create"]') });
    await operation.locator(".opblock-summary-control").click();
    const body = JSON.stringify({ identifier: "ada@example.com", pass_code: "correct horse 1" });
    await operation.locator("textarea").fill(body);
    await operation.getByRole("button", { name: "Execute" }).click();
    const answer = operation.locator(".live-responses-table");
    await answer.getByText("200").first().waitFor();
    assert.match(await answer.innerText(), /PENDING_VERIFICATION/);
    await fromInbox("ada@example.com", /\b\d{6}\b/);
    await shot(page, "docs");
  }));
