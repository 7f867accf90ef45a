"""Who may import whom, which module is the door to which outside thing, what loads when.

The rules are the data below. A test that fails says what to change; a rule is changed here and in
ARCHITECTURE.md together.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]

ORDER = """
__main__ > cli > commands __init__ > runs services > worker > frames > hosting > running > scenarios
> reporters screenshots determinism > test_api > luahost seam > input plan > wire > processes
> records logs > config > base > commands.verbs contract version errors
"""
ROWS = [row.split() for row in ORDER.split(">")]
"""A module imports from lower rows and from its own package. The longest name that fits counts."""

DOORS: dict[str, tuple[str, ...]] = {
    "lupa": ("luahost",),
    "pygame": ("seam", "frames", "hosting"),
    "subprocess": ("processes", "runs.worker_process", "seam.system_fonts"),
    "multiprocessing": (),
    "threading": (
        "runs",
        "determinism.leaks",
        "seam.threads",
        "seam.thread_time",
        "seam.timed_waits",
    ),
    "tempfile": ("processes", "runs"),
    "socket": ("processes", "worker.zygote_main"),
    "ctypes": ("worker", "processes", "runs", "screenshots", "seam"),
    "time": ("base.clock", "seam"),
    "datetime": (),
    "random": ("base.rng",),
    "secrets": (),
    "uuid": (),
    "numpy": ("screenshots",),
    "PIL": ("screenshots",),
    "xxhash": ("screenshots",),
    "pydantic": ("scenarios",),
    "tomllib": ("config.settings", "config.toml_lines", "scenarios", "services.config"),
    "psutil": ("processes",),
}
"""The modules that may import an outside thing."""

READERS: dict[str, tuple[str, ...]] = {
    "sys.argv": ("__main__", "worker.zygote_main", "hosting.programs"),
    "os.environ": (
        "__main__",
        "base.clock",
        "config",
        "processes",
        "runs",
        "commands.supervise",
        "hosting.display",
        "seam.fast_import",
    ),
    "os.getenv": (),
    "os.fork": ("worker",),
    "os.system": (),
    "os.popen": (),
    "os.urandom": (),
    "importlib.import_module": (
        "__init__",
        "cli",
        "reporters.report_files",
        "worker",
        "hosting.games",
    ),
    "builtins.__import__": (),
}
"""The modules that may use a part of one."""

HEAVY = ("pygame", "numpy", "pydantic")
LOADS = {
    "the parent of a run": ((*HEAVY, "lupa"), "cli", ["--test-mode", "--headless"]),
    "--list-tests": (HEAVY, "cli", ["--test-mode", "--headless", "--list-tests"]),
    "the library": ((*HEAVY, "lupa"), "Run", []),
    "--list-tests of scenarios": (
        (*HEAVY, "lupa"),
        "cli",
        ["scenarios", "--list-tests", "--test-suite", "scenarios"],
    ),
    "supervise": (
        (*HEAVY, "lupa", "jinja2", "psutil"),
        "cli",
        ["supervise", "services.toml", "--until-done"],
    ),
    "a worker before it hosts": ((*HEAVY, "lupa"), "worker", []),
}
"""What must not be in `sys.modules` after something has run."""

ENTRIES = {
    "cli": "from harness.cli import main\nassert main(sys.argv[1:]) == 0",
    "Run": "import harness\n"
    "run = harness.Run(harness.resolve({'headless': True}))\n"
    "assert [event['type'] for event in run][-1] == 'run_finished'",
    "worker": "import harness.worker.main",
}


class Import(NamedTuple):
    target: str
    line: int
    when_typing: bool
    """It is under `if TYPE_CHECKING:` and does nothing at run time."""


class Use(NamedTuple):
    name: str
    """Of what is used, with its module: `os.environ`."""
    line: int


class Source(NamedTuple):
    """What one file imports and which rows of READERS it uses."""

    imports: tuple[Import, ...]
    uses: tuple[Use, ...]


def sources(package: str) -> dict[str, Path]:
    """Return the modules of a package of the project: dotted name -> file."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted((ROOT / package).rglob("*.py"))
    }


HARNESS, GAME = sources("harness"), sources("game")


@cache
def source(path: Path) -> Source:
    """Return what a file says, parsed once for all tests."""
    return read(path.read_text(encoding="utf-8"))


