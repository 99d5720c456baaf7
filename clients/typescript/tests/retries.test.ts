// What is sent again, how often, and after how long.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, customer, Network, PASS_CODE, refused, registered } from "./support.js";

const LOG_IN = "/authentication/consumer_application_key/token";
const ada = await customer();

const said = (status: number, code: string, headers = {}) => {
  const body = JSON.stringify({ status: { message: "In words.", description: "", code } });
  return { status, body, headers };
};
const gateway = (status: number, headers = {}) => ({ status, body: '{"message":"In words"}', headers });

test("what reads is asked for again when its answer was lost", async (t) => {
  const network = await Network.before(t);
  const app = client({ baseUrl: network.url });
  await app.logIn({ access_token_identifier: ada });
  for (const [path, ask] of [
    ["/access_tokens/configuration/show", () => app.showConfiguration({})],
    ["/access_tokens/show", () => app.show({})],
    ["/authentication/sessions/list", () => app.listSessions()],
  ] as const) {
    network.answers(path, "lost", gateway(503));
    await ask();
    assert.equal(network.sentTo(path).length, 3, path);
  }
});

test("what must not be done twice is sent once, and the error says that it may have been done", async (t) => {
  const network = await Network.before(t);
  const app = client({ baseUrl: network.url });
  const identifier = "twice@example.com";
  for (const [path, ask] of [
    ["/access_tokens/create", () => app.create({ identifier, pass_code: PASS_CODE })],
    [LOG_IN, () => app.logIn({ access_token_identifier: ada })],
    ["/access_tokens/show", () => app.show({ access_token_identifier: ada })],
    ["/access_tokens/update", () => app.post("/access_tokens/update", { access_token_identifier: ada, udf_string_1: "x" })],
    ["/access_tokens/forgot_pass_code", () => app.forgotPassCode({ identifier })],
    ["/access_tokens/change_pass_code", () => app.changePassCode({ token: "3PL5", pass_code: PASS_CODE })],
  ] as const) {
    for (const instead of ["lost", gateway(503), gateway(500), said(503, "UNAVAILABLE")] as const) {
      const before = network.sentTo(path).length;
      network.answers(path, instead);
      const error = await refused(ask());
      assert.deepEqual([error.mayBeDone, network.sentTo(path).length - before], [true, 1], path);
    }
  }
  assert.deepEqual(app.pauses, []);
});

test("a verification is sent twice, and answered the same", async (t) => {
  const network = await Network.before(t);
  const app = client({ baseUrl: network.url });
  const { code, ...eve } = await registered();
  const verify = () => app.verify({ access_token_identifier: eve, verification_code: code });
  network.answers("/access_tokens/verify", "lost");
  const first = await verify();
  assert.equal(first.life_cycle_state, "EFFECTIVE");
  assert.deepEqual(await verify(), first);
  network.answers("/access_tokens/verify", "lost", "lost");
  assert.equal((await refused(verify())).code, "UNREACHABLE");
  assert.equal(network.sentTo("/access_tokens/verify").length, 5);
});

test("what the service did nothing about is sent again, whatever it is", async (t) => {
  const network = await Network.before(t);
  const app = client({ baseUrl: network.url });
  network.answers(LOG_IN, said(503, "BUSY"), gateway(429));
  await app.logIn({ access_token_identifier: ada });
  assert.equal(network.sentTo(LOG_IN).length, 3);
  network.answers(LOG_IN, said(503, "BUSY"), said(503, "BUSY"), said(503, "BUSY"));
  const error = await refused(app.logIn({ access_token_identifier: ada }));
  assert.deepEqual([error.code, error.mayBeDone, network.sentTo(LOG_IN).length], ["BUSY", false, 6]);
});

test("what the service refused is not sent again", async (t) => {
  const network = await Network.before(t);
  const app = client({ baseUrl: network.url });
  for (const answer of [said(429, "TOO_MANY_MESSAGES"), said(500, "INTERNAL_ERROR"), gateway(403), gateway(413)]) {
    network.answers("/access_tokens/configuration/show", answer);
    assert.equal((await refused(app.showConfiguration({}))).status, answer.status);
  }
  assert.equal(network.seen.length, 4);
});

test("pauses grow, no two are alike, and Retry-After is added to", async (t) => {
  const network = await Network.before(t);
  const path = "/access_tokens/configuration/show";
  const pauses = [];
  for (let rounds = 0; rounds < 20; rounds++) {
    const app = client({ baseUrl: network.url });
    network.answers(path, gateway(503), gateway(503));
    await app.showConfiguration({});
    assert.equal(app.pauses.length, 2);
    assert.ok((app.pauses[0] ?? 0) < 300 && (app.pauses[1] ?? 0) < 600, String(app.pauses));
    pauses.push(...app.pauses);
  }
  assert.equal(new Set(pauses).size, 40);
  const told = client({ baseUrl: network.url });
  network.answers(path, gateway(429, { "retry-after": "3" }));
  await told.showConfiguration({});
  assert.ok((told.pauses[0] ?? 0) >= 3000 && (told.pauses[0] ?? 0) < 3300, String(told.pauses));
});

test("who is told to wait for long is told so by the error", async (t) => {
  const network = await Network.before(t);
  const app = client({ baseUrl: network.url });
  network.answers("/access_tokens/configuration/show", gateway(429, { "retry-after": "60" }));
  assert.equal((await refused(app.showConfiguration({}))).retryAfter, 60);
  assert.equal(network.seen.length, 1);
});
