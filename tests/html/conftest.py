"""A report with a bit of everything, and the page of it in a real Chromium."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from harness.records.model import totals
from harness.reporters.html.page import render

FILE = "tests/e2e/menu_test.lua"
HOSTILE = (
    "</script><img src=x onerror=alert(1)> \x00\x1b[31m \u202egnp.exe \ud800 \u2028 日本 \U0001f600"
)
ENVIRONMENT = ("platform", "cpu", "python", "pygame", "sdl", "lua", "renderer", "git_sha")


def attempt(status: str, message: str = "", **more):
    return {"status": status, "message": message, "traceback": "", "frame": 90,
            "artifacts": []} | more  # fmt: skip


def case(name: str, status: str = "passed", *attempts, file: str = FILE, tags=("smoke",), **more):
    return {
        "full_name": f"{Path(file).name} > menu > {name}", "file": file, "line": 7,
        "suite": ["menu"], "name": name, "tags": list(tags), "status": status,
        "failure_kind": None if status == "passed" else "assertion", "duration_frames": 90,
        "duration_ms": 12.5, "attempts": list(attempts) or [attempt(status)], "artifacts": [],
        "updated_baselines": [],
    } | more  # fmt: skip


def make_report(tests):
    return {
        "schema_version": 1,
        "run": {
            "id": "run", "game": "game.app:create", "seed": 5, "fixed_fps": 60,
            "resolution": "640x360", "shard": 1, "total_shards": 1, "ordering_hash": "sha256:0",
            "args": ["--test-mode"], "repeat": ["python", "-m", "harness", "--test-mode"],
            "exit_code": 1, "duration_frames": 900,
            "duration_ms": 1500.0, "started_at": "2026-02-02T12:00:00Z",
        },
        "environment": dict.fromkeys(ENVIRONMENT, "x"),
        "paths": {"baselines": "b", "artifacts": "artifacts", "forensics": "forensics"},
        "totals": totals(tests), "tests": tests,
    }  # fmt: skip


def compared(folder: Path):
    """Write the pictures of a comparison; return them as artifacts."""
    artifacts = []
    for kind, colour in (("actual", "red"), ("expected", "blue"), ("diff", "white")):
        path = f"artifacts/a/menu.{kind}.png"
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (320, 180), colour).save(folder / path)
        artifacts.append({"kind": kind, "path": path})
    return artifacts


TRACE = [
    {"frame": 100, "type": "reseed", "phase": "test", "scope": "s"},
    {"frame": 110, "type": "key_down", "phase": "input", "key": 13, "name": "KEY_RETURN"},
    {"frame": 140, "type": "key_up", "phase": "input", "key": 13, "name": "KEY_RETURN"},
    *({"frame": 120 + n, "type": "mouse_move", "phase": "input", "x": n, "y": n} for n in range(9)),
    {"frame": 130, "type": "wheel", "phase": "input", "x": 0, "y": -1},
    {"frame": 131, "type": "text", "phase": "input", "text": HOSTILE},
    {"frame": 132, "type": "pad_down", "phase": "input", "pad": 0, "button": 2},
    {
        "frame": 100,
        "type": "wait",
        "phase": "test",
        "name": "wait_frames",
        "until": 130,
        "text": "",
    },
    {"frame": 131, "type": "wait", "phase": "test", "name": "wait_until", "text": "the menu"},
    {"frame": 150, "type": "draw", "phase": "test", "name": "menu.png"},
]


def make_tests(folder: Path):
    pictures = compared(folder)
    log = "artifacts/a/attempt-1.log"
    lines = [f"[{n:>6}] info    game: line {n}" for n in range(80)]
    lines[50] = f"[    50] error   game: {HOSTILE}"
    (folder / log).write_text("\n".join(lines) + "\n", encoding="utf-8", errors="replace")
    values = "a_test.lua:3: no\n  expected: 1\n  actual:   2\n.b: expected 2, actual 3"
    broken = attempt(
        "failed", values, traceback="a_test.lua:3: in a function",
        artifacts=[*pictures, {"kind": "log", "path": log}],
        place={"file": "a_test.lua", "line": 3},
        digest={"start": "0" * 16, "end": "1" * 16},
        findings=[{"kind": "guard", "frame": 3, "path": HOSTILE, "message": HOSTILE}],
    )  # fmt: skip
    return [
        case("opens"),
        case("starts", "failed", broken, tags=("smoke", "slow")),
        case("is shaky", "flaky", attempt("failed", "not this time"), attempt("passed")),
        case(HOSTILE, "crashed", attempt("crashed", HOSTILE, traceback=HOSTILE), tags=(HOSTILE,)),
        case("waits", "timed_out", file="tests/e2e/b_test.lua"),
        case("later", "skipped", attempt("skipped", "not yet"), tags=()),
        {**case("never", "not_run"), "attempts": []},
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of a run, with its page."""
    folder = tmp_path_factory.mktemp("report")
    tests = make_tests(folder)
    of = {"test": tests[1]["full_name"], "attempt": 1}
    trace = folder / "trace.jsonl"
    trace.write_text("".join(json.dumps(of | line) + "\n" for line in TRACE))
    (folder / "a_test.lua").write_text("-- one\n-- two\nassert(false)\n")
    page = render(make_report(tests), str(folder), trace=str(trace), root=str(folder))
    (folder / "report.html").write_text(page, encoding="utf-8")
    return folder


class Made:
    """The functions above, for tests that cannot import them."""

    attempt = staticmethod(attempt)
    case = staticmethod(case)

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def page(self, *tests, trace=(), **run) -> Path:
        """Write the page of a run of `tests`."""
        traced = self._folder / "trace.jsonl"
        traced.write_text("".join(json.dumps(line) + "\n" for line in trace))
        report = make_report(list(tests))
        report["run"] |= run
        page = render(report, str(self._folder), trace=str(traced))
        (self._folder / "page.html").write_text(page, encoding="utf-8")
        return self._folder / "page.html"


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path)


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed, which opens the page")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, folder):
    """Open the page; afterwards, the console must be clean and the network untouched."""
    told, asked, contexts = [], [], []

    def open_it(place: str = "", file: Path | None = None, **options):
        context = browser.new_context(**{"viewport": {"width": 1300, "height": 850}} | options)
        context.set_default_timeout(5000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("dialog", lambda dialog: told.append(f"dialog {dialog.message}"))
        page.on("request", lambda request: asked.append(request.url))
        page.goto((file or folder / "report.html").as_uri() + place)
        page.wait_for_selector("[data-ready]")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert told == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
