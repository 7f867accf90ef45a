"""Whether a picture shows letters: whether its colours follow the ink of a text.

Where the letters are there, the colours rise and fall with the ink, also if something transparent
darkens both. Where the letters are painted over, have the colour of the ground, or have faded out,
they do not.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

_LEAST_CORRELATION = 0.4
_LEAST_CONTRAST = 8
"""Between the letters and what is around them, of 255."""


class Pixels(NamedTuple):
    """A picture, row by row."""

    width: int
    height: int
    data: bytes


def shows(picture: Pixels, text: Pixels, x: int, y: int) -> bool:
    """Return whether the RGB `picture` shows the RGBA `text`, whose corner is at `x`, `y` in it.

    The text may be larger than the picture.
    """
    ink = _placed(_ink(_array(text, 4)), picture, x, y)
    shown = _array(picture, 3)
    ink = ink - ink.mean()
    shown = shown - shown.mean(axis=(0, 1))
    power = (ink * ink).mean()
    if power == 0:
        return False
    common = np.abs((shown * ink[:, :, None]).mean(axis=(0, 1)))
    powers = np.maximum((shown * shown).mean(axis=(0, 1)), 1e-9)
    follows = common / np.sqrt(power * powers) >= _LEAST_CORRELATION
    return bool((follows & (common / power >= _LEAST_CONTRAST)).any())


def _ink(text: Any) -> Any:
    """Return the ink in each pixel, 0 to 1: the alpha, or a colour where there is a ground."""
    alpha, colours = text[:, :, 3], text[:, :, :3]
    if (alpha < 255).any() or (colours == colours[0, 0]).all():
        return alpha / 255
    channel = colours[:, :, colours.std(axis=(0, 1)).argmax()]
    return (channel - channel[0, 0]) / 255


def _placed(ink: Any, picture: Pixels, x: int, y: int) -> Any:
    """Return the ink in each pixel of a picture; around the text there is none."""
    placed = np.zeros((picture.height, picture.width))
    left, top = max(0, x), max(0, y)
    part = ink[top - y :, left - x :][: picture.height - top, : picture.width - left]
    placed[top : top + part.shape[0], left : left + part.shape[1]] = part
    return placed


def _array(pixels: Pixels, channels: int) -> Any:
    values = np.frombuffer(pixels.data, np.uint8)
    return values.reshape(pixels.height, pixels.width, channels).astype(np.float64)
