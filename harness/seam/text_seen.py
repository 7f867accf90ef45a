"""The text that can be read on the screen of a program, as drawn with pygame's fonts.

Methods of surfaces and fonts, and `pygame.transform`, take note of where text comes (`text_marks`).
That costs a little at every blit, so it is done only where a test asks for it. They do what they
did: a program behaves the same, and draws the same, whether it is watched or not.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pygame

from harness.seam import originals
from harness.seam.import_hooks import LateImports
from harness.seam.patches import Patches
from harness.seam.presented import Presented
from harness.seam.text_marks import Hides, Keep, MapBox, Mark, TextMarks, shown_after

_COPIES = ("copy", "convert", "convert_alpha", "premul_alpha", "__copy__", "__deepcopy__")
_SCALINGS = ("scale", "scale_by", "scale2x", "smoothscale", "smoothscale_by", "chop")
_EFFECTS = ("grayscale", "invert", "hsl", "box_blur", "gaussian_blur", "solid_overlay", "pixelate")
_NEARLY_OPAQUE = 250
_TURNS = ("rotate", "rotozoom")


class TextSeen:
    """In place until `patches` are removed. It looks at what is `presented`.

    `find_readable` returns which marks of a surface can still be read on it.
    """

    def __init__(self, patches: Patches, presented: Presented, find_readable: Keep) -> None:
        self._patches = patches
        self._presented = presented
        self._find_readable = find_readable
        self._marks = TextMarks(find_readable)
        self._shown: list[Mark] = []
        presented.watch(self._presents)
        self._watch_surfaces()
        self._watch_transforms()
        self._replace(pygame.font.Font, "render", self._rendering)

    def watch(self, late: LateImports) -> None:
        """See the text of `pygame.freetype` as well, once the program imports that."""
        late.when_imported("pygame.freetype", self._watch_freetype)

    def readable(self) -> list[str]:
        """Return the texts that can be read on the screen, in the order of their drawing."""
        picture = self._presented.picture()
        if picture is None or not pygame.display.get_init():
            return []
        return list(dict.fromkeys(mark.words for mark in self._find_readable(self._shown, picture)))

    def _presents(
        self, surface: pygame.Surface | None, areas: Sequence[pygame.Rect] | None
    ) -> None:
        """Take note that all that is drawn, or some areas of it, has come to the screen."""
        drawn = [] if surface is None else self._marks.of(surface)
        self._shown = list(drawn) if areas is None else shown_after(self._shown, drawn, areas)

    def _replace(self, owner: type, name: str, watching: Callable[[Any], Any]) -> None:
        if name in vars(owner):
            really = getattr(owner, name)
            self._patches.replace_in_type(owner, name, functools.wraps(really)(watching(really)))

    def _watch_surfaces(self) -> None:
        for name in _COPIES:
            self._replace(pygame.Surface, name, self._copying)
        for name in ("blits", "fblits"):
            self._replace(pygame.Surface, name, self._blitting_many)
        self._replace(pygame.Surface, "blit", self._blitting)
        self._replace(pygame.Surface, "fill", self._filling)
        self._replace(pygame.Surface, "scroll", self._scrolling)

    def _watch_transforms(self) -> None:
        kinds = (
            (_SCALINGS, _scaled),
            (_EFFECTS, _scaled),
            (_TURNS, _turned),
            (("flip",), _flipped),
        )
        for names, box_of in kinds:
            for name in names:
                if hasattr(pygame.transform, name):
                    really = getattr(pygame.transform, name)
                    changing = functools.wraps(really)(self._changing(really, box_of))
                    self._patches.replace(pygame.transform, name, changing)

    def _watch_freetype(self, freetype: Any) -> None:
        render = freetype.Font.render
        self._replace(freetype.Font, "render", self._rendering)
        self._replace(freetype.Font, "render_to", lambda really: self._drawing(really, render))

    def _rendering(self, really: Callable[..., Any]) -> Callable[..., Any]:
        def render(font: Any, *args: Any, **kwargs: Any) -> Any:
            result = really(font, *args, **kwargs)
            words = _words(args, kwargs)
            if words:
                surface = result[0] if isinstance(result, tuple) else result
                self._marks.render(surface, words)
            return result

        return render

    def _drawing(
        self, really: Callable[..., Any], render: Callable[..., Any]
    ) -> Callable[..., Any]:
        def render_to(font: Any, surf: Any, dest: Any, *args: Any, **kwargs: Any) -> Any:
            box = really(font, surf, dest, *args, **kwargs)
            words = _words(args, kwargs)
            if words:
                self._marks.draw(surf, words, box, render(font, *args, **kwargs)[0])
            return box

        return render_to

    def _copying(self, really: Callable[..., Any]) -> Callable[..., Any]:
        def copy(surface: pygame.Surface, *args: Any, **kwargs: Any) -> pygame.Surface:
            result = really(surface, *args, **kwargs)
            self._marks.transform(surface, result, _unchanged, keeps_shapes=True)
            return result  # type: ignore[no-any-return]

        return copy

    def _blitting(self, really: Callable[..., Any]) -> Callable[..., Any]:
        def blit(surface: pygame.Surface, *args: Any, **kwargs: Any) -> pygame.Rect:
            rect = really(surface, *args, **kwargs)
            self._note_blit(surface, *args, **kwargs)
            return rect  # type: ignore[no-any-return]

        return blit

    def _blitting_many(self, really: Callable[..., Any]) -> Callable[..., Any]:
        def noting(surface: pygame.Surface, rows: Iterable[Any], flags: int) -> Iterator[Any]:
            """Pass rows on; what a row does is noted when it has been done."""
            for row in rows:
                yield row
                source, dest, *rest = row
                area = rest[0] if rest else None
                self._note_blit(surface, source, dest, area, rest[1] if rest[1:] else flags)

        def blits(surface: pygame.Surface, *args: Any, **kwargs: Any) -> Any:
            rows = args[0] if args else kwargs.get("blit_sequence")
            if not isinstance(rows, Iterable):
                return really(surface, *args, **kwargs)
            is_fast = really.__name__ == "fblits"
            flags = (args[1] if len(args) > 1 else kwargs.get("special_flags", 0)) if is_fast else 0
            noted = noting(surface, rows, flags)
            if args:
                return really(surface, noted, *args[1:], **kwargs)
            return really(surface, **{**kwargs, "blit_sequence": noted})

        return blits

    def _note_blit(
        self,
        surface: pygame.Surface,
        source: pygame.Surface,
        dest: Any = (0, 0),
        area: Any = None,
        special_flags: int | None = 0,
    ) -> None:
        picked = None if area is None else _rect(area)
        self._marks.blit(surface, source, _point(dest), picked, _hiding(source, special_flags))

    def _filling(self, really: Callable[..., Any]) -> Callable[..., Any]:
        def fill(
            surface: pygame.Surface, color: Any, rect: Any = None, special_flags: int = 0
        ) -> pygame.Rect:
            filled = really(surface, color, rect, special_flags)
            if not special_flags:
                self._marks.fill(surface, None if rect is None else filled)
            return filled  # type: ignore[no-any-return]

        return fill

    def _scrolling(self, really: Callable[..., Any]) -> Callable[..., Any]:
        def scroll(surface: pygame.Surface, dx: int = 0, dy: int = 0, *flags: Any) -> None:
            really(surface, dx, dy, *flags)
            self._marks.scroll(surface, dx, dy)

        return scroll

    def _changing(
        self, really: Callable[..., Any], box_of: Callable[..., MapBox]
    ) -> Callable[..., Any]:
        def change(*args: Any, **kwargs: Any) -> Any:
            result = really(*args, **kwargs)
            source = args[0] if args else kwargs.get("surface")
            if isinstance(source, pygame.Surface) and isinstance(result, pygame.Surface):
                mapped = box_of(source, result, *args[1:], **kwargs)
                self._marks.transform(source, result, mapped, keeps_shapes=box_of is _scaled)
            return result

        return change


def _words(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Return the text that is rendered; an empty one where there is nothing to read."""
    text = args[0] if args else kwargs.get("text")
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text or "")
    return words if words.strip() else ""