def read(text: str) -> Source:
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    typing_only = {
        id(inner)
        for node in nodes
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    found = [
        Import(target, node.lineno, id(node) in typing_only)
        for node in nodes
        for target in targets(node)
    ]
    return Source(tuple(found), tuple(uses(nodes)))


def targets(node: ast.AST) -> Iterator[str]:
    """Yield the modules that a node imports, by a statement or by a name that it hands to one.

    `from package import module` imports the module, and so does a text that is a module's name, or
    begins as one of a package's modules do: it is there for `importlib`.
    """
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"line {node.lineno}: write the package's name instead of dots"
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            yield inner if inner in HARNESS or inner in GAME else str(node.module)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        name = node.value.removesuffix(".")
        if "." in name and (name in HARNESS or name in GAME):
            yield name


def uses(nodes: list[ast.AST]) -> Iterator[Use]:
    """Yield every use of a row of READERS, whatever the file calls it."""
    names = {"__import__": "builtins.__import__"}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                package = alias.name.partition(".")[0]
                names[alias.asname or package] = alias.name if alias.asname else package
        elif isinstance(node, ast.ImportFrom):
            names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
            yield from (Use(f"{node.module}.{a.name}", node.lineno) for a in node.names)
    for node in nodes:
        if isinstance(node, ast.Name | ast.Attribute):
            head, _, rest = ast.unparse(node).partition(".")
            full = ".".join(filter(None, (names.get(head, ""), rest)))
            yield Use(full, node.lineno)


def short(module: str) -> str:
    return "__init__" if module == "harness" else module.removeprefix("harness.")


def covers(name: str, module: str) -> bool:
    return module == name or module.startswith(name + ".")


def row_of(module: str) -> tuple[int, str]:
    """Return the row of a module, counted from the top, and the name that stands there."""
    found = [(i, name) for i, row in enumerate(ROWS) for name in row if covers(name, short(module))]
    assert found, f"{module} stands in no row: add it to ORDER and to ARCHITECTURE.md"
    return max(found, key=lambda item: len(item[1]))


def row_of_or_none(module: str) -> tuple[int, str] | None:
    return row_of(module) if module in HARNESS else None


def through(doors: tuple[str, ...], module: str) -> bool:
    return any(covers(door, short(module)) for door in doors)


@pytest.mark.parametrize("module", HARNESS)
def test_imports_come_from_lower_rows(module):
    row, name = row_of(module)
    for imported in source(HARNESS[module]).imports:
        if not covers("harness", imported.target):
            continue
        other_row, other_name = row_of(imported.target)
        assert other_row > row or other_name == name, (
            f"{module}:{imported.line} imports {imported.target}: {name!r} stands in row {row}, "
            f"{other_name!r} in row {other_row}. Move what is needed to a lower row, hand it in "
            "when the importer is built, or change ORDER and ARCHITECTURE.md"
        )


@pytest.mark.parametrize("module", HARNESS)
def test_outside_things_come_through_their_doors(module):
    for imported in source(HARNESS[module]).imports:
        outside = imported.target.split(".", maxsplit=1)[0]
        assert imported.when_typing or through(DOORS.get(outside, (short(module),)), module), (
            f"{module}:{imported.line} imports {outside}, whose door is "
            f"{' or '.join(DOORS[outside]) or 'nowhere'}: call that module, or change DOORS"
        )


@pytest.mark.parametrize("module", HARNESS)
def test_process_wide_things_are_used_by_their_readers(module):
    for use in source(HARNESS[module]).uses:
        assert through(READERS.get(use.name, (short(module),)), module), (
            f"{module}:{use.line} uses {use.name}, which is left to "
            f"{' or '.join(READERS[use.name]) or 'no module'}: take the value as an argument"
        )


@pytest.mark.parametrize("module", HARNESS)
def test_the_harness_knows_no_game(module):
    for imported in source(HARNESS[module]).imports:
        assert not covers("game", imported.target), (
            f"{module}:{imported.line} imports {imported.target}: games are found with --game"
        )


@pytest.mark.parametrize("module", GAME)
def test_the_game_knows_the_contract_alone(module):
    for imported in source(GAME[module]).imports:
        allowed = imported.target == "harness.contract" or not covers("harness", imported.target)
        assert allowed, (
            f"{module}:{imported.line} imports {imported.target}: a game reads harness.contract"
        )


def test_no_modules_of_a_package_import_each_other_in_a_circle():
    graph = {
        module: {
            imported.target
            for imported in source(path).imports
            if not imported.when_typing and row_of_or_none(imported.target) == row_of(module)
        }
        - {module}
        for module, path in HARNESS.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports, which a lower module would open: {error.args[1]}")


NOTICED = {
    "from os import environ": "os.environ",
    "import os\nos.environ['A']": "os.environ",
    "import os as system\nsystem.environ.get('A')": "os.environ",
    "from os import environ as settings\nsettings['A']": "os.environ",
    "from importlib import import_module": "importlib.import_module",
    "import importlib\nimportlib.import_module('x')": "importlib.import_module",
    "__import__('x')": "builtins.__import__",
}


@pytest.mark.parametrize("text", NOTICED)
def test_every_way_to_write_a_use_is_noticed(text):
    assert NOTICED[text] in {use.name for use in read(text).uses}


@pytest.mark.parametrize(
    "text",
    [
        "import harness.running.runner",
        "from harness.running import runner",
        "from harness.running.runner import Runner",
        "importlib.import_module('harness.running.runner')",
        "def late():\n    import harness.running.runner",
    ],
)
def test_every_way_to_write_an_import_is_noticed(text):
    assert "harness.running.runner" in {imported.target for imported in read(text).imports}


def test_every_name_in_the_rules_is_a_module():
    named = [name for row in ROWS for name in row] + [n for d in DOORS.values() for n in d]
    known = {short(module) for module in HARNESS}
    assert set(named) <= known, f"no such module, take it out: {set(named) - known}"


@pytest.mark.parametrize("what", LOADS)
def test_what_is_loaded(what, tmp_path):
    """Run the real thing and look at `sys.modules`."""
    forbidden, entry, words = LOADS[what]
    (tmp_path / "harness.toml").write_text('game = "none"\ntest_suite = "."\n')
    (tmp_path / "a_test.lua").write_text("it('passes', function() end)")
    if "supervise" in words:
        (tmp_path / "services.toml").write_text('[service.a]\ncommand = "true"\n')
    if "scenarios" in words:
        (tmp_path / "scenarios").mkdir()
        (tmp_path / "scenarios" / "a.toml").write_text('name = "a"')
    code = f"import json, sys\n{ENTRIES[entry]}\nprint(json.dumps(list(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert loaded.isdisjoint(forbidden), (
        f"{what} loads {sorted(loaded.intersection(forbidden))}: import it inside the function "
        "that needs it"
    )
