#!/usr/bin/env python3
"""Break the rules of the demo game's court, one at a time, and list what no test notices.

    python3 tools/mutate.py                    every mutant of game/rules/court
    python3 tools/mutate.py ball.py 40-60      those of some lines of a file
    python3 tools/mutate.py --scenarios        by the scenarios alone, without the unit tests
    python3 tools/mutate.py --sample 4         some of them

A mutant is the game with one operator, number, condition or statement of the rules changed
(DeMillo, Lipton, Sayward, "Hints on test data selection", 1978). It is noticed when a scenario or
a unit test of the court fails. The exit code is 1 if any survives that `equal_mutants.txt` does not
list, and 2 if the tests fail without a mutation.

Each mutant has its own process, forked after everything but the game was imported, and as many run
at a time as there are processors. Tests run until the first that fails: the scenarios, which are
the quickest, the unit tests of the mutant's file, then the others.
"""

from __future__ import annotations

import argparse
import ast
import multiprocessing
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import CodeType, ModuleType, SimpleNamespace
from typing import NamedTuple

os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
import pygame  # noqa: F401 - before the forks, like pydantic
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from harness.scenarios import definition  # noqa: E402, F401 - imports pydantic before the forks
from harness.scenarios.player import ScenarioPlayer  # noqa: E402
from harness.scenarios.source import Source, read_source  # noqa: E402
from harness.test_api.registry import Registry  # noqa: E402

RULES = Path("game/rules/court")
HOST = Path("tests/unit/game/conftest.py")
"""Hosts the game in unit tests."""
UNIT_TESTS = ("state", "baskets", "hands", "running", "ball", "phases", "computer", "match")
"""The quick ones first."""
OWN_TESTS = {"handling": "hands", "match": "phases"}
"""Where a file's own unit tests have another name."""
LONGEST_SECONDS = 120

SWAPS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div,), ast.Div: (ast.Mult,),
    ast.And: (ast.Or,), ast.Or: (ast.And,),
}  # fmt: skip
CALLS = {"min": "max", "max": "min", "sin": "cos", "cos": "sin", "abs": "float"}

EQUAL = Path(__file__).with_name("equal_mutants.txt")
"""Mutants that change nothing that a player or a test could see, by name, and why."""


class Mutant(NamedTuple):
    file: str
    line: int
    name: str
    """The file, its line, and what is changed there."""
    node: int
    """Which node of the module is changed, in the order of `ast.walk`."""
    change: int
    """Which of the node's changes it is; -1 for none."""


def main() -> int:
    options = arguments()
    mutants = list(chosen(options))
    print(f"{len(mutants)} mutants", flush=True)
    test = partial(survives, scenarios_only=options.scenarios)
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        if not pool.apply(test, [unbroken()]):
            print("the tests fail without a mutation")
            return 2
        found = pool.imap(test, mutants)
        alive = [mutant for mutant, lives in zip(mutants, found, strict=True) if lives]
    lines = EQUAL.read_text(encoding="utf-8").splitlines()
    equal = {line for line in lines if line and not line.startswith("#")}
    new = [mutant for mutant in alive if mutant.name not in equal]
    for mutant in new:
        print(f"{mutant.line}: {mutant.name}")
    if not options.file and not options.sample and not options.scenarios:
        for name in sorted(equal - {mutant.name for mutant in alive}):
            print(f"{name}: is noticed now, remove it from {EQUAL.name}")
    print(f"{len(mutants) - len(alive)} noticed, {len(alive) - len(new)} equal, {len(new)} survive")
    return 1 if new else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?")
    parser.add_argument("lines", nargs="?", default="0-99999")
    parser.add_argument("--scenarios", action="store_true")
    parser.add_argument("--sample", type=int)
    return parser.parse_args()


def chosen(options: argparse.Namespace) -> Iterator[Mutant]:
    mutants = [
        mutant
        for path in sorted((ROOT / RULES).glob("*.py"))
        for mutant in mutants_of(path.name, path.read_text(encoding="utf-8"))
    ]
    if options.sample:
        yield from random.Random(7).sample(mutants, options.sample)
        return
    first, last = (options.lines.split("-") * 2)[:2]
    for mutant in mutants:
        if options.file in (None, mutant.file) and int(first) <= mutant.line <= int(last):
            yield mutant


def unbroken() -> Mutant:
    return Mutant("play.py", 0, "unbroken", 0, -1)


def mutants_of(file: str, text: str) -> Iterator[Mutant]:
    """Yield the module with one node changed, for each change of each node."""
    lines, names = text.splitlines(), Counter[str]()
    for number, node in enumerate(ast.walk(ast.parse(text))):
        for change, changed in enumerate(changes(node)):
            name = f"{file}: {lines[node.lineno - 1].strip()} | {brief(node)} -> {brief(changed)}"
            names[name] += 1
            if names[name] > 1:
                name += f" ({names[name]})"
            yield Mutant(file, node.lineno, name, number, change)


