"""Reads and writes PNG files: ours fast, those of others with suspicion.

A baseline may come from a stranger's pull request. So its chunks are walked here, with their
checksums, and its pixels are inflated under the bound that its header sets, before Pillow sees a
file of nothing but header, palette, transparency and pixels.

The format: PNG Specification, third edition (W3C).
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from PIL import PngImagePlugin

from harness.screenshots.comparison import Frame
from harness.screenshots.files import BadPicture

__all__ = ("BadPicture", "array_of", "decode", "encode")

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_PIXELS = 64_000_000
LONGEST_SIDE = 16384

_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
"""Bits of a sample, by colour type: grey, RGB, palette, grey with alpha, RGBA."""
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
          (0, 1, 1, 2))  # fmt: skip
"""The passes of an interlaced picture: first column and row, steps to the next ones."""
_ONCE = (b"IHDR", b"PLTE", b"tRNS", b"IEND")
_ANIMATION = (b"acTL", b"fcTL", b"fdAT")
_PIECE = 64 * 1024
_ROWS = 32
"""How many rows are filtered at once."""
_SUB = 1
"""The filter: each byte less that of the pixel to its left."""


def array_of(pixels: Any, width: int, height: int) -> Frame:
    """Return RGBA bytes, row by row, as an array that shares their memory."""
    return np.frombuffer(pixels, np.uint8).reshape(height, width, 4)


def encode(frame: Frame) -> bytes:
    """Return a frame as PNG: RGB where it is opaque, else RGBA. Equal frames give equal bytes.

    Raises:
        ValueError: it has no pixels or is no array of shape (height, width, 4).
    """
    if frame.ndim != 3 or frame.shape[2] != 4 or frame.dtype != np.uint8 or not frame.size:
        raise ValueError(f"a frame has the shape (height, width, 4); given: {frame.shape}")
    height, width = frame.shape[:2]
    channels = 3 if bool((frame[..., 3] == 255).all()) else 4
    header = struct.pack(">IIBBBBB", width, height, 8, 2 if channels == 3 else 6, 0, 0, 0)
    deflater = zlib.compressobj(1)
    pixels = b"".join([*map(deflater.compress, _filtered(frame, channels)), deflater.flush()])
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def decode(content: bytes, most_pixels: int = MOST_PIXELS) -> Frame:
    """Return the picture of a PNG file as RGBA; it may be read-only.

    Palettes and greys are converted; of samples of 16 bits the upper 8 are kept, and their
    transparent colour is not looked at. Ancillary chunks are checked for damage and otherwise left
    alone. Animations and bytes after the end are refused: a baseline is one picture, and nothing
    else hides in its file. Memory is bounded by what the header claims, and that by `most_pixels`.

    Raises:
        BadPicture: the file is anything else than one whole PNG picture.
    """
    header, parts = _read_chunks(content, most_pixels)
    _check_inflated_size(parts[b"IDAT"], header.inflated_bytes)
    try:
        return _decoded(header, _rebuilt(header, parts))
    except Exception as error:
        raise BadPicture(f"cannot be decoded: {error}") from error


def _filtered(frame: Frame, channels: int) -> Iterator[memoryview]:
    """Yield the rows as PNG wants them before compression: a filter's byte and the samples.

    A few rows at a time, in buffers that stay in the cache: new pages cost more than the work.
    """
    height, width = frame.shape[:2]
    steps = np.empty((_ROWS, width * 4), np.uint8)
    rows = np.empty((_ROWS, 1 + width * channels), np.uint8)
    rows[:, 0] = _SUB
    for top in range(0, height, _ROWS):
        samples = frame[top : top + _ROWS].reshape(-1, width * 4)
        count = len(samples)
        steps[:count, :4] = samples[:, :4]
        np.subtract(samples[:, 4:], samples[:, :-4], out=steps[:count, 4:])
        for channel in range(channels):
            rows[:count, 1 + channel :: channels] = steps[:count, channel::4]
        yield rows[:count].data


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


class _Header(NamedTuple):
    width: int
    height: int
    depth: int
    colour: int
    compression: int
    filtering: int
    interlace: int

    @property
    def inflated_bytes(self) -> int:
        """How many bytes of rows the picture has: a filter's byte and the samples, by pass."""
        if not self.interlace:
            return self._bytes_of(self.width, self.height)
        return sum(
            self._bytes_of(-(-(self.width - x) // across), -(-(self.height - y) // down))
            for x, y, across, down in _ADAM7
        )

    def _bytes_of(self, width: int, height: int) -> int:
        if width <= 0 or height <= 0:
            return 0
        return height * (1 + (width * self.depth * _SAMPLES[self.colour] + 7) // 8)


def _read_chunks(content: bytes, most_pixels: int) -> tuple[_Header, dict[bytes, bytes]]:
    """Return the header and the critical chunks, those of pixels joined."""
    if not content.startswith(SIGNATURE):
        raise BadPicture(f"is no PNG file: it starts with {_text(content[:8])}")
    chunks = _chunks(content)
    kind, data = next(chunks)
    if kind != b"IHDR" or len(data) != 13:
        raise BadPicture(f"is no PNG file: its first chunk is {_text(kind)} of {len(data)} bytes")
    header = _Header(*struct.unpack(">IIBBBBB", data))
    _check_header(header, most_pixels)
    parts, pixels = {kind: data}, []
    for kind, data in chunks:
        if kind == b"IDAT":
            pixels.append(data)
        elif kind in _ANIMATION:
            raise BadPicture("is an animated PNG; a baseline is one picture")
        elif kind in _ONCE and kind in parts:
            raise BadPicture(f"has two chunks {kind.decode()}")
        elif kind in _ONCE:
            parts[kind] = data
        elif not kind[0] & 0x20:
            raise BadPicture(f"has a critical chunk that is not known: {_text(kind)}")
    return header, parts | {b"IDAT": b"".join(pixels)}


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield type and data of each chunk up to the end, which must be that of the file."""
    at, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        if at + 12 > len(content):
            raise BadPicture(f"is cut off after {len(content)} bytes")
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise BadPicture(
                f"is cut off: its chunk {_text(kind)} has {length} bytes, "
                f"of which {len(content) - at - 12} are there"
            )
        data = content[at + 8 : end - 4]
        if zlib.crc32(data, zlib.crc32(kind)) != int.from_bytes(content[end - 4 : end], "big"):
            raise BadPicture(f"is damaged: the checksum of its chunk {_text(kind)} does not fit")
        yield kind, data
        at = end
    if at != len(content):
        raise BadPicture(f"goes on for {len(content) - at} bytes after its end")


def _text(content: bytes) -> str:
    """Return bytes as messages show them."""
    return repr(content.decode("latin-1"))


def _check_header(header: _Header, most_pixels: int) -> None:
    width, height = header.width, header.height
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE) or (
        width * height > most_pixels
    ):
        raise BadPicture(
            f"claims {width}x{height} pixels; at most {most_pixels} are read, "
            f"and 1 to {LONGEST_SIDE} a side"
        )
    if header.depth not in _DEPTHS.get(header.colour, ()):
        raise BadPicture(f"claims {header.depth} bits of colour type {header.colour}: no such PNG")
    if header.compression or header.filtering or header.interlace > 1:
        raise BadPicture("claims a compression, filter or interlacing that PNG does not have")


def _check_inflated_size(pixels: bytes, expected: int) -> None:
    """Inflate piece by piece and keep nothing, up to the first byte too many."""
    inflater, left = zlib.decompressobj(), expected
    try:
        for start in range(0, len(pixels), _PIECE):
            left -= len(inflater.decompress(pixels[start : start + _PIECE], left + 1))
            if left < 0:
                raise BadPicture(f"is a bomb: it holds more than the {expected} bytes it claims")
    except zlib.error as error:
        raise BadPicture(f"is damaged: its pixels do not decompress ({error})") from error
    if left or not inflater.eof:
        raise BadPicture(f"is cut off: {left} of {expected} bytes of pixels are missing")


def _rebuilt(header: _Header, parts: dict[bytes, bytes]) -> bytes:
    kept = [b"IHDR"]
    if header.colour == 3:
        kept.append(b"PLTE")
    if b"tRNS" in parts and header.colour < 4 and header.depth < 16:
        kept.append(b"tRNS")
    return SIGNATURE + b"".join(_chunk(kind, parts[kind]) for kind in (*kept, b"IDAT", b"IEND"))


def _decoded(header: _Header, content: bytes) -> Frame:
    """Let Pillow decode, past `Image.open` and its own bound, which anybody may have changed."""
    with PngImagePlugin.PngImageFile(io.BytesIO(content)) as image:
        if header.colour == 0 and header.depth == 16:
            grey = (np.asarray(image) >> 8).astype(np.uint8)
            return np.dstack([grey, grey, grey, np.full_like(grey, 255)])
        frame: Frame = np.asarray(image.convert("RGBA"))
    return frame
