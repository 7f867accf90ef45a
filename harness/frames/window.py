"""A run in a window: the pace, the overlay, and the person who holds the run and looks around.

Nothing here reaches the game. A run is held between two frames, or where a test has failed; then
the window goes on answering, and lines of the terminal are carried out.
"""

from __future__ import annotations

from typing import Literal

import pygame

from harness.frames import overlay
from harness.frames.overlay import Overlay, Shown
from harness.hosting.display import Display
from harness.hosting.prompt import HELP, Word, read_word
from harness.hosting.real_input import RealInput
from harness.hosting.terminal import Terminal
from harness.plan.tests import SEPARATOR
from harness.running.session import Session

PAUSE_KEY, STEP_KEY = pygame.K_F8, pygame.K_F10

_LONGEST_NAME = 40

Why = Literal["key", "step", "failure"]


class Window:
    """Shows every frame. `hold_if_asked` is called before each, `show` when it has been drawn."""

    def __init__(self, session: Session, display: Display, terminal: Terminal) -> None:
        self._session = session
        self._display = display
        self._terminal = terminal
        self._overlay = Overlay(display.surface)
        merges = session.config.real_input == "merge"
        self._real = RealInput(session.devices, session.findings) if merges else None
        self._left: int | None = None
        """Frames that may begin before the run is held; `None` for as many as it wants."""
        self._why: Why = "key"
        self._message = ""
        self._holds = False
        self._stale = False
        """The window shows something else than what there is to show."""
        self._said_that_nobody_is_there = False
        if session.config.pause_on_failure:
            session.calls.hold_failure = self.hold_failure

    def show(self) -> None:
        """Bring the drawn frame to the window, and wait until the next is due."""
        if self._real is not None:
            self._real.frame_begun()
        self._flip()
        if not self._look():
            self._display.pace(self._look)

    def hold_if_asked(self) -> None:
        """Hold the run if it is time to; let real input happen in the frame that follows."""
        if self._left == 0:
            self._hold(f"paused: {self._session.test}, frame {self._session.attempt_frame}")
        if self._left is not None:
            self._left -= 1
        if self._real is not None:
            self._real.schedule()

    def hold_failure(self, message: str) -> None:
        """Hold the run where a test has just failed."""
        self._why, self._message = "failure", message
        frame = self._session.attempt_frame
        self._hold(f"failed: {self._session.test}, frame {frame}\n{message}")
        self._message = ""

    def _hold(self, text: str) -> None:
        """Let time pass, and no frame, until a person wants to go on."""
        terminal = self._terminal
        if self._nobody_is_there(text):
            self._left = None
            return
        self._left = 0
        self._holds = True
        terminal.hold(True)
        self._flip()
        terminal.say(text, prompt=self._prompt())
        while self._look():
            self._obey()
            if self._stale:
                self._flip()
            self._display.rest()
        self._holds = False
        terminal.hold(False)
        terminal.say("")

    def _nobody_is_there(self, text: str) -> bool:
        """Tell whether this could go on for ever. Where a key was pressed, somebody is there."""
        if self._why == "key" or not self._terminal.ended:
            return False
        self._say_that_nobody_is_there(text)
        return True

    def _say_that_nobody_is_there(self, text: str) -> None:
        if not self._said_that_nobody_is_there:
            self._said_that_nobody_is_there = True
            text = f"{text}\nnobody answers on the terminal (its input has ended): the run goes on"
            self._terminal.say(text.lstrip())

    def _obey(self) -> None:
        """Carry out what was typed."""
        line = self._terminal.take()
        if line is not None:
            self._carry_out(line.strip())
        elif self._terminal.ended and (self._why != "key" or self._terminal.heard):
            self._say_that_nobody_is_there("")
            self._left = None

    def _carry_out(self, line: str) -> None:
        word = read_word(line)
        if word is None:
            _, text = self._session.evaluate(line) if line else (True, "")
            self._answer(line, text)
        elif word.name == "help":
            self._answer(line, HELP)
        elif word.name == "wrong":
            self._answer(line, word.text)
        else:
            self._terminal.say("", typed=line)
            self._move(word)

    def _move(self, word: Word) -> None:
        if word.name == "quit":
            self._terminal.leave("ended at the prompt (.quit)")
        self._why = "step"
        self._left = word.frames if word.name == "step" else None

    def _answer(self, line: str, text: str) -> None:
        self._stale = True
        self._terminal.say(text, typed=line, prompt=self._prompt())

    def _prompt(self) -> str:
        """Return where the run is: the test's own name, which may be long, and the frame."""
        if self._terminal.ended:
            return ""
        name = self._session.test.rpartition(SEPARATOR)[2]
        if len(name) > _LONGEST_NAME:
            name = f"{name[: _LONGEST_NAME // 2]}…{name[-_LONGEST_NAME // 2 :]}"
        return f"{name}, frame {self._session.attempt_frame}> "

    def _look(self) -> bool:
        """Take what has happened in the window; tell whether the run is to be held, or stay so."""
        for event in self._display.events():
            if event.type == pygame.QUIT:
                self._terminal.leave("the window was closed")
            elif event.type == pygame.WINDOWEXPOSED:
                self._stale = True
            elif event.type == pygame.KEYDOWN and event.key == PAUSE_KEY:
                self._toggle()
            elif event.type == pygame.KEYDOWN and event.key == STEP_KEY:
                self._step()
            elif self._real is not None and getattr(event, "key", 0) not in (PAUSE_KEY, STEP_KEY):
                self._real.take(event)
        self._session.beat()
        return self._left == 0

    def _toggle(self) -> None:
        self._why = "key"
        self._left = None if self._holds else 0

    def _step(self) -> None:
        self._why = "key"
        self._left = 1 if self._holds else 0

    def _flip(self) -> None:
        self._stale = False
        self._overlay.paint(self._shown())
        self._display.flip()
        self._overlay.take_off()

    def _shown(self) -> Shown:
        session, devices = self._session, self._session.devices
        state = overlay.RUNNING
        if self._holds:
            state = overlay.FAILED if self._message else overlay.PAUSED
        return Shown(
            state,
            session.test,
            session.attempt,
            session.attempt_frame,
            session.config.speed,
            devices.shown(),
            devices.mouse.pos,
            bool(devices.mouse.down),
            self._message,
        )
