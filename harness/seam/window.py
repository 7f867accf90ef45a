"""What `pygame.display` reports of the window that tests act on."""

from __future__ import annotations

import pygame

from harness.input.devices import Devices


class WindowFunctions:
    """The functions of `pygame.display` that follow the virtual window."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices
        self._has_display = pygame.display.get_active

    def get_active(self) -> bool:
        return self._has_display() and not self._devices.window.minimized
