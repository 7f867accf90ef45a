"""The memory that an OpenGL context draws to where SDL's `offscreen` driver shows no window.

SDL makes it in the size that the window has when it opens, and does not change it afterwards.
"""

from __future__ import annotations

import ctypes
from ctypes import c_int, c_void_p
from typing import Any

import pygame

_EGL_NONE, _EGL_CONFIG_ID, _EGL_DRAW = 0x3038, 0x3028, 0x3059
_EGL_HEIGHT, _EGL_WIDTH = 0x3056, 0x3057


def fit_memory(size: tuple[int, int]) -> None:
    """Have the context draw to memory of this width and height in pixels."""
    egl = ctypes.PyDLL("libEGL.so.1")
    for name in ("eglGetCurrentDisplay", "eglGetCurrentContext", "eglGetCurrentSurface"):
        getattr(egl, name).restype = c_void_p
    egl.eglCreatePbufferSurface.restype = c_void_p
    display, context = c_void_p(egl.eglGetCurrentDisplay()), c_void_p(egl.eglGetCurrentContext())
    before = c_void_p(egl.eglGetCurrentSurface(_EGL_DRAW))
    if size == _memory_size(egl, display, before):
        return
    identity, config, count = c_int(), c_void_p(), c_int()
    egl.eglQueryContext(display, context, _EGL_CONFIG_ID, ctypes.byref(identity))
    wanted = (c_int * 3)(_EGL_CONFIG_ID, identity.value, _EGL_NONE)
    egl.eglChooseConfig(display, wanted, ctypes.byref(config), 1, ctypes.byref(count))
    attributes = (c_int * 5)(_EGL_WIDTH, size[0], _EGL_HEIGHT, size[1], _EGL_NONE)
    memory = c_void_p(egl.eglCreatePbufferSurface(display, config, attributes))
    if not egl.eglMakeCurrent(display, memory, memory, context):
        raise pygame.error(f"no display with OPENGL opens in the size {size[0]} x {size[1]}")


def _memory_size(egl: Any, display: c_void_p, surface: c_void_p) -> tuple[int, int]:
    width, height = c_int(), c_int()
    egl.eglQuerySurface(display, surface, _EGL_WIDTH, ctypes.byref(width))
    egl.eglQuerySurface(display, surface, _EGL_HEIGHT, ctypes.byref(height))
    return width.value, height.value
