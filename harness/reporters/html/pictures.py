"""Pictures inside the page: each once, up to a cap; those above it stay beside the page."""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode
from typing import Any

from harness.records.model import Artifact
from harness.reporters.html.files import Files

INLINE_BYTES = 12 * 1024 * 1024
"""Of all pictures that stand in the page."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_END = b"IEND\xaeB`\x82"
_HEAD_BYTES = 24
_COMPARED = ("actual", "expected", "diff")
_LARGEST_SIDE = 65535


class Pictures:
    """`shared` holds the pictures of the page; what `of` returns points into it."""

    def __init__(self, files: Files, inline_bytes: int = INLINE_BYTES) -> None:
        self._files = files
        self._room = inline_bytes
        self._known: dict[bytes, int] = {}
        self._sizes: set[int] = set()
        self.shared: list[str] = []

    def final(self, artifacts: list[Artifact]) -> dict[str, Any] | None:
        """Return the picture of the last frame, if there is one."""
        for artifact in artifacts:
            if artifact["kind"] == "final":
                return {"name": "Last frame", **self._picture(artifact["path"])}
        return None

    def of(self, artifacts: list[Artifact]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return comparisons, each with its pictures by kind, and plain screenshots."""
        compared: dict[str, dict[str, Any]] = {}
        plain = []
        for artifact in artifacts:
            kind, path = artifact["kind"], artifact["path"]
            if kind in _COMPARED:
                stem = _stem(path, kind)
                of_stem = compared.setdefault(stem, {"name": os.path.basename(stem)})
                of_stem[kind] = self._picture(path)
            elif kind == "screenshot":
                plain.append({"name": os.path.basename(path), **self._picture(path)})
        return list(compared.values()), plain

    def _picture(self, path: str) -> dict[str, Any]:
        """Return where a picture is (`at` in the page, or `link`), or a remark."""
        link = self._files.link(path)
        head = self._files.read(path, _HEAD_BYTES)
        if head.remark:
            return {"path": path, "remark": head.remark}
        size = _size(head.data)
        if size is None:
            return {"path": path, "link": link, "remark": "is no picture in PNG format"}
        seen = {"path": path, "link": link, "w": size[0], "h": size[1], "bytes": head.size}
        if head.size > self._room and head.size not in self._sizes:
            return seen
        data = self._files.read(path, head.size).data
        if not data.endswith(_END):
            return {"path": path, "link": link, "remark": "is torn: the picture has no end"}
        at = self._share(data)
        return seen if at is None else seen | {"at": at}

    def _share(self, data: bytes) -> int | None:
        digest = hashlib.sha256(data).digest()
        if digest not in self._known:
            if len(data) > self._room:
                return None
            self._room -= len(data)
            self._sizes.add(len(data))
            self._known[digest] = len(self.shared)
            self.shared.append("data:image/png;base64," + b64encode(data).decode("ascii"))
        return self._known[digest]


def _stem(path: str, kind: str) -> str:
    """Return `menu` for `menu.actual.png`."""
    base = path.removesuffix(".png")
    return base.removesuffix(f".{kind}")


def _size(head: bytes) -> tuple[int, int] | None:
    if len(head) < _HEAD_BYTES or head[:8] != _SIGNATURE or head[12:16] != b"IHDR":
        return None
    width, height = int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
    fits = 0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE
    return (width, height) if fits else None
