"""A run that goes on where it was ended: reads its journal, and says what is left to do.

A journal may be anybody's, so every line is checked before it is used. What a test had done before
it was settled is left out: it runs again from its first attempt.
"""

from __future__ import annotations

import json
import os
import typing
from collections.abc import Iterator, Sequence
from functools import cache
from typing import IO, Any, NamedTuple

from harness.base import paths
from harness.base.regular_files import open_regular
from harness.config.command_line import parse
from harness.config.resolve import RunConfig
from harness.config.settings import Options
from harness.config.targets import named_game
from harness.errors import HarnessError, UsageError
from harness.records import model
from harness.records.model import Event, Planned, RunFinished, RunResult, RunStarted
from harness.records.shapes import fits
from harness.records.store import Lines, Losses, Store
from harness.runs.ledger import Ledger
from harness.runs.run_folder import Held, hold, is_run_id

JOURNAL = "events.jsonl"
_LONGEST_LINE_BYTES = 64 * 1024 * 1024
_LONGEST_SHOWN = 60
_LARGEST_CODE = 255
_PINNED = ("seed", "fixed_fps", "resolution", "shard", "total_shards")
_NO_RUN = ("-h", "--help", "--version", "--list-tests", "--resume")
"""Arguments that no run has recorded, and that would do something else than run."""


class Recorded(NamedTuple):
    """What a journal says of its run."""

    root: str
    run_id: str
    started: RunStarted
    settled: dict[int, list[Event]]
    """By position in the plan: the events that settled a test."""
    lost: list[Event]
    """Losses of workers between two tests that did not end the run."""
    frames: int
    milliseconds: float
    finished: RunFinished | None
    """The last line, if the run has come to an end."""
    size: int
    """Of the journal, in bytes, without a torn last line."""

    @property
    def complete(self) -> bool:
        """Whether there is nothing left to run."""
        return len(self.settled) == len(self.planned)

    @property
    def planned(self) -> list[Planned]:
        return self.started["tests"]

    @property
    def folder(self) -> str:
        return os.path.join(self.root, "reports", self.run_id)

    @property
    def events(self) -> list[Event]:
        """The events that a ledger takes to know what this run knew."""
        settling = [event for _, events in sorted(self.settled.items()) for event in events]
        return [self.started, *self.lost, *settling]


def read(run: str) -> tuple[Recorded, Held]:
    """Return what the journal of `run` says, and the run's folder, which is held.

    `run` is a run's id or the path of its folder. Raises `HarnessError` for what cannot be resumed.
    """
    root, run_id = _find(run)
    path = os.path.join(root, "reports", run_id, JOURNAL)
    shown = paths.shown(path, root)
    if not os.path.isfile(path):
        raise HarnessError(f"--resume {run}: it has no journal ({shown}); run it again")
    held = hold(os.path.dirname(path))
    if held is None:
        raise HarnessError(f"--resume {run}: the run is still in progress ({shown})")
    try:
        with open_regular(path) as file:
            return _Reader(shown, root, run_id).read(file), held
    except OSError as error:
        held.release()
        raise HarnessError(f"{shown}: cannot be read: {error.strerror or error}") from None
    except HarnessError:
        held.release()
        raise


def options_of(recorded: Recorded, typed: Options) -> Options:
    """Return the options that the run was started with, and those typed now over them."""
    started = recorded.started
    for arg in (*started["args"], started["game"]):
        if arg.startswith(_NO_RUN) or not is_file_name(arg):
            raise _unusable(recorded, f"no run has the argument {arg[:_LONGEST_SHOWN]!r}")
    try:
        options = parse(started["args"])
    except UsageError as error:
        raise _unusable(recorded, str(error)) from None
    if not options.pop("test_mode", False):
        raise _unusable(recorded, "they are not those of a test run (--test-mode)")
    pinned = {key: value for key, value in started.items() if key in _PINNED}
    game = named_game(started["game"], recorded.root)
    return {**options, **pinned, "game": game, "run_id": recorded.run_id, **typed}


@cache
def _shapes() -> dict[str, Any]:
    """Return what each type of event is declared to be."""
    shapes = typing.get_args(model.Event)
    return {typing.get_args(typing.get_type_hints(shape)["type"])[0]: shape for shape in shapes}


