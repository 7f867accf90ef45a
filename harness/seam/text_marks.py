"""Where text is on surfaces: geometry only, kept beside the surfaces of a program.

A surface that a font has rendered has a mark with its words. A mark follows the pixels: to a copy,
to a scaled or rotated one, to a canvas or the screen that the surface is drawn on. It is dropped
where all of it is filled or covered. What changes the pixels otherwise, only the pixels show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple
from weakref import ref

import pygame

_MOST_MARKS = 256
"""Marks on one surface that are kept unasked."""

MapBox = Callable[[pygame.Rect], pygame.Rect]
Hides = Callable[[pygame.Rect], bool]


class Mark(NamedTuple):
    """Words on a surface. No `Rect` in here is ever changed."""

    words: str
    box: pygame.Rect
    """All of the text, in pixels of the surface, which may hold a part of it only."""
    part: pygame.Rect
    """What the surface holds of it."""
    image: pygame.Surface | None
    """A surface that shows the words alone; `None` for the marked surface itself."""
    crop: pygame.Rect
    """Where it shows them."""

    def moved(self, x: int, y: int, within: pygame.Rect) -> Mark:
        """Return the mark elsewhere, cut to `within`."""
        return self._replace(box=self.box.move(x, y), part=self.part.move(x, y).clip(within))


Keep = Callable[[Sequence[Mark], pygame.Surface], list[Mark]]


class TextMarks:
    """The marks of all surfaces. A part of another surface has the marks of that.

    `keep` is asked which marks of a surface to keep when there are many.
    """

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._marks: dict[int, list[Mark]] = {}
        self._refs: dict[int, ref[pygame.Surface]] = {}

    def of(self, surface: pygame.Surface) -> list[Mark]:
        """Return the marks of a surface that is no part of another, as a list that changes."""
        return self._marks.get(id(surface), [])

    def render(self, surface: pygame.Surface, words: str) -> None:
        """Take note that a new surface shows words, and nothing else."""
        box = surface.get_rect()
        self._list(surface).append(Mark(words, box, box, None, box))

    def draw(
        self, target: pygame.Surface, words: str, box: pygame.Rect, image: pygame.Surface
    ) -> None:
        """Take note that words were drawn on a surface directly, as `image` shows them."""
        root, (x, y) = _root(target)
        part = box.clip(target.get_clip()).move(x, y)
        self._add(root, Mark(words, box.move(x, y), part, image, image.get_rect()))

    def blit(
        self,
        target: pygame.Surface,
        source: pygame.Surface,
        position: tuple[int, int],
        area: pygame.Rect | None,
        hides: Hides,
    ) -> None:
        """Take note that a surface, or an `area` of it, was drawn on another one.

        `hides` returns whether a rectangle of `source` hides what was there.
        """
        root, (x, y) = _root(target)
        origin, (left, top) = _root(source)
        if id(root) not in self._marks and id(origin) not in self._marks:
            return
        whole = source.get_rect()
        area = whole if area is None else area
        dx, dy = position[0] - area.x, position[1] - area.y
        drawn = area.clip(whole).move(dx, dy).clip(target.get_clip()).move(x, y)
        found = list(self.of(origin))
        self._cover(root, drawn, lambda part: hides(part.move(-x - dx, -y - dy)))
        for mark in found:
            moved = mark.moved(x + dx - left, y + dy - top, drawn)
            self._add(root, moved if mark.image is not None else moved._replace(image=origin))

    def fill(self, target: pygame.Surface, area: pygame.Rect | None = None) -> None:
        """Take note that a surface, or a part of it, was filled with a colour."""
        root, (x, y) = _root(target)
        if id(root) in self._marks:
            clip = target.get_clip()
            self._cover(root, (clip if area is None else area.clip(clip)).move(x, y))

    def scroll(self, target: pygame.Surface, dx: int, dy: int) -> None:
        """Take note that the pixels of a surface have moved."""
        root, (x, y) = _root(target)
        within = target.get_clip().move(x, y)
        marks = self._marks.get(id(root), [])
        marks[:] = [
            mark.moved(dx, dy, within) if within.contains(mark.part) else mark for mark in marks
        ]

    def transform(
        self, source: pygame.Surface, result: pygame.Surface, box_of: MapBox, keeps_shapes: bool
    ) -> None:
        """Take note that all of `result` shows `source`, changed.

        `box_of` returns where a rectangle has come to. Where letters do not keep their shapes, as
        turned ones, the new surface itself shows them.
        """
        origin, (left, top) = _root(source)
        root, (x, y) = _root(result)
        if id(root) not in self._marks and id(origin) not in self._marks:
            return
        found = list(self.of(origin))
        is_new = root is result and id(root) not in self._marks
        self._cover(root, result.get_rect().move(x, y))
        for mark in found:
            part = mark.part.move(-left, -top).clip(source.get_rect())
            if not part:
                continue
            box, part = box_of(mark.box.move(-left, -top)), box_of(part)
            if is_new and (mark.image is None or not keeps_shapes):
                self._add(root, Mark(mark.words, part, part, None, part))
            else:
                shown = Mark(mark.words, box, part, mark.image or origin, mark.crop)
                self._add(root, shown.moved(x, y, result.get_rect().move(x, y)))

    def _add(self, surface: pygame.Surface, mark: Mark) -> None:
        if not mark.part:
            return
        marks = self._list(surface)
        for i, old in enumerate(marks):
            if old.words == mark.words and old.box == mark.box:
                marks[i] = mark
                return
        marks[:] = [old for old in marks if not _replaces(mark, old)]
        marks.append(mark)
        if len(marks) > _MOST_MARKS:
            marks[:] = self._keep(marks, surface)[-_MOST_MARKS // 2 :]

    def _cover(
        self, surface: pygame.Surface, area: pygame.Rect, hides: Hides = lambda _: True
    ) -> None:
        marks = self._marks.get(id(surface))
        if marks:
            marks[:] = [
                mark for mark in marks if not (area.contains(mark.part) and hides(mark.part))
            ]

    def _list(self, surface: pygame.Surface) -> list[Mark]:
        key = id(surface)
        if key not in self._marks:
            self._marks[key] = []
            self._refs[key] = ref(surface, lambda _: self._forget(key))
        return self._marks[key]

    def _forget(self, key: int) -> None:
        del self._marks[key], self._refs[key]


def shown_after(
    before: Sequence[Mark], drawn: Sequence[Mark], areas: Sequence[pygame.Rect]
) -> list[Mark]:
    """Return the marks on the screen when `areas` of what is drawn have come there."""
    kept = [mark for mark in before if not any(area.contains(mark.part) for area in areas)]
    return kept + [
        mark
        for mark in drawn
        if mark not in kept and any(area.colliderect(mark.part) for area in areas)
    ]


def _root(surface: pygame.Surface) -> tuple[pygame.Surface, tuple[int, int]]:
    """Return the surface that has the pixels, and where this one begins in it."""
    return surface.get_abs_parent(), surface.get_abs_offset()


def _replaces(new: Mark, old: Mark) -> bool:
    """Return whether a text was drawn in the place of another: "11" where "10" was.

    A large one over a small one, or the reverse, leaves both.
    """
    common, part = new.part.clip(old.part), old.part
    if 2 * common.width * common.height <= part.width * part.height:
        return False
    return old.box.height < 2 * new.box.height and new.box.height < 2 * old.box.height
