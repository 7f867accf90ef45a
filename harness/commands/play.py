"""`play`: the game in a window, at real time, with the real keyboard. Nothing is replaced."""

from __future__ import annotations

from harness.config.arguments import Parser
from harness.config.flags import whole
from harness.config.resolve import resolve
from harness.config.targets import NO_GAME
from harness.errors import FlagError, UsageError


def run(args: list[str], _source: object) -> int:
    """Play until the window is closed or the game posts QUIT."""
    parser = Parser(prog="python -m harness play")
    parser.add_argument("--game", help="package.module:factory or path/to/file.py:factory")
    parser.add_argument("--seed", help="seed of the game's random streams (default: 12345)")
    parser.add_argument("--resolution", help="size of the window (default: 1280x720)")
    parser.add_argument("--frames", help="end after so many frames")
    typed = {key: value for key, value in vars(parser.parse_args(args)).items() if value}
    frames = _frames(typed.pop("frames", None))
    config = resolve(typed, needs_suite=False)
    if config.game in (None, NO_GAME):
        raise UsageError("there is no game to play: pass --game")
    if config.attached:
        raise UsageError(
            f"--game {config.game_shown} runs by itself: start it with python, without the harness"
        )
    from harness.frames.live import play

    play(config, frames)
    return 0


def _frames(typed: str | None) -> int | None:
    try:
        return None if typed is None else whole(1, 10**9)(typed)
    except ValueError as error:
        raise FlagError(f"--frames {typed}: {error}") from None
