"""Which of the texts that were drawn on a surface can still be read there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import pygame

from harness.seam import originals
from harness.seam.text_marks import Mark

if TYPE_CHECKING:
    from harness.screenshots.lettering import Pixels

_MARGIN = 1
"""Pixels around a text that belong to the comparison: some letters fill all of their box."""


def readable(marks: Iterable[Mark], picture: pygame.Surface) -> list[Mark]:
    """Return the marks whose text a picture of the marked surface shows."""
    return [mark for mark in marks if _is_readable(mark, picture)]


def _is_readable(mark: Mark, picture: pygame.Surface) -> bool:
    from harness.screenshots.lettering import shows

    image = picture if mark.image is None else mark.image
    box, part = mark.box, mark.part.clip(picture.get_rect())  # a display may have shrunk since
    crop = mark.crop.clip(image.get_rect())
    if not (part and crop):
        return False
    if 2 * part.height < box.height or 2 * part.width < min(box.width, box.height):
        return False  # not so much as a letter
    area = part.inflate(2 * _MARGIN, 2 * _MARGIN).clip(picture.get_rect())
    try:
        text = originals.subsurface(image, crop)
        if text.get_size() != box.size:
            text = originals.scale(text, box.size)
        shown = originals.subsurface(picture, area)
        x, y = box.x - area.x, box.y - area.y
        return shows(_pixels(shown, "RGB"), _pixels(text, "RGBA"), x, y)
    except pygame.error:  # a surface that is locked, or that was the display's
        return True


def _pixels(surface: pygame.Surface, form: Literal["RGB", "RGBA"]) -> Pixels:
    from harness.screenshots.lettering import Pixels

    return Pixels(*surface.get_size(), originals.to_bytes(surface, form))
