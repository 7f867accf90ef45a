"""A game to look at: a square that can be moved, a clock that never rests, noise."""

import os
import random

import pygame

SQUARE = pygame.Rect(100, 50, 40, 30)


class Pictures:
    def __init__(self, context):
        self.context = context
        self.x, self.clock, self.noise, self.mode = 100, False, False, ""
        self.frame = 0

    def update(self, dt):
        self.frame += 1
        if self.mode == "settles":
            self.x = min(self.x + 1, 130)

    def draw(self, surface):
        if self.mode == "raises":
            raise RuntimeError("cannot draw")
        if self.mode == "moves when drawn":
            self.x += 1
        surface.fill((30, 40, 50))
        surface.fill((200, 120, 20), SQUARE.move(self.x - 100, 0))
        if self.clock:
            surface.fill((self.frame % 256, 0, 90), (600, 10, 30, 20))
        if self.noise:
            surface.set_at((random.randrange(640), random.randrange(360)), (255, 255, 255))

    def expose(self, api):
        for name in ("x", "clock", "noise", "mode"):
            api.property(name, self.getter(name), self.setter(name))
        api.query("ui_element_rect", self.rect)
        api.command("log_error", self.log_error)
        api.command("log", self.log)
        api.command("die", lambda: os._exit(9))

    def log_error(self, text: str):
        self.context.log.error(text)

    def log(self, text: str):
        self.context.log(text)

    def getter(self, name):
        return lambda: getattr(self, name)

    def setter(self, name):
        return lambda value: setattr(self, name, value)

    def rect(self, name: str):
        return {"x": 600, "y": 10, "w": 30, "h": 20} if name == "clock" else None


def create(context):
    return Pictures(context)
