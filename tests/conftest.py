"""A temporary project and the real command in it: what the black-box suites share."""

from __future__ import annotations

import functools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import harness
from harness.processes.xvfb import NoDisplay, Xvfb

ROOT = Path(__file__).resolve().parent.parent
GAMES = Path(__file__).parent / "cli" / "games"
_INHERITED = ("PATH", "HOME", "LANG", "SYSTEMROOT", "TMPDIR")


class Ended:
    """A command that has ended, and the files it wrote."""

    def __init__(self, code: int, out: str, err: str, folder: Path) -> None:
        self.code, self.out, self.err, self.folder = code, out, err, folder

    @property
    def text(self) -> str:
        return f"exit {self.code}\n{self.out}\n{self.err}"

    @property
    def report(self) -> dict:
        return json.loads((self.folder / "report.json").read_text(encoding="utf-8"))

    @property
    def events(self) -> list[dict]:
        lines = (self.folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    @property
    def statuses(self) -> dict[str, str]:
        """Status by full name without the file, in the order of the report."""
        return {_inner(test): test["status"] for test in self.report["tests"]}

    def test(self, name: str) -> dict:
        """Return the test whose full name without the file is `name`."""
        return next(test for test in self.report["tests"] if _inner(test) == name)

    def message(self, name: str) -> str:
        """Return the message of the last attempt of a test."""
        return self.test(name)["attempts"][-1]["message"]

    def log(self, name: str, attempt: int = 1) -> list[str]:
        """Return the texts that an attempt logged."""
        parts = self.test(name)["attempts"][attempt - 1]["artifacts"]
        paths = [self.folder / part["path"] for part in parts if part["kind"] == "log"]
        lines = [line for path in paths for line in path.read_text("utf-8").splitlines()]
        return [line.split(": ", 1)[1] for line in lines]


class Part(Ended):
    """What a run says of one of its files."""

    def __init__(self, ended: Ended, file: str) -> None:
        super().__init__(ended.code, ended.out, ended.err, ended.folder)
        self.whole, self.file = ended, file

    @property
    def report(self) -> dict:
        report = super().report
        return report | {"tests": [t for t in report["tests"] if t["file"] == self.file]}


def _inner(test: dict) -> str:
    return test["full_name"].partition(" > ")[2] or test["full_name"]


class Project:
    """A folder with a `harness.toml`, in which the command runs."""

    def __init__(self, folder: Path, *, is_new: bool = True) -> None:
        self.folder = folder
        if is_new:
            self.write("harness.toml", "")

    def write(self, path: str, text: str | bytes) -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    def suite(self, text: str | bytes, name: str = "a_test.lua") -> Path:
        return self.write(f"tests/e2e/{name}", text)

    def run(self, *flags: str, game: str | None = "none", **options) -> Ended:
        """Run the tests headless; `game` may be a file in `tests/cli/games`."""
        words = ["--test-mode", "--headless", *([] if game is None else ["--game", _game(game)])]
        return self.command(*words, "--run-id", options.get("run_id", "run"), *flags, **options)

    def command(self, *words: str, run_id: str = "run", cwd: str = "", env=None) -> Ended:
        """Run any command line."""
        done = subprocess.run(
            [sys.executable, "-m", "harness", *words],
            cwd=self.folder / cwd, env=self.environment(env), timeout=60, check=False,
            capture_output=True, text=True, encoding="utf-8", stdin=subprocess.DEVNULL,
        )  # fmt: skip
        folder = self.folder / "reports" / run_id
        return Ended(done.returncode, done.stdout, done.stderr, folder)

    def start(self, *flags: str, game: str = "none", verb: str = "--test-mode") -> subprocess.Popen:
        """Start the tests and do not wait; the process leads a group of its own."""
        words = [verb, "--headless", "--game", _game(game), "--run-id", "run", *flags]
        return subprocess.Popen(
            [sys.executable, "-m", "harness", *words],
            cwd=self.folder, env=self.environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            preexec_fn=_listen_to_interrupts,  # noqa: PLW1509 - the tests have one thread
        )  # fmt: skip

    def ended(self, process: subprocess.Popen, seconds: float = 30) -> Ended:
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        return Ended(process.returncode, out, err, self.folder / "reports" / "run")

    @staticmethod
    def environment(extra: dict[str, str] | None = None) -> dict[str, str]:
        """Return an environment that is the same wherever the tests run: no CI, no display.

        The command is the checkout's, whatever is installed beside it.
        """
        kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        kept |= extra or {}
        path = [kept["PYTHONPATH"]] if "PYTHONPATH" in kept else []
        return kept | {"PYTHONPATH": os.pathsep.join([*path, str(ROOT)])}


Prepare = Callable[[Project], object]
"""What writes a project's files and runs what is to be run before a test."""


def _listen_to_interrupts() -> None:
    """Undo what a shell does to commands in the background, where it has SIGINT ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _game(game: str) -> str:
    file, separator, factory = game.partition(".py:")
    return f"{GAMES / file}{separator}{factory}" if separator else game


def pytest_addoption(parser) -> None:
    parser.addoption("--long", action="store_true", help="run with the full counts")


def pytest_configure(config) -> None:
    if not Path(harness.__file__).resolve().is_relative_to(ROOT):
        raise pytest.UsageError(
            f"these tests import harness from {harness.__file__}, not from {ROOT}; "
            "run `python -m pytest` in the project's root"
        )
    os.environ["PYTHONPATH"] = str(ROOT)


@pytest.fixture(scope="session")
def count(request):
    """Return how often to repeat: `count(quick, full)` is `full` with `--long`."""
    return lambda quick, full: full if request.config.getoption("--long") else quick


@pytest.fixture(scope="session")
def xvfb():
    """Return the name of an invisible display; `None` where there is no Xvfb."""
    try:
        server = Xvfb()
    except NoDisplay:
        yield None
        return
    yield server.display
    server.end()


@pytest.fixture
def project(tmp_path) -> Project:
    return Project(tmp_path / "project")


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory) -> Callable[[Prepare], Path]:
    """Return the folder of a project that a function has prepared, once."""

    @functools.cache
    def folder(prepare: Prepare) -> Path:
        project = Project(tmp_path_factory.mktemp("prepared") / "project")
        prepare(project)
        return project.folder

    return folder


@pytest.fixture
def copy_of(_prepared, tmp_path) -> Callable[[Prepare], Project]:
    """Return a function that returns a test's own copy of a project that another one prepares.

    The preparation, which may run the command, is done once for all tests.
    """

    def copy_of(prepare: Prepare) -> Project:
        shutil.copytree(_prepared(prepare), tmp_path / "project", symlinks=True)
        return Project(tmp_path / "project", is_new=False)

    return copy_of


@pytest.fixture(scope="module")
def together(tmp_path_factory) -> Callable[..., dict[str, Part]]:
    """Return a function that runs many suites at once, each in a file of its own.

    It returns what the run says of each, by its name. `code` is the exit code of the whole run.
    """

    def together(suites: Mapping[str, str], *flags: str, code: int, **options) -> dict[str, Part]:
        project = Project(tmp_path_factory.mktemp("together") / "project")
        for number, suite in enumerate(suites.values()):
            project.suite(suite, f"{number:03}_test.lua")
        ended = project.run(*flags, **options)
        assert ended.code == code, ended.text
        return {
            name: Part(ended, f"tests/e2e/{number:03}_test.lua")
            for number, name in enumerate(suites)
        }

    return together


@pytest.fixture(scope="module")
def shared_project(tmp_path_factory) -> Project:
    """One project for all tests of a module, which look at one run from many sides."""
    return Project(tmp_path_factory.mktemp("shared") / "project")