class Concluded:
    """A run in which nothing is left to run, to be used like a `Run`."""

    def __init__(self, config: RunConfig, recorded: Recorded) -> None:
        self.lost = Losses()
        self.result: RunResult | None = None
        self._config, self._recorded = config, recorded

    def __iter__(self) -> Iterator[Event]:
        """End the journal, if that is all that was missing."""
        self.result, ended = _conclude(self._config, self._recorded, self.lost)
        yield from ended


def _conclude(config: RunConfig, recorded: Recorded, lost: Losses) -> tuple[RunResult, list[Event]]:
    """Return the result, and the events that were missing."""
    ledger = ledger_of(config, recorded)
    finished, missing = recorded.finished, list[Event]()
    if finished is None:
        code = ledger.exit_requested or ledger.exit_code(config.allow_flaky)
        finished = {
            "type": "run_finished", "run": recorded.run_id, "exit_code": code,
            "duration_frames": recorded.frames, "duration_ms": recorded.milliseconds,
        }  # fmt: skip
        missing.append(finished)
        with open_journal(Store(config.output_roots, lost.add), recorded) as file:
            file.write(json.dumps(finished, separators=(",", ":")).encode() + b"\n")
    code = finished["exit_code"]
    report = ledger.report(code, finished["duration_ms"], finished["duration_frames"])
    return RunResult(report, code, config.out_dir, finished.get("reason", "")), missing


def ledger_of(config: RunConfig, recorded: Recorded) -> Ledger:
    """Return a ledger that knows what had ended."""
    ledger = Ledger(config)
    for event in recorded.events:
        ledger.apply(event)
    ledger.go_on()
    return ledger


def open_journal(store: Store, recorded: Recorded) -> Lines:
    """Open the journal to go on with it, behind its last whole line."""
    lines = store.append_to(os.path.join(recorded.folder, JOURNAL), keep=True)
    lines.cut(recorded.size)
    return lines


