"""All that stands between a program that owns its loop and the machine: put in place, and served.

Nothing of it is ever taken off: the process ends with the program.
"""

from __future__ import annotations

from collections.abc import Callable

import pygame

from harness.hosting.games import game_folder
from harness.hosting.garbage import Garbage
from harness.hosting.private_writes import keep_writes_apart
from harness.hosting.programs import Program
from harness.hosting.readable import readable
from harness.running.session import Session
from harness.seam.boundary import Boundary
from harness.seam.drivers import HeldDrivers
from harness.seam.install import Seam
from harness.seam.life import Life
from harness.seam.own_display import OwnDisplay, Pointer
from harness.seam.own_loop import OwnLoop
from harness.seam.own_windows import OwnWindows
from harness.seam.patches import Patches
from harness.seam.presented import Presented
from harness.seam.rescan import replace_captured
from harness.seam.sealing import Sealing
from harness.seam.sound import SealedSound
from harness.seam.system_fonts import SystemFonts
from harness.seam.text_seen import TextSeen
from harness.seam.thread_time import ThreadTime


class ProgramSeam:
    """`next_frame` is called where a frame of the program ends."""

    def __init__(self, session: Session, program: Program, next_frame: Callable[[], None]) -> None:
        self.patches = Patches()
        self.garbage = Garbage(self.patches)
        self._session = session
        self._boundary = Boundary(next_frame, session.config.fixed_fps)
        self._seam = Seam(session.devices)
        self.threads = ThreadTime(
            self.patches, session.clock, self._boundary, session.config.frame_seconds / 2
        )
        self._life = Life(self.patches, self._now_ms, self._video_ended)
        self._loop = OwnLoop(self._seam.events, self._boundary, self.patches)
        self.presented = self._open_display()
        self.text = None
        if session.reads_text:
            self.text = TextSeen(self.patches, self.presented, readable)
        self.sealing = self._seal()
        self._sound = self._seal_sound()
        windows = OwnWindows(self._boundary, self.patches, self._resized, self.presented)
        windows.watch(self.sealing.late)
        HeldDrivers(self.patches)
        SystemFonts(self.patches, session.beat).watch(self.sealing.late)
        if self.text is not None:
            self.text.watch(self.sealing.late)
        if session.private:
            keep_writes_apart(session, self.patches, self.sealing.late, program.folder)
        replace_captured(self.patches, (*self._seam, *self.sealing))

    def let_go(self) -> None:
        """Have real time, and no frames, in a process that the program has forked."""
        self._boundary.let_go()
        self.threads.let_go()
        self.sealing.remove()

    def begin_frame(self) -> None:
        """Let happen what is due in the frame that has begun."""
        self.garbage.end_frame()
        self.threads.begin_frame()
        if self.sealing.timers:
            self.sealing.timers.fire()
        if self._sound.active:
            self._sound.update()

    def _open_display(self) -> Presented:
        """Replace what opens a display; return what is shown there. A window shows each frame."""
        config, session = self._session.config, self._session
        to_look = session.frames_to_look if config.headless else _at_once
        presented = Presented(session.clock, to_look)
        Pointer(self.patches)
        display = OwnDisplay(
            self._boundary, self.patches, config.resolution, self._resized, presented
        )
        session.devices.resize_window = display.resize
        return presented

    def _now_ms(self) -> int:
        clock = self._session.clock
        seconds = clock.frame / clock.fps + self._boundary.crept_seconds
        return round(seconds * 1e9) // 1_000_000

    def _video_ended(self) -> None:
        """Drop what pygame drops with its video system."""
        self.sealing.timers.clear()
        self._seam.events.clear()
        self._session.devices.close_window()

    def _resized(self, size: tuple[int, int]) -> None:
        self._session.devices.size = size

    def _seal(self) -> Sealing:
        session, config = self._session, self._session.config
        return Sealing(
            session.clock,
            config.seed,
            self._seam.events.arrive,
            None if config.on_nondeterminism == "off" else session.findings.guard,
            game_folder(config.game or "", config.root),
            root=config.root,
            boundary=self._boundary,
            life=self._life,
            threads=self.threads,
        )

    def _seal_sound(self) -> SealedSound:
        clock = self._session.clock
        post, audible = self._seam.events.arrive, self._session.config.audio
        sound = SealedSound(self.patches, lambda: clock.frame / clock.fps, post, audible)
        if hasattr(sound, "Channel"):
            self._loop.watch(pygame.mixer.music, ("get_busy", "get_pos"))
            self._loop.watch(pygame.mixer, ("get_busy",))
            self._loop.watch(sound.Channel, ("get_busy",))
        return sound


def _at_once() -> int:
    return 0
