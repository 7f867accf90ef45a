"""What the harness adds to a frame, measured in this process against the bare loop."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rows import Row

from harness.base import clock

UNDRAWN_FRAMES = 60_000
DRAWN_FRAMES = 1_500
ROUNDS = 9
SHAPES = 50


def frame_rows(names: list[str]) -> Iterator[Row]:
    if names and "frames" not in names:
        return
    os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
    bare, hosted = _rounds(UNDRAWN_FRAMES, drawn=False)
    added = (hosted - bare) * 1e6
    yield Row("added to an undrawn frame", f"{hosted * 1e6:.2f} us", f"{bare * 1e6:.2f} us",
              added, " us", 10)  # fmt: skip
    drawn_bare, drawn = _rounds(DRAWN_FRAMES, drawn=True)
    percent = (drawn / drawn_bare - 1) * 100
    yield Row(f"added to a drawn frame of {SHAPES} shapes", f"{drawn * 1e3:.3f} ms",
              f"{drawn_bare * 1e3:.3f} ms", percent, " %", 1)  # fmt: skip
    off, frames = _digest_rounds(DRAWN_FRAMES)
    yield Row(
        f"--digest frames, of a drawn frame of {SHAPES} shapes, {VALUES} values",
        f"{frames * 1e3:.3f} ms",
        f"{off * 1e3:.3f} ms",
        (frames / off - 1) * 100,
        " %",
        10,
    )
    yield Row("undrawn frames a second over drawn", f"{1 / hosted:.0f}", f"{1 / drawn:.0f}",
              drawn / hosted, "x", 10, more_is_better=True)  # fmt: skip


def _rounds(frames: int, *, drawn: bool) -> tuple[float, float]:
    """Return the least seconds a frame takes bare and hosted, measured in turn.

    The least, because what disturbs a measurement of this length only ever makes it longer.
    """
    bare, hosted = [], []
    for _ in range(ROUNDS):
        bare.append(_bare(frames, drawn=drawn) / frames)
        hosted.append(_hosted(frames, drawn=drawn) / frames)
    return min(bare), min(hosted)


def _digest_rounds(frames: int) -> tuple[float, float]:
    """Return the least seconds of a drawn frame without and with a digest after each."""
    off, on = [], []
    for _ in range(ROUNDS):
        off.append(_hosted(frames, drawn=True, game=DeclaredGame, digest="off") / frames)
        on.append(_hosted(frames, drawn=True, game=DeclaredGame, digest="frames") / frames)
    return min(off), min(on)


class ShapesGame:
    """A simulation that moves shapes, and paints them when asked."""

    def __init__(self) -> None:
        self.time = 0.0

    def update(self, dt: float) -> None:
        self.time += dt

    def draw(self, surface: Any) -> None:
        import pygame

        surface.fill((20, 24, 40))
        for i in range(SHAPES):
            x = (i * 97 + self.time * 60) % 1280
            y = (i * 53) % 720
            if i % 2:
                pygame.draw.circle(surface, (200, 80 + i, 90), (x, y), 30)
            else:
                pygame.draw.rect(surface, (80, 120 + i, 200), (x, y, 60, 40))


class DeclaredGame(ShapesGame):
    """The same, with a state of the size that a small game declares."""

    def __init__(self) -> None:
        super().__init__()
        self.actors = [{"id": i, "x": i * 1.5, "y": i / 3, "alive": True} for i in range(4)]

    def update(self, dt: float) -> None:
        super().update(dt)
        for actor in self.actors:
            actor["x"] += dt

    def expose(self, api: Any) -> None:
        api.property("game.time", lambda: self.time)
        api.property("game.scene", lambda: "arena")
        api.property("game.paused", lambda: False)
        api.property("hero.x", lambda: self.time * 3)
        api.property("hero.health", lambda: 100)
        api.property("arena.score", lambda: 7)
        api.property("arena.actors", lambda: self.actors)


VALUES = 6 + 4 * 4


def _bare(frames: int, *, drawn: bool) -> float:
    """A loop as a game would write it, without a clock to slow it down."""
    import pygame

    surface = _screen()
    game = ShapesGame()
    began = clock.perf_counter()
    for _ in range(frames):
        for _event in pygame.event.get():
            pass
        game.update(1 / 60)
        if drawn:
            game.draw(surface)
            pygame.display.flip()
    return clock.perf_counter() - began


def _screen() -> Any:
    import pygame

    pygame.display.init()
    return pygame.display.set_mode((1280, 720))


def _hosted(
    frames: int, *, drawn: bool, game: Callable[[], Any] = ShapesGame, digest: str = "tests"
) -> float:
    """The harness's own loop and session, with a test that waits all the while."""
    with tempfile.TemporaryDirectory() as folder:
        return _run_session(Path(folder), frames, game, drawn=drawn, digest=digest)


def _run_session(
    folder: Path, frames: int, game: Callable[[], Any], *, drawn: bool, digest: str
) -> float:
    from harness.config.resolve import resolve
    from harness.frames import hosted as loop
    from harness.records.journal import Journal
    from harness.running.collect import collect, select
    from harness.running.runner import assigned
    from harness.running.session import Session
    from harness.seam.install import Seam
    from harness.seam.sealing import Sealing
    from harness.wire.protocol import ProgressFile

    (folder / "harness.toml").touch()
    script = folder / "wait.lua"
    script.write_text(
        f"it('waits', {{ timeout_frames = {frames} }}, function()\n"
        f"  test_harness.wait_frames({frames - 1})\nend)"
    )
    (folder / "progress").touch()
    progress = ProgressFile(str(folder / "progress"))
    options = {"game": "bench.py:create", "headless": True, "test_script": str(script),
               "timeout_seconds": 600, "digest": digest}  # fmt: skip
    session = Session(resolve(options, folder=str(folder)), progress.write, lambda: None)
    files = collect(session.config, session.calls)
    seam = Seam(session.devices)
    sealing = Sealing(session.clock, 1, seam.events.post, None, str(folder))
    session.reseed_sealed = sealing.reseed
    try:
        tests = assigned(select(files, session.config), files, 0)
        session.run(tests, Journal("bench", lambda _: None))
        factory: Callable[[Any], Any] = lambda _: game()  # noqa: E731
        began = clock.perf_counter()
        loop.run(session, factory, _Screen(drawn=drawn), seam, sealing)
        return clock.perf_counter() - began
    finally:
        sealing.remove()
        session.trace.close()
        seam.remove()
        progress.close()


class _Screen:
    """A display that shows without keeping real time."""

    def __init__(self, *, drawn: bool) -> None:
        self.surface = _screen()
        self.size = self.surface.get_size()
        self.draws_every = int(drawn)

    def show(self) -> None:
        import pygame

        pygame.display.flip()


if __name__ == "__main__":
    from rows import print_table

    print_table(list(frame_rows([])))
