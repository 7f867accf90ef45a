"""Finds test files and the flat list of their tests.

Files are taken in the order of their paths, whatever order the file system lists them in. The top
level of a Lua file is run, in a VM of its own, so that one cannot break another; the VM is kept for
running. A scenario is read, and is one test; what it says is checked when there is a game.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from harness.base import paths
from harness.base.regular_files import read_regular
from harness.config.resolve import RunConfig
from harness.errors import LuaFailure, UsageError
from harness.luahost.loader import Required
from harness.plan import selection
from harness.plan.tests import SEPARATOR, Test
from harness.scenarios.files import SCENARIO, SUFFIX, find_in
from harness.test_api.calls import Calls

if TYPE_CHECKING:
    from harness.luahost.host import DeclaredTest, Vm
    from harness.scenarios.source import Source


NOTHING_STUCK: Mapping[str, LuaFailure] = MappingProxyType({})


class TestFile(NamedTuple):
    """One test file: where it is, what it declares, or why it did not load."""

    path: str
    shown: str
    """Relative to the project's root."""
    name: str
    """Relative to the suite's root; full names begin with it."""
    vm: Vm | None
    tests: list[Test]
    failure: LuaFailure | None
    scenario: Source | None = None
    """What a scenario's file says, where it is TOML."""
    modules: Sequence[str] = ()
    """The files that it has required so far."""


def find_files(config: RunConfig) -> list[str]:
    """Return the real paths of the test files, in the order of their names below the suite."""
    found = list(config.test_scripts) or find_in(config.suite_root)
    return [path for path in found if _may_hold(path, config)] if config.test_names else found


def collect(
    config: RunConfig,
    calls: Calls,
    begin: Callable[[str], None] = lambda _shown: None,
    only: Collection[str] = (),
    stuck: Mapping[str, LuaFailure] = NOTHING_STUCK,
) -> list[TestFile]:
    """Load every test file of the run; call `begin` before each.

    `only` names the files that are wanted, as reports show them, where not all are. What is `stuck`
    is not loaded: it has ended another process, in the way that is given.
    """
    files = []
    for path in find_files(config):
        shown = _shown(path, config.root)
        if only and shown not in only:
            continue
        if shown in stuck:
            name = _name_in_suite(path, config)
            failure = stuck[shown]
            files.append(TestFile(path, shown, name, None, [broken(name, shown)], failure))
            continue
        begin(shown)
        files.append(collect_file(path, config, calls))
    return files


def collect_file(path: str, config: RunConfig, calls: Calls) -> TestFile:
    """Load one test file, Lua in a new VM. A file that does not load is one test that fails."""
    shown = _shown(path, config.root)
    name = _name_in_suite(path, config)
    try:
        source = read_regular(path)
        if path.endswith(SCENARIO):
            return _scenario(path, shown, name, source)
        from harness.luahost.host import Vm  # a run of scenarios alone loads no Lua

        required = Required(path, config.root)
        functions = {**calls.functions(), "required_source": required.source}
        vm = Vm(functions, calls.values())
        declared = vm.load(shown, source)
    except OSError as error:
        failure = LuaFailure(f"{shown}: cannot be read: {error.strerror}")
    except LuaFailure as error:
        failure = error
    else:
        tests = [_test(name, shown, item, number) for number, item in enumerate(declared, 1)]
        return TestFile(path, shown, name, vm, tests, None, modules=required.found)
    return TestFile(path, shown, name, None, [broken(name, shown)], failure)


def _scenario(path: str, shown: str, name: str, content: bytes) -> TestFile:
    """Return the file of a scenario, which is one test; raise `LuaFailure` where it is no TOML."""
    from harness.scenarios.source import read_source

    source = read_source(shown, content)
    if source.problems:
        wrong = source.wrong(source.problems)
        failure = LuaFailure(str(wrong), place=wrong.place)
        return TestFile(path, shown, name, None, [broken(name, shown)], failure, source)
    test = Test(
        full_name=SEPARATOR.join((name, source.name)),
        file=shown,
        line=source.line("name"),
        suite=source.suite(name),
        name=source.name,
        tags=source.tags,
        only=False,
        retries=source.retries,
        number=1,
    )
    return TestFile(path, shown, name, None, [test], None, source)


def broken(name: str, shown: str) -> Test:
    """Return the entry that stands for a file that does not load."""
    return Test(name, shown, 1, (), name, (), only=False, retries=None, number=0)


def select(files: list[TestFile], config: RunConfig) -> list[Test]:
    """Return the selected tests of all shards, in order.

    Files that do not load are always among them: what they would declare is not known. Raises
    `UsageError` for duplicate names.
    """
    tests = [test for file in files for test in file.tests]
    selection.refuse_duplicates(tests)
    if config.selects_all and not any(test.only for test in tests):
        return tests
    sound = [test for test in tests if test.number]
    selected = selection.select(
        sound, config.test_filter, config.include_tags, config.exclude_tags, config.test_names
    )
    kept = {test.full_name for test in selected}
    return [test for test in tests if not test.number or test.full_name in kept]


def nothing_selected(files: list[TestFile], config: RunConfig) -> UsageError:
    """Return the error for a run that would run no test."""
    read = config.test_scripts or (config.suite_root,)
    where = ", ".join(paths.shown(path, config.root) for path in read)
    if not files:
        return UsageError(f"no test found: {where} holds no *{SUFFIX} and no *{SCENARIO} file")
    count = sum(len(file.tests) for file in files)
    return UsageError(
        f"no test found: none of the {count} tests in {where} matches --test-name, --test-filter "
        "and the tags"
    )


def _may_hold(path: str, config: RunConfig) -> bool:
    """Tell whether one of the wanted full names may be that of a test in a file."""
    name = _name_in_suite(path, config)
    return any(
        full_name == name or full_name.startswith(name + SEPARATOR)
        for full_name in config.test_names
    )


def _shown(path: str, root: str) -> str:
    """Return the path as reports show it; a link that leads to no file is shown itself."""
    if os.path.isfile(path):
        return paths.shown(path, root)
    return paths.printable_name(os.path.relpath(path, root)).replace(os.sep, "/")


def _name_in_suite(path: str, config: RunConfig) -> str:
    if paths.inside(path, config.suite_root):
        name = os.path.relpath(path, config.suite_root).replace(os.sep, "/")
    else:
        name = os.path.basename(path)
    return paths.printable_name(name)


def _test(file_name: str, shown: str, item: DeclaredTest, number: int) -> Test:
    suite, name, line, tags, only, retries = item
    named = (file_name, *suite) if name is None else (file_name, *suite, name)
    full_name = SEPARATOR.join(named)
    return Test(full_name, shown, line, suite, name or file_name, tags, only, retries, number)
