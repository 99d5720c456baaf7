"""The records that `tests/fuzz` works with: made through the API, as a customer's app and a back office would. What is
sent by message is read in the inbox of the local stack.
"""

import base64
import collections
import functools
import itertools
import json
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request

PASS_CODE = "correct horse 1"
PATIENCE_SECONDS = 5
# So many of a kind are shared by the requests that change nothing.
POOL = 6

numbers = itertools.count(1)
pools = collections.defaultdict(list)


def taken(pool, make):
    """One that nothing has happened to, and that nobody else gets."""
    return pools[pool].pop() if pools[pool] else make()


def kept(pool, make, dice):
    """One that others may get too."""
    if len(pools[pool]) < POOL:
        pools[pool].append(make())
    return dice.choice(pools[pool])


def token(dice):
    return proof(kept("customer", customer, dice), dice)


def proof(whose, dice):
    by_code = {"authentication_code": whose["authentication_code"]}
    return dice.choice([by_code, {"identifier": whose["identifier"], "pass_code": PASS_CODE}])


def account(dice):
    one = kept("account", made_account, dice)
    return dice.choice([{field: one[field]} for field in ("number", "id", "name")])


def participant(dice):
    one = kept("participant", made_participant, dice)
    return dice.choice([{field: one[field]} for field in ("number", "id")])


def classification(dice):
    names = [("id", "5B1DF1D3C0A84F0F9A6E3C2B7D401E77"), ("name", "Phone"), ("alternative_code", "PHONE")]
    return dict([dice.choice(names)])


def address():
    return f"new{next(numbers)}@example.com"


def phone():
    return f"+35799{next(numbers):06}"


def code():
    """So long that wrong ones are not counted."""
    return f"CARD-4000-1234-5678-{next(numbers):016}"


def card():
    """A token without an identifier, EFFECTIVE at once."""
    named = {"authentication_code": code()}
    post("access_tokens/create", named)
    return named


def registered():
    """The identifier of a registration that waits for its code."""
    identifier = phone()
    body = {"identifier": identifier, "pass_code": PASS_CODE, "classification_identifier": {"alternative_code": "PHONE"}}
    post("access_tokens/create", body, known=False)
    return identifier


def customer(identifier=None):
    """A token with everything, EFFECTIVE at once."""
    whose = {"identifier": identifier} if identifier else {"identifier": address(), "authentication_code": code()}
    post("access_tokens/create", whose | {"pass_code": PASS_CODE})
    return whose


def one_time_password():
    """What a customer logs in with who was sent one: nobody else was written to at that address."""
    identifier = customer()["identifier"]
    request = post("access_tokens/send_one_time_password", {"identifier": identifier})["request"]
    return {"identifier": identifier, "request": request, "one_time_password": read(identifier, r"\b(\d{6})\b")}


def identifying_code():
    """What a customer shows at a till."""
    named = {"access_token_identifier": {"authentication_code": taken("shows", customer)["authentication_code"]}}
    return {"one_time_password": post("access_tokens/generate_otp", named)["one_time_password"]}


def made_account():
    owner = {"type": "PERSON", "last_name": "Lovelace", "email": address()}
    # Others beside this process count from one as well.
    name = f"Account {os.getpid()} {next(numbers)}"
    return post("accounts_receivable/create", {"name": name, "account_owner": owner}) | {"name": name}


def made_participant():
    named = {"accounts_receivable_identifier": {"number": made_account()["number"]}}
    return post("rewards_participants/create", named)


def environment(where):
    """What everything here goes by, of what the stack says of itself."""
    keys = ("consumer_application_key", "systemic_key")
    return {"FUZZ_URL": where["api"]} | {f"FUZZ_{key.upper()}": where[key] for key in keys}


def url():
    return os.environ["FUZZ_URL"]


def basic(variable):
    """An application's key, as HTTP Basic shows it."""
    return "Basic " + base64.b64encode(f"{os.environ[variable]}:".encode()).decode()


@functools.cache
def session():
    """The token of a session of a back office. It lives longer than the checks take."""
    return post("authentication/web_api_key/token", {})["token"]


def logged_in():
    """What a new session of a customer's gives, which is refreshed."""
    if not pools["logs in"]:
        pools["logs in"].append(customer())
    named = {"identifier": pools["logs in"][0]["identifier"], "pass_code": PASS_CODE}
    body = {"access_token_identifier": named, "refresh": True, "device_name": "phone"}
    return post("authentication/consumer_application_key/token", body)


def shown(operation, known=True):
    """What a caller shows to whoever serves the operation."""
    if operation.startswith("authentication/sessions/"):
        # A customer's, and a new one each time: the next request may end it.
        return {"authorization": f"Bearer {logged_in()['token']}"}
    if operation.endswith("consumer_application_key/token"):
        return {"authorization": basic("FUZZ_CONSUMER_APPLICATION_KEY")}
    if operation.endswith("web_api_key/token"):
        return {"authorization": basic("FUZZ_SYSTEMIC_KEY")}
    return {"authorization": f"Bearer {session()}"} if known else {}


def post(operation, body, known=True):
    headers = {"content-type": "application/json"} | shown(operation, known)
    request = urllib.request.Request(f"{url()}/{operation}", json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["data"]
    except urllib.error.HTTPError as refused:
        raise RuntimeError(f"{operation} {body}: {refused.read().decode()}") from refused


def read(to, pattern):
    """What the latest message to somebody brought, once it is there."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with urllib.request.urlopen(f"{url()}/inbox/messages?{urllib.parse.urlencode({'to': to})}") as answer:
            for message in json.load(answer):
                found = re.search(pattern, message["text"])
                if found:
                    return found[1]
        time.sleep(0.01)
    raise RuntimeError(f"no message to {to} has {pattern}")
