"""Gets everything ready that a hosted game needs, in the order that matters.

Display and seam stand before the game is imported, so that a name it imports is the replaced one.
"""

from __future__ import annotations

from collections.abc import Callable

from harness.hosting.own_modules import OwnModules
from harness.hosting.terminal import Terminal
from harness.running.session import Session
from harness.seam.fast_import import import_pygame

_DRAWS_EVERY = 40
"""Of the frames of `verify`'s perturbed run: a drawn frame costs as much as hundreds undrawn."""


def open_game(session: Session, terminal: Terminal | None = None) -> Callable[[Session], None]:
    """Import the game that the configuration names and return the loop around it.

    A run with a window is held and looked into at the `terminal`.

    Raises `GameUnavailable`, and `UsageError` where no display opens.
    """
    pygame, modules = import_pygame(), OwnModules()
    from harness.frames import hosted as loop
    from harness.frames.window import Window
    from harness.hosting.display import Display, use_display
    from harness.hosting.games import enter_path, find_factory, game_folder, import_folders
    from harness.hosting.private_writes import keep_writes_apart, with_fresh_files
    from harness.logs.capture import Capture
    from harness.seam.drivers import HeldDrivers
    from harness.seam.install import Seam
    from harness.seam.opengl_display import refuse_opengl
    from harness.seam.patches import Patches
    from harness.seam.rescan import replace_captured
    from harness.seam.sealing import Sealing
    from harness.seam.system_fonts import SystemFonts

    config = session.config
    Capture(session.log)
    perturbed = config.proof == "perturbed"
    use_display(config.display)
    display = Display(
        config.resolution,
        config.fixed_fps,
        config.headless,
        config.audio,
        draws_every=_DRAWS_EVERY if perturbed else 0,
        speed=config.speed,
        name=config.game_shown,
    )
    session.driver = pygame.display.get_driver()
    window = None if terminal is None else Window(session, display, terminal)
    seam = Seam(session.devices)
    sealing = Sealing(
        session.clock,
        config.seed,
        seam.events.post,
        None if config.on_nondeterminism == "off" else session.findings.guard,
        game_folder(config.game or "", config.root),
        root=config.root,
        reversed_listings=perturbed,
        frame_seconds=config.frame_seconds,
    )
    patches = Patches()
    HeldDrivers(patches)
    refuse_opengl(patches)
    SystemFonts(patches, session.beat).watch(sealing.late)
    writes = None
    if session.private:
        folder = game_folder(config.game or "", config.root)
        writes = keep_writes_apart(session, patches, sealing.late, folder)
    replace_captured(patches, (*seam, *sealing))
    session.reseed_sealed = sealing.reseed
    session.prepare(f"the import of {config.game_shown}")
    modules.give_way(import_folders(config.game or "", config.root))
    enter_path(config.game or "", config.root)
    session.heap.settle()
    session.begin_import()
    factory = find_factory(config.game or "", config.root)
    if writes is not None:
        factory = with_fresh_files(factory, writes)

    def host(session: Session) -> None:
        # The process ends with its tests: what has been replaced need not be put back.
        loop.run(session, factory, display, seam, sealing, window)
        if writes is not None:
            writes.discard()

    return host
