"""The loop around no game at all, as `--game none` asks: frames pass and nothing is updated."""

from __future__ import annotations

from harness.running.leader import FRAME
from harness.running.session import Session


def run_without_game(session: Session) -> None:
    """Let frames pass until the tests are done; there is nothing to update."""
    while session.request is not None:
        if session.request != FRAME:
            session.begin_game()
        session.begin_frame()
        session.end_frame()
