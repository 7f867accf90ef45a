"""What `init` finds in a program that nobody prepared, and the adapter it makes of that.

The program is read and not run. Its plain globals become properties, and the number of its objects
of each class; what else it has is suggested in comments.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from typing import NamedTuple

_MOST_PROPERTIES = 5
_PLAIN = (int, float, str, bool)


class Found(NamedTuple):
    """The names of a program's plain globals that change, of its others, and of its classes."""

    changing: list[str]
    others: list[str]
    classes: list[str]


def program_file(game: str, root: str) -> str | None:
    """Return the file that starts a program, named as in a configuration, if there is one."""
    if game.endswith(".py"):
        candidates = [game]
    else:
        path = game.replace(".", "/")
        candidates = [f"{path}.py", f"{path}/__main__.py"]
    paths = [os.path.join(root, name) for name in candidates]
    return next((path for path in paths if os.path.isfile(path)), None)


def look_into(path: str) -> Found:
    """Read a program and the modules beside it that it imports."""
    main = _parsed(path)
    changing = {name for node in ast.walk(main) for name in _changed(node)}
    plain = list(dict.fromkeys(_plain_globals(main)))
    return Found(
        [name for name in plain if name in changing and not name.isupper()],
        [name for name in plain if name not in changing or name.isupper()],
        list(dict.fromkeys(_classes(main, os.path.dirname(path)))),
    )


def adapter_of(found: Found, template: str) -> str:
    """Return an adapter's text: the template, with what was found in the place of `{found}`."""
    lines = [*_real(found), *_suggested(found)]
    return template.replace("    {found}\n", "".join(f"    {line}\n" for line in lines))


def _real(found: Found) -> Iterator[str]:
    for name in found.changing[:_MOST_PROPERTIES]:
        yield f'api.property("{name}", lambda: getattr(game.namespace, "{name}", None))'
    for name in found.classes[:_MOST_PROPERTIES]:
        yield f'api.property("count.{name}", lambda: len(game.objects("{name}")))'
    if not found.changing and not found.classes:
        yield 'api.property("globals", lambda: len(vars(game.namespace)))'


def _suggested(found: Found) -> Iterator[str]:
    for name in found.changing[_MOST_PROPERTIES:] + found.others:
        yield f'# api.property("{name}", lambda: game.namespace.{name})'
    for name in found.classes:
        yield f'# api.query("{name}", lambda: [thing.x for thing in game.objects("{name}")])'


def _parsed(path: str) -> ast.Module:
    try:
        with open(path, "rb") as file:
            return ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return ast.Module([], [])


def _plain_globals(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and _is_plain(node.value):
            for target in node.targets:
                if isinstance(target, ast.Name) and not target.id.startswith("_"):
                    yield target.id


def _is_plain(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant) and isinstance(node.value, _PLAIN)


def _changed(node: ast.AST) -> list[str]:
    """Return the names that a statement changes which may have been set before."""
    if isinstance(node, ast.Global):
        return node.names
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    if isinstance(node, ast.While | ast.For | ast.If):
        inner = [statement for statement in ast.walk(node) if isinstance(statement, ast.Assign)]
        targets = [target for statement in inner for target in statement.targets]
        return [target.id for target in targets if isinstance(target, ast.Name)]
    return []


def _classes(main: ast.Module, folder: str) -> Iterator[str]:
    beside = [os.path.join(folder, *name.split(".")) + ".py" for name in _imported(main)]
    for tree in [main, *(_parsed(path) for path in beside if os.path.isfile(path))]:
        yield from (node.name for node in tree.body if isinstance(node, ast.ClassDef))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
