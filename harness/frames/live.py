"""A game in a window, played by a person."""

from __future__ import annotations

import sys

from harness.base.clock import FrameClock
from harness.base.rng import Streams
from harness.config.resolve import RunConfig
from harness.hosting.games import GameContext, find_factory, import_folders, start
from harness.hosting.own_modules import OwnModules
from harness.logs.buffer import LogBuffer
from harness.running.jobs import Jobs
from harness.seam.fast_import import import_pygame
from harness.test_api.registry import Registry


def play(config: RunConfig, most_frames: int | None) -> None:
    """Run the game at real time until it quits, or for `most_frames`. Its log goes to stdout."""
    pygame, modules = import_pygame(), OwnModules()
    from harness.hosting.display import Display

    clock = FrameClock(config.fixed_fps)
    log = LogBuffer(clock)
    display = Display(
        config.resolution,
        config.fixed_fps,
        config.headless,
        audio=config.audio,
        name=config.game_shown,
    )
    jobs = Jobs(clock)
    context = GameContext(display.size, log, Streams(config.seed, "game"), jobs, Registry())
    modules.give_way(import_folders(config.game or "", config.root))
    game = start(find_factory(config.game or "", config.root), context, config.root)
    handle_event = getattr(game, "handle_event", None)
    printed = 0
    while most_frames is None or clock.frame < most_frames:
        clock.frame += 1
        jobs.run_due()
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                return
            if handle_event is not None:
                handle_event(event)
        game.update(clock.step)
        game.draw(display.surface)
        display.show()
        for line in log.since(printed + 1):
            printed = line.number
            print(line.text, file=sys.stdout)
