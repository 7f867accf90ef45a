"""The Lua specs of the Lua framework, in the VM that they are about.

They require the framework's own modules, which the test files of users cannot.
"""

from pathlib import Path

import pytest

from harness.base.clock import FrameClock
from harness.config.resolve import resolve
from harness.input.devices import Devices
from harness.logs.buffer import LogBuffer
from harness.luahost.host import Vm
from harness.luahost.loader import Required
from harness.test_api.calls import Calls

ROOT = Path(__file__).resolve().parents[2]
SPECS = sorted((ROOT / "tests" / "framework").glob("*_test.lua"))
MODULES = {f"framework.{path.stem}": True for path in (ROOT / "lua" / "framework").glob("*.lua")}


def finish(vm, step):
    while isinstance(step, int):
        step = vm.resume(step)
    return step


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_spec_passes(path, tmp_path):
    (tmp_path / "harness.toml").touch()
    config = resolve({"game": "none", "headless": True}, (), str(tmp_path), {}, needs_suite=False)
    clock = FrameClock(60)
    calls = Calls(config, clock, LogBuffer(clock), Devices(clock))
    functions = {**calls.functions(), "required_source": Required(str(path), str(ROOT)).source}
    vm = Vm(functions, {**calls.values(), "public_modules": MODULES})
    tests = vm.load(path.name, path.read_bytes())
    vm.select(list(range(1, len(tests) + 1)))
    assert len(tests) > 1
    for number, test in enumerate(tests, 1):
        outcome = finish(vm, vm.start(number, 0))
        assert outcome.status == "passed", (test.suite, test.name, outcome.message)
        if outcome.closes:
            finish(vm, vm.close(number, 0))
