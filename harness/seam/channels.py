"""pygame's channels and sounds, on simulation time: see `sound`."""

from __future__ import annotations

from math import inf
from operator import index
from typing import TYPE_CHECKING, Any, ClassVar

from harness.seam.playback import Playing

if TYPE_CHECKING:
    from harness.seam.sound import SealedSound


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
        self.mixer.cut(self._playing(), self.mixer.now())

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


def sound_class(mixer: SealedSound, real: Any) -> Any:
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

        def fadeout(self, time: int, /) -> None:
            mixer.fade_all(time, self)

        def get_num_channels(self) -> int:
            mixer.check()
            mixer.now()
            return len(mixer.playing(self))

    Sound.__module__, Sound.__qualname__ = "pygame.mixer", "Sound"
    return Sound
