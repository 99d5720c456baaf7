// A customer stays logged in, whatever is lost, and no longer than the service says.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServiceError } from "access-tokens-client";
import { ask, client, clock, customer, Network, openStore, refused, where } from "./support.js";

const REFRESH = "/authentication/token/refresh";
const SHOW = "/access_tokens/show";
const LOG_IN = "/authentication/consumer_application_key/token";

const ada = await customer();

test("requests in parallel refresh once", async (t) => {
  const network = await Network.before(t);
  const { now, later } = clock();
  const app = client({ baseUrl: network.url, now });
  await app.logIn({ access_token_identifier: ada });
  later();
  const shown = await Promise.all(Array.from({ length: 20 }, () => app.show({ fields_set: "identifier" })));
  assert.deepEqual(new Set(shown.map((one) => one.identifier)), new Set([ada.identifier]));
  assert.equal(network.sentTo(REFRESH).length, 1);
});

test("no session token is asked for while one is good", async (t) => {
  const network = await Network.before(t);
  const app = client({ baseUrl: network.url });
  await app.logIn({ access_token_identifier: ada });
  await app.show({});
  await app.show({});
  assert.equal(network.sentTo(REFRESH).length, 0);
});

test("an app whose answer was lost, and that was started anew, gets the same session", async (t) => {
  const network = await Network.before(t);
  const { now, later } = clock();
  const store = openStore();
  const app = client({ baseUrl: network.url, store, now });
  await app.logIn({ access_token_identifier: ada });
  const before = store.kept().session;
  later();
  network.answers(REFRESH, "lost", "lost", "lost");
  const error = await refused(app.show({}));
  assert.deepEqual([error.code, error.mayBeDone], ["UNREACHABLE", true]);
  assert.ok(store.kept().session?.attempt, "the attempt is kept for the next time");

  const started = client({ baseUrl: network.url, store, now });
  assert.equal((await started.show({ fields_set: "identifier" })).identifier, ada.identifier);
  const sent = network.sentTo(REFRESH).map((one) => JSON.stringify(one.body));
  assert.deepEqual([sent.length, new Set(sent).size], [4, 1]);
  const after = store.kept().session;
  assert.equal(after?.attempt, null);
  assert.notEqual(after?.refreshToken, before?.refreshToken);
  later();
  await started.show({});
});

test("an attempt is kept before it is sent, and another goes with each refresh token", async (t) => {
  const network = await Network.before(t);
  const { now, later } = clock();
  const store = openStore();
  const kept: (string | null | undefined)[] = [];
  const watched: typeof fetch = (input, init) => {
    if (String(input).endsWith(REFRESH)) kept.push(store.kept().session?.attempt);
    return fetch(input, init);
  };
  const app = client({ baseUrl: network.url, store, now, fetch: watched });
  await app.logIn({ access_token_identifier: ada });
  for (let refreshes = 0; refreshes < 3; refreshes++) {
    later();
    await app.show({});
  }
  assert.deepEqual(kept, network.sentTo(REFRESH).map((one) => one.body["attempt"]));
  assert.equal(new Set(kept).size, 3);
});

test("an answer that comes so late that it is over is followed by one more refresh", async (t) => {
  const network = await Network.before(t);
  const { now, later } = clock();
  const store = openStore();
  const app = client({ baseUrl: network.url, store, now });
  await app.logIn({ access_token_identifier: ada });
  later();
  const { refreshToken, attempt } = { refreshToken: store.kept().session?.refreshToken, attempt: "a".repeat(22) };
  const first = await ask(REFRESH, { refresh_token: refreshToken ?? "", attempt });
  store.change((kept) => kept.session && (kept.session.attempt = attempt));
  const over = JSON.stringify({ status: { code: "OK" }, data: { ...first, expires_in: 0 } });
  network.answers(REFRESH, { status: 200, body: over });
  await app.show({});
  assert.deepEqual(
    network.sentTo(REFRESH).map((one) => one.body["refresh_token"]),
    [refreshToken, first.refresh_token],
  );
});

test("two tabs that share a store refresh once", async (t) => {
  const network = await Network.before(t);
  const { now, later } = clock();
  const store = openStore();
  const [one, other] = [client({ baseUrl: network.url, store, now }), client({ baseUrl: network.url, store, now })];
  await one.logIn({ access_token_identifier: ada });
  later();
  await Promise.all([one.show({}), other.show({})]);
  assert.equal(network.sentTo(REFRESH).length, 1);
});

test("two tabs that no lock holds back both get on", async (t) => {
  const network = await Network.before(t);
  const { now, later } = clock();
  const store = openStore();
  const tab = () => client({ baseUrl: network.url, store, now, lock: (work) => work() });
  const [one, other] = [tab(), tab()];
  await one.logIn({ access_token_identifier: ada });
  for (let rounds = 0; rounds < 5; rounds++) {
    later();
    await Promise.all([one.show({}), other.show({})]);
  }
});

test("a tab whose refresh came second takes the session of the first from the store", async (t) => {
  const network = await Network.before(t);
  const { now, later } = clock();
  const store = openStore();
  const app = client({ baseUrl: network.url, store, now });
  await app.logIn({ access_token_identifier: ada });
  later();
  // Another tab is about to write what it got.
  const refreshToken = store.kept().session?.refreshToken ?? "";
  const others = await ask(REFRESH, { refresh_token: refreshToken, attempt: "b".repeat(22) });
  const waiting = client({
    baseUrl: network.url,
    store,
    now,
    wait: async () => {
      store.change((kept) => {
        Object.assign(kept.session ?? {}, { token: others.token, refreshToken: others.refresh_token, attempt: null });
        Object.assign(kept.session ?? {}, { expires: now() + others.expires_in * 1000 });
      });
    },
  });
  await waiting.show({});
  assert.equal(store.kept().session?.refreshToken, others.refresh_token);
});