class _Reader:
    """Reads one journal, line by line. `shown` is its path in messages."""

    def __init__(self, shown: str, root: str, run_id: str) -> None:
        self._shown, self._root, self._run_id = shown, root, run_id
        self._number = self._size = 0
        self._started: RunStarted | None = None
        self._finished: RunFinished | None = None
        self._attempts: dict[int, list[Any]] = {}
        self._losses: dict[int, list[Any]] = {}
        self._settled: dict[int, list[Any]] = {}
        self._lost: list[Any] = []
        self._loss: Any = None
        self._frames, self._milliseconds = 0, 0.0

    def read(self, file: IO[bytes]) -> Recorded:
        for line in self._lines(file):
            self._take(self._parsed(line))
        if self._started is None:
            raise HarnessError(
                f"{self._shown}: no run_started stands in it: the run had not begun; run it again"
            )
        return Recorded(
            self._root, self._run_id, self._started, self._settled, self._lost,
            self._frames, round(self._milliseconds, 3), self._finished, self._size,
        )  # fmt: skip

    def _lines(self, file: IO[bytes]) -> Iterator[bytes]:
        """Yield whole lines. A torn last one, which a kill leaves, is not there."""
        while line := file.readline(_LONGEST_LINE_BYTES):
            self._number += 1
            if not line.endswith(b"\n"):
                if len(line) == _LONGEST_LINE_BYTES:
                    raise self._broken("the line is too long")
                return
            self._size += len(line)
            yield line

    def _parsed(self, line: bytes) -> Any:
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            raise self._broken("this is no JSON") from None
        kind = event.get("type") if isinstance(event, dict) else None
        if kind == "run_started" and event.get("schema_version") != model.SCHEMA_VERSION:
            version = repr(event.get("schema_version"))[:_LONGEST_SHOWN]
            raise self._broken(
                f"the journal has version {version}, this harness reads {model.SCHEMA_VERSION}"
            )
        shape = _shapes().get(kind) if isinstance(kind, str) else None
        if shape is None or not fits(event, shape):
            shown = line[:_LONGEST_SHOWN].decode("utf-8", "replace").strip()
            raise self._broken(f"this is no event of a run: {shown}")
        if not 0 <= event.get("exit_code", 0) <= _LARGEST_CODE:
            raise self._broken(f"no run ends with code {event['exit_code']}")
        if event["run"] != self._run_id:
            raise self._broken(f"this is of run {event['run'][:_LONGEST_SHOWN]!r}")
        return event

    def _take(self, event: Any) -> None:
        kind = event["type"]
        loss, self._loss, self._finished = self._loss, None, None
        if kind == "run_started":
            self._start(event)
        elif kind == "run_finished":
            # How long a run has taken in all stands in its last line, which may come again.
            self._finished = event
            self._frames, self._milliseconds = event["duration_frames"], event["duration_ms"]
            if loss is not None:
                self._lost.remove(loss)  # it ended the run, which goes on now
        elif self._started is None:
            raise self._broken("the first line is no run_started")
        elif kind == "worker_lost" and event["test"] is None:
            self._loss = event
            self._lost.append(event)
        elif kind == "test_judged":
            self._judged(event)
        elif "test" in event:
            self._of_test(kind, event)

    def _start(self, event: RunStarted) -> None:
        names = [test["full_name"] for test in event["tests"]]
        if self._started is not None:
            raise self._broken("a second run_started")
        if len(set(names)) < len(names):
            raise self._broken("two planned tests have one name")
        if not all(is_file_name(test["file"]) for test in event["tests"]):
            raise self._broken("a planned test is in a file that no system can have")
        self._started = event

    def _of_test(self, kind: str, event: Any) -> None:
        assert self._started is not None
        test = event["test"]
        if not 0 <= test < len(self._started["tests"]) or test in self._settled:
            raise self._broken(f"no test {test} is left to run")
        attempts = self._attempts.setdefault(test, [])
        losses = self._losses.setdefault(test, [])
        if kind == "worker_lost":
            losses.append(event)
        elif kind == "test_started" and event["attempt"] == 1:
            losses.clear()  # one that had not settled the test, which runs again
        elif kind == "attempt_finished":
            self._attempt(attempts, event)
        elif kind == "test_finished" and event["status"] != "not_run":
            if not attempts or event["status"] not in (attempts[-1]["status"], "flaky"):
                raise self._broken("it does not say what the test's last attempt says")
            self._settled[test] = [*losses, *self._attempts.pop(test), event]

    def _judged(self, event: Any) -> None:
        settling = self._settled.get(event["judged"], [])
        count = sum(line["type"] == "attempt_finished" for line in settling)
        if not 1 <= event["attempt"] <= count:
            raise self._broken(f"test {event['judged']} has no attempt {event['attempt']}")
        settling.append(event)

    def _attempt(self, attempts: list[Any], event: Any) -> None:
        if event["attempt"] == 1:
            attempts.clear()  # an earlier one was cut off, and this is the test again
        if event["attempt"] != len(attempts) + 1 or event["frame"] < 0:
            raise self._broken(f"no attempt {event['attempt']} can be here")
        if not all(_stays_below(artifact["path"]) for artifact in event["artifacts"]):
            raise self._broken("an artifact lies outside of the run's folder")
        if "place" in event and not is_file_name(event["place"]["file"]):
            raise self._broken("it failed in a file that no system can have")
        attempts.append(event)
        self._frames += event["frame"]
        self._milliseconds += event["duration_ms"]

    def _broken(self, what: str) -> HarnessError:
        return HarnessError(f"{self._shown}:{self._number}: the journal is broken: {what}")


def _find(run: str) -> tuple[str, str]:
    """Return the project's root and the run's id."""
    root = paths.find_root(os.getcwd())
    if is_run_id(run) and os.path.isdir(os.path.join(root, "reports", run)):
        return root, run
    folder = os.path.realpath(run)
    if not os.path.isdir(folder):
        raise HarnessError(
            f"--resume {run}: no such run; name a folder below reports/, or its path"
        )
    reports, run_id = os.path.split(folder)
    root = os.path.dirname(reports)
    if (
        os.path.basename(reports) != "reports"
        or not is_run_id(run_id)
        or paths.find_root(root) != root
    ):
        raise HarnessError(
            f"--resume {run}: this is no run's folder: those are reports/<run_id> of a project"
        )
    return root, run_id


def is_file_name(text: str) -> bool:
    """Tell whether the system could have handed this over: JSON holds texts that it cannot."""
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _stays_below(path: str) -> bool:
    parts: Sequence[str] = path.replace("\\", "/").split("/")
    is_below = bool(path) and not path.startswith(("/", "\\")) and ".." not in parts
    return is_below and is_file_name(path)


def _unusable(recorded: Recorded, why: str) -> HarnessError:
    return HarnessError(f"--resume {recorded.run_id}: its arguments cannot be used again: {why}")
