"""What tests ask of pictures, whoever takes them."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol


class Verdict(NamedTuple):
    """Why a picture fails its test."""

    kind: str
    """`screenshot` or `missing_baseline`."""
    message: str


class Pictures(Protocol):
    """Takes the pictures of the running attempt."""

    def screenshot(self, path: str) -> bool:
        """Keep a picture among the artifacts; tell whether the disk took it."""

    def begin(self, name: str, given: dict[str, Any]) -> int:
        """Begin a comparison; return how many frames it may wait for the game to come to rest."""

    def is_stable(self) -> bool:
        """Tell whether the comparison that has begun needs no further frame."""

    def finish(self) -> Verdict | None:
        """End the comparison; return what is wrong, or nothing."""
