"""The picture of the last frame that every failed attempt keeps.

A picture that has to be drawn first is drawn when the verdict is on record: that runs the game,
which may raise, hang or end the process. Until then the picture is promised; the report lists it
if it is there.
"""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple, Protocol

_START = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">IIBBBBB")
_NUMBER = struct.Struct(">I")
_COLOURS = {3: 2, 4: 6}
"""PNG's colour type by channels."""


class Picture(NamedTuple):
    size: tuple[int, int]
    pixels: bytes
    """Row by row, three or four bytes each."""

    def to_png(self) -> bytes:
        """Return the picture as a file. numpy, which takes long to load, has no part in it."""
        width, height = self.size
        channels = len(self.pixels) // (width * height)
        row = width * channels
        rows = b"".join(b"\0" + self.pixels[y * row : (y + 1) * row] for y in range(height))
        header = _HEADER.pack(width, height, 8, _COLOURS[channels], 0, 0, 0)
        chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")]
        return _START + b"".join(_chunk(kind, content) for kind, content in chunks)


class Finals(Protocol):
    """Takes pictures of the game; who hosts one implements it."""

    def shown(self) -> Picture | None:
        """Return what has been shown last, if anything has. No code of the game runs."""

    def can_draw(self) -> bool:
        """Tell whether the game can be drawn."""

    def drawn(self) -> Picture | None:
        """Draw the game; return the picture, if there is one."""


class NoFinals:
    """Of a run without a game, or one that only compares."""

    def shown(self) -> Picture | None:
        return None

    def can_draw(self) -> bool:
        return False

    def drawn(self) -> Picture | None:
        return None


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return _NUMBER.pack(len(content)) + kind + content + _NUMBER.pack(checksum)
