"""Text as an input method gives it: characters without keys."""

from __future__ import annotations

from harness.input.inputs import DeviceEvent


class TextInput:
    """Text reaches a game while it has not stopped text input, as in SDL."""

    def __init__(self) -> None:
        self.active = True

    def enter(self, text: str) -> list[DeviceEvent]:
        """Give one event a code point."""
        if not self.active:
            return []
        return [DeviceEvent("TEXTINPUT", {"text": letter, "window": None}) for letter in text]
