// Two customers on one device, in two tabs: what the one asks for never goes in the session of the other.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, clock, customer, Network, openStore, refused } from "./support.js";

const ada = await customer();
const eve = await customer();

test("a request of one customer does not go on in the session of another", async () => {
  const [hers, theirs] = [openStore(), openStore()];
  await client({ store: hers }).logIn({ access_token_identifier: ada });
  await client({ store: theirs }).logIn({ access_token_identifier: eve });
  hers.change((kept) => kept.session && (kept.session.token = "eyJ.not.one"));
  let kept = hers.read;
  const store = { read: () => kept(), write: theirs.write };
  // Between the request and its refusal, somebody else logs in in another tab.
  const meanwhile: typeof fetch = (input, init) => {
    kept = theirs.read;
    return fetch(input, init);
  };
  assert.equal((await refused(client({ store, fetch: meanwhile }).show({}))).code, "SESSION_REFUSED");
  assert.notEqual(theirs.kept().session, null);
});

test("a request that waits while its customer logs out goes neither in the next session nor without one", async (t) => {
  const network = await Network.before(t);
  const { now, later } = clock();
  const store = openStore();
  const other = client({ store, now });
  let meanwhile = async (): Promise<void> => {};
  // Another tab has the lock before this one gets it.
  const app = client({ baseUrl: network.url, store, now, lock: (work) => meanwhile().then(work) });
  const asks = [
    () => app.show({}),
    () => app.post("/access_tokens/update", { udf_string_1: "Ada" }),
    () => app.sessionToken(),
  ];
  for (const next of [eve, null]) {
    for (const ask of asks) {
      await other.logIn({ access_token_identifier: ada });
      later();
      meanwhile = async () => {
        await other.logOut();
        if (next) await other.logIn({ access_token_identifier: next });
      };
      const error = await refused(ask());
      assert.deepEqual([error.code, error.mayBeDone], ["SESSION_REFUSED", false]);
      assert.equal(await other.isLoggedIn(), next !== null);
    }
  }
  assert.deepEqual(network.seen, []);
});
