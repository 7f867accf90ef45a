"""The fixed-step loop around a hosted game: one frame is one page.

Headless frames are not drawn unless somebody looks, which makes tests of logic many times faster.
"""

from __future__ import annotations

from typing import Any

from harness.display import Display
from harness.errors import GameCrashed
from harness.hosting.games import Factory, GameContext, call, crash, start
from harness.runner import FRAME
from harness.seam.install import Seam
from harness.session import Session


def run(session: Session, factory: Factory, display: Display, seam: Seam) -> None:
    """Host games until the tests are done: a fresh one whenever they ask, or one has crashed."""
    while session.request is not None:
        try:
            game = _start_game(session, factory, display, seam)
            _run_game(session, game, display, seam)
        except GameCrashed as error:
            session.game_crashed(error)


def _start_game(session: Session, factory: Factory, display: Display, seam: Seam) -> Any:
    streams = session.begin_game()
    seam.events.clear()
    root = session.config.root
    game = start(factory, GameContext(display.size, session.log, streams), root)
    expose = getattr(game, "expose", None)
    if expose is not None:
        call(root, "expose", expose, session.calls.registry)
    return game


def _run_game(session: Session, game: Any, display: Display, seam: Seam) -> None:
    """Let frames pass. `running` names the part of the game that runs, for when it raises."""
    step, update, draw = session.clock.step, game.update, game.draw
    handle_event = getattr(game, "handle_event", _ignore)
    take_events = seam.events.take
    running = ""
    try:
        while session.request == FRAME:
            session.begin_frame()
            running = "handle_event"
            for event in take_events():
                handle_event(event)
            running = "update"
            update(step)
            if display.visible:
                running = "draw"
                draw(display.surface)
                running = ""
                display.show()
            running = ""
            session.end_frame()
    except BaseException as error:
        if not running:
            raise
        raise crash(f"the game's {running}", error, session.config.root) from error


def _ignore(event: Any) -> None:
    """Take an event for a game that takes none."""
