"""The fixed-step loop around a hosted game: one frame is one page.

Headless frames are not drawn unless somebody looks, which makes tests of logic many times faster.
"""

from __future__ import annotations

from typing import Any

from harness.display import Display
from harness.errors import GameCrashed
from harness.hosting.games import Factory, GameContext, call, start
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
    step, root = session.clock.step, session.config.root
    update, draw = game.update, game.draw
    handle_event = getattr(game, "handle_event", None)
    take_events = seam.events.get
    while session.request == FRAME:
        session.begin_frame()
        for event in take_events():
            if handle_event is not None:
                call(root, "handle_event", handle_event, event)
        call(root, "update", update, step)
        if display.visible:
            call(root, "draw", draw, display.surface)
            display.show()
        session.end_frame()
