"""The VM of the file that runs: kept from collection, thrown away, made again when needed.

With `--isolate test` every test has its own VM, and every retry begins with a fresh one. So does
the test after one that had to be stopped or whose game crashed: its coroutine is suspended in the
middle of something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.config.resolve import RunConfig
from harness.errors import LuaFailure, LuaRunaway
from harness.plan.tests import Test
from harness.records.outcome import PASSED, Outcome
from harness.running.collect import TestFile, collect_file
from harness.test_api.calls import Calls

if TYPE_CHECKING:
    from harness.luahost.host import Vm

_LOST = ("runaway", "broken")


class FileVm:
    """Steps tests of one file after another. Each step gives a frame to go on in, or an outcome."""

    def __init__(self, config: RunConfig, calls: Calls) -> None:
        self._config = config
        self._calls = calls
        self._alone = config.isolate == "test"
        self._file: TestFile | None = None
        self._tests: list[Test] = []
        self._settled = 0
        self._vm: Vm | None = None
        self._is_used = False
        """A test has run in it, and the next one is to have its own."""

    def enter(self, file: TestFile, tests: list[Test]) -> None:
        """Turn to `file`, of which `tests` will run, in order."""
        self._file, self._tests, self._settled = file, tests, 0
        self._vm, self._is_used = file.vm, False
        if self._vm is not None:
            self._vm.select([test.number for test in (tests[:1] if self._alone else tests)])

    def start(self, test: Test, frame: int) -> int | Outcome:
        try:
            vm = self._vm if self._vm and not self._is_used else self._load_again(test)
        except LuaFailure as failure:
            return _not_loaded(failure)
        self._vm, self._is_used = vm, self._alone
        return self._checked(vm.start(test.number, frame))

    def resume(self, frame: int) -> int | Outcome:
        assert self._vm is not None
        return self._checked(self._vm.resume(frame))

    def close(self, test: Test, frame: int) -> int | Outcome:
        """Run the after_all hooks of the blocks that end with this test."""
        assert self._vm is not None
        return self._checked(self._vm.close(test.number, frame))

    def leave(self, test: Test, frame: int) -> int | Outcome:
        """Run the after_all hooks of every block that was entered: the file begins anew."""
        if self._vm is None:
            return PASSED
        self._vm.select([test.number])  # it is the last one in this VM
        return self.close(test, frame)

    def evaluate(self, line: str, frame: int) -> tuple[bool, str]:
        """Run a line of Lua that a person has typed; see `Vm.evaluate`."""
        if self._vm is None:
            return False, "there is no test in which this could be evaluated"
        return self._vm.evaluate(line, frame)

    def settle(self) -> None:
        """Take note that the next test of the file is not to run again."""
        self._settled += 1

    def discard(self) -> None:
        """Throw the VM away; the next test gets a new one."""
        self._vm = None

    def problem(self) -> str:
        """Return what has gone wrong so far with the test that runs, or nothing."""
        return "" if self._vm is None else self._vm.problem()

    def _checked(self, step: int | Outcome) -> int | Outcome:
        if step is not PASSED and not isinstance(step, int) and step.status in _LOST:
            self.discard()
        return step

    def _load_again(self, test: Test) -> Vm:
        assert self._file is not None
        if self._file.failure:
            raise self._file.failure
        file = collect_file(self._file.path, self._config, self._calls)
        if file.failure or file.vm is None:
            raise file.failure or LuaFailure(f"{file.shown} could not be loaded again")
        if test.full_name not in [other.full_name for other in file.tests]:
            raise LuaFailure(f"{file.shown} declared other tests when it was loaded again")
        tests = [test] if self._alone else self._tests[self._settled :]
        file.vm.select([other.number for other in tests])
        return file.vm


def _not_loaded(failure: LuaFailure) -> Outcome:
    status = "runaway" if isinstance(failure, LuaRunaway) else "failed"
    return Outcome(status, "error", failure.message, failure.traceback, place=failure.place)