test("a refused refresh logs out, says why once, and leaves the device known", async (t) => {
  const network = await Network.before(t);
  const { now, later } = clock();
  const store = openStore();
  const why: ServiceError[] = [];
  const app = client({ baseUrl: network.url, store, now, deviceName: "Ada's phone", onLoggedOut: (error) => why.push(error) });
  await app.logIn({ access_token_identifier: ada });
  const { deviceToken } = store.kept();
  await ask("/authentication/token/release", { token: store.kept().session?.refreshToken ?? "" });
  later();
  const errors = await Promise.all([refused(app.listSessions()), refused(app.listSessions())]);
  assert.deepEqual(errors.map((error) => error.code), ["SESSION_REFUSED", "SESSION_REFUSED"]);
  assert.deepEqual(why.map((error) => error.code), ["SESSION_REFUSED"]);
  assert.ok(deviceToken);
  assert.deepEqual(store.kept(), { format: 1, session: null, deviceToken });
  assert.equal(await app.isLoggedIn(), false);
});

test("a session that was ended logs out with the next request, whatever the clock says", async () => {
  const store = openStore();
  const why: string[] = [];
  const app = client({ store, onLoggedOut: (error) => why.push(error.code) });
  await app.logIn({ access_token_identifier: ada });
  await ask("/authentication/token/release", { token: store.kept().session?.refreshToken ?? "" });
  assert.equal((await refused(app.show({}))).code, "SESSION_REFUSED");
  assert.deepEqual([why, store.kept().session], [["SESSION_REFUSED"], null]);
});

test("a session that is over stands in nobody's way to register", async (t) => {
  const network = await Network.before(t);
  const { now, later } = clock();
  const app = client({ baseUrl: network.url, now });
  await app.logIn({ access_token_identifier: ada });
  later();
  await app.showConfiguration({});
  await app.resetVerificationCode({ identifier: ada.identifier });
  assert.deepEqual(network.seen.map((one) => one.authorization?.split(" ")[0]), ["Basic", "Basic", "Basic"]);
});

test("a session token that is refused too early is replaced, and the request sent again", async (t) => {
  const network = await Network.before(t);
  const store = openStore();
  const app = client({ baseUrl: network.url, store });
  await app.logIn({ access_token_identifier: ada });
  store.change((kept) => kept.session && (kept.session.token = "eyJ.not.one"));
  assert.equal((await app.show({ fields_set: "identifier" })).identifier, ada.identifier);
  assert.deepEqual([network.sentTo(SHOW).length, network.sentTo(REFRESH).length], [2, 1]);
});

test("the device token of a log-in goes with the next one", async (t) => {
  const network = await Network.before(t);
  const store = openStore();
  const app = client({ baseUrl: network.url, store, deviceName: "Ada's phone" });
  await app.logIn({ access_token_identifier: ada });
  const { deviceToken } = store.kept();
  await app.logOut();
  await app.logIn({ access_token_identifier: ada });
  assert.deepEqual(network.sentTo(LOG_IN).map((one) => one.body["device_token"]), [undefined, deviceToken]);
  const sessions = await app.listSessions();
  assert.equal(JSON.stringify(sessions).includes("Ada's phone"), true);
});

test("what is kept fits in the 2048 bytes that a phone's secure store takes", async () => {
  const store = openStore();
  await client({ store, deviceName: "Ada's phone" }).logIn({ access_token_identifier: ada });
  store.change((kept) => kept.session && (kept.session.attempt = "a".repeat(22)));
  assert.ok(JSON.stringify(store.kept()).length < 2048, String(JSON.stringify(store.kept()).length));
});

test("what is kept and cannot be read is nobody's session", async () => {
  for (const text of ["", "no JSON", "[]", '{"format":2,"session":{}}']) {
    assert.equal(await client({ store: { read: () => text, write: () => {} } }).isLoggedIn(), false);
  }
});

test("a back office asks for everything in its session, and is logged out when that is over", async (t) => {
  const network = await Network.before(t);
  const { now, later } = clock();
  const why: string[] = [];
  const store = openStore();
  const office = client({
    now,
    baseUrl: network.url,
    applicationKey: where.systemic_key,
    store,
    onLoggedOut: (error) => why.push(error.code),
  });
  await office.logInBackOffice();
  await office.get("/access_tokens/configuration/show", { classification_identifier: { alternative_code: "PHONE" } });
  const { data, next } = await office.get("/access_tokens/get_not_associated", { number: 1, fields_set: "identifier" });
  assert.deepEqual([Array.isArray(data), next === null || typeof next], [true, next === null || "string"]);
  const kinds = network.seen.map((one) => one.authorization?.split(" ")[0]);
  assert.deepEqual(kinds, ["Basic", "Bearer", "Bearer"]);
  assert.equal(await office.sessionToken(), store.kept().session?.token);
  for (let quarters = 0; quarters < 8; quarters++) later();
  assert.deepEqual([await office.sessionToken(), await office.isLoggedIn()], [null, true]);
  store.change((kept) => kept.session && (kept.session.token = "eyJ.not.one"));
  assert.equal((await refused(office.get("/access_tokens/get_not_associated", { number: 1 }))).code, "SESSION_REFUSED");
  assert.deepEqual([why, store.kept().session], [["SESSION_REFUSED"], null]);
});
