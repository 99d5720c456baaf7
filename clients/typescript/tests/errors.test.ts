// What can go wrong has a code, and no error says what was sent.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { FieldsRefused, type ServiceError } from "access-tokens-client";
import { client, clock, customer, Network, openStore, PASS_CODE, refused, registered, where } from "./support.js";

const ada = await customer();
const CONFIGURATION = "/access_tokens/configuration/show";

test("the service's codes come through", async () => {
  const app = client();
  const { code, ...eve } = await registered();
  const wrong = code === "000000" ? "000001" : "000000";
  for (const [ask, expected, status] of [
    [() => app.verify({ access_token_identifier: eve, verification_code: wrong }), "VERIFICATION_REFUSED", 422],
    [() => app.logIn({ access_token_identifier: { ...ada, pass_code: "another horse 2" } }), "LOG_IN_REFUSED", 403],
    [() => app.changePassCode({ token: "3PL5", pass_code: "another horse 2" }), "RESET_TICKET_REFUSED", 401],
    [() => app.listSessions(), "CALLER_NOT_KNOWN", 401],
    [() => app.show({}), "INVALID_FIELD", 400],
    [() => client({ applicationKey: "accak_none" }).logIn({ access_token_identifier: ada }), "APPLICATION_KEY_REFUSED", 401],
    [() => client({ applicationKey: "accak–κλειδί" }).logIn({ access_token_identifier: ada }), "APPLICATION_KEY_REFUSED", 401],
  ] as const) {
    const error = await refused(ask());
    assert.deepEqual([error.code, error.status, error.mayBeDone], [expected, status, false]);
  }
});

test("every rule that a field breaks is told", async () => {
  const error = await refused(client().create({ identifier: "ada", pass_code: "short" }));
  assert.ok(error.code === "INVALID_VALUE");
  assert.ok(error instanceof FieldsRefused);
  assert.deepEqual(error.errors.map(({ field, rule }) => [field, rule]), [
    ["identifier", "NOT_AN_EMAIL_ADDRESS"],
    ["pass_code", "TOO_SHORT"],
    ["pass_code", "TOO_FEW_DIGITS"],
  ]);
});

test("a code that this release does not know is a code all the same", async (t) => {
  const network = await Network.before(t);
  network.answers(CONFIGURATION, { status: 409, body: '{"status":{"message":"New.","description":"","code":"NEW"}}' });
  const error = await refused(client({ baseUrl: network.url }).showConfiguration({}));
  assert.deepEqual([String(error.code), error.message, error.status], ["NEW", "New.", 409]);
});

test("what answers in the place of the service is told apart from it", async (t) => {
  const network = await Network.before(t);
  const app = client({ baseUrl: network.url });
  for (const [status, body, code] of [
    [404, '{"message":"Not Found"}', "GATEWAY"],
    [403, "<html>a firewall</html>", "GATEWAY"],
    [200, "<html>a hotel</html>", "UNREACHABLE"],
    [200, '{"message":"a hotel"}', "UNREACHABLE"],
  ] as const) {
    network.answers(CONFIGURATION, ...Array.from({ length: 3 }, () => ({ status, body })));
    const error = await refused(app.showConfiguration({}));
    assert.deepEqual([error.code, error.status], [code, status]);
  }
});

test("an answer that does not come is waited for for so long and no longer", async () => {
  const never: typeof fetch = (_, init) =>
    new Promise((_done, fail) => init?.signal?.addEventListener("abort", () => fail(new Error("aborted"))));
  const error = await refused(client({ fetch: never, timeoutMilliseconds: 1 }).showConfiguration({}));
  assert.deepEqual([error.code, error.status, error.message], ["UNREACHABLE", 0, "there was no answer in time"]);
});

test("a request that the app gives up throws the app's own reason", async () => {
  const controller = new AbortController();
  const waiting = client({ fetch: async () => (controller.abort("enough"), Promise.reject(new Error("aborted"))) });
  const call = waiting.showConfiguration({}, { signal: controller.signal });
  assert.equal(await call.catch((reason: unknown) => reason), "enough");
});

test("a store that cannot be written to throws its own error, and nothing was sent", async (t) => {
  const network = await Network.before(t);
  const { change, ...store } = openStore();
  await client({ store }).logIn({ access_token_identifier: ada });
  change((kept) => Object.assign(kept.session ?? {}, { expires: 0 }));
  const full = { read: store.read, write: () => Promise.reject(new Error("the store is full")) };
  await assert.rejects(client({ baseUrl: network.url, store: full }).show({}), /the store is full/);
  assert.equal(network.seen.length, 0);
});

test("where nothing is random, an app is told when it starts", (t) => {
  const { crypto } = globalThis;
  t.after(() => Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true }));
  Object.defineProperty(globalThis, "crypto", { value: undefined, configurable: true });
  assert.throws(() => client(), /give randomBytes/);
  client({ randomBytes: (length) => new Uint8Array(length) });
});

test("no error shows a pass code, a code, a key or a token", async (t) => {
  const network = await Network.before(t);
  const store = openStore();
  const app = client({ baseUrl: network.url, store, deviceName: "Ada's phone" });
  await app.logIn({ access_token_identifier: ada });
  const { session, deviceToken } = store.kept();
  const secrets = [PASS_CODE, where.consumer_application_key, session?.token, session?.refreshToken, deviceToken];
  const proof = { access_token_identifier: ada };
  const { now, later } = clock();
  later();
  const refreshing = client({ baseUrl: network.url, store, now });
  const errors: ServiceError[] = [];
  for (const instead of ["lost", { status: 500, body: "<html>" }, { status: 200, body: "<html>" }] as const) {
    for (const [path, call] of [
      ["/authentication/consumer_application_key/token", () => app.logIn(proof)],
      ["/access_tokens/show", () => app.show(proof)],
      [CONFIGURATION, () => app.get(CONFIGURATION, { classification_identifier: { name: PASS_CODE } })],
      ["/authentication/token/refresh", () => refreshing.listSessions()],
    ] as const) {
      network.answers(path, instead, instead, instead);
      errors.push(await refused(call()));
    }
  }
  assert.equal(errors.length, 12);
  const shown = inspect([...errors, app], { depth: 20, showHidden: true }) + JSON.stringify([errors, app]);
  for (const secret of secrets) {
    assert.ok(secret && !shown.includes(secret) && !shown.includes(encodeURIComponent(secret)));
  }
});
