"""The last frame of a game whose test has failed.

A program that draws by itself has shown it. Headless frames of a hosted game are not drawn, so its
state is drawn once. That must not show in what comes after: randomness comes from the streams of
draws, what the game raises or does that it should not is forgotten.
"""

from __future__ import annotations

from typing import Any

from harness.hosting.display import Display
from harness.hosting.program_eye import ScreenEye
from harness.running.finals import Picture
from harness.running.session import Session
from harness.seam import originals
from harness.seam.sealing import Sealing


class ShownFrame:
    """Implements `harness.running.finals.Finals` for a program that draws by itself."""

    def __init__(self, session: Session, eye: ScreenEye) -> None:
        self._eye = eye
        if session.config.proof == "none":
            session.finals = self

    def shown(self) -> Picture | None:
        pixels = self._eye.last_shown()
        return None if pixels is None else Picture(self._eye.shown_size, bytes(pixels))

    def can_draw(self) -> bool:
        return False

    def drawn(self) -> Picture | None:
        return None


class FinalFrame:
    """Implements `harness.running.finals.Finals` for the `game` that is hosted, if there is one."""

    def __init__(self, session: Session, display: Display, sealing: Sealing) -> None:
        self.game: Any = None
        self._session = session
        self._display = display
        self._sealing = sealing
        if session.config.proof == "none":
            session.finals = self

    def shown(self) -> Picture | None:
        is_drawn = self._display.draws_every == 1 and self._session.clock.frame > 0
        return self._picture() if self.game is not None and is_drawn else None

    def can_draw(self) -> bool:
        return self.game is not None

    def drawn(self) -> Picture | None:
        return self._picture() if self._draw() else None

    def _picture(self) -> Picture:
        surface = self._display.surface
        return Picture(surface.get_size(), originals.to_bytes(surface, "RGB"))

    def _draw(self) -> bool:
        """Draw the state; tell whether the game could."""
        self._sealing.enter_draw()
        try:
            self.game.draw(self._display.surface)
        except BaseException:
            return False
        finally:
            self._sealing.leave_draw()
            self._session.findings.take()
        return True
