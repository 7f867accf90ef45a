#!/usr/bin/env python3
"""Set-up, demo, tests and checks of this project, in one command each. Needs Python 3.11 and git.

    python3 tools/dev.py demo            make the environment, run the E2E suite headless
    python3 tools/dev.py test [--long]   everything the tests need, then all checks and tests;
                                         --long repeats what is random with the full counts
    python3 tools/dev.py test --pygame-ce     the same with pygame-ce in the place of pygame
    python3 tools/dev.py test --python 3.13   the same with another Python, if one is found
    python3 tools/dev.py check [--fix]   format, lint and types alone
    python3 tools/dev.py bench           the measurements, as tables

Words after `test` go to pytest (`dev.py test -k junit`; `-n 0` for one process). The environment is
`.venv` in the project's root, with `--pygame-ce` `.venv-ce`, with `--python 3.13` `.venv-3.13`. It
is made again when pyproject.toml changes.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Wanted(NamedTuple):
    """What the tests run with, and the words of the command line that do not say so."""

    words: list[str]
    ce: bool
    python: str
    """A version like 3.13, or nothing for the one that runs this."""


def wanted(words: list[str]) -> Wanted:
    rest = [word for word in words if word != "--pygame-ce"]
    version = ""
    if "--python" in rest:
        at = rest.index("--python")
        version = rest[at + 1] if at + 1 < len(rest) else ""
        rest = rest[:at] + rest[at + 2 :]
    return Wanted(rest, "--pygame-ce" in words, version)


WANTED = wanted(sys.argv[1:])
VENV = ROOT / "-".join([".venv", *filter(None, [WANTED.python]), *(["ce"] * WANTED.ce)])
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

DEBIAN = {
    "luacheck": "lua-check",
    "busted": "lua-busted",
    "luajit": "luajit",
    "xvfb-run": "xvfb",
    "chromium": "chromium",
    "shellcheck": "shellcheck",
    "faketime": "faketime",  # for the library it brings, with which verify has two dates
    "xdotool": "xdotool",  # for the library it brings, which types into windows
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLU.so.1": "libglu1-mesa",
    "libGLX_mesa.so.0": "libgl1-mesa-dri",  # which draws for it, and for EGL
}
"""Programs and libraries that some checks and benches need, and their Debian packages."""

IN_PROCESSES = ["-n", str(min((os.cpu_count() or 1) + 1, 4)), "--dist", "worksteal"]
"""One more than there are processors, since some tests wait, but not so many that windows and
clocks get out of step. Whoever has no tests left takes some of another one's."""

LUA = ["lua", "game/scripts", "tests"]


def main(words: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - said before anything needs it
        return complain(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}")
    if "--python" in sys.argv and not re.fullmatch(r"3\.\d+", WANTED.python):
        return complain(f"--python {WANTED.python}: expected a version such as 3.13")
    commands = {"demo": demo, "test": test, "check": check, "bench": bench}
    if not words or words[0] not in commands:
        print(__doc__)
        return 0 if words[:1] in (["-h"], ["--help"]) else 2
    return commands[words[0]](words[1:])


def demo(words: list[str]) -> int:
    set_up()
    return run(PYTHON, "-m", "harness", "--test-mode", "--headless", *words)


def test(words: list[str]) -> int:
    set_up()
    install_programs()
    status = check([])
    return run(PYTHON, "-m", "pytest", *IN_PROCESSES, *words) or status


def check(words: list[str]) -> int:
    set_up()
    fix = "--fix" in words
    steps = [
        [PYTHON, "-m", "ruff", "format", *([] if fix else ["--check"]), "."],
        [PYTHON, "-m", "ruff", "check", *(["--fix"] if fix else []), "."],
        [PYTHON, "-m", "mypy"],
    ]
    if shutil.which("luacheck"):
        steps.append(["luacheck", "--quiet", *(path for path in LUA if (ROOT / path).exists())])
    else:
        print("skipped: luacheck is not installed (Debian: lua-check)")
    return max([run(*step) for step in steps])


def bench(words: list[str]) -> int:
    set_up()
    install_programs()
    return run(PYTHON, ROOT / "tools" / "bench", *words)


def set_up() -> None:
    """Make the environment, unless it is there and fits pyproject.toml."""
    stamp = VENV / "pyproject.sha256"
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return
    print(f"making the environment in {VENV.name} …", flush=True)
    if not PYTHON.exists():
        make_environment()
    steps = [["install", "--editable", f"{ROOT}[dev]"]]
    if WANTED.ce:  # the two have one folder, which the first to go takes along
        again = ["install", "--force-reinstall", "--no-deps", "pygame-ce>=2.5,<3"]
        steps += [["uninstall", "--yes", "pygame"], again]
    if any(run(PYTHON, "-m", "pip", *step, "-qq") != 0 for step in steps):
        sys.exit(complain("the packages could not be installed; see pip's message above"))
    stamp.write_text(wanted)


def make_environment() -> None:
    interpreter = find_python(WANTED.python) if WANTED.python else sys.executable
    made = subprocess.run([interpreter, "-m", "venv", str(VENV)], check=False)
    if made.returncode != 0 and may_install():
        apt_install(["python3-venv"])
        made = subprocess.run([interpreter, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode != 0:
        sys.exit(complain("`python -m venv` failed; on Debian, install python3-venv"))


def find_python(version: str) -> str:
    """Return an interpreter of a version: on PATH, or one that pyenv or uv has installed."""
    homes = [
        Path.home() / ".pyenv" / "versions",
        Path.home() / ".local" / "share" / "uv" / "python",
    ]
    installed = [path for home in homes for path in home.glob(f"*{version}*/bin/python{version}")]
    tell = "import sys; print('%d.%d' % sys.version_info[:2])"
    for candidate in [f"python{version}", *map(str, sorted(installed))]:
        try:
            asked = subprocess.run(
                [candidate, "-c", tell], capture_output=True, text=True, check=False
            )
        except OSError:
            continue
        if asked.stdout.strip() == version:  # a shim of pyenv is there for what is not
            return candidate
    sys.exit(
        complain(f"--python {version}: no python{version} was found; install it, or leave it out")
    )


def install_programs() -> None:
    """Install what is missing where that is allowed; say what will be skipped where it is not."""
    missing = [program for program in DEBIAN if not is_there(program)]
    if missing and may_install():
        apt_install([DEBIAN[program] for program in missing])
    for program in missing:
        if not is_there(program):
            print(f"skipped: what needs {program} (Debian: {DEBIAN[program]})")


def is_there(name: str) -> bool:
    """Tell whether a program is on PATH, or a library of that name can be loaded."""
    if shutil.which(name):
        return True
    try:
        return ".so" in name and bool(ctypes.CDLL(name))
    except OSError:
        return False


def may_install() -> bool:
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(packages: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(
            ["apt-get", "-qq", *command],
            env=environment,
            stdout=subprocess.DEVNULL,
            check=False,
        )


def run(*command: object) -> int:
    """Run a command in the project's root and return its exit code."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    # The environment's bytecode is wanted: without it every start compiles everything again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.stdout.flush()
    return subprocess.run(
        [str(word) for word in command], cwd=ROOT, env=environment, check=False
    ).returncode


def complain(message: str) -> int:
    print(f"dev.py: error: {message}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(WANTED.words))
