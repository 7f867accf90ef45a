"""Sounds: computed alike each time, and harmless where there is nothing to play them on."""

from __future__ import annotations

import pygame
import pytest

from game import sound
from game.sound import RATE, SOUNDS, Sounds, samples


@pytest.mark.parametrize("name", list(SOUNDS))
def test_samples(name):
    seconds = sum(tone.seconds for tone in SOUNDS[name])
    wave = samples(name)
    assert len(wave) == pytest.approx(2 * seconds * RATE, abs=2 * len(SOUNDS[name]))
    samples.cache_clear()
    assert samples(name) == wave
    levels = memoryview(wave).cast("h")
    assert max(levels) > 1000
    assert abs(levels[0]) < 50


def refuse(*_args, **_named):
    raise pygame.error("no device")


def test_nothing_is_opened_where_sound_is_off(monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    monkeypatch.setattr(pygame.mixer, "init", refuse)
    Sounds(lambda: 7).play("goal")
    assert pygame.mixer.get_init() is None


def test_a_mixer_that_cannot_open_is_asked_once(monkeypatch):
    asked = []

    def ask(*args, **_named):
        asked.append(args)
        refuse()

    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setattr(pygame.mixer, "init", ask)
    sounds = Sounds(lambda: 7)
    sounds.play("goal")
    sounds.play("rim")
    assert len(asked) == 1


@pytest.mark.parametrize(("volume", "played"), [(0, 0), (5, 1), (True, 1)])
def test_the_volume(monkeypatch, volume, played):
    made = []

    class Sound:
        def __init__(self, buffer):
            made.append(self)

        def set_volume(self, share):
            self.share = share

        def play(self):
            self.heard = True

    monkeypatch.setattr(sound, "is_open", lambda: True)
    monkeypatch.setattr(pygame.mixer, "Sound", Sound)
    sounds = Sounds(lambda: volume)
    sounds.play("beep")
    sounds.play("beep")
    assert len(made) == played
    assert [one.share for one in made] == [volume / 10] * played