def _hiding(source: pygame.Surface, special_flags: int | None) -> Hides:
    """Return what tells whether nothing can be seen through a rectangle of a surface."""

    def hides(part: pygame.Rect) -> bool:
        if special_flags or source.get_alpha() not in (None, 255):
            return False
        if not source.get_flags() & pygame.SRCALPHA and source.get_colorkey() is None:
            return True
        mask = pygame.mask.from_surface(originals.subsurface(source, part), _NEARLY_OPAQUE)
        return mask.count() == part.width * part.height

    return hides


def _rect(area: Any) -> pygame.Rect:
    """Return what pygame takes for a rectangle: also an object that has one."""
    return pygame.Rect(area)


def _point(dest: Any) -> tuple[int, int]:
    try:
        return int(dest[0]), int(dest[1])
    except TypeError:
        return _rect(dest).topleft


def _unchanged(box: pygame.Rect) -> pygame.Rect:
    return box


def _scaled(source: pygame.Surface, result: pygame.Surface, *_: Any, **__: Any) -> MapBox:
    (width, height), (new_width, new_height) = source.get_size(), result.get_size()
    across, down = new_width / max(1, width), new_height / max(1, height)

    def scaled(box: pygame.Rect) -> pygame.Rect:
        left, top = round(box.left * across), round(box.top * down)
        right, bottom = round(box.right * across), round(box.bottom * down)
        return pygame.Rect(left, top, right - left, bottom - top)

    return scaled


def _flipped(
    source: pygame.Surface,
    _result: pygame.Surface,
    flip_x: bool = False,
    flip_y: bool = False,
    **_: Any,
) -> MapBox:
    width, height = source.get_size()

    def flipped(box: pygame.Rect) -> pygame.Rect:
        x = width - box.right if flip_x else box.x
        y = height - box.bottom if flip_y else box.y
        return pygame.Rect(x, y, *box.size)

    return flipped


def _turned(
    source: pygame.Surface, result: pygame.Surface, angle: float = 0, scale: float = 1, **_: Any
) -> MapBox:
    """Turn about the middle, counterclockwise."""
    middle, new_middle = source.get_rect().center, result.get_rect().center
    cos, sin = math.cos(math.radians(angle)) * scale, math.sin(math.radians(angle)) * scale

    def turned(box: pygame.Rect) -> pygame.Rect:
        corners = (box.topleft, box.topright, box.bottomleft, box.bottomright)
        moved = [(x - middle[0], y - middle[1]) for x, y in corners]
        xs = [new_middle[0] + x * cos + y * sin for x, y in moved]
        ys = [new_middle[1] - x * sin + y * cos for x, y in moved]
        left, top = math.floor(min(xs)), math.floor(min(ys))
        box = pygame.Rect(left, top, math.ceil(max(xs)) - left, math.ceil(max(ys)) - top)
        return box.clip(result.get_rect())

    return turned
