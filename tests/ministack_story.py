"""What a customer and an owner go through in a stack on ministack. `tests/ministack` tells it."""

import base64
import json
import os
import pathlib
import subprocess
import uuid

from ministack_cloud import DEBUG, SENDER, Refused

BOUNCE = pathlib.Path(__file__).resolve().parent.parent / "events" / "feedback.json"
ADA = "ada@example.com"
BOB = "bob@example.com"
OLD = "correct horse 1"
NEW = "battery staple 2"
CODE = r"\b(\d{6})\b"
TICKET = r"(?m)^(\S{32})$"
STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"]


def tell(cloud, say):
    """All of it, or `Refused`. Says what has been shown."""
    cloud.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    rotate(cloud)
    say("rotate makes the first signing key, in four steps")
    app = key(cloud, "CONSUMER_APPLICATION_KEY")
    ada = {"identifier": ADA, "pass_code": OLD}

    expect(cloud.post("access_tokens/create", ada), 200, "PENDING_VERIFICATION")
    code = cloud.mail(ADA, CODE)
    say("a customer registers, and gets a mail: by table, stream and communicate")
    wrong = "000000" if code != "000000" else "111111"
    verify = {"access_token_identifier": ada, "verification_code": wrong}
    expect(cloud.post("access_tokens/verify", verify), 422, "VERIFICATION_REFUSED")
    expect(cloud.post("access_tokens/verify", verify | {"verification_code": code}), 200, "EFFECTIVE")
    say("a wrong code is refused, the right one verifies")

    token = expect(log_in(cloud, app, ada), 200)["token"]
    expect(cloud.post("access_tokens/show", {"access_token_identifier": ada}, f"Bearer {token}"), 200, "EFFECTIVE")
    forged = token[:-8] + ("A" if token[-8] != "A" else "B") + token[-7:]
    expect(cloud.post("access_tokens/show", {"access_token_identifier": ada}, f"Bearer {forged}"), 401)
    say("log-in opens a session, which shows the access token; a forged one does not")

    expect(cloud.post("access_tokens/forgot_pass_code", {"identifier": ADA}), 200)
    ticket = cloud.mail(ADA, TICKET)
    expect(cloud.post("access_tokens/change_pass_code", {"token": ticket, "pass_code": NEW}), 200)
    expect(log_in(cloud, app, ada), 403, "LOG_IN_REFUSED")
    expect(log_in(cloud, app, ada | {"pass_code": NEW}), 200)
    say("a ticket is sent, and changes the pass code")

    office = key(cloud, "SYSTEMIC_KEY", "--scope", "write", "--days", "1")
    session = expect(cloud.post("authentication/web_api_key/token", {}, office), 200)["token"]
    account = {"account_owner": {"type": "PERSON", "last_name": "Lovelace"}}
    expect(cloud.post("accounts_receivable/create", account, f"Bearer {session}"), 200)
    named = {"access_token_identifier": ada | {"pass_code": NEW}}
    expect(cloud.post("access_tokens/set_as_not_effective", named), 200, "NOT_EFFECTIVE")
    say("a back office makes an account, and a customer gives the access token up")

    bounce(cloud, ADA)
    say("a mail that comes back is marked: by topic and feedback")
    denied(cloud)
    say("without its policy a function may do nothing: roles are enforced")


def rotate(cloud):
    """What Secrets Manager does at the first deployment: a version that waits for its value, then four steps."""
    secrets, functions = cloud.client("secretsmanager"), cloud.client("lambda")
    secret = secrets.describe_secret(SecretId=cloud.resources["SigningKeys"])["ARN"]
    version = str(uuid.uuid4())
    # Switches rotation on, and rotates nothing by itself.
    secrets.rotate_secret(SecretId=secret)
    secrets.put_secret_value(SecretId=secret, ClientRequestToken=version, VersionStages=["AWSPENDING"])
    for step in STEPS:
        event = {"Step": step, "SecretId": secret, "ClientRequestToken": version}
        done = functions.invoke(FunctionName=cloud.resources["Rotate"], Payload=json.dumps(event))
        if "FunctionError" in done:
            raise Refused(f"{step}: {done['Payload'].read().decode()}")


def key(cloud, kind, *more):
    """Has the owner make a key; how HTTP Basic shows it."""
    made = owner(cloud, "keys", "create", "--class", kind, "--name", "Ours", *more)
    return "Basic " + base64.b64encode(f"{made}:".encode()).decode()


def owner(cloud, *command):
    """The owner's command; what it says."""
    place = ["--table", cloud.resources["Table"]]
    done = subprocess.run(
        [DEBUG / "owner", *command, *place],
        env=os.environ | {"AWS_ENDPOINT_URL": cloud.url},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise Refused(f"owner {' '.join(command)}: {done.stderr}")
    return done.stdout.strip()


def log_in(cloud, app, proof):
    return cloud.post("authentication/consumer_application_key/token", {"access_token_identifier": proof}, app)


def bounce(cloud, address):
    """Tells the topic what SES would tell it of the newest mail to an address."""
    messages = lambda: json.loads(owner(cloud, "message", address, "--json"))
    newest = lambda: messages()["messages"][0]
    event = json.loads(json.loads(BOUNCE.read_text("utf-8"))["Records"][0]["Sns"]["Message"])
    event["mail"]["tags"] |= {"access_token": [messages()["access_token"]], "message": [newest()["id"]]}
    cloud.client("sns").publish(TopicArn=cloud.resources["FeedbackTopic"], Message=json.dumps(event))
    cloud.until(lambda: newest()["state"] == "BOUNCED", f"the mail to {address} is not BOUNCED")


def denied(cloud):
    """Takes the policy of `show` away, and gives it back."""
    roles = cloud.client("iam")
    named = {"RoleName": cloud.resources["ShowRole"], "PolicyName": "show"}
    policy = roles.get_role_policy(**named)["PolicyDocument"]
    show = lambda: cloud.post("access_tokens/show", {"access_token_identifier": {"identifier": BOB, "pass_code": OLD}})
    expect(show(), 404)
    roles.delete_role_policy(**named)
    expect(show(), 503, "UNAVAILABLE")
    roles.put_role_policy(**named, PolicyDocument=json.dumps(policy))
    expect(show(), 404)


def expect(answer, status, said=None):
    """Refuses another status, and an access token in another state or another code of a refusal."""
    answered, data = answer
    has = data.get("life_cycle_state") if isinstance(data, dict) else data
    if answered != status or said not in (None, has):
        raise Refused(f"{answered} {data}, and not {status} {said or ''}")
    return data
