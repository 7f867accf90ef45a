"""Sounds, computed from numbers when the first one is played.

Where sound is off (`SDL_AUDIODRIVER` is `dummy`) or the mixer cannot open, nothing happens and
nothing is opened.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable
from functools import cache
from math import pi, sin
from typing import NamedTuple

import pygame

RATE = 22_050
"""Samples a second."""
LOUDEST = 10
"""Of the option `volume`."""


class Tone(NamedTuple):
    """A piece of a sound, gliding from one pitch to another while it fades."""

    first: float
    last: float
    seconds: float
    loudness: float
    noise: float = 0.0
    """The part of it, 0 to 1, that hisses."""


SOUNDS: dict[str, tuple[Tone, ...]] = {
    "bounce": (Tone(170, 80, 0.09, 0.5, 0.1),),
    "rim": (Tone(620, 560, 0.12, 0.3, 0.15), Tone(410, 400, 0.1, 0.15)),
    "jump": (Tone(240, 520, 0.11, 0.25),),
    "land": (Tone(130, 70, 0.06, 0.35, 0.3),),
    "grab": (Tone(420, 640, 0.07, 0.3),),
    "charge": (Tone(300, 420, 0.08, 0.18),),
    "throw": (Tone(700, 260, 0.16, 0.3, 0.5),),
    "steal": (Tone(520, 880, 0.08, 0.35), Tone(880, 1240, 0.1, 0.35)),
    "miss": (Tone(260, 170, 0.12, 0.25, 0.3),),
    "goal": (
        Tone(523, 523, 0.11, 0.4), Tone(659, 659, 0.11, 0.4), Tone(784, 784, 0.11, 0.4),
        Tone(1047, 1047, 0.34, 0.45),
    ),
    "beep": (Tone(440, 440, 0.12, 0.3),),
    "start": (Tone(880, 880, 0.3, 0.35),),
    "over": (
        Tone(784, 784, 0.16, 0.4), Tone(659, 659, 0.16, 0.4), Tone(523, 520, 0.5, 0.45),
    ),
}  # fmt: skip


class Sounds:
    """Plays sounds by name."""

    def __init__(self, volume: Callable[[], object]) -> None:
        """`volume` tells the loudness at each sound, from 0 to `LOUDEST`."""
        self._volume = volume
        self._kept: dict[str, pygame.mixer.Sound] = {}
        self._silent = False

    def play(self, name: str) -> None:
        """Play a sound, if there is something to play it on."""
        volume = self._volume()
        if self._silent or not isinstance(volume, int) or volume <= 0:
            return
        if not is_open():
            self._silent = True
            return
        if name not in self._kept:
            self._kept[name] = pygame.mixer.Sound(buffer=samples(name))
        sound = self._kept[name]
        sound.set_volume(volume / LOUDEST)
        sound.play()


def is_open() -> bool:
    """Tell whether the mixer is open, after trying to open it where sound is on."""
    if os.environ.get("SDL_AUDIODRIVER") == "dummy":
        return False
    if pygame.mixer.get_init() is None:
        try:
            pygame.mixer.init(RATE, -16, 1, 512, allowedchanges=0)
        except pygame.error:
            return False
    return True


@cache
def samples(name: str) -> bytes:
    """Return a sound as signed 16-bit samples."""
    wave = array("h")
    for tone in SOUNDS[name]:
        wave.extend(rendered(tone))
    return wave.tobytes()


def rendered(tone: Tone) -> list[int]:
    """Return the samples of one tone: it swells for a hundredth of a second, then fades."""
    count = round(tone.seconds * RATE)
    values, phase, hiss = [], 0.0, 1
    for place in range(count):
        share = place / count
        phase += (tone.first + (tone.last - tone.first) * share) / RATE
        hiss = (hiss * 1_103_515_245 + 12_345) % 2**31
        clear = 0.8 * sin(2 * pi * phase) + 0.2 * sin(6 * pi * phase)
        rough = hiss / 2**30 - 1.0
        swell = min(1.0, place / (0.01 * RATE)) * (1.0 - share) ** 1.6
        level = clear + (rough - clear) * tone.noise
        values.append(round(32_767 * tone.loudness * swell * level))
    return values
