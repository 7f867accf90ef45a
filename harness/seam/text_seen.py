"""The text that a program shows with pygame's fonts: what was rendered or blitted in a frame.

Watching costs a little at every blit to the screen, so it is done only where a test asks for it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import pygame

from harness.seam.flavour import replace_public
from harness.seam.late import LateImports
from harness.seam.patches import Patches


class TextSeen:
    """Replaces `pygame.font.Font` and gives programs a screen that tells what is blitted to it."""

    def __init__(self, patches: Patches) -> None:
        self._texts: WeakKeyDictionary[pygame.Surface, str] = WeakKeyDictionary()
        self._seen: dict[str, None] = {}
        self._shown: list[str] = []
        seen, texts = self._seen, self._texts

        class Font(pygame.font.Font):
            def render(self, text: Any, *args: Any, **kwargs: Any) -> pygame.Surface:
                surface = super().render(text, *args, **kwargs)
                if text:
                    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
                    texts[surface] = words
                    seen[words] = None
                return surface

        class Screen(pygame.Surface):
            def blit(self, source: pygame.Surface, *args: Any, **kwargs: Any) -> pygame.Rect:
                words = texts.get(source)
                if words is not None:
                    seen[words] = None
                return super().blit(source, *args, **kwargs)

        for name in ("blits", "fblits"):
            if hasattr(pygame.Surface, name):
                setattr(Screen, name, self._noting(getattr(pygame.Surface, name)))
        self.screen = Screen
        self._patches = patches
        replace_public(patches, pygame.font, "Font", Font)
        sysfont: Any = sys.modules.get("pygame.sysfont")
        if hasattr(sysfont, "Font"):
            patches.replace(sysfont, "Font", Font)

    def watch(self, late: LateImports) -> None:
        """See the text of `pygame.freetype` as well, once the program imports that."""
        late.when_imported("pygame.freetype", self._seal_freetype)

    def _noting(self, blit_all: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that blits many surfaces and takes note of their texts."""
        seen, texts = self._seen, self._texts

        def call(screen: pygame.Surface, blit_sequence: Any, *args: Any, **kwargs: Any) -> Any:
            rows = list(blit_sequence)
            seen.update((texts[row[0]], None) for row in rows if row[0] in texts)
            return blit_all(screen, rows, *args, **kwargs)

        return call

    def _seal_freetype(self, freetype: Any) -> None:
        seen, texts = self._seen, self._texts

        class Font(freetype.Font):  # type: ignore[misc]
            def render(self, text: Any, *args: Any, **kwargs: Any) -> Any:
                surface, rectangle = super().render(text, *args, **kwargs)
                if text:
                    texts[surface] = str(text)
                    seen[str(text)] = None
                return surface, rectangle

            def render_to(self, surf: Any, dest: Any, text: Any, *args: Any, **kwargs: Any) -> Any:
                if text:
                    seen[str(text)] = None
                return super().render_to(surf, dest, text, *args, **kwargs)

        self._patches.replace(freetype, "Font", Font)

    def end_frame(self) -> None:
        """Have what was seen since the last frame be the text of this one."""
        self._shown = list(self._seen)
        self._seen.clear()

    def shown(self) -> list[str]:
        """Return the texts of the last frame, in the order in which they appeared."""
        return self._shown
