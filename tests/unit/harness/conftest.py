"""The parts that the tests of the harness are made of: a project's folder, a clock, a VM."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pytest

from harness.base.clock import FrameClock
from harness.config.resolve import RunConfig, resolve
from harness.input.devices import Devices
from harness.logs.buffer import LogBuffer
from harness.luahost.host import Outcome, Vm
from harness.luahost.loader import Required
from harness.test_api.calls import Calls


@pytest.fixture
def root(tmp_path):
    """A project's folder with an empty suite."""
    folder = tmp_path / "project"
    (folder / "tests" / "e2e").mkdir(parents=True)
    (folder / "harness.toml").touch()
    return folder


@pytest.fixture
def configure(root) -> Callable[..., RunConfig]:
    """Return a function from flags, as typed, to the configuration of a run in `root`."""

    def configure(**options: Any) -> RunConfig:
        typed = {"game": "none", "headless": True, "run_id": "run"} | options
        return resolve(typed, folder=str(root), environ={})

    return configure


@pytest.fixture
def clock() -> FrameClock:
    return FrameClock(60)


@pytest.fixture
def log(clock) -> LogBuffer:
    return LogBuffer(clock)


@pytest.fixture
def devices(clock) -> Devices:
    return Devices(clock, gamepads=0)


@pytest.fixture
def calls(configure, clock, log, devices) -> Calls:
    return Calls(configure(), clock, log, devices)


class LuaFile:
    """A test file in a VM of its own."""

    def __init__(self, root: Any, calls: Calls, values: dict[str, Any]) -> None:
        required = Required(str(root / "tests" / "e2e" / "a_test.lua"), str(root))
        functions = {**calls.functions(), "required_source": required.source}
        self.vm = Vm(functions, {**calls.values(), **values})

    def load(self, source: str | bytes) -> list[Any]:
        text = source.encode() if isinstance(source, str) else source
        return self.vm.load("a_test.lua", text)

    def outcome(self, source: str | bytes) -> Outcome:
        """Run the first test of a file to its end, frame by frame, and that of its blocks."""
        self.load(source)
        self.vm.select([1])
        ended = self._finish(self.vm.start(1, 0))
        return self._finish(self.vm.close(1, 0)) if ended.closes else ended

    def _finish(self, step: int | Outcome) -> Outcome:
        while isinstance(step, int):
            step = self.vm.resume(step)
        return step


@pytest.fixture
def lua(root, calls) -> Callable[..., LuaFile]:
    """Return a function that makes a VM; `values` go over those of the bindings."""
    return lambda **values: LuaFile(root, calls, values)
