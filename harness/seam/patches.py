"""Replaces functions of other modules, and puts the originals back as one."""

from __future__ import annotations

from typing import Any


class Patches:
    """What has been replaced, in order."""

    def __init__(self) -> None:
        self._originals: list[tuple[Any, str, Any]] = []

    def replace(self, module: Any, name: str, value: Any) -> None:
        """Set `module.name` to `value` until `remove`. A name that is not there is an error."""
        self._originals.append((module, name, getattr(module, name)))
        setattr(module, name, value)

    def remove(self) -> None:
        """Put every original back, the last one first."""
        while self._originals:
            module, name, original = self._originals.pop()
            setattr(module, name, original)
