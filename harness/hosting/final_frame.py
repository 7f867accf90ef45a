"""The picture of the game as an attempt left it that has failed.

Headless frames are not drawn, so the state is drawn once, when the attempt has ended. That must not
show in what comes after: randomness comes from the streams of draws, what the game raises or does
that it should not is forgotten.
"""

from __future__ import annotations

import contextlib
import os
from typing import Any

from harness.display import Display
from harness.errors import HarnessError
from harness.seam import originals
from harness.seam.sealing import Sealing
from harness.session import Session


class FinalFrame:
    """Told the `game` that is hosted, if there is one."""

    def __init__(self, session: Session, display: Display, sealing: Sealing) -> None:
        self.game: Any = None
        self._session = session
        self._display = display
        self._sealing = sealing
        if session.config.proof == "none":
            session.keep_frame = self.keep

    def keep(self, test: str, attempt: int) -> None:
        """Leave the picture for the parent, at once: this process may not live to the end."""
        if self.game is None or not (self._is_drawn or self._draw()):
            return
        from harness.forensics import RAW_FRAME, Picture, bundle_folder

        surface, config = self._display.surface, self._session.config
        pixels = originals.to_bytes(surface, "RGB")
        picture = Picture(surface.get_size(), test, attempt, pixels)
        with contextlib.suppress(HarnessError):  # the verdict is worth more than its picture
            path = os.path.join(bundle_folder(config), RAW_FRAME)
            self._session.keep_file(path, picture.to_bytes())

    @property
    def _is_drawn(self) -> bool:
        return self._display.draws_every == 1 and self._session.clock.frame > 0

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
