"""Adapters that are files: what they declare, and what is said of those that cannot."""

import pytest

from harness.errors import GameUnavailable
from harness.hosting.adapter import Built, load_adapter
from harness.test_api.registry import Registry


def adapter(tmp_path, text):
    path = tmp_path / "mine.py"
    path.write_text(text)
    return load_adapter(str(path), str(tmp_path))


def test_what_it_declares(tmp_path):
    expose = adapter(tmp_path, "def expose(api, game):\n    api.property('it', lambda: game)")
    registry = Registry()
    expose(registry, 7)
    assert registry.get_state("it") == 7


def test_it_leaves_no_bytecode(tmp_path):
    adapter(tmp_path, "def expose(api, game): pass")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.py"]


def test_none():
    load_adapter(None, "/")(Registry(), None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "it has no function expose"),
        ("expose = 3", "it has no function expose"),
        ("1 / 0", "ZeroDivisionError: division by zero at mine.py:1"),
        ("def", "SyntaxError"),
        ("import sys\nsys.exit()", "SystemExit"),
    ],
)
def test_what_cannot_declare(tmp_path, text, words):
    with pytest.raises(GameUnavailable, match=words):
        adapter(tmp_path, text)


def test_what_every_program_has():
    registry = Registry()
    built = Built(lambda: "xxh3:0", lambda: ["a", "b"])
    built.expose(registry)
    assert registry.ask("visible_text", {}) == ["a", "b"]
    assert registry.ask("game_exited", {}) is False
    built.has_exited = True
    assert registry.ask("game_exited", {}) is True
    assert registry.get_state("window.pixels") == "xxh3:0"
