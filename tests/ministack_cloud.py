"""A ministack on a free port of this machine, and a stack of the service in it. `tests/ministack` runs it."""

import contextlib
import io
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile

import boto3

import ministack_differences

DEBUG = pathlib.Path(__file__).resolve().parent.parent / "target" / "debug"
DIFFERENCES = pathlib.Path(ministack_differences.__file__)
REGION = "eu-west-1"
STACK = "access-tokens"
SENDER = "tokens@example.com"
PATIENCE_SECONDS = 20
# Another process may take a port before ministack does.
PORTS = 5


class Refused(Exception):
    """Something did not come about."""


class Late(Exception):
    """Something has not come about yet: that says nothing of the template, but that this machine is slow."""


class Cloud:
    """A ministack, and what is in the stack: `resources` by the template's names for them."""

    def __init__(self, port):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.resources = {}

    def client(self, service):
        return boto3.client(service, endpoint_url=self.url)

    def deploy(self, template, run):
        """Uploads what the template names, and makes the stack. `run` is the line that runs a binary."""
        upload = self.client("s3")
        upload.create_bucket(Bucket="packages", CreateBucketConfiguration={"LocationConstraint": REGION})
        for key, package in packaged(template["Resources"], run).items():
            upload.put_object(Bucket="packages", Key=key, Body=package)
        upload.put_object(Bucket="packages", Key="template", Body=json.dumps(template))
        stacks = self.client("cloudformation")
        try:
            stacks.create_stack(
                StackName=STACK,
                TemplateURL=f"{self.url}/packages/template",
                Capabilities=["CAPABILITY_IAM"],
                Parameters=[{"ParameterKey": "Sender", "ParameterValue": SENDER}],
            )
        except stacks.exceptions.ClientError as refused:
            raise Refused(str(refused)) from refused
        state = lambda: stacks.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]
        self.until(lambda: not state().endswith("_IN_PROGRESS"), "the stack is not done")
        if state() != "CREATE_COMPLETE":
            events = stacks.describe_stack_events(StackName=STACK)["StackEvents"]
            failed = [one for one in events if one["ResourceStatus"] == "CREATE_FAILED"]
            raise Refused("; ".join(f"{one['LogicalResourceId']}: {one['ResourceStatusReason']}" for one in failed))
        pages = stacks.get_paginator("list_stack_resources").paginate(StackName=STACK)
        made = [one for page in pages for one in page["StackResourceSummaries"]]
        self.resources = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in made}
        outputs = stacks.describe_stacks(StackName=STACK)["Stacks"][0]["Outputs"]
        (self.api,) = (one["OutputValue"] for one in outputs if one["OutputKey"] == "Url")

    def post(self, path, body, authorization=None):
        """Asks the API; returns the status, and the data or the code of the refusal."""
        # Not every machine looks names below localhost up.
        headers = {"content-type": "application/json", "host": self.api.removeprefix("http://")}
        if authorization:
            headers["authorization"] = authorization
        request = urllib.request.Request(f"{self.url}/{path}", json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, json.load(answer)["data"]
        except urllib.error.HTTPError as refused:
            text = refused.read().decode()
            with contextlib.suppress(ValueError, KeyError, TypeError):
                return refused.code, json.loads(text)["status"]["code"]
            return refused.code, text

    def mail(self, to, pattern):
        """What a mail to somebody brought."""

        def found():
            with urllib.request.urlopen(f"{self.url}/_ministack/ses/messages") as answer:
                mails = [mail for account in json.load(answer)["messages"].values() for mail in account]
            texts = [mail["BodyText"] for mail in reversed(mails) if to in mail["To"]]
            return next((found[1] for text in texts if (found := re.search(pattern, text))), None)

        try:
            return self.until(found, f"no mail to {to} has {pattern}")
        except Late as late:
            # One that may not be sent does not come, and nothing else tells.
            raise Refused(str(late)) from late

    def until(self, there, otherwise):
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            if result := there():
                return result
            time.sleep(0.05)
        raise Late(otherwise)


def packaged(resources, run):
    """What the functions and the layer are, as `sam deploy` would have uploaded it. A debug binary is 110 MB, so a
    package is a line that runs it: what is in a package, `sam build` decides, and no stack."""
    packages = {}
    for resource in resources.values():
        if resource["Type"] == "AWS::Lambda::Function":
            name = resource["Metadata"]["BuildProperties"]["Binary"]
            packages[name] = package("bootstrap", f"#!/bin/sh\nexec {run(name)}\n")
            resource["Properties"]["Code"] = {"S3Bucket": "packages", "S3Key": name}
        if resource["Type"] == "AWS::Lambda::LayerVersion":
            packages["layer"] = package("definition.toml", ministack_differences.DEFINITION.read_text("utf-8"))
            resource["Properties"]["Content"] = {"S3Bucket": "packages", "S3Key": "layer"}
    return packages


def package(name, text):
    file = zipfile.ZipInfo(name)
    file.external_attr = 0o755 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(file, text)
    return packed.getvalue()


@contextlib.contextmanager
def ministack(log, without):
    """A ministack that enforces every role and is mended, but for one difference. Ends with the block, and so do all
    functions that it runs."""
    _, reason = without or (None, "")
    with tempfile.TemporaryDirectory() as folder, log.open("w", encoding="utf-8") as output:
        for _ in range(PORTS):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            cloud = Cloud(port)
            environment = os.environ | {
                "AUTH": "true",
                "BIND_HOST": "127.0.0.1",
                "GATEWAY_PORT": str(port),
                "MINISTACK_REGION": REGION,
                # What it tells the functions that it runs.
                "AWS_ENDPOINT_URL": cloud.url,
                "SFTP_ENABLED": "0",
                "TMPDIR": folder,
            }
            # A group of its own, with the functions in it.
            running = subprocess.Popen(
                [sys.executable, DIFFERENCES, reason],
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                if answers(cloud, running):
                    yield cloud
                    return
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(running.pid, signal.SIGKILL)
                running.wait()
    raise Late("ministack does not start:\n" + log.read_text(encoding="utf-8"))


def answers(cloud, running):
    while running.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{cloud.url}/_ministack/health"):
            return True
        time.sleep(0.05)
    return False
