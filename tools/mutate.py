#!/usr/bin/env python3
"""Break the rules of the demo game's court, one at a time, and list what no test notices.

    python3 tools/mutate.py                    every mutant of game/rules/court
    python3 tools/mutate.py ball.py 40-60      those of some lines of a file
    python3 tools/mutate.py --scenarios        by the scenarios alone, without the unit tests

A mutant is the game with one operator, number, condition or statement of the rules changed
(DeMillo, Lipton, Sayward, "Hints on test data selection", 1978). It is noticed when a scenario or
a unit test of the court fails. The exit code is 1 if any survives that `EQUAL` does not list. It
runs as many mutants at a time as there are processors.
"""

from __future__ import annotations

import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RULES = Path("game/rules/court")
UNIT_TESTS = sorted(
    str(path.relative_to(ROOT)) for path in ROOT.glob("tests/unit/game/test_court_*.py")
)
COPIED = ("game", "tests/scenarios", "tests/unit/game", "tests/conftest.py", "pyproject.toml")
LINKED = ("harness", "lua")
LONGEST_SECONDS = 120

SWAPS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div,), ast.Div: (ast.Mult,),
    ast.And: (ast.Or,), ast.Or: (ast.And,),
}  # fmt: skip
CALLS = {"min": "max", "max": "min", "sin": "cos", "cos": "sin", "abs": "float"}

EQUAL: dict[tuple[str, str], str] = {}
"""Mutants, as they are listed, that change nothing a player or a test could see, and why."""


class Mutant(NamedTuple):
    file: str
    line: int
    change: str
    """The line before and after, in short."""
    text: str
    """The whole module."""


def main(words: list[str]) -> int:
    scenarios_only = "--scenarios" in words
    words = [word for word in words if word != "--scenarios"]
    mutants = [mutant for mutant in all_mutants() if wanted(mutant, words)]
    print(f"{len(mutants)} mutants")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        work = [(Path(folder) / str(i), mutant, scenarios_only) for i, mutant in enumerate(mutants)]
        alive = [mutant for mutant in pool.map(lambda item: survives(*item), work) if mutant]
    new = [mutant for mutant in alive if (mutant.file, mutant.change) not in EQUAL]
    for mutant in new:
        print(f"{mutant.file}:{mutant.line}: {mutant.change}")
    known = {(mutant.file, mutant.change) for mutant in alive}
    for file, change in sorted(EQUAL.keys() - known) if not words and not scenarios_only else ():
        print(f"{file}: {change}: is noticed now, take it out of EQUAL")
    print(f"{len(mutants) - len(alive)} noticed, {len(alive) - len(new)} equal, {len(new)} survive")
    return 1 if new else 0


def wanted(mutant: Mutant, words: list[str]) -> bool:
    if not words:
        return True
    first, last = (words[1].split("-") * 2)[:2] if len(words) > 1 else ("0", "99999")
    return mutant.file == words[0] and int(first) <= mutant.line <= int(last)


def all_mutants() -> Iterator[Mutant]:
    for path in sorted((ROOT / RULES).glob("*.py")):
        yield from mutants_of(path.name, path.read_text(encoding="utf-8"))


def mutants_of(file: str, text: str) -> Iterator[Mutant]:
    """Yield the module with one node changed, for each change of each node."""
    tree = ast.parse(text)
    for number, node in enumerate(ast.walk(tree)):
        for changed in changes(node):
            mutated = copy.deepcopy(tree)
            target = next(other for i, other in enumerate(ast.walk(mutated)) if i == number)
            before = ast.unparse(target)
            replace(mutated, target, changed)
            line = getattr(node, "lineno", 0)
            yield Mutant(file, line, f"{before} -> {ast.unparse(changed)}", ast.unparse(mutated))


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


def survives(folder: Path, mutant: Mutant, scenarios_only: bool) -> Mutant | None:
    """Return the mutant, if all tests pass in it."""
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copied = shutil.copytree if source.is_dir() else shutil.copy
        copied(source, target)
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)
    (folder / RULES / mutant.file).write_text(mutant.text, encoding="utf-8")
    commands = [[sys.executable, "-m", "harness", "scenarios", "--digest", "off"]]
    if not scenarios_only:
        commands.append([sys.executable, "-m", "pytest", "-x", "-q", *UNIT_TESTS])
    noticed = any(not passes(command, folder) for command in commands)
    shutil.rmtree(folder, ignore_errors=True)
    return None if noticed else mutant


def passes(command: list[str], folder: Path) -> bool:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, timeout=LONGEST_SECONDS, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
