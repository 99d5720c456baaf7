// Whoever logs out is logged out here at once, and at the service if it can be reached.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, clock, customer, Network, openStore, refused } from "./support.js";

const RELEASE = "/authentication/token/release";
const RELEASE_SESSIONS = "/authentication/sessions/release";
const REFRESH = "/authentication/token/refresh";

const ada = await customer();

test("a log-out forgets the session here and ends it there", async () => {
  const store = openStore();
  const app = client({ store });
  await app.logIn({ access_token_identifier: ada });
  const token = store.kept().session?.token ?? "";
  assert.equal(await app.logOut(), true);
  assert.equal(store.kept().session, null);
  assert.equal(await app.logOut(), true);
  assert.equal((await refused(client().post("/access_tokens/show", { token }))).code, "SESSION_REFUSED");
});

test("a log-out without a network forgets the session, and says that the service does not know", async (t) => {
  const network = await Network.before(t);
  const store = openStore();
  const app = client({ baseUrl: network.url, store });
  await app.logIn({ access_token_identifier: ada });
  network.answers(RELEASE, "unsent", "unsent", "unsent");
  assert.equal(await app.logOut(), false);
  assert.equal(store.kept().session, null);
});

test("a log-out does not wait for a refresh", async (t) => {
  const network = await Network.before(t);
  const { now, later } = clock();
  const store = openStore();
  const why: string[] = [];
  const app = client({ baseUrl: network.url, store, now, onLoggedOut: (error) => why.push(error.code) });
  await app.logIn({ access_token_identifier: ada });
  later();
  network.answers(REFRESH, "held");
  const shown = refused(app.show({}));
  while (network.sentTo(REFRESH).length === 0) await new Promise(setImmediate);
  assert.equal(await app.logOut(), true);
  assert.deepEqual([(await shown).code, store.kept().session, why], ["SESSION_REFUSED", null, []]);
  assert.equal(network.sentTo(REFRESH).length, 1);
});

test("signing out everywhere logs out here too", async () => {
  const store = openStore();
  const app = client({ store });
  await app.logIn({ access_token_identifier: ada });
  await app.releaseSessions({ all: true });
  assert.equal(store.kept().session, null);
});

test("signing out everywhere is sent once, and what became of it shows with the next request", async (t) => {
  const network = await Network.before(t);
  const store = openStore();
  const why: string[] = [];
  const app = client({ baseUrl: network.url, store, onLoggedOut: (error) => why.push(error.code) });
  await app.logIn({ access_token_identifier: ada });
  network.answers(RELEASE_SESSIONS, "lost");
  const error = await refused(app.releaseSessions({ all: true }));
  assert.deepEqual([error.code, error.mayBeDone, why], ["UNREACHABLE", true, []]);
  assert.equal((await refused(app.releaseSessions({ all: true }))).code, "SESSION_REFUSED");
  assert.deepEqual([why, store.kept().session], [["SESSION_REFUSED"], null]);
});
