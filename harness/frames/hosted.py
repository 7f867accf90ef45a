"""The fixed-step loop around a hosted game: one frame is one page.

Headless frames are not drawn unless somebody looks, which makes tests of logic many times faster.
"""

from __future__ import annotations

from typing import Any

from harness.errors import GameCrashed
from harness.frames.final_frame import FinalFrame
from harness.frames.window import Window
from harness.hosting.display import Display
from harness.hosting.games import Factory, GameContext, call, crash, start
from harness.hosting.hosted_eye import Looking
from harness.running.leader import FRAME, GAME
from harness.running.session import Session
from harness.seam.install import Seam
from harness.seam.sealing import Sealing


def run(
    session: Session,
    factory: Factory,
    display: Display,
    seam: Seam,
    sealing: Sealing,
    window: Window | None = None,
) -> None:
    """Host games until the tests are done, or need another process: a fresh one whenever they ask,
    or one has crashed.
    """
    final = FinalFrame(session, display, sealing)
    looking = Looking(session, display, sealing)
    while session.request == GAME:
        try:
            final.game = session.shots.eye = None
            game = final.game = looking.game = _start_game(session, factory, display, seam, sealing)
            session.shots.eye = looking
            _run_game(session, game, display, seam, sealing, window)
        except GameCrashed as error:
            session.calls.hold_failure(str(error))
            session.game_crashed(error)


def _start_game(
    session: Session, factory: Factory, display: Display, seam: Seam, sealing: Sealing
) -> Any:
    seam.events.clear()
    sealing.begin_game()
    streams = session.begin_game()
    root = session.config.root
    context = GameContext(display.size, session.log, streams, session.jobs, session.calls.registry)
    game = start(factory, context, root)
    expose = getattr(game, "expose", None)
    if expose is not None:
        call(root, "expose", expose, session.calls.registry)
    session.game_exposed(display.draws_every)
    return game


def _run_game(
    session: Session,
    game: Any,
    display: Display,
    seam: Seam,
    sealing: Sealing,
    window: Window | None,
) -> None:
    """Let frames pass. `running` names the part of the game that runs, for when it raises."""
    step, update, draw = session.clock.step, game.update, game.draw
    handle_event = getattr(game, "handle_event", _ignore)
    take_events, jobs, timers = seam.events.take, session.jobs, sealing.timers
    witness, draws_every = session.witness, display.draws_every
    running = ""
    try:
        while session.request == FRAME:
            if window is not None:
                window.hold_if_asked()
            session.begin_frame()
            if timers:
                timers.fire()
            if jobs:
                running = "job"
                jobs.run_due()
            running = "handle_event"
            for event in take_events():
                handle_event(event)
            running = "update"
            update(step)
            running = ""
            if witness.watches:
                witness.game_updated()
            if draws_every and session.clock.frame % draws_every == 0:
                witness.before_draw()
                sealing.enter_draw()
                running = "draw"
                draw(display.surface)
                running = ""
                sealing.leave_draw()
                witness.after_draw()
                (window or display).show()
            session.end_frame()
    except BaseException as error:
        sealing.leave_draw()
        if not running:
            raise
        raise crash(f"the game's {running}", error, session.config.root) from error


def _ignore(event: Any) -> None:
    """Take an event for a game that takes none."""
