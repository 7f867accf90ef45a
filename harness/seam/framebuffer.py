"""Reads the window's picture from the OpenGL context that is current in this thread.

The functions come from the SDL library that pygame has loaded, so that any program can be read,
whatever it draws with: a compatibility or a core profile, or OpenGL ES. What the program has set is
left as it was, errors that it has not asked for included: only valid calls are made.
"""

from __future__ import annotations

import ctypes
import functools
import os
from collections.abc import Callable
from ctypes import c_char_p, c_int, c_uint, c_void_p
from typing import Any

import pygame

_RGBA, _UNSIGNED_BYTE = 0x1908, 0x1401
_RENDERER, _VERSION = 0x1F01, 0x1F02
_FRONT, _BACK, _DOUBLEBUFFER, _READ_BUFFER = 0x404, 0x405, 0xC32, 0xC02
_READ_FRAMEBUFFER, _READ_FRAMEBUFFER_BINDING = 0x8CA8, 0x8CAA
_PACK_BUFFER, _PACK_BUFFER_BINDING = 0x88EB, 0x88ED
_ROWS = {0xD02: 0, 0xD03: 0, 0xD04: 0, 0xD05: 4}
"""Length, skipped rows and pixels, alignment: how `glReadPixels` writes rows without gaps."""
_SWAP_BYTES = 0xD00
"""The same of desktop OpenGL alone."""


@functools.cache
def sdl() -> Any:
    """Return the SDL library that pygame has loaded. Its calls keep Python's lock."""
    if os.name == "nt":
        return ctypes.PyDLL(os.path.join(os.path.dirname(pygame.__file__), "SDL2.dll"))
    return ctypes.PyDLL(pygame.base.__file__)  # a symbol is looked for in what it has loaded, too


def has_context() -> bool:
    """Tell whether a context is current in this thread."""
    current = sdl().SDL_GL_GetCurrentContext
    current.restype = c_void_p
    return bool(current())


def renderer() -> str:
    """Return the name of what draws, as the current context reports it."""
    return _text(_RENDERER)


def flush() -> None:
    """Have what was drawn be computed: a picture that no window shows is, at the swap, not."""
    _function("glFlush", None)()


def read(picture: pygame.Surface) -> None:
    """Copy what the window shows next into an `empty_picture` of the window's size.

    It stays as it is where no context is current, as in another thread.
    """
    if not has_context():
        return
    version = _text(_VERSION)
    is_es = version.startswith("OpenGL ES")
    undo: list[Callable[[], Any]] = []
    if int(version.removeprefix("OpenGL ES").split(".")[0].split()[-1]) >= 3:
        _bind_default(undo, is_es)
    try:
        _read_rows(picture, undo, is_es)
    finally:
        for action in reversed(undo):
            action()


def _bind_default(undo: list[Callable[[], Any]], is_es: bool) -> None:
    """Have the window's own framebuffer be read, into memory."""
    bind_framebuffer = _function("glBindFramebuffer", None, c_uint, c_uint)
    bind_buffer = _function("glBindBuffer", None, c_uint, c_uint)
    _bind(undo, bind_framebuffer, _READ_FRAMEBUFFER, _get(_READ_FRAMEBUFFER_BINDING), 0)
    _bind(undo, bind_buffer, _PACK_BUFFER, _get(_PACK_BUFFER_BINDING), 0)
    if not is_es:
        read_buffer, before = _function("glReadBuffer", None, c_uint), _get(_READ_BUFFER)
        wanted = _BACK if _get(_DOUBLEBUFFER) else _FRONT
        if before != wanted:
            read_buffer(wanted)
            undo.append(lambda: read_buffer(before))


def _bind(undo: list[Callable[[], Any]], call: Any, what: int, before: int, wanted: int) -> None:
    if before != wanted:
        call(what, wanted)
        undo.append(lambda: call(what, before))


def _read_rows(picture: pygame.Surface, undo: list[Callable[[], Any]], is_es: bool) -> None:
    store = _function("glPixelStorei", None, c_uint, c_int)
    for name, wanted in (_ROWS if is_es else {**_ROWS, _SWAP_BYTES: 0}).items():
        _bind(undo, store, name, _get(name), wanted)
    width, height = picture.get_size()
    pixels = bytearray(width * height * 4)
    target = (ctypes.c_char * len(pixels)).from_buffer(pixels)
    read_pixels = _function("glReadPixels", None, *[c_int] * 4, c_uint, c_uint, c_void_p)
    read_pixels(0, 0, width, height, _RGBA, _UNSIGNED_BYTE, ctypes.addressof(target))
    _turn_over(memoryview(pixels), picture)


def _turn_over(rows: memoryview, picture: pygame.Surface) -> None:
    """Copy rows, the lowest one first, to a surface, which begins with the uppermost."""
    length, height = picture.get_width() * 4, picture.get_height()
    pitch, target = picture.get_pitch(), memoryview(picture.get_buffer())  # type: ignore[arg-type]
    for y in range(height):
        begin, end = (height - 1 - y) * length, y * pitch
        target[end : end + length] = rows[begin : begin + length]


def _get(name: int) -> int:
    values = (c_int * 4)()
    _function("glGetIntegerv", None, c_uint, c_void_p)(name, ctypes.addressof(values))
    return values[0]


def _text(name: int) -> str:
    found: bytes | None = _function("glGetString", c_char_p, c_uint)(name)
    return (found or b"").decode("ascii", "replace")


@functools.cache
def _function(name: str, result: Any, *arguments: Any) -> Any:
    address_of = sdl().SDL_GL_GetProcAddress
    address_of.restype, address_of.argtypes = c_void_p, [c_char_p]
    return ctypes.PYFUNCTYPE(result, *arguments)(address_of(name.encode()))
