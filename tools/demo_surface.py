#!/usr/bin/env python3
"""Writes docs/demo-surface.md: all that a test of the demo game can read, ask, do and name.

python tools/demo_surface.py            write it
python tools/demo_surface.py --check    tell whether it is fresh; exit 1 if not

The page keeps the version of the surface and a hash of it. A surface that has changed is only
written with another `api.version`; `--unreleased` writes it with the same one, for as long as
nobody can have relied on that.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from demo_surface_reading import Stated, Surface, declared, state

PAGE = Path(__file__).resolve().parent.parent / "docs" / "demo-surface.md"
STAMP = re.compile(r"^Version (\S+), hash `(\w+)`", re.MULTILINE)

WORDS = """# The demo game's surface

<!-- Written by tools/demo_surface.py from the game: change that instead. -->

All that tests of the demo game can read, ask and do. How a game declares it stands in
[Hosting a game](hosting-a-game.md), what tests do with it in [Writing tests](writing-tests.md).
"""
RULE = """It is treated like a public API: what changes
here gets a new `api.version` in `game/exposed.py`. Tests read it with
`test_harness.query("api_version")`.
"""


def main(words: list[str]) -> int:
    """Write the page, or with --check tell whether that would change it."""
    if words not in ([], ["--check"], ["--unreleased"]):
        print("usage: demo_surface.py [--check | --unreleased]", file=sys.stderr)
        return 2
    app, surface = declared()
    stated = state(app, surface)
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    problem = None if words == ["--unreleased"] else unversioned(before, stated)
    if problem is not None:
        print(problem, file=sys.stderr)
        return 1
    text = page(surface, stated)
    if words == ["--check"]:
        if text != before:
            print("docs/demo-surface.md is not fresh: run python tools/demo_surface.py")
        return int(text != before)
    PAGE.write_text(text, encoding="utf-8")
    return 0


def unversioned(before: str, stated: Stated) -> str | None:
    """Return what is wrong if the surface has changed and its version has not."""
    stamp = STAMP.search(before)
    if stamp is None or stamp[1] != stated.version or stamp[2] == stated.hash:
        return None
    return (
        f"the demo's surface has changed, but its version is still {stated.version!r}: "
        "raise api.version in game/exposed.py and run python tools/demo_surface.py "
        "(with --unreleased to keep the version, if nobody can have used it yet)"
    )


def page(surface: Surface, stated: Stated) -> str:
    """Return the whole page."""
    stamp = f"Version {stated.version}, hash `{stated.hash}`. {RULE}"
    parts = [WORDS, stamp, *sections(surface, stated)]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def sections(surface: Surface, stated: Stated) -> Iterator[str]:
    """Yield what stands under each heading."""
    yield "## State\n\nA path that can be set says so; the others are read-only.\n"
    rows = [(f"`{path}`", " or ".join(t for t in types if t != "can be set"),
             "can be set" if "can be set" in types else "")
            for path, types in stated.properties.items()]  # fmt: skip
    yield table(("path", "type", ""), rows)
    for title, functions, named in (
        ("Queries", surface.queries, stated.queries),
        ("Commands", surface.commands, stated.commands),
    ):
        yield f"## {title}\n"
        yield table(("name", "arguments", ""), [
            (f"`{name}`", ", ".join(f"`{words}`" for words in named[name]), first_words(fn))
            for name, fn in functions.items()
        ])  # fmt: skip
    yield f"## Scenes\n\nFor `load_scene`: {listed(stated.scenes)}.\n"
    yield f"## Elements\n\nFor `ui_element_rect` and `ui_element_visible`: {elements(stated)}.\n"
    if stated.scenarios:
        yield "## Scenarios\n"
        yield table(("", ""), [(name, scenario_words(value)) for name, value in
                               stated.scenarios.items()])  # fmt: skip


def elements(stated: Stated) -> str:
    """Return the names of the elements; those that are numbered stand as their ends."""
    numbered = [name for name in stated.elements if re.fullmatch(r"slot_\d+", name)]
    plain = [name for name in stated.elements if name not in numbered]
    return (
        f"{listed(plain)}, and `{numbered[0]}` to `{numbered[-1]}`" if numbered else listed(plain)
    )


def scenario_words(value: Any) -> str:
    """Return a part of what scenarios can say, as one cell."""
    if isinstance(value, dict):
        return "; ".join(f"`{name}`: {scenario_words(part)}" for name, part in value.items())
    return ", ".join(f"`{part}`" for part in value)


def first_words(fn: Callable[..., Any]) -> str:
    """Return the first line of what a function says of itself."""
    return (inspect.getdoc(fn) or "").partition("\n")[0]


def listed(names: list[str]) -> str:
    """Return names as text."""
    return ", ".join(f"`{name}`" for name in names)


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (heads, *rows)]
    return "\n".join([lines[0], "|---" * len(heads) + "|", *lines[1:]]) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
