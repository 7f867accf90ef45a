"""pygame.mixer on simulation time: when sounds and music end is reckoned, not heard.

The real mixer keeps files, volumes and the number of channels, and plays where somebody listens;
where nobody does, its music stands paused and its channels are idle. Results and errors are those
of pygame 2.6, but where that crashes (a channel of a mixer that has been quit) it is an error.
With the SDL_mixer of pygame-ce a channel that is stopped plays on with what was queued, here too.
Music that does not play is at -1 also there, where pygame-ce tells how long SDL has been running.

Music whose length cannot be told, as of MIDI files, plays until it is stopped. Not reckoned: the
volume during a fade, `get_pos` after another file was loaded over music that played (it is -1);
where SDL lands when it is asked to go to a position in a WAV file, which is somewhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from operator import index
from types import ModuleType
from typing import Any

import pygame

from harness.seam.channels import ChannelBase, sound_class
from harness.seam.flavour import replace_public
from harness.seam.music import Music
from harness.seam.patches import Patches
from harness.seam.playback import Playing, copy_of

_MIXER = "Channel Sound fadeout find_channel get_busy pause unpause stop quit set_num_channels"
_PLAYS_ON = (2, 7)
"""The SDL_mixer from which a channel that is stopped plays what was queued."""
_TOLERANCE = 1e-6
"""Lengths come from pygame with the digits of a C float."""


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
        self._real = copy_of(pygame.mixer)
        self.Channel = type(
            "Channel",
            (ChannelBase,),
            {"mixer": self, "__slots__": (), "__module__": "pygame.mixer"},
        )
        self.Sound = sound_class(self, self._real.Sound)
        self.any_sound = self.Sound.__mro__[-2]
        self._plays_on = self._real.get_sdl_mixer_version() >= _PLAYS_ON
        for name in _MIXER.split():
            replace_public(patches, pygame.mixer, name, getattr(self, name))
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

    def cut(self, channel: Playing, now: float) -> None:
        """End what a channel plays, as `stop` does."""
        if not self._plays_on:
            self.halt(channel, now)
        if self.audible:
            self._real.Channel(channel.number).stop()
        if channel.sound is not None:
            self.end(channel, now)

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
            self.cut(channel, now)

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
                channel.queued = None if self._plays_on else channel.queued
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


def _due_and_number(playing: Playing) -> tuple[float, int]:
    return playing.due(), playing.number
