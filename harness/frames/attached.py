"""Runs a pygame program that nobody prepared, in its own loop, as the game under test.

The program owns this process: its display updates, polls and waits are where frames end
(`seam.boundary`), and it is never asked to stop. When the tests need a fresh game, or are done, the
process ends, wherever the program is, and the parent starts another one. Processes that the program
forks have nothing of the tests.
"""

from __future__ import annotations

import atexit
import os
import signal
from collections.abc import Callable
from typing import Any, NoReturn

from harness.base.raised import representation
from harness.errors import ProgramEnded
from harness.hosting.adapter import Built, GameView, load_adapter, unwatched
from harness.hosting.games import crash
from harness.hosting.own_modules import OwnModules
from harness.hosting.programs import Program
from harness.hosting.terminal import Terminal
from harness.running.leader import FRAME
from harness.running.session import Session
from harness.seam.fast_import import import_pygame
from harness.seam.threads import ProgramThreads

_exit = os._exit
_WRITTEN = ("stdout", "stderr")
_EXECUTING = ("execv", "execve")
"""What the others of their kind call."""


def open_program(
    session: Session, leave: Callable[[], NoReturn], terminal: Terminal | None = None
) -> Callable[[Session], None]:
    """Make everything ready for the program and return what runs it.

    `leave` ends the process in order. Raises `GameUnavailable`.
    """
    pygame = import_pygame()
    atexit.unregister(pygame.quit)  # what a program showed is looked at after its end
    from harness.hosting.display import choose_drivers, use_display, video_driver

    config, modules = session.config, OwnModules()
    program = Program(config.game or "", config.root, config.program_cwd, config.program_args)
    use_display(config.display)
    choose_drivers(config.headless, config.audio, os.path.basename(config.game_shown))
    session.driver = video_driver(config.headless)
    expose = load_adapter(config.adapter, config.root)
    attached = Attached(session, program, leave, terminal, modules)

    def host(session: Session) -> None:
        if session.request is not None:
            attached.start(expose)
        leave()

    return host


class Attached:
    """The program, and the session that it drives."""

    def __init__(
        self,
        session: Session,
        program: Program,
        leave: Callable[[], NoReturn],
        terminal: Terminal | None,
        modules: OwnModules,
    ) -> None:
        from harness.frames.program_window import ProgramWindow
        from harness.hosting.program_seam import ProgramSeam
        from harness.logs.capture import Capture

        self._session = session
        self._program = program
        self._leave = leave
        self._modules = modules
        self._capture = Capture(session.log)
        self._seam = ProgramSeam(session, program, self._next_frame)
        shown = self._seam.presented
        self._window = None if terminal is None else ProgramWindow(session, terminal, shown)
        self._seam.patches.replace(os, "_exit", self._exit)
        for name in _EXECUTING:
            self._seam.patches.replace(os, name, self._executing(getattr(os, name)))
        self._process = os.getpid()
        self._threads = ProgramThreads(lambda: session.clock.frame)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._let_go)
        session.reseed_sealed = self._seam.sealing.reseed

    def start(self, expose: Callable[..., None]) -> None:
        """Run the program. Returns when it has ended and the tests know."""
        from harness.frames.final_frame import ShownFrame
        from harness.hosting.program_eye import ScreenEye

        session, registry = self._session, self._begin()
        eye = ScreenEye(session, self._seam.presented)
        text = self._seam.text
        self._built = Built(eye.hash_pixels, unwatched if text is None else text.readable)
        self._built.expose(registry)
        session.shots.eye = eye
        ShownFrame(session, eye)
        try:
            expose(registry, GameView(self._program, self._seam.garbage))
        except BaseException as error:
            self._end(self._raised("the adapter's expose", error))
            return
        session.game_exposed(draws_every=0)
        self._seam.garbage.take_over()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self._modules.give_way([self._program.own_folder()])
        session.begin_frame()
        how = self._run()
        atexit._run_exitfuncs()  # noqa: SLF001 - only the end of Python calls it otherwise
        self._end(how)

    def _begin(self) -> Any:
        self._seam.sealing.begin_game()
        self._session.begin_game()
        return self._session.calls.registry

    def _run(self) -> ProgramEnded:
        """Run the program to its end; return how it ended."""
        try:
            try:
                self._program.enter()
                self._session.heap.settle()
                self._program.run()
            except SystemExit:
                raise
            except BaseException as error:
                self._program.call_hook(error)
                raise
            finally:
                self._threads.wait()
        except SystemExit as error:
            if error.code in (None, 0):
                return _ended("it called sys.exit()")
            return _ended(f"it called sys.exit({representation(error.code)}){self._last_words()}")
        except BaseException as error:
            return self._raised("the program", error)
        return _ended("its main module has run to its end")

    def _last_words(self) -> str:
        """Tell what the program has written last, which is often why it ends."""
        self._capture.flush()
        written = [line.text for line in self._session.log.since(1) if line.source in _WRITTEN]
        words = next((text for text in reversed(written) if text.strip()), "")
        return f" after writing {words!r}" if words else ""

    def _raised(self, what: str, error: BaseException) -> ProgramEnded:
        raised = crash(what, error, self._session.config.root)
        hint = self._program.hint(error)
        ended = ProgramEnded(f"{raised}{hint}", raised.traceback, raised.place)
        ended.raised = True
        return ended

    def _exit(self, status: int = 0) -> NoReturn:
        """Take the place of `os._exit`: the program ends here, the tests do not."""
        if os.getpid() != self._process:
            _exit(status)
        self._end(_ended(f"it called os._exit({status})"))
        self._leave()

    def _executing(self, really: Callable[..., NoReturn]) -> Callable[..., NoReturn]:
        """Take the place of `os.execv`: what would run from here on is not this process."""

        def execute(path: Any, *args: Any) -> NoReturn:
            if os.getpid() != self._process:
                really(path, *args)
            self._end(_ended(f"it has itself replaced by {os.fsdecode(path)} (os.exec)"))
            self._leave()

        return execute

    def _let_go(self) -> None:
        """Leave a process alone that the program has forked."""
        self._session.log.told = None
        self._capture.let_go()
        self._seam.let_go()

    def _end(self, how: ProgramEnded) -> None:
        """Tell the tests that the program has ended; the one that still waits fails with it."""
        if os.getpid() != self._process:
            _exit(int(how.raised))
        self._built.has_exited = True
        self._capture.flush()
        self._session.program_ended(how)

    def _next_frame(self) -> None:
        """End the frame of the program's last pass and begin the next one."""
        session = self._session
        self._seam.threads.end_frame()
        self._capture.end_frame()
        if session.witness.watches:
            session.witness.game_updated()
        if self._window is not None:
            self._window.show()
        session.end_frame()
        if session.request != FRAME:
            self._leave()
        if self._window is not None:
            self._window.hold_if_asked()
        session.begin_frame()
        self._seam.begin_frame()


def _ended(how: str) -> ProgramEnded:
    return ProgramEnded(
        f"the program ended: {how}; a test that expects this waits until "
        'test_harness.query("game_exited") is true'
    )
