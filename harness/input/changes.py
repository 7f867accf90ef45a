"""What went down and came up between two looks of a program at its events."""

from __future__ import annotations


class Changes:
    """`pressed` and `released` are those of the last look; what happens since waits for the next.

    Once in both is what went down and came up between two looks.
    """

    def __init__(self) -> None:
        self.pressed: set[int] = set()
        self.released: set[int] = set()
        self._pressed_since: set[int] = set()
        self._released_since: set[int] = set()

    def press(self, number: int) -> None:
        self._pressed_since.add(number)

    def release(self, number: int) -> None:
        self._released_since.add(number)

    def look(self) -> None:
        """Take note that the program looks."""
        self.pressed, self._pressed_since = self._pressed_since, set()
        self.released, self._released_since = self._released_since, set()
