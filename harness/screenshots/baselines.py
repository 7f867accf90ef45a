"""Where baselines lie, what is kept beside them, and how they are read: nobody is trusted here.

Beside `menu.png` may lie `menu.meta.json`: options of the comparison, `notes`, and what was
`recorded` when the harness wrote the picture: who rendered it, and hashes by which an equal frame
is known without decoding anything. They hold for the very bytes of the picture alone.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any, NamedTuple, TypeAlias

from harness.base.paths import inside, shown
from harness.base.suggest import did_you_mean
from harness.errors import HarnessError
from harness.screenshots.files import BadPicture, read_file
from harness.screenshots.options import NAMES

Buffer: TypeAlias = Any
"""Bytes, or what holds them and can be looked at as bytes."""
META_SUFFIX = ".meta.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+-]*(/[A-Za-z0-9][A-Za-z0-9 ._+-]*)*")
_LONGEST_NAME = 200
_MOST_META_BYTES = 256 * 1024
_RECORDED = "recorded"
_NOTES = "notes"
_PYGAME = "pygame"
FLAVOURS = (_PYGAME, "pygame-ce")
"""The first one's pictures have no flavour in their names."""
_HASHES = ("png", "pixels")
_RENDERER = ("pygame", "sdl", "font")


class Renderer(NamedTuple):
    """What decides how a frame looks."""

    pygame: str
    """Flavour and version: `pygame 2.6.1`."""
    sdl: str
    font: str = ""
    """Empty where it is not known."""

    @property
    def flavour(self) -> str:
        return self.pygame.partition(" ")[0]

    def __str__(self) -> str:
        return f"{self.pygame} with SDL {self.sdl}" + (f" and {self.font}" if self.font else "")

    def may_be(self, other: Renderer) -> bool:
        """Tell whether the two are the same, as far as both are known."""
        fonts = {self.font, other.font} - {""}
        return self[:2] == other[:2] and len(fonts) < 2


class Meta(NamedTuple):
    """What stands beside a baseline."""

    options: dict[str, Any] = {}
    notes: Any = None
    recorded: dict[str, str] = {}

    def renderer(self) -> Renderer | None:
        """Return who rendered the picture, where that is known."""
        known = [self.recorded.get(name, "") for name in _RENDERER]
        return Renderer(*known) if all(known[:2]) else None

    def to_json(self) -> str:
        notes = {} if self.notes is None else {_NOTES: self.notes}
        content = {**notes, **self.options, _RECORDED: self.recorded}
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


class Baseline(NamedTuple):
    """Where a picture is, or would be. `shown` is its path from the project's root."""

    name: str
    path: str
    meta_path: str
    shown: str


def check_name(name: str) -> str:
    """Return a picture's name with its ending, or raise `HarnessError`."""
    stem = name.removesuffix(".png")
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(stem) or _has_bad_part(stem):
        raise HarnessError(
            f"a picture is named with letters, digits, spaces and any of ._+- and may lie in "
            f"folders (menu/idle.png), got {name[:_LONGEST_NAME]!r}"
        )
    return f"{stem}.png"


def _has_bad_part(stem: str) -> bool:
    return any(part.endswith((".", " ")) for part in stem.split("/"))


def locate(folder: str, root: str, name: str, flavour: str) -> Baseline:
    """Return where the baseline of a checked name is: each flavour of pygame has its own."""
    stem = name.removesuffix(".png")
    if flavour != _PYGAME:
        stem += f"@{flavour}"
    path = os.path.join(folder, *f"{stem}.png".split("/"))
    meta_path = path.removesuffix(".png") + META_SUFFIX
    shown_path = f"{shown(folder, root)}/{stem}.png"
    for each in (path, meta_path):
        if not inside(os.path.realpath(each), os.path.realpath(folder)):
            raise HarnessError(f"{shown_path}: a link leads out of the folder of the baselines")
    return Baseline(name, path, meta_path, shown_path)


def read_picture(baseline: Baseline) -> bytes | None:
    """Return the bytes of a baseline's file, `None` where there is none."""
    try:
        return read_file(baseline.path)
    except FileNotFoundError:
        return None
    except BadPicture as error:
        raise HarnessError(f"{baseline.shown}: {error}") from None


def read_meta(baseline: Baseline) -> Meta:
    """Return what stands beside a baseline. Raises `HarnessError` for what cannot be used."""
    where = baseline.shown.removesuffix(".png") + META_SUFFIX
    try:
        content = json.loads(read_file(baseline.meta_path, _MOST_META_BYTES))
    except FileNotFoundError:
        return Meta()
    except BadPicture as error:
        raise HarnessError(f"{where}: {error}") from None
    except (ValueError, RecursionError) as error:
        raise HarnessError(f"{where}: is no JSON: {error}; mend it or remove it") from None
    if not isinstance(content, dict):
        raise HarnessError(f"{where}: expected an object of options, got {content!r:.80}")
    known = (*NAMES, _NOTES, _RECORDED)
    for key in content:
        if key not in known:
            raise HarnessError(f"{where}: unknown option {key!r}{did_you_mean(key, known)}")
    recorded = content.pop(_RECORDED, {})
    if not isinstance(recorded, dict) or not all(isinstance(v, str) for v in recorded.values()):
        raise HarnessError(f"{where}: '{_RECORDED}' is written by the harness; remove it")
    return Meta(notes=content.pop(_NOTES, None), options=content, recorded=recorded)


def hash_of(content: Buffer) -> str:
    """Return the XXH3 hash of bytes, 128 bits (Collet, https://xxhash.com)."""
    import xxhash

    return f"xxh3:{xxhash.xxh3_128_hexdigest(content)}"


def record(renderer: Renderer, size: str, png: bytes, pixels: Buffer) -> dict[str, str]:
    """Return what is recorded of a picture: its file, and its pixels as RGBA, row by row."""
    hashes = (hash_of(png), hash_of(pixels))
    known = dict(zip(_RENDERER, renderer, strict=True))
    return {**known, "size": size, **dict(zip(_HASHES, hashes, strict=True))}


def is_known_equal(meta: Meta, png: bytes, pixels: Buffer) -> bool:
    """Tell whether a frame is known to equal the picture, by what was recorded of it."""
    recorded = tuple(meta.recorded.get(name) for name in _HASHES)
    return recorded[1] == hash_of(pixels) and recorded[0] == hash_of(png)
