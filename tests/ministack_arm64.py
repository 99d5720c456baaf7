"""The functions as they are deployed: release binaries for arm64, built as `sam build` does, and run by qemu where this
machine has another processor. `tests/ministack --arm64` asks for them."""

import os
import pathlib
import platform
import shutil
import subprocess

import local_stack

TARGET = "aarch64-unknown-linux-gnu"
PYTHON = ["cargo-lambda==1.9.2"]
TOOLS = local_stack.ROOT / "target" / "tools" / "arm64"
FUNCTIONS = sorted(folder.name for folder in (local_stack.ROOT / "functions").iterdir())
BUILT = local_stack.ROOT / "target" / "lambda"
QEMU = "qemu-aarch64-static"
# What Debian and Ubuntu have in libc6-arm64-cross.
LIBRARIES = pathlib.Path("/usr/aarch64-linux-gnu")


def why_not():
    """Why they can be neither built nor run here; nothing, where they can."""
    sysroot = quiet("rustc", "--print", "sysroot").stdout.strip()
    if not (pathlib.Path(sysroot) / "lib" / "rustlib" / TARGET).exists():
        if not shutil.which("rustup") or quiet("rustup", "target", "add", TARGET).returncode != 0:
            return f"Rust's {TARGET} cannot be had"
    if native() or (shutil.which(QEMU) and LIBRARIES.exists()):
        return None
    return f"{QEMU} or {LIBRARIES} is missing; Debian and Ubuntu have them in qemu-user-static and libc6-arm64-cross"


def build(who):
    programs = local_stack.install(who, TOOLS, *PYTHON)
    packages = [part for name in FUNCTIONS for part in ("-p", name)]
    return subprocess.run(
        [programs / "cargo-lambda", "lambda", "build", "--release", "--arm64", "--locked", *packages],
        cwd=local_stack.ROOT,
        # It looks there for the linker that came with it.
        env=os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
    )


def run(name):
    """The line that runs a function."""
    binary = f"'{BUILT / name / 'bootstrap'}'"
    return binary if native() else f"{QEMU} -L {LIBRARIES} {binary}"


def native():
    return platform.system() == "Linux" and platform.machine() in ("aarch64", "arm64")


def quiet(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
