"""What `tests/fuzz` does to the requests of schemathesis before they are sent: most of those that fit the description get
values of records that are there and in the right state, so that they come behind the door. A share stays as it is made,
and so does every request that must be refused. Counts the answers, too.

The records are those of fuzz_records.py.
"""

import atexit
import collections
import json
import os
import pathlib
import random
import sys

import schemathesis
from schemathesis.generation.meta import TestPhase

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from fuzz_records import (  # noqa: E402
    PASS_CODE, account, address, card, classification, code, customer, identifying_code, kept, logged_in, made_account,
    made_participant, numbers, one_time_password, participant, phone, post, proof, read, registered, shown, taken, token,
)

# Of the requests that fit.
AS_MADE = 0.15
# Of all; the others are a back office's.
BY_STRANGERS = 0.3
FOR_BACK_OFFICES = {"access_tokens/list", "access_tokens/get_not_associated"}
# What their `token` is, is no session's.
BY_TOKEN = {"access_tokens/change_pass_code", "authentication/token/release", "authentication/token/refresh"}
# These are made of the same parts, which can be wrong in a thousand ways: of such requests, so many.
MUCH_THE_SAME = {
    "accounts_receivable/create",
    "rewards_participants/create",
    "rewards_participants/update",
    "access_tokens/list",
}
OF_MUCH_THE_SAME = 0.45

counts = collections.Counter()


@schemathesis.hook
def filter_case(context, case):
    is_one_of_many = case.meta.generation.mode.is_negative and case.operation.path.removeprefix("/") in MUCH_THE_SAME
    return not is_one_of_many or random.Random(f"{case.query!r} {case.body!r}").random() < OF_MUCH_THE_SAME


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = case.operation.path.removeprefix("/")
    dice = random.Random(f"{operation} {case.query!r} {case.body!r}")
    is_for_anybody = operation.startswith("access_tokens/") and operation not in FOR_BACK_OFFICES
    known = dice.random() >= (BY_STRANGERS if is_for_anybody else BY_STRANGERS / 10)
    # Where the token is what proves something, no session is shown beside it.
    if operation not in BY_TOKEN:
        case.headers.update(shown(operation, known))
    # Links bring what is right themselves, to all but the operations that they begin with.
    is_linked = case.meta.phase.name == TestPhase.STATEFUL and not operation.endswith("/create")
    if case.meta.generation.mode.is_negative or is_linked or dice.random() < AS_MADE:
        return
    if isinstance(case.body, dict):
        case.body = Opened(operation, dice, known).body(json.loads(json.dumps(case.body)))
    elif case.query:
        case.query = Opened(operation, dice, known).query(dict(case.query))


@schemathesis.hook
def after_call(context, case, response):
    counts[case.operation.path.removeprefix("/"), response.status_code, case.meta.generation.mode.is_positive] += 1


@atexit.register
def write_counts():
    with open(os.environ["FUZZ_COUNTS"], "w", encoding="utf-8") as file:
        json.dump([[*of, number] for of, number in sorted(counts.items())], file)


