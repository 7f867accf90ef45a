"""The HTML report of ten thousand tests: how long it takes to write, and to be of use in Chromium.

    python tools/bench/html_report.py

The report is made by hand, with the log of each test on disk and a trace, as a run would leave it.
"""

from __future__ import annotations

import gc
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rows import Row, print_table

from harness.records.model import totals
from harness.reporters.html.page import render

COUNT = 10_000

LIMIT_SECONDS = 2.0
REPEATS = 5
RETURN = {"key": 13, "name": "KEY_RETURN"}
WAIT = {"name": "wait_frames", "text": ""}


def html_rows(names: list[str]) -> Iterator[Row]:
    """Measure, unless `names` leave it out."""
    if names and "html" not in names:
        return
    gc.disable()  # as the command does
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report, trace = make(folder, COUNT)
        taken = [write(report, folder, trace) for _ in range(REPEATS)]
        size = (folder / "report.html").stat().st_size / 1e6
        yield row("HTML of 10,000 tests written", taken, f"{size:.1f} MB")
        opened, searched = open_in_chromium(folder / "report.html")
    if opened:
        yield row("opened in Chromium and clicked", opened)
        yield row("first search in Chromium", searched)


def row(name: str, taken: list[float], size: str = "") -> Row:
    ours = f"{size} {min(taken):.2f}-{max(taken):.2f} s".strip()
    return Row(name, ours, "", statistics.median(taken), " s", LIMIT_SECONDS)


def write(report: Any, folder: Path, trace: Path) -> float:
    before = time.perf_counter()
    page = render(report, str(folder), trace=str(trace), root=str(folder))
    (folder / "report.html").write_text(page, encoding="utf-8")
    return time.perf_counter() - before


def make(folder: Path, count: int) -> tuple[Any, Path]:
    """Write the logs and the trace of `count` tests, every twentieth of which has failed."""
    (folder / "suite.lua").write_text("\n".join(f"-- line {n}" for n in range(400)))
    tests, lines = [], [json.dumps({"type": "header"})]
    for number in range(count):
        test = make_test(number)
        path = folder / test["artifacts"][0]["path"]
        path.parent.mkdir(parents=True)
        path.write_text(f"[{number:>6}] info    game: test {number} began\n" if number % 3 else "")
        lines += trace_lines(test["full_name"], number * 10)
        tests.append(test)
    trace = folder / "trace.jsonl"
    trace.write_text("\n".join(lines) + "\n")
    run = {
        "id": "bench", "game": "game.app:create", "seed": 1, "fixed_fps": 60,
        "resolution": "1280x720", "shard": 1, "total_shards": 1, "ordering_hash": "sha256:0",
        "args": ["--test-mode", "--headless"], "exit_code": 1, "duration_frames": count * 6,
        "duration_ms": count * 1.5, "started_at": "2026-02-02T12:00:00Z",
    }  # fmt: skip
    names = ("platform", "cpu", "python", "pygame", "sdl", "lua", "renderer", "git_sha")
    report = {
        "schema_version": 1, "run": run, "environment": dict.fromkeys(names, "x"),
        "paths": {"baselines": "b", "artifacts": "artifacts", "forensics": "forensics"},
        "totals": totals(tests), "tests": tests,
    }  # fmt: skip
    return report, trace


def make_test(number: int) -> Any:
    file, block, name = f"suite_{number // 100}_test.lua", f"block {number % 7}", f"test {number}"
    failed = number % 20 == 7
    path = f"artifacts/{file}-{block}-{name}/attempt-1.log".replace(" ", "-")
    artifacts = [{"kind": "log", "path": path}]
    message = "suite.lua:12: state 'menu.index' differs\n  expected: 2\n  actual:   3"
    attempt = {
        "status": "failed" if failed else "passed", "message": message if failed else "",
        "traceback": "suite.lua:12: in a function" if failed else "", "frame": 6,
        "artifacts": artifacts, "digest": {"start": "238451c8f9552d26", "end": "b9da8ad1c14981a0"},
    }  # fmt: skip
    return {
        "full_name": f"{file} > {block} > {name}", "file": f"tests/e2e/{file}", "line": 9,
        "suite": [block], "name": name, "tags": ["smoke" if number % 2 else "slow"],
        "status": attempt["status"], "failure_kind": "assertion" if failed else None,
        "duration_frames": 6, "duration_ms": number % 37 * 1.1, "attempts": [attempt],
        "artifacts": artifacts, "updated_baselines": [],
    }  # fmt: skip


def trace_lines(name: str, frame: int) -> list[str]:
    of = {"test": name, "attempt": 1}
    lines: list[dict[str, Any]] = [
        {"frame": frame, **of, "type": "reseed", "phase": "test", "scope": name},
        {"frame": frame, **of, "type": "digest", "phase": "test", "at": "start", "sections": {}},
        {"frame": frame + 1, **of, "type": "key_down", "phase": "input", **RETURN},
        {"frame": frame + 3, **of, "type": "key_up", "phase": "input", **RETURN},
        {"frame": frame + 3, **of, "type": "wait", "phase": "test", **WAIT, "until": frame + 6},
        {"frame": frame + 6, **of, "type": "digest", "phase": "test", "at": "end", "sections": {}},
    ]  # fmt: skip
    return [json.dumps(line, separators=(",", ":")) for line in lines]


def open_in_chromium(page_file: Path) -> tuple[list[float], list[float]]:
    """Return how long it takes until the list and a test are there, and until a search is."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        print("Chromium or playwright is missing: not opened", file=sys.stderr)
        return [], []
    opened, searched = [], []
    with sync_playwright() as driver:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = driver.chromium.launch(executable_path=chromium, args=flags)
        for _ in range(REPEATS):
            page = browser.new_page()
            before = time.perf_counter()
            page.goto(page_file.as_uri())
            page.wait_for_selector(".row")
            page.locator("h1").first.click()
            opened.append(time.perf_counter() - before)
            before = time.perf_counter()
            page.locator("#search").fill("test 9999")
            page.wait_for_function("document.querySelectorAll('.row').length < 5")
            searched.append(time.perf_counter() - before)
            page.close()
        browser.close()
    return opened, searched


if __name__ == "__main__":
    print_table(list(html_rows([])))
