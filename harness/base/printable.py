"""Text for terminals and CI pages: characters that act without being seen, and widths in columns.

Everything that a person or a terminal reads goes through `visible`, so that no name, message or log
line can move the cursor, change the direction of the text around it or hide a part of itself.
"""

from __future__ import annotations

import re
from unicodedata import category, east_asian_width

_SPELLED = ((0x100, "\\x{:02x}"), (0x10000, "\\u{:04x}"), (0x110000, "\\U{:08x}"))
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Printable to Python, and shown as nothing: fillers and joiners of letters."""
_SPACES = frozenset("\u3000")
"""Wide, and part of ordinary text."""
_JOINED = re.compile("(?<=[^\0-\xff])[\u200c\u200d](?=[^\0-\xff])")
"""Joiners where they belong: in words of Persian or Hindi, in emoji."""
_WIDENS = "\ufe0f"
"""Has the character before it shown as a picture, which takes two columns."""


def visible(text: str, keep: str = "") -> str:
    r"""Spell out (`\x1b`, `\u202e`) what is not seen, but for the characters in `keep`.

    These are control and format characters, overrides of the direction, spaces that are not what
    they look like, and lone surrogates. Letters of every script stay.
    """
    if text.isascii() and text.isprintable():
        return text
    joined = {match.start() for match in _JOINED.finditer(text)}
    return "".join(
        c if _is_seen(c) or c in keep or i in joined else _spell(ord(c)) for i, c in enumerate(text)
    )


def visible_lines(text: str) -> str:
    """Spell out what is not seen in a text of several lines."""
    return visible(text, keep="\n\t")


def columns(text: str) -> int:
    """Return how many columns of a terminal a visible text takes, or more where that differs."""
    return len(text) if text.isascii() else sum(map(_width, text))


def fit(text: str, width: int) -> str:
    """Return as much of the beginning of a visible text as fits into `width` columns."""
    if text.isascii():
        return text[:width]
    for i, character in enumerate(text):
        width -= _width(character)
        if width < 0:
            return text[:i]
    return text


def cut(text: str, longest: int) -> str:
    """Return the beginning of `text`, with a mark where something was left out."""
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text) - longest} more)"


def cut_middle(text: str, longest: int) -> str:
    """Return both ends of a text that is longer than `longest`, and how much was cut."""
    left = len(text) - longest
    if left <= 0:
        return text
    tail = longest // 4
    return f"{text[: longest - tail]} … {counted(left, 'character')} cut … {text[-tail:]}"


def counted(number: int, noun: str) -> str:
    """Return `1 test`, `2 tests`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _is_seen(character: str) -> bool:
    printable = character.isprintable() or character in _SPACES
    return printable and character not in _BLANK_LETTERS


def _spell(code: int) -> str:
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a name that is not UTF-8
        code -= 0xDC00
    return next(form for end, form in _SPELLED if code < end).format(code)


def _width(character: str) -> int:
    if character == _WIDENS:
        return 1
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
