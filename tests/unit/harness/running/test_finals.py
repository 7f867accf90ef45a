"""The file of a last frame is a PNG with the pixels that were given."""

from __future__ import annotations

import io

import pygame
import pytest

from harness.running.finals import Picture


@pytest.mark.parametrize("channels", [3, 4])
def test_a_picture_is_read_as_it_was(channels):
    pixels = bytes((7 * n) % 256 for n in range(5 * 3 * channels))
    read = pygame.image.load(io.BytesIO(Picture((5, 3), pixels).to_png()))
    assert read.get_size() == (5, 3)
    assert pygame.image.tobytes(read, "RGB" if channels == 3 else "RGBA") == pixels
