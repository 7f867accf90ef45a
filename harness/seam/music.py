"""pygame.mixer.music on simulation time: see `sound`."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from math import ceil, inf
from operator import index
from typing import TYPE_CHECKING, Any

import pygame

from harness.seam.patches import Patches
from harness.seam.playback import Playing, copy_of

if TYPE_CHECKING:
    from harness.seam.sound import SealedSound

_NAMES = (
    "load unload queue play stop pause unpause rewind fadeout get_busy get_pos set_pos "
    "set_endevent get_endevent"
)


class Music(Playing):
    """The music stream, `pygame.mixer.music`. `sound` is the file that plays, if one does."""

    _real: Any

    def __init__(self, mixer: SealedSound) -> None:
        super().__init__()
        self._mixer = mixer
        self._loaded: MusicFile | None = None
        self._length = inf

    def seal(self, patches: Patches) -> None:
        self._real = copy_of(pygame.mixer_music)
        for name in _NAMES.split():
            patches.replace(pygame.mixer_music, name, getattr(self, name))

    def event(self) -> pygame.event.Event:
        return pygame.event.Event(self.endevent)

    def fade_after(self, now: float, passed: float) -> float:
        return self.fade_end + passed

    def load(self, filename: Any, namehint: str = "") -> None:
        """Load a file. What played is over, and has no event."""
        file = MusicFile(filename, namehint)
        self._real.load(filename, *file.hint)
        self.forget()
        self._loaded = file

    def unload(self) -> None:
        self._real.unload()
        self.forget_file()

    def forget_file(self) -> None:
        self.forget()
        self._loaded = None

    def queue(self, filename: Any, namehint: str = "", loops: int = 0) -> None:
        file, times = MusicFile(filename, namehint), index(loops)
        self._real.queue(filename, *file.hint)
        self._mixer.now()
        self.queued = (file, times)

    def play(self, loops: int = 0, start: float = 0.0, fade_ms: int = 0) -> None:
        now, queued = self._mixer.now(), self.queued
        try:
            self._real.play(loops, start, fade_ms)
        except pygame.error:
            self.sound = None
            raise
        self._begin(now, loops, start)
        self.queued = queued

    def go_on(self, queued: tuple[MusicFile, int] | None, when: float) -> None:
        """Play what was queued behind that which has ended at `when`."""
        if queued is None:
            if not self._mixer.audible:
                self._real.stop()
            return
        self._loaded, loops = queued
        try:
            self._real.load(self._loaded.again(), *self._loaded.hint)
            self._real.play(loops)
        except pygame.error:  # the file is gone by now
            return
        self._begin(when, loops, 0.0)

    def stop(self) -> None:
        self._mixer.check()
        now, self.queued = self._mixer.now(), None
        self._mixer.halt(self, now)
        self._real.stop()

    def pause(self) -> None:
        self._real.pause()
        self.hold(self._mixer.now())

    def unpause(self) -> None:
        self._mixer.check()
        self.release(self._mixer.now())
        if self._mixer.audible:
            self._real.unpause()

    def rewind(self) -> None:
        self._real.rewind()
        self._seek(0.0)

    def set_pos(self, pos: float, /) -> None:
        """Go to a position in seconds, from the beginning for every kind of file."""
        self._mixer.now()
        self._real.set_pos(pos)
        self._seek(pos)

    def fadeout(self, time: int, /) -> None:
        length = index(time)
        self._mixer.check()
        now, self.queued = self._mixer.now(), None
        if length <= 0:
            self._mixer.halt(self, now)
        self.fade_end = self._moment(now) + length / 1000
        if self._mixer.audible:
            self._real.fadeout(length)

    def get_busy(self) -> bool:
        self._mixer.check()
        self._mixer.now()
        return self.sound is not None and self.paused_at is None

    def get_pos(self) -> int:
        """Return the milliseconds since the music began; pauses do not count, positions neither."""
        self._mixer.check()
        now = self._mixer.now()
        passed = self._moment(now) - self.began
        return -1 if self.sound is None else round(passed * 1e6) // 1000

    def set_endevent(self, type: int = 0, /) -> None:  # noqa: A002 - it is pygame's name
        self.endevent = index(type)

    def get_endevent(self) -> int:
        return self.endevent

    def _begin(self, now: float, loops: int, start: float) -> None:
        """Take note that the loaded file plays, `loops` times, at least once."""
        assert self._loaded is not None
        self._length = inf if loops < 0 else self._loaded.length(self._mixer.length_of)
        self.start(self._loaded, now, max(loops, 1) * self._length - start)
        self._mixer.hear_quit()
        if not self._mixer.audible:
            self._real.pause()

    def _seek(self, position: float) -> None:
        moment = self._moment(self._mixer.now())
        if self.sound is not None and 0 < self._length < inf:
            rounds = ceil((self.end - moment) / self._length - 1e-9)
            self.end = moment + rounds * self._length - position

    def _moment(self, now: float) -> float:
        return now if self.paused_at is None else self.paused_at


class MusicFile:
    """A file as it was named, or what an open one held, to be read once more."""

    def __init__(self, source: Any, namehint: str) -> None:
        self.hint = (namehint,) if namehint else ()
        self._path: Any = None
        self._data: Any = b""
        self._length: float | None = None
        if isinstance(source, str | bytes | os.PathLike):
            self._path = os.path.abspath(os.fsdecode(source))
        elif all(hasattr(source, name) for name in ("read", "seek", "tell")):
            position = source.tell()
            self._data = source.read()
            source.seek(position)

    def again(self) -> Any:
        return self._path or BytesIO(self._data)

    def length(self, length_of: Callable[[Any], float]) -> float:
        """Return how long it plays: it is decoded for that, once, when it is first played."""
        if self._length is None:
            self._length = length_of(self.again())
        return self._length
