"""The local stack for the checks that are written in Python, and the tools that they need."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
# It may have to be built first.
PATIENCE_SECONDS = 1200
NODE_VERSION = 20
# What npm says where it does not get through to its registry.
NO_NETWORK = (
    "EAI_AGAIN ECONNREFUSED ECONNRESET EHOSTUNREACH ENETUNREACH ENOTFOUND ERR_SOCKET_TIMEOUT ETIMEDOUT".split()
)
BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
STACK = ["cargo", "run", "--quiet", "--locked", "-p", "local", "--", "--json"]
PORTS = ["--port", "0", "--dynamodb-port", "0", "--aws-port", "0", "--protected-port", "0"]


def not_checked(who, what):
    """Says what is not checked. Where nothing may be left out, as in .github/workflows/ci.yml, that is a failure."""
    print(f"NOT CHECKED: {what}", flush=True)
    if os.environ.get("CHECK_ALL"):
        sys.exit(f"{who}: with CHECK_ALL nothing is left out")


def browser():
    """Where Chromium is; None where there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def why_no_node(who, npm, folder=None):
    """Has npm do that, or says why it cannot: not every machine has Node, or reaches its registry. What npm refuses
    besides, a lock file that does not fit for instance, is a failure."""
    if not (shutil.which("node") and shutil.which("npm")):
        return "there is no Node here"
    if int(node_version().split(".")[0]) < NODE_VERSION:
        return f"the Node that is here is older than {NODE_VERSION}"
    quietly = ["npm", *npm, "--loglevel", "error", "--no-audit", "--no-fund", "--prefer-offline"]
    done = subprocess.run(quietly, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode == 0:
        return None
    code = re.search(r"\bcode (\w+)", done.stderr)
    if code and code[1] in NO_NETWORK:
        return f"npm does not reach its registry ({code[1]})"
    sys.exit(f"{who}: npm {npm[0]} failed:\n{done.stderr}")


def node_version():
    said = subprocess.run(["node", "--version"], stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
    return said.strip().removeprefix("v")


def install(who, folder, *packages):
    """A virtual environment with these packages; returns where its programs are."""
    programs = folder / "bin"
    try:
        # A link, so this is false as well when the Python it was made with is gone.
        if not (programs / "python").exists():
            venv.create(folder, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, OSError):
        sys.exit(f"{who}: Python cannot make a virtual environment; Debian and Ubuntu have it in python3-venv")
    pip = [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
    if subprocess.run(pip, stdin=subprocess.DEVNULL).returncode != 0:
        sys.exit(f"{who}: pip could not install {', '.join(packages)}")
    return programs


@contextlib.contextmanager
def stack(who, log, *arguments):
    """A stack on free ports that ends with the block: where everything is, and the keys, as it says with `--json`."""
    # Whoever stops the checks stops the stack too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(f"{who}: stopped"))
    said = log.with_suffix(".json")
    with log.open("w", encoding="utf-8") as errors, said.open("w", encoding="utf-8") as output:
        # A group of its own: cargo does not hand a signal on to what it runs.
        running = subprocess.Popen(
            [*STACK, *PORTS, *arguments],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        )
    try:
        yield where(who, running, log, said)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGINT)
        running.wait()


def where(who, running, log, said):
    """What the stack says once it answers: one line."""
    end = time.monotonic() + PATIENCE_SECONDS
    while running.poll() is None and time.monotonic() < end:
        line = said.read_text(encoding="utf-8")
        if line.endswith("\n"):
            return json.loads(line)
        time.sleep(0.2)
    sys.exit(f"{who}: the stack did not start:\n" + log.read_text(encoding="utf-8"))
