"""Which pygame is installed: pygame itself, or pygame-ce, which has more names."""

from __future__ import annotations

from typing import Any

import pygame

from harness.seam.patches import Patches

IS_CE = bool(getattr(pygame, "IS_CE", False))

SYSTEM: Any = getattr(pygame, "system", None)
"""What pygame-ce alone has."""


def replace_public(patches: Patches, module: Any, name: str, value: Any) -> None:
    """Replace what a module of pygame has, also where pygame-ce has it in the package as well.

    There `pygame.Sound` is `pygame.mixer.Sound`.
    """
    if getattr(pygame, name, None) is getattr(module, name):
        patches.replace(pygame, name, value)
    patches.replace(module, name, value)
