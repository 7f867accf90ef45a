"""pygame.mixer on simulation time: when sounds and music end is reckoned, not heard.

The real mixer keeps files, volumes and the number of channels, and plays where somebody listens;
where nobody does, its music stands paused and its channels are idle. Results and errors are those
of pygame 2.6, but where that crashes (a channel of a mixer that has been quit) it is an error.

Music whose length cannot be told, as of MIDI files, plays until it is stopped. Not reckoned: the
volume during a fade, `get_pos` after another file was loaded over music that played (it is -1);
where SDL lands when it is asked to go to a position in a WAV file, which is somewhere else.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from math import ceil, inf
from operator import index
from types import ModuleType
from typing import Any, ClassVar

import pygame

from harness.seam.patches import Patches

_MIXER = "Channel Sound fadeout find_channel get_busy pause unpause stop quit set_num_channels"
_MUSIC = (
    "load unload queue play stop pause unpause rewind fadeout get_busy get_pos set_pos "
    "set_endevent get_endevent"
)
_TOLERANCE = 1e-6
"""Lengths come from pygame with the digits of a C float."""


class Playing:
    """Something that plays: when it began and ends, as if it had never been paused."""

    endevent = 0
    number = -1

    def __init__(self) -> None:
        self.sound: Any = None
        self.queued: Any = None
        self.began = self.end = self.fade_end = inf
        self.paused_at: float | None = None

    def start(self, sound: Any, now: float, seconds: float) -> None:
        self.sound, self.queued, self.paused_at = sound, None, None
        self.began, self.end, self.fade_end = now, now + seconds, inf

    def forget(self) -> None:
        self.sound = self.queued = self.paused_at = None

    def due(self) -> float:
        """Return when it ends if nothing is done to it."""
        paused = self.sound is None or self.paused_at is not None
        return inf if paused else max(self.began, min(self.end, self.fade_end))

    def hold(self, now: float) -> None:
        if self.sound is not None and self.paused_at is None:
            self.paused_at = now

    def release(self, now: float) -> None:
        if self.paused_at is not None:
            passed, self.paused_at = now - self.paused_at, None
            self.began, self.end = self.began + passed, self.end + passed
            self.fade_end = self.fade_after(now, passed)

    def fade_after(self, now: float, passed: float) -> float:
        """Return when a fade ends after a pause: a channel goes on fading, and ends afterwards."""
        return max(self.fade_end, now)

    def event(self) -> pygame.event.Event:
        fields = {"code": self.number} if self.endevent >= pygame.USEREVENT else {}
        return pygame.event.Event(self.endevent, fields)


class SealedSound:
    """`pygame.mixer` and its music. `now` tells simulation time in seconds, `post` takes events.

    `update` posts the events of what has ended by now, in the order of their times, the music
    first; it has nothing to do unless something plays (`active`).
    """

    _real: Any

    def __init__(
        self,
        patches: Patches,
        now: Callable[[], float],
        post: Callable[[pygame.event.Event], Any],
        audible: bool = False,
    ) -> None:
        self.audible = audible
        self._now, self._post = now, post
        self._channels: dict[int, Playing] = {}
        self._started: list[int] = []
        self._reserved = 0
        self._hears_quit = False
        self.music = Music(self)
        if not isinstance(pygame.mixer, ModuleType):  # there is none on this system
            return
        self._real = _copy(pygame.mixer)
        self.Channel = type(
            "Channel",
            (ChannelBase,),
            {"mixer": self, "__slots__": (), "__module__": "pygame.mixer"},
        )
        self.Sound = _sound_class(self, self._real.Sound)
        self.any_sound = self.Sound.__mro__[-2]
        for name in _MIXER.split():
            patches.replace(pygame.mixer, name, getattr(self, name))
        patches.replace(pygame.mixer, "set_reserved", self.set_reserved)
        patches.replace(pygame.mixer, "ChannelType", self.Channel)
        patches.replace(pygame.mixer, "SoundType", self.Sound)
        self.music.seal(patches)

    @property
    def active(self) -> bool:
        return bool(self._started) or self.music.sound is not None

    def update(self) -> None:
        """End what has come to its end, and begin what was queued behind it."""
        now = self._now()
        playing = [self.music, *(self._channels[number] for number in self._started)]
        while playing:
            first = min(playing, key=_due_and_number)
            due = first.due()
            if due > now + _TOLERANCE:
                return
            self.end(first, due)
            playing = [one for one in playing if one.sound is not None]

    def now(self) -> float:
        """Return the time, with everything as it is then."""
        if self.active:
            self.update()
        return self._now()

    def check(self) -> None:
        if self._real.get_init() is None:
            raise pygame.error("mixer not initialized")

    def channel(self, number: int) -> Playing:
        if number not in self._channels:
            self._channels[number] = Playing()
            self._channels[number].number = number
        return self._channels[number]

    def begin(self, channel: Playing, sound: Any, now: float, seconds: float) -> None:
        """Have a channel play `sound`; what it has played ends."""
        self.halt(channel, now)
        channel.start(sound, now, seconds)
        self._started.append(channel.number)
        self.hear_quit()

    def end(self, playing: Playing, when: float) -> None:
        """End what plays, tell it, and begin what was queued behind it."""
        queued = playing.queued
        playing.forget()
        if playing.number in self._started:
            self._started.remove(playing.number)
        self.tell(playing)
        if playing is self.music:
            self.music.go_on(queued, when)
        elif queued is not None and self._length(queued):
            self.begin(playing, queued, when, self._length(queued))
            if self.audible:
                self._real.Channel(playing.number).play(queued)

    def length_of(self, file: Any) -> float:
        """Return how long a file plays, infinite where it cannot be told."""
        try:
            length: float = self._real.Sound(file).get_length()
        except (pygame.error, OSError, TypeError):
            return inf
        return length

    def _length(self, sound: Any) -> float:
        length: float = self.any_sound.get_length(sound)
        return length

    def tell(self, ended: Playing) -> None:
        if ended.endevent > 0 and pygame.display.get_init():
            self._post(ended.event())

    def halt(self, playing: Playing, now: float) -> None:
        while playing.sound is not None:
            self.end(playing, now)

    def playing(self, sound: Any = None) -> list[Playing]:
        """Return the channels that play, or play `sound`, in the order of their numbers."""
        channels = (self._channels[number] for number in sorted(self._started))
        return [one for one in channels if sound is None or one.sound is sound]

    def free_channel(self) -> int | None:
        numbers = range(self._reserved, self._real.get_num_channels())
        return next((number for number in numbers if number not in self._started), None)

    def stop_all(self, sound: Any = None) -> None:
        self.check()
        now = self.now()
        for channel in self.playing(sound):
            self.halt(channel, now)

    def fade_all(self, milliseconds: int, sound: Any = None) -> None:
        length = index(milliseconds)
        self.check()
        self.now()
        for channel in self.playing(sound):
            self.Channel(channel.number).fadeout(length)

    def fadeout(self, time: int, /) -> None:
        self.fade_all(time)

    def stop(self) -> None:
        self.stop_all()
        self._real.stop()

    def pause(self) -> None:
        self._real.pause()
        now = self.now()
        for channel in self.playing():
            channel.hold(now)

    def unpause(self) -> None:
        self._real.unpause()
        now = self.now()
        for channel in self.playing():
            channel.release(now)

    def get_busy(self) -> bool:
        self.now()
        return self._real.get_init() is not None and bool(self._started)

    def find_channel(self, force: bool = False) -> Any:
        """Return a channel that is idle, or the one that has played longest."""
        self.check()
        self.now()
        for number in range(self._real.get_num_channels()):
            if number not in self._started:
                return self.Channel(number)
        return self.Channel(self._started[0] if self._started else -1) if force else None

    def set_num_channels(self, count: int, /) -> None:
        self._real.set_num_channels(count)
        now = self.now()
        for channel in self.playing():
            if channel.number >= count:
                self.halt(channel, now)

    def set_reserved(self, count: int, /) -> int:
        reserved: int = self._real.set_reserved(count)
        self._reserved = max(reserved, 0)
        return reserved

    def quit(self) -> None:
        self.now()
        if self.music.sound is not None:
            self.tell(self.music)
        self._real.quit()
        self._forget()

    def hear_quit(self) -> None:
        """Have `pygame.quit` end everything as well, which asks for it each time anew."""
        if not self._hears_quit:
            pygame.register_quit(self._quit_by_pygame)
            self._hears_quit = True

    def _quit_by_pygame(self) -> None:
        self._hears_quit = False
        self._forget()

    def _forget(self) -> None:
        self._channels.clear()
        self._started.clear()
        self.music.forget_file()

    def play_on(self, number: int, sound: Any, loops: int, maxtime: int, fade_ms: int) -> bool:
        """Play a sound; tell whether there is anything to play."""
        times, longest, fade = index(loops), index(maxtime), index(fade_ms)
        self.check()
        length, now = self._length(sound), self.now()
        if not length:
            return False
        seconds = inf if times < 0 else length * (times + 1)
        self.begin(
            self.channel(number), sound, now, min(seconds, longest / 1000 if longest > 0 else inf)
        )
        if self.audible:
            self._real.Channel(number).play(sound, times, longest, fade)
        return True


class ChannelBase:
    """A channel as a game has it. Each seam makes a type of its own from this."""

    __slots__ = ("_number", "_real")
    mixer: ClassVar[SealedSound]

    def __init__(self, id: int, /) -> None:  # noqa: A002 - it is pygame's name
        self._real = self.mixer._real.Channel(id)  # noqa: SLF001
        self._number = index(id)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def play(self, Sound: Any, loops: int = 0, maxtime: int = 0, fade_ms: int = 0) -> None:  # noqa: N803 - it is pygame's name
        if not isinstance(Sound, self.mixer.any_sound):
            name = "None" if Sound is None else type(Sound).__name__
            raise TypeError(f"argument 1 must be pygame.mixer.Sound, not {name}")
        self.mixer.play_on(self._number, Sound, loops, maxtime, fade_ms)

    def queue(self, sound: Any, /) -> None:
        if not isinstance(sound, self.mixer.any_sound):
            raise TypeError("The argument must be an instance of Sound")
        channel = self._playing()
        if channel.sound is None:
            self.mixer.play_on(self._number, sound, 0, 0, 0)
        else:
            channel.queued = sound

    def stop(self) -> None:
        self.mixer.halt(self._playing(), self.mixer.now())
        self._real.stop()

    def fadeout(self, time: int, /) -> None:
        length, channel = index(time), self._playing()
        if channel.sound is None or channel.fade_end < inf or not self._real.get_volume():
            return
        if length >= 0:
            channel.fade_end = self.mixer.now() + length / 1000
        if self.mixer.audible:
            self._real.fadeout(length)

    def pause(self) -> None:
        self._playing().hold(self.mixer.now())
        self._real.pause()

    def unpause(self) -> None:
        self._playing().release(self.mixer.now())
        self._real.unpause()

    def get_busy(self) -> bool:
        return self._playing().sound is not None

    def get_sound(self) -> Any:
        return self._playing().sound

    def get_queue(self) -> Any:
        return self._playing().queued

    def set_endevent(self, type: int = 0, /) -> None:  # noqa: A002 - it is pygame's name
        event = index(type)
        self._playing().endevent = event

    def get_endevent(self) -> int:
        return self._playing().endevent

    def _playing(self) -> Playing:
        """Return the channel as it is now."""
        self.mixer.check()
        self.mixer.now()
        return self.mixer.channel(self._number)


def _sound_class(mixer: SealedSound, real: Any) -> Any:
    class Sound(real):  # type: ignore[misc]
        __slots__ = ()

        def play(self, loops: int = 0, maxtime: int = 0, fade_ms: int = 0) -> Any:
            mixer.check()
            mixer.now()
            number = mixer.free_channel()
            if number is None or not mixer.play_on(number, self, loops, maxtime, fade_ms):
                return None
            channel = mixer.Channel(number)
            channel.set_volume(1.0)
            return channel

        def stop(self) -> None:
            mixer.stop_all(self)
            super().stop()

        def fadeout(self, time: int, /) -> None:
            mixer.fade_all(time, self)

        def get_num_channels(self) -> int:
            mixer.check()
            mixer.now()
            return len(mixer.playing(self))

    Sound.__module__, Sound.__qualname__ = "pygame.mixer", "Sound"
    return Sound


class Music(Playing):
    """The music stream, `pygame.mixer.music`. `sound` is the file that plays, if one does."""

    _real: Any

    def __init__(self, mixer: SealedSound) -> None:
        super().__init__()
        self._mixer = mixer
        self._loaded: MusicFile | None = None
        self._length = inf

    def seal(self, patches: Patches) -> None:
        self._real = _copy(pygame.mixer_music)
        for name in _MUSIC.split():
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


def _copy(module: ModuleType) -> Any:
    copy = ModuleType(module.__name__)
    vars(copy).update(vars(module))
    return copy


def _due_and_number(playing: Playing) -> tuple[float, int]:
    return playing.due(), playing.number
