"""JSON text of planned tests, written without an encoder: there may be very many."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from harness.records.model import Planned

Text = Callable[[str], str]
"""Encodes a string as JSON."""


def planned(test: Planned, text: Text) -> str:
    """Return the members of a planned test, without braces."""
    return (
        f'"full_name":{text(test["full_name"])},"file":{text(test["file"])},'
        f'"line":{test["line"]},"suite":{_list(text, *test["suite"])},'
        f'"name":{text(test["name"])},"tags":{_list(text, *test["tags"])}'
    )


@lru_cache(maxsize=1024)
def _list(text: Text, *texts: str) -> str:
    return f"[{','.join(map(text, texts))}]"
