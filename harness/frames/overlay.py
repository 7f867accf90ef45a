"""What a window shows over the game: the test, the frame, and what is being done to the devices.

The devices say in words what is held on them (`Devices.shown`); `Overlay` paints it, and takes it
off again before anybody else looks at the surface: what was covered is put back to the last bit.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pygame

from harness.input.inputs import Group
from harness.seam import originals

RUNNING, PAUSED, FAILED = "RUNNING", "PAUSED", "FAILED"
KEYS_SHOWN = "F8 pause/go on   F10 one frame"

_ELLIPSIS = "…"
_MOST_MESSAGE_LINES = 6
_MOST_DEVICE_ROWS = 3

_GROUND = (13, 16, 23, 225)
_TEXT, _DIM, _KEYCAP, _KEYCAP_EDGE = (238, 241, 246), (150, 160, 176), (47, 55, 71), (104, 118, 143)
_ACCENTS = {RUNNING: (62, 201, 142), PAUSED: (255, 190, 70), FAILED: (255, 104, 98)}
_DARK = (13, 16, 23)


class Piece(NamedTuple):
    """A part of what is said of a device: words, or something that is held."""

    text: str
    kind: str
    """name, text or held"""
    last: bool = False
    """Of what is said of its device."""


class Shown(NamedTuple):
    """All that the overlay tells."""

    state: str
    test: str
    attempt: int
    frame: int
    speed: float
    groups: tuple[Group, ...]
    mouse: tuple[int, int]
    presses: bool
    """Whether a button of the mouse is down."""
    message: str = ""
    """Why the test failed."""


def speed_shown(speed: float) -> str:
    return "max" if math.isinf(speed) else f"{speed:g}x"


def shorten(text: str, width: int, font: pygame.font.Font) -> str:
    """Return `text`, with its middle left out if it is wider than `width`."""
    if font.size(text)[0] <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        kept = (low + high + 1) // 2
        low, high = (kept, high) if font.size(_cut(text, kept))[0] <= width else (low, kept - 1)
    return _cut(text, low)


def wrap(text: str, width: int, font: pygame.font.Font, most: int) -> list[str]:
    """Return the lines of `text`, broken where they are wider than `width`; `most` of them."""
    lines: list[str] = []
    for part in text.splitlines():
        first, *words = part.lstrip().split(" ")
        indent = part[: len(part) - len(part.lstrip())]
        line = indent + first
        for word in words:
            if font.size(f"{line} {word}")[0] > width:
                lines.append(line)
                line = f"{indent}  {word}"
            else:
                line = f"{line} {word}"
        lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} {_ELLIPSIS}"]
    return [shorten(line, width, font) for line in lines]


class Overlay:
    """Paints on the surface of a window and takes it off again."""

    def __init__(self, surface: pygame.Surface) -> None:
        width, height = surface.get_size()
        self._surface = surface
        self._size = max(13, min(28, round(height / 38)))
        with _fonts():
            self._font = originals.Font(None, round(self._size * 1.35))
            self._line = self._font.get_linesize()
        self._pad = max(4, self._size // 2)
        self._row = self._line + self._pad
        self._width = width
        self._covered: list[tuple[pygame.Rect, pygame.Surface]] = []
        self._rendered: dict[tuple[str, tuple[int, int, int]], pygame.Surface] = {}

    def paint(self, shown: Shown) -> None:
        """Cover parts of the picture. A surface that the game has locked stays free."""
        if self._surface.get_locked():
            return
        message = "\n".join(map(_printable, shown.message.splitlines()))
        shown = shown._replace(test=_printable(shown.test), message=message)
        clip = self._surface.get_clip()
        self._surface.set_clip(None)
        self._paint_cursor(shown)
        with _fonts():
            # One that was made before the game called `font.quit` cannot be used any more.
            self._font = originals.Font(None, round(self._size * 1.35))
            self._paint_bar(shown)
        self._surface.set_clip(clip)

    def take_off(self) -> None:
        """Put back what was covered."""
        clip = self._surface.get_clip()
        self._surface.set_clip(None)
        while self._covered:
            rect, pixels = self._covered.pop()
            originals.blit(self._surface, pixels, rect)
        self._surface.set_clip(clip)

    def _cover(self, rect: pygame.Rect) -> pygame.Rect:
        """Remember what is about to be covered; return the part that lies in the picture."""
        inside = rect.clip(self._surface.get_rect())
        if inside.size != (0, 0):
            pixels = originals.copy(originals.subsurface(self._surface, inside))
            pixels.set_alpha(None)
            pixels.set_colorkey(None)
            self._covered.append((inside, pixels))
        return inside

    def _paint_cursor(self, shown: Shown) -> None:
        """Paint a cross, with a ring around it while a button is down."""
        arm = self._size * 2 // 3
        center = pygame.Rect(0, 0, 0, 0)
        center.center = shown.mouse
        if not self._cover(center.inflate(4 * arm, 4 * arm)):
            return
        x, y = shown.mouse
        for colour, extra in ((_DARK, 1), (_TEXT, 0)):
            width = 1 + 2 * extra
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                start = (x + dx * (3 - extra), y + dy * (3 - extra))
                end = (x + dx * (arm + extra), y + dy * (arm + extra))
                originals.draw_line(self._surface, colour, start, end, width)
        if shown.presses:
            originals.draw_circle(self._surface, _DARK, (x, y), arm + 4, 4)
            originals.draw_circle(self._surface, _ACCENTS[PAUSED], (x, y), arm + 3, 2)

    def _paint_bar(self, shown: Shown) -> None:
        room = self._width - 2 * self._pad
        message = wrap(shown.message, room, self._font, _MOST_MESSAGE_LINES)
        rows = self._rows(shown.groups)
        gaps = 5 if message else 4
        height = (
            self._line * (1 + len(message)) + self._row * len(rows) + self._pad * (gaps - 1) - 2
        )
        rect = self._place(height, shown.mouse)
        if not self._cover(rect):
            return
        ground = originals.Surface(rect.size, pygame.SRCALPHA)
        originals.fill(ground, _GROUND)
        originals.blit(self._surface, ground, rect)
        edge = rect.top or rect.bottom - 2
        originals.fill(self._surface, _ACCENTS[shown.state], (0, edge, self._width, 2))
        y = rect.top + self._pad + 1
        self._paint_test(shown, y)
        y += self._line + self._pad
        for line in message:
            self._write(line, _ACCENTS[FAILED], self._pad, y)
            y += self._line
        self._paint_devices(rows, y + (self._pad if message else 2))

    def _place(self, height: int, mouse: tuple[int, int]) -> pygame.Rect:
        """Return where the bar goes: at the bottom, unless the mouse is there."""
        picture = self._surface.get_rect()
        bottom = pygame.Rect(0, picture.height - height, picture.width, height)
        if bottom.inflate(0, 2 * self._size).collidepoint(mouse) and mouse[1] > picture.centery:
            bottom.top = 0
        return bottom

    def _paint_test(self, shown: Shown, y: int) -> None:
        """Paint state, name and attempt from the left, frame and speed from the right."""
        right = self._width - self._pad
        right = self._write_left_of(speed_shown(shown.speed), _DIM, right, y)
        right = self._write_left_of(f"frame {shown.frame}", _TEXT, right - 2 * self._pad, y)
        left = self._chip(shown.state, self._pad, y, _ACCENTS[shown.state])
        again = f"  (attempt {shown.attempt})" if shown.attempt > 1 else ""
        room = right - left - 4 * self._pad - self._font.size(again)[0]
        name = shorten(shown.test or "no test yet", max(0, room), self._font) + again
        self._write(name, _TEXT, left + self._pad, y)

    def _rows(self, groups: Iterable[Group]) -> list[list[Piece]]:
        """Spread what is to be said of the devices over rows; what does not fit is left out.

        A device begins a row where it does not fit into what is left of one.
        """
        rows: list[list[Piece]] = [[]]
        x, end = self._pad, self._width - 4 * self._pad - self._font.size(KEYS_SHOWN)[0]
        for group in groups:
            pieces = _pieces(group)
            whole = sum(map(self._width_of, pieces))
            for piece in pieces:
                width = whole if piece.kind == "name" else self._width_of(piece)
                if x + width > end and rows[-1]:
                    rows.append([])
                    x, end = self._pad, self._width - self._pad
                rows[-1].append(piece)
                x += self._width_of(piece)
        if len(rows) > _MOST_DEVICE_ROWS:
            rows = rows[:_MOST_DEVICE_ROWS]
            rows[-1][-1] = Piece(_ELLIPSIS, "text")
        return rows

    def _paint_devices(self, rows: list[list[Piece]], y: int) -> None:
        """Paint what is held from the left, and the keys of the window from the right."""
        self._write_left_of(KEYS_SHOWN, _DIM, self._width - self._pad, y)
        for row in rows:
            x = self._pad
            for piece in row:
                if piece.kind == "held":
                    self._keycap(piece.text, x, y)
                else:
                    self._write(piece.text, _DIM if piece.kind == "name" else _TEXT, x, y)
                x += self._width_of(piece)
            y += self._row

    def _width_of(self, piece: Piece) -> int:
        gap = 2 * self._pad + self._pad // 2 if piece.kind == "held" else self._pad
        gap += 2 * self._pad if piece.last else 0
        return self._font.size(piece.text)[0] + gap

    def _keycap(self, text: str, x: int, y: int) -> None:
        rect = self._box(text, x, y)
        originals.draw_rect(self._surface, _KEYCAP, rect, border_radius=self._pad // 2)
        originals.draw_rect(self._surface, _KEYCAP_EDGE, rect, 1, border_radius=self._pad // 2)
        self._write(text, _TEXT, x + self._pad, y)

    def _chip(self, text: str, x: int, y: int, colour: tuple[int, int, int]) -> int:
        rect = self._box(text, x, y)
        originals.draw_rect(self._surface, colour, rect, border_radius=self._pad // 2)
        self._write(text, _DARK, x + self._pad, y)
        return rect.right

    def _box(self, text: str, x: int, y: int) -> pygame.Rect:
        width = self._font.size(text)[0] + 2 * self._pad
        return pygame.Rect(x, y - 2, width, self._line + 2)

    def _write_left_of(self, text: str, colour: tuple[int, int, int], right: int, y: int) -> int:
        left = right - self._font.size(text)[0]
        self._write(text, colour, left, y)
        return left

    def _write(self, text: str, colour: tuple[int, int, int], x: int, y: int) -> None:
        key = (text, colour)
        image = self._rendered.get(key)
        if image is None:
            if len(self._rendered) > 256:
                self._rendered.clear()
            image = self._rendered[key] = originals.render(self._font, text, True, colour)
        originals.blit(self._surface, image, (x, y))


@contextlib.contextmanager
def _fonts() -> Iterator[None]:
    """Have fonts for a while, also where the game has not called `font.init`, or never does."""
    if pygame.font.get_init():
        yield
        return
    originals.init_fonts()
    try:
        yield
    finally:
        originals.quit_fonts()


def _pieces(group: Group) -> list[Piece]:
    pieces = [Piece(group.name, "name")]
    if group.text:
        pieces.append(Piece(group.text, "text"))
    pieces += [Piece(held, "held") for held in group.held]
    return [*pieces[:-1], pieces[-1]._replace(last=True)]


def _cut(text: str, kept: int) -> str:
    """Return `kept` characters of the two ends of `text`."""
    head = kept - kept // 2
    return f"{text[:head]}{_ELLIPSIS}{text[len(text) - kept // 2 :]}"


def _printable(text: str) -> str:
    """Return what a font renders of a text that may hold anything."""
    return "".join(
        letter if letter.isprintable() and ord(letter) <= 0xFFFF else "?" for letter in text
    )