class Opened:
    """One request to an operation, on its way behind the door."""

    def __init__(self, operation, dice, known):
        self.operation, self.dice, self.known = operation, dice, known

    def body(self, body):
        """The fields that are there, each with a value that leads somewhere."""
        by_operation = getattr(self, self.operation.replace("/", "_"), None)
        for field in list(body):
            body[field] = self.field(field, body[field])
        return by_operation(body) if by_operation else body

    def query(self, query):
        # Two ways to name one customer record: one of them.
        if "accounts_receivable_identifier" in query:
            query.pop("rewards_participant_identifier", None)
        elif self.operation == "access_tokens/list":
            query.setdefault("rewards_participant_identifier", "{}")
        query.pop("next", None)
        named = {field: json.dumps(self.field(field, {})) for field in query if field.endswith("_identifier")}
        return query | named

    def field(self, field, value):
        """A value of the field that is right, where one has to be known; what was made otherwise."""
        if value is None:
            return None
        known = {
            "access_token_identifier": lambda: token(self.dice),
            "accounts_receivable_identifier": lambda: account(self.dice),
            "rewards_participant_identifier": lambda: participant(self.dice),
            "classification_identifier": lambda: classification(self.dice),
            "pass_code": lambda: "battery staple 7",
            "authentication_code": code,
            "card_masked_number": lambda: "**** **** **** 1234",
            "account_owner": lambda: self.owner(value),
            "name": lambda: f"Account {os.getpid()} {next(numbers)}",
            "access_tokens": lambda: self.tokens(value),
        }
        if field in known:
            return known[field]()
        if field.startswith("udf_date") or field.endswith("_date"):
            return "2015-11-27T16:08:56"
        if field.startswith("udf_float"):
            return round(self.dice.uniform(-1e6, 1e6), 3)
        return value

    def owner(self, owner):
        if not isinstance(owner, dict):
            return owner
        right = {
            "email": lambda: f"owner{next(numbers)}@example.com",
            "phone": phone,
            "demographics": lambda: self.demographics(owner["demographics"]),
            "company_profile": lambda: self.profile(owner["company_profile"]),
        }
        owner = {field: value if value is None or field not in right else right[field]() for field, value in owner.items()}
        if self.operation.endswith("/create"):
            is_person = owner.get("type") == "PERSON"
            owner.pop("company_profile" if is_person else "demographics", None)
            owner |= {"last_name": "Lovelace"} if is_person else {"company_name": "Lovelace and sons"}
            owner["life_cycle_state"] = "FINANCIAL"
        return owner

    def demographics(self, demographics):
        choices = {
            "country_of_residence": [{"two_character_code": "CY"}, {"three_character_code": "GRC"}, {"id": "196"}],
            "nationality": [{"two_character_code": "gr"}],
            "industry": [{"code": "I"}, {"name": "Information and communication"}],
        }
        return self.chosen(demographics, choices)

    def profile(self, profile):
        choices = {
            "industry": [{"code": "J"}, {"id": "85E5D6568D6EAC702A69E37F73B77B4F"}],
            "industry_sector": [{"alternative_code": "HOTELS"}, {"name": "Software"}],
        }
        return self.chosen(profile, choices)

    def chosen(self, fields, choices):
        if not isinstance(fields, dict):
            return fields
        def value(field, made):
            if made is None:
                return None
            return self.dice.choice(choices[field]) if field in choices else self.field(field, made)
        return {field: value(field, made) for field, made in fields.items()}

    def tokens(self, actions):
        if not isinstance(actions, list):
            return actions
        return [self.action(action) for action in actions[:2] if isinstance(action, dict)]

    def action(self, action):
        kind = action.get("action")
        if kind == "REMOVE" and self.operation.endswith("/create"):
            kind = "ADD_EXISTING"
        if kind == "ADD_NEW":
            more = [field for field in action if field.startswith(("card", "udf"))]
            return {field: self.field(field, action[field]) for field in more} | {"action": kind} | self.registration()
        return {"action": kind, "access_token_identifier": card()}

    def registration(self):
        """Fields that a token can be made of."""
        if self.dice.random() < 0.3:
            return {"authentication_code": code()}
        fields = {"identifier": address(), "pass_code": PASS_CODE}
        if self.dice.random() < 0.3:
            fields["classification_identifier"] = {"alternative_code": "PHONE"}
            fields["identifier"] = phone()
        return fields

    # What single operations need besides.

    def authentication_consumer_application_key_token(self, body):
        body.pop("unit", None)
        named = one_time_password() if self.dice.random() < 0.3 else token(self.dice)
        return body | {"access_token_identifier": named}

    def authentication_token_refresh(self, body):
        return {"refresh_token": logged_in()["refresh_token"], "attempt": f"attempt {next(numbers)} of 22 characters"}

    def authentication_sessions_release(self, body):
        return self.dice.choice([{"all": True}, {"session_id": f"{next(numbers):032X}"}])

    def authentication_token_release(self, body):
        return {"token": post("authentication/web_api_key/token", {})["token"]}

    def access_tokens_create(self, body):
        for field in ("identifier", "pass_code", "authentication_code", "classification_identifier"):
            body.pop(field, None)
        if self.dice.random() < 0.7:
            body.pop("accounts_receivable_identifier", None)
            body.pop("rewards_participant_identifier", None)
        # With what it takes to go on by the links.
        return body | {"identifier": address(), "pass_code": PASS_CODE} | self.registration()

    def access_tokens_verify(self, body):
        identifier = registered()
        body["access_token_identifier"] = {"identifier": identifier, "pass_code": PASS_CODE}
        return body | {"verification_code": read(identifier, r"\b(\d{6})\b")}

    def access_tokens_reset_verification_code(self, body):
        return {"identifier": registered()}

    def access_tokens_reset_pass_code(self, body):
        whose = taken("customer", customer)
        named = {"authentication_code": whose["authentication_code"]} if self.dice.random() < 0.5 else {}
        return named or {"identifier": whose["identifier"]}

    def access_tokens_forgot_pass_code(self, body):
        return body | {"identifier": kept("customer", customer, self.dice)["identifier"]}

    def access_tokens_send_one_time_password(self, body):
        return body | {"identifier": kept("customer", customer, self.dice)["identifier"]}

    def access_tokens_generate_otp(self, body):
        return body | {"access_token_identifier": proof(kept("customer", customer, self.dice), self.dice)}

    def access_tokens_change_pass_code(self, body):
        # By a ticket; that goes in a session.
        if "current_pass_code" in body:
            return body
        identifier = taken("customer", customer)["identifier"]
        post("access_tokens/forgot_pass_code", {"identifier": identifier}, known=False)
        return {"token": read(identifier, r"\b([A-Z2-7]{32})\b"), "pass_code": "battery staple 7"}

    def access_tokens_show(self, body):
        # What is shown at a till identifies nobody elsewhere.
        if self.known and self.dice.random() < 0.2:
            return body | {"access_token_identifier": identifying_code()}
        return body

    def access_tokens_update(self, body):
        whose = taken("customer", customer)
        for field in ("identifier", "pass_code"):
            if body.get(field, whose) is None:
                body.pop(field)
        if "identifier" in body:
            body["identifier"] = address()
        return body | {"access_token_identifier": proof(whose, self.dice)}

    def access_tokens_delete(self, body):
        return self.access_tokens_set_as_effective(body)

    def access_tokens_set_as_not_effective(self, body):
        return body | {"access_token_identifier": card()}

    def access_tokens_set_as_effective(self, body):
        named = card()
        post("access_tokens/set_as_not_effective", {"access_token_identifier": named})
        return body | {"access_token_identifier": named}

    def accounts_receivable_update(self, body):
        return body | {"accounts_receivable_identifier": {"number": taken("account", made_account)["number"]}}

    def accounts_receivable_terminate(self, body):
        return body | {"accounts_receivable_identifier": {"number": made_account()["number"]}}

    def rewards_participants_terminate(self, body):
        return body | {"rewards_participant_identifier": {"number": made_participant()["number"]}}

    def rewards_participants_create(self, body):
        return body | {"accounts_receivable_identifier": {"number": taken("account", made_account)["number"]}}