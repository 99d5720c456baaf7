// Checks session tokens with jose, as a service in Node would: from the issuer's address alone. `tests/foreign` runs it.

import assert from "node:assert/strict";
import { createRemoteJWKSet, jwtVerify } from "jose";

const shown = JSON.parse(process.env.SHOWN);

const discovered = await (await fetch(`${shown.issuer}/.well-known/openid-configuration`)).json();
assert.equal(discovered.issuer, shown.issuer);
const keys = createRemoteJWKSet(new URL(discovered.jwks_uri));

const check = (token, options) =>
  jwtVerify(token, keys, {
    algorithms: ["RS256"],
    typ: "at+jwt",
    issuer: shown.issuer,
    audience: shown.audience,
    ...options,
  });

const { payload } = await check(shown.good);
assert.equal(payload.scope, "customer");

for (const [token, options, error] of [
  [shown.forged, {}, { code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" }],
  [shown.good, { currentDate: new Date(payload.exp * 1000) }, { code: "ERR_JWT_EXPIRED" }],
  [shown.others, {}, { code: "ERR_JWT_CLAIM_VALIDATION_FAILED", claim: "aud" }],
]) {
  await assert.rejects(check(token, options), error);
}
