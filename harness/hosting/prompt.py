"""The words of the prompt. They begin with a dot; every other line is Lua."""

from __future__ import annotations

from typing import Literal, NamedTuple

from harness.base.suggest import did_you_mean

HELP = """\
A line is Lua, an expression or a statement: it sees what the test's file sees and the variables of
the place where the test stands. What it does to the devices happens in the next frame.
  .step [n]   let n frames pass (1), then hold again; F10 in the window is one frame
  .go         go on; F8 in the window
  .quit       end the run, like Ctrl-C
  .help       this"""

_MOST_FRAMES = 10**9


class Word(NamedTuple):
    """A word that was understood; `wrong` with a `text` is one that was not."""

    name: Literal["go", "step", "quit", "help", "wrong"]
    frames: int = 0
    text: str = ""


_WORDS = {".go": Word("go"), ".quit": Word("quit"), ".help": Word("help")}
_STEP = ".step"


def read_word(line: str) -> Word | None:
    """Return what a line means to the window, or `None` for Lua."""
    if not line.startswith("."):
        return None
    name, *rest = line.split()
    if name == _STEP:
        return _read_step(rest)
    if name not in _WORDS:
        known = [*_WORDS, _STEP]
        return Word("wrong", text=f"{name} is no word of the prompt{did_you_mean(name, known)}")
    if rest:
        return Word("wrong", text=f"{name} stands alone, got {' '.join(rest)!r} after it")
    return _WORDS[name]


def _read_step(rest: list[str]) -> Word:
    count = rest[0] if rest else "1"
    if len(rest) < 2 and count.isdecimal() and 1 <= int(count) <= _MOST_FRAMES:
        return Word("step", int(count))
    return Word("wrong", text=f".step takes a number of frames from 1, got {' '.join(rest)!r}")