def module_of(mutant: Mutant) -> CodeType:
    """Compile the module with its node changed."""
    tree = ast.parse((ROOT / RULES / mutant.file).read_text(encoding="utf-8"))
    if mutant.change >= 0:
        target = list(ast.walk(tree))[mutant.node]
        replace(tree, target, list(changes(target))[mutant.change])
    return compile(tree, str(ROOT / RULES / mutant.file), "exec")


def brief(node: ast.AST) -> str:
    return ast.unparse(node.test if isinstance(node, ast.If | ast.IfExp) else node)


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may take the place of a node."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for op in SWAPS.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [op()], node.comparators)
    elif isinstance(node, ast.BinOp):
        for op in SWAPS.get(type(node.op), ()):
            yield ast.BinOp(node.left, op(), node.right)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(SWAPS[type(node.op)][0](), node.values)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from (ast.Constant(value) for value in other_values(node.value))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        yield ast.Call(ast.Name(CALLS[node.func.id], ast.Load()), node.args, node.keywords)
    elif isinstance(node, ast.If | ast.IfExp):
        for truth in (True, False):
            yield type(node)(ast.Constant(truth), node.body, node.orelse)
    elif is_removable(node):
        yield ast.Pass()


def is_removable(node: ast.AST) -> bool:
    """Tell whether a statement does something, and the module is whole without it."""
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Attribute) for target in node.targets)
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Constant)
    return isinstance(node, ast.AugAssign)


def other_values(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value * 1.1, value * 0.9] if value else [value + 1]
    return []


def replace(tree: ast.AST, target: ast.AST, changed: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, name, ast.copy_location(changed, target))
            elif isinstance(value, list) and any(item is target for item in value):
                value[:] = [changed if item is target else item for item in value]
    ast.fix_missing_locations(tree)


def survives(mutant: Mutant, scenarios_only: bool) -> bool:
    """Tell whether all tests pass in a mutant."""
    code = module_of(mutant)
    child = os.fork()
    if not child:
        os._exit(0 if passes_all(mutant.file, code, scenarios_only) else 1)
    return os.waitpid(child, 0)[1] == 0


def passes_all(file: str, code: CodeType, scenarios_only: bool) -> bool:
    """Run the tests with a file of the rules changed. Changes the process for good."""
    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(LONGEST_SECONDS)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        # Those who import the module from now on get the mutant.
        load(".".join((*RULES.parts, Path(file).stem)), code)
        return scenarios_pass() and (scenarios_only or unit_tests_pass(file))
    except BaseException:  # what a mutant raises while it is imported, and the alarm
        return False


def unit_tests_pass(file: str) -> bool:
    """Run the unit tests, first those of the file."""
    stem = Path(file).stem
    own = OWN_TESTS.get(stem, stem)
    words = ["-x", "-q", "-p", "no:cacheprovider"]
    return all(
        pytest.main([*words, str(ROOT / "tests/unit/game" / f"test_court_{name}.py")]) == 0
        for name in sorted(UNIT_TESTS, key=lambda name: name != own)
    )


def give_up(*_: object) -> None:
    raise TimeoutError


def load(name: str, code: CodeType) -> ModuleType:
    module = sys.modules[name] = ModuleType(name)
    module.__file__ = code.co_filename
    exec(code, vars(module))
    return module


def scenarios_pass() -> bool:
    code = compile((ROOT / HOST).read_text(encoding="utf-8"), str(ROOT / HOST), "exec")
    host = load("host", code).Host((1280, 720), seed=1)
    registry = Registry()
    host.game.expose(registry)
    return all(passes(source, host, registry) for source in SCENARIOS)


def passes(source: Source, host: object, registry: Registry) -> bool:
    """Play a scenario as a run does, without worker, trace and report."""
    calls = SimpleNamespace(
        registry=registry, shots=None, recorder=lambda *_: None, hold_failure=lambda _: None
    )
    player, frame = ScenarioPlayer(source, calls), 0
    step = player.start(None, frame)
    while isinstance(step, int):
        host.step(step - frame)
        frame = step
        step = player.resume(frame)
    return step.status == "passed"


def scenarios() -> list[Source]:
    paths = sorted(ROOT.glob("tests/scenarios/*/*.toml"))
    return [read_source(str(path.relative_to(ROOT)), path.read_bytes()) for path in paths]


SCENARIOS = scenarios()

if __name__ == "__main__":
    sys.exit(main())
