"""What a run prints: one line a test with the running one below it on a terminal, dots in CI; what
a run that is held in its window says; at the end the failures, each with what you need to
understand and to repeat it, then a list of them and the totals. `--quiet` leaves only the end.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from typing import IO, Any

from harness.base.paths import shown
from harness.base.printable import counted, cut_middle, fit, visible, visible_lines
from harness.base.regular_files import read_regular
from harness.base.streams import Output
from harness.config.resolve import RunConfig
from harness.config.targets import NO_GAME
from harness.records.model import (
    STATUSES,
    Attempt,
    Event,
    Place,
    Planned,
    RunResult,
    RunStarted,
    Status,
    Test,
)
from harness.reporters.doubts import doubts
from harness.reporters.repro import command
from harness.reporters.shortened import LONGEST_LINE, shorten
from harness.wire.protocol import Said

_MARKS: dict[Status, tuple[str, str, str]] = {
    "passed": (".", "32", "ok"),
    "flaky": ("f", "33", "flaky"),
    "skipped": ("s", "36", "skipped"),
    "failed": ("F", "31", "FAILED"),
    "timed_out": ("T", "31", "TIMED OUT"),
    "crashed": ("C", "31", "CRASHED"),
    "not_run": ("-", "33", "not run"),
}
_EXPLAINED = ("failed", "flaky", "timed_out", "crashed")
_DOTS_A_LINE = 80
_FLUSH_EVERY = 20
_LINES_AROUND = 2
_WINDOW_KEYS = (
    "in the window: F8 pauses and goes on, F10 lets one frame pass, closing it ends the run"
)
_MOST_EXPLAINED, _MOST_LISTED, _MOST_DISCARDED = 100, 50, 5
_MOST_ATTEMPTS, _MOST_CALLS, _MOST_FILES, _MOST_WARNINGS = 10, 20, 10, 20
_LONGEST_NAME = 300


class Console:
    """Prints events as they come, and the result at the end.

    `terminal` says that the stream is one whose lines can be cleared; `echoes` tells whether what
    is typed appears without our help.
    """

    def __init__(
        self,
        stream: IO[str] | Output,
        config: RunConfig,
        dots: bool,
        terminal: bool,
        colour: bool,
        echoes: bool = True,
    ) -> None:
        self._stream = stream
        self._root = config.root
        self._report_path = config.report_json
        self._quiet = config.quiet
        self._width = shutil.get_terminal_size().columns - 1 if terminal else 0
        self._has_running = False
        self._at_work = ""
        """What several workers run, as it is shown."""
        self._windowed = not config.headless and config.game != NO_GAME
        self._echoes = echoes
        self._asks = False
        """A prompt is the last thing that was printed."""
        self._dots = dots
        self._terminal = terminal and not dots and not self._quiet
        self._colour = colour
        self._planned: list[Planned] = []
        self._frames = 0
        self._remark = ""
        """Why the running test was skipped, or that it failed as expected."""
        self._finished = 0

    def event(self, event: Event) -> None:
        if event["type"] == "test_finished":
            self._settled(event["test"], event["status"])
        elif event["type"] == "attempt_finished":
            self._frames += event["frame"]
            self._remark = event["message"] if event["status"] in ("passed", "skipped") else ""
        elif event["type"] == "test_started":
            if self._terminal and not self._at_work:
                self._running(event["test"], event["attempt"])
        elif event["type"] == "run_started":
            self._planned = event["tests"]
            if not self._quiet:
                self._header(event)

    def running(self, positions: list[int], ended: int) -> None:
        """Show what several workers run now, and how many tests have ended."""
        names = " | ".join(self._planned[position]["full_name"] for position in positions)
        self._at_work = f"[{ended}/{len(self._planned)}] {names}"
        if self._terminal:
            self._show_running(self._at_work)

    def resumed(self, started: RunStarted, ended: int) -> None:
        """Begin with a run of which some tests had ended before."""
        self.event(started)
        count = len(started["tests"])
        left = f"{count - ended} are left" if ended < count else "nothing is left to run"
        if not self._quiet:
            self._print(f"resumed: {ended} of them had ended, {left}")
        self._finished = ended

    def said(self, said: Said) -> str:
        """Print what a held run has to say; leave the cursor behind its prompt, and return that."""
        self._clear_running()
        if said["typed"] is not None:
            self._end_prompt(said["typed"])
        self._end_prompt()
        for line in said["text"].splitlines():
            self._print(line)
        prompt = self._paint(visible(said["prompt"]), "36") if said["prompt"] else ""
        self._stream.write(prompt)
        self._stream.flush()
        self._asks = bool(prompt)
        return prompt

    def result(self, result: RunResult, bundle: str = "", html: str = "") -> None:
        """Print the failures, the totals, and where the reports and the forensics are."""
        self._end_prompt()
        self._clear_running()
        if self._dots and self._finished and not self._quiet:
            self._print("")
        bad = [test for test in result.report["tests"] if test["status"] in _EXPLAINED]
        for test in bad[:_MOST_EXPLAINED]:
            self._explain(result, test)
        self._print_left(bad, _MOST_EXPLAINED, "more test")
        if not self._quiet:
            self._print("")
            self._doubtful(result.report["tests"])
            self._written(result, bundle, html)
        if bad:
            self._print("")
        self._list(bad)
        if result.reason:
            self._print(result.reason, "31")
        self._stream.write(self._totals(result) + "\n")

    def _doubtful(self, tests: list[Test]) -> None:
        warnings = doubts(tests)
        for line in warnings[:_MOST_WARNINGS]:
            self._print(cut_middle(line, LONGEST_LINE), "33")
        self._print_left(warnings, _MOST_WARNINGS, "more warning")

    def _written(self, result: RunResult, bundle: str, html: str) -> None:
        folder = os.path.dirname(self._report_path)
        for test in result.report["tests"]:
            for path in test["updated_baselines"]:
                shown_path = shown(os.path.join(folder, path), self._root)
                self._print(f"updated baseline: {shown_path}", "36")
        if result.discarded:
            names = [shown(path, self._root) for path in result.discarded[:_MOST_DISCARDED]]
            more = len(result.discarded) - len(names)
            told = ", ".join([*names, f"{more} more"] if more else names)
            self._print(f"not kept: {told}, written by the game (--keep-writes keeps them)")
        for what, path in (("forensics", bundle), ("html", html), ("report", result.out_dir)):
            if path:
                self._print(f"{what}: {shown(path, self._root)}")

    def _list(self, bad: list[Test]) -> None:
        """Name what failed, a line each."""
        for test in bad[:_MOST_LISTED]:
            _, colour, word = _MARKS[test["status"]]
            place = f"{test['file']}:{test['line']}"
            name = cut_middle(test["full_name"], _LONGEST_NAME)
            self._stream.write(
                f"{self._paint(f'{word:<9}', colour)} {visible(name)}  {visible(place)}\n"
            )
        self._print_left(bad, _MOST_LISTED, "more test")

    def _print_left(self, items: Sequence[Any], most: int, noun: str, indent: str = "") -> None:
        """Count what of `items` is not printed."""
        if len(items) > most:
            path = shown(self._report_path, self._root)
            self._print(f"{indent}… {counted(len(items) - most, noun)}, see {path}")

    def _header(self, event: RunStarted) -> None:
        shards = event["total_shards"]
        shard = f", shard {event['shard']} of {shards}" if shards > 1 else ""
        count = len(event["tests"])
        self._print(f"{counted(count, 'test')} of {event['game']}, seed {event['seed']}{shard}")
        if self._windowed:
            self._print(_WINDOW_KEYS)
            self._stream.flush()

    def _running(self, position: int, attempt: int) -> None:
        name = self._planned[position]["full_name"]
        again = f" (attempt {attempt})" if attempt > 1 else ""
        self._show_running(f"[{self._finished + 1}/{len(self._planned)}] {name}{again}")

    def _show_running(self, text: str) -> None:
        self._clear_running()
        self._stream.write(fit(visible(text), self._width))
        self._stream.flush()
        self._has_running = True

    def _end_prompt(self, typed: str | None = None) -> None:
        """Have what follows a prompt begin on a line of its own."""
        if self._asks:
            self._asks = False
            shown_already = typed is not None and self._echoes
            self._stream.write("" if shown_already else f"{visible(typed or '')}\n")

    def _clear_running(self) -> None:
        if self._has_running:
            self._stream.write("\r\x1b[K")
            self._has_running = False

    def _settled(self, position: int, status: Status) -> None:
        dot, colour, word = _MARKS[status]
        self._finished += 1
        if self._quiet:
            return
        if self._dots:
            self._stream.write(self._paint(dot, colour))
            if self._finished % _DOTS_A_LINE == 0:
                self._stream.write(f" {self._finished}/{len(self._planned)}\n")
            if self._finished % _FLUSH_EVERY == 0:
                self._stream.flush()
            return
        self._clear_running()
        name = cut_middle(self._planned[position]["full_name"], _LONGEST_NAME)
        frames, self._frames = self._frames, 0
        took = f" ({counted(frames, 'frame')})" if frames else ""
        remark = f": {cut_middle(self._remark, _LONGEST_NAME)}" if self._remark else ""
        shown_name = f"{visible(name)}{took}{visible(remark)}"
        self._stream.write(f"{self._paint(f'{word:<9}', colour)} {shown_name}\n")
        if self._at_work and self._terminal:
            self._show_running(self._at_work)

    def _explain(self, result: RunResult, test: Test) -> None:
        word = _MARKS[test["status"]][2]
        self._print("")
        self._print(f"{word}: {cut_middle(test['full_name'], _LONGEST_NAME)}", "1")
        self._print(f"  {test['file']}:{test['line']}")
        told = [
            (number, attempt)
            for number, attempt in enumerate(test["attempts"], 1)
            if attempt["status"] not in ("passed", "skipped") or attempt["message"]
        ]
        for number, attempt in told[:_MOST_ATTEMPTS]:
            self._explain_attempt(number, len(test["attempts"]), attempt)
        self._print_left(told, _MOST_ATTEMPTS, "more attempt", "  ")
        for artifact in test["artifacts"][:_MOST_FILES]:
            path = os.path.join(os.path.dirname(self._report_path), artifact["path"])
            self._print(f"  {artifact['kind']}: {shown(path, self._root)}")
        self._print_left(test["artifacts"], _MOST_FILES, "more file", "  ")
        self._print(f"  repeat: {command(result.report, test)}")

    def _explain_attempt(self, number: int, count: int, attempt: Attempt) -> None:
        which = f"attempt {number}, " if count > 1 else ""
        self._print(f"  {which}frame {attempt['frame']}:")
        for line in shorten(attempt["message"]):
            self._print(f"    {line}", "31")
        for line in source_lines(attempt.get("place"), self._root):
            self._print(f"    {cut_middle(line, LONGEST_LINE)}")
        for line in shorten(attempt["traceback"], _MOST_CALLS):
            self._print(f"    {line}" if line.startswith("… ") else f"    at {line}")

    def _totals(self, result: RunResult) -> str:
        totals = result.report["totals"]
        parts = [
            self._paint(f"{totals[status]} {status.replace('_', ' ')}", _MARKS[status][1])
            for status in STATUSES
            if totals[status]
        ]
        seconds = result.report["run"]["duration_ms"] / 1000
        frames = counted(result.report["run"]["duration_frames"], "frame")
        return f"{', '.join(parts) or 'no test'} in {seconds:.2f} s ({frames})"

    def _print(self, text: str, colour: str = "") -> None:
        shown_text = visible_lines(text)
        self._stream.write((self._paint(shown_text, colour) if colour else shown_text) + "\n")

    def _paint(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._colour else text


def source_lines(place: Place | None, root: str) -> list[str]:
    """Return the lines of a file around a place."""
    if place is None:
        return []
    try:
        content = read_regular(os.path.join(root, place["file"]))
        lines = content.decode("utf-8", "replace").splitlines()
    except (OSError, ValueError):
        return []
    number = place["line"]
    first = max(1, number - _LINES_AROUND)
    return [
        f"{'>' if line == number else ' '} {line:>4} | {lines[line - 1]}"
        for line in range(first, min(len(lines), number + _LINES_AROUND) + 1)
    ]
