"""What the tests of replaced functions stand on."""

from __future__ import annotations

import pygame
import pytest

from harness.seam.patches import Patches


@pytest.fixture
def display_patches(monkeypatch):
    """Patches for one test, over a display that has just been opened."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    pygame.display.quit()
    pygame.display.init()
    patches = Patches()
    yield patches
    patches.remove()
    pygame.display.quit()
