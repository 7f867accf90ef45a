"""Texts of strangers in Markdown as GitHub reads it: shown letter by letter, never acted upon.

What is not printable is spelled out, so that no text turns its direction or hides a part. Names
stand in code spans and long texts in fenced blocks, where no Markdown, HTML or mention is found.
"""

from __future__ import annotations

import re

from harness.base.printable import cut, visible, visible_lines

LONGEST_NAME = 300
_MARKUP = re.compile(
    r"[`*~\[\]{}<>&|\\@#$^]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=//)|(?<=www)\.|^[-+]"
)
_ENTITIES = {character: f"&#{ord(character)};" for character in "|\\@#$:."} | {
    "<": "&lt;", ">": "&gt;", "&": "&amp;",
}  # fmt: skip
_TICKS = re.compile("`+")


def name(text: str) -> str:
    """Return a code span for one line; it may stand in a table."""
    shown = visible(cut(text, LONGEST_NAME))
    if not shown.strip() or "`" in shown or "|" in shown:
        return f"<code>{_escape(shown)}</code>"
    return f"`{shown}`"


def plain(text: str) -> str:
    """Return a line in which nothing is markup, a mention or a reference."""
    escaped = _escape(visible(cut(text, 2 * LONGEST_NAME)))
    # A space of no width after them keeps mentions and references from being seen.
    return escaped.replace("&#64;", "&#64;&#8203;").replace("&#35;", "&#35;&#8203;")


def block(text: str, language: str = "text") -> str:
    """Return a fenced block whose fence is longer than any in `text`."""
    shown = visible_lines(text)
    longest = max((len(ticks) for ticks in _TICKS.findall(shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{shown}\n{fence}\n"


def shorten(text: str, most_lines: int, most_characters: int) -> str:
    """Return the first lines of `text`, with a line that tells how many were cut."""
    kept = text[:most_characters].splitlines()[:most_lines]
    shown = "\n".join(kept)
    if len(text) > most_characters:
        return f"{shown}\n… {len(text) - most_characters} characters cut …"
    left = len(text.splitlines()) - len(kept)
    return f"{shown}\n… {left} {'line' if left == 1 else 'lines'} cut …" if left else shown


def _escape(text: str) -> str:
    return _MARKUP.sub(lambda match: _entity(match[0]), text)


def _entity(character: str) -> str:
    """Write a character with a backslash, or as an entity where tables would see through that."""
    return f"\\{character}" if character in "`*_~[]{}^-+" else _ENTITIES[character]
