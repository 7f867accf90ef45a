"""Nearest known names for messages about unknown ones."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Return up to `limit` of the `known` names that look most like `name`, best first."""
    ordered = sorted(known)
    return difflib.get_close_matches(name, ordered, n=limit, cutoff=0.4) or ordered[:limit]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; nearest: a, b` or, where nothing is known, `; none is declared`."""
    names = nearest(name, known)
    return f"; nearest: {', '.join(names)}" if names else "; none is declared"


def close_to(name: str, known: Iterable[str]) -> str:
    """Return `; nearest: a, b`, or nothing where no known name looks much like `name`."""
    names = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.7)
    return f"; nearest: {', '.join(names)}" if names else ""
