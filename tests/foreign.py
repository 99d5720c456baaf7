"""Checks session tokens with PyJWT, as a service in Python would: from the issuer's address alone. `tests/foreign` runs
it."""

import json
import os
import time
import urllib.request

import jwt

shown = json.loads(os.environ["SHOWN"])

with urllib.request.urlopen(f"{shown['issuer']}/.well-known/openid-configuration") as answer:
    discovered = json.load(answer)
assert discovered["issuer"] == shown["issuer"], discovered
keys = jwt.PyJWKClient(discovered["jwks_uri"])


def check(token, leeway=0):
    return jwt.decode(
        token,
        keys.get_signing_key_from_jwt(token),
        algorithms=["RS256"],
        issuer=shown["issuer"],
        audience=shown["audience"],
        leeway=leeway,
        options={
            "require": ["exp", "iat", "nbf", "iss", "aud", "sub"],
            # They, too, would be compared with the leeway.
            "verify_iat": leeway == 0,
            "verify_nbf": leeway == 0,
        },
    )


claims = check(shown["good"])
assert claims["scope"] == "customer", claims

# Nobody sets PyJWT's clock: this is a leeway of two hours the other way around.
over = time.time() - claims["exp"] - 1
for token, leeway, refusal in [
    (shown["forged"], 0, jwt.InvalidSignatureError),
    (shown["good"], over, jwt.ExpiredSignatureError),
    (shown["others"], 0, jwt.InvalidAudienceError),
]:
    try:
        check(token, leeway)
    except refusal:
        continue
    raise SystemExit(f"PyJWT takes what it should refuse: {refusal.__name__}")
