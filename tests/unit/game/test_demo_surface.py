"""The page on the demo's Test API Surface is fresh, and what changes gets a new version."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TOOL = ROOT / "tools" / "demo_surface.py"


@pytest.fixture(scope="module")
def tool():
    """The tool as a module."""
    sys.path.insert(0, str(TOOL.parent))
    try:
        spec = importlib.util.spec_from_file_location("demo_surface", TOOL)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(TOOL.parent))
    return module


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(TOOL), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_page_is_fresh_and_a_changed_surface_has_a_new_version():
    done = run("--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_tool_refuses_other_words():
    done = run("--chek")
    assert (done.returncode, "--check" in done.stderr) == (2, True)


@pytest.fixture
def stated(tool):
    return tool.Stated("2", {"a.b": ["number"]}, {}, {"jump": ["height: number"]}, [], [], {})


@pytest.mark.parametrize(
    "change",
    [
        {"properties": {"a.b": ["number", "can be set"]}},
        {"properties": {}},
        {"commands": {"jump": []}},
        {"elements": ["start_button"]},
        {"scenarios": {"levels": ["hall"]}},
    ],
)
def test_a_change_needs_a_new_version(tool, stated, change):
    page = f"Version 2, hash `{stated.hash}`. Words.\n"
    assert tool.unversioned(page, stated) is None
    changed = stated._replace(**change)
    assert "raise api.version in game/exposed.py" in tool.unversioned(page, changed)
    assert tool.unversioned(page, changed._replace(version="3")) is None


def test_a_page_without_a_stamp_forbids_nothing(tool, stated):
    assert tool.unversioned("", stated) is None


@pytest.mark.parametrize(
    ("shapes", "kept"),
    [
        (["list", "list of text"], ["list of text"]),
        (["nil", "whole number", "number"], ["number", "nil"]),
        (["text"], ["text"]),
    ],
)
def test_types_are_put_together(tool, shapes, kept):
    reading = sys.modules["demo_surface_reading"]
    assert reading.simplified(shapes) == kept
