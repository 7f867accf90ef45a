"""Gets everything ready that a hosted game needs, in the order that matters.

Display and seam stand before the game is imported, so that a name it imports is the replaced one.
"""

from __future__ import annotations

from collections.abc import Callable

from harness.seam.quick import import_pygame
from harness.session import Session


def open_game(session: Session) -> Callable[[Session], None]:
    """Import the game that the configuration names and return the loop around it.

    Raises `GameUnavailable`, and `UsageError` where no display opens.
    """
    import_pygame()
    from harness.capture import Capture
    from harness.display import Display
    from harness.hosting import loop
    from harness.hosting.games import find_factory
    from harness.seam.install import Seam

    config = session.config
    capture = Capture(session.log)
    display = Display(config.resolution, config.fixed_fps, config.headless, config.audio)
    seam = Seam(session.devices)
    factory = find_factory(config.game or "", config.root)

    def host(session: Session) -> None:
        try:
            loop.run(session, factory, display, seam)
        finally:
            seam.remove()
            display.close()
            capture.close()

    return host
