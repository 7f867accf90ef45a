"""What `init` finds in a program, and the adapter it makes of that.

What its source declares is read; what lives in it was seen in a short run, if it could be run.
Plain globals, locals and attributes become properties, and the number of objects of each class;
what else there is is suggested in comments.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Container, Iterator
from typing import NamedTuple

from harness.commands.observed import Living
from harness.config.targets import is_path

_MOST_PROPERTIES = 5
_MOST_SUGGESTED = 40
_MOST_ATTRIBUTES = 8
_LONGEST_TEXT = 60
_PLAIN = (int, float, str, bool)


class Found(NamedTuple):
    """The names of a program's plain globals that change, of its others, and of its classes."""

    changing: list[str]
    others: list[str]
    classes: list[str]


def program_file(game: str, root: str) -> str | None:
    """Return the file that starts a program, as `targets.named_game` returns it, if it is there."""
    if is_path(game):
        candidates = [os.path.join(game, "__main__.py"), game]
    else:
        path = os.path.join(root, *game.split("."))
        candidates = [f"{path}.py", os.path.join(path, "__main__.py")]
    return next((path for path in candidates if os.path.isfile(path)), None)


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


def adapter_of(found: Found, living: Living | None, template: str) -> str:
    """Return an adapter's text: the template, with what was found in the place of `{found}`."""
    properties = dict(_properties(found, living))
    if not properties:
        properties["globals"] = "lambda: len(vars(game.namespace))"
    suggested = dict(_suggested(found, living, properties))
    lines = [f'api.property("{path}", {get})' for path, get in properties.items()]
    lines += [f'# api.property("{path}", {get})' for path, get in suggested.items()]
    lines += [f"# on the screen: {text!r}" for text in _texts(living)]
    return template.replace("    {found}\n", "".join(f"    {line}\n" for line in lines))


def _properties(found: Found, living: Living | None) -> Iterator[tuple[str, str]]:
    """Yield what is declared: paths and functions."""
    for name in found.changing[:_MOST_PROPERTIES]:
        yield name, f'lambda: getattr(game.namespace, "{name}", None)'
    seen = {name: one for name, one in living.objects.items() if _is_path(name)} if living else {}
    for name in dict.fromkeys([*seen, *found.classes][:_MOST_PROPERTIES]):
        yield f"count.{name}", f'lambda: len(game.objects("{name}"))'
        attributes = seen[name]["attributes"] if name in seen else []
        if attributes:
            words = ", ".join(f'"{attribute}"' for attribute in attributes[:_MOST_ATTRIBUTES])
            yield f"objects.{name}", f'lambda: parts(game.objects("{name}"), {words})'
    if living:
        yield from list(_locals(living))[:_MOST_PROPERTIES]


def _suggested(
    found: Found, living: Living | None, declared: Container[str]
) -> Iterator[tuple[str, str]]:
    """Yield what else there is."""
    names = [*found.changing, *found.others, *(living.globals if living else ())]
    others = [(name, f"lambda: game.namespace.{name}") for name in names]
    others += [
        (f"objects.{name}", f'lambda: [thing.x for thing in game.objects("{name}")]')
        for name in found.classes
    ]
    if living:
        others += _locals(living)
    yield from [(path, get) for path, get in others if path not in declared][:_MOST_SUGGESTED]


def _locals(living: Living) -> Iterator[tuple[str, str]]:
    for function, names in living.locals.items():
        for name in names if _is_path(function) else ():
            yield f"{function}.{name}", f'lambda: game.local("{function}", "{name}", None)'


def _texts(living: Living | None) -> list[str]:
    texts = living.text if living else []
    return [text[:_LONGEST_TEXT] for text in dict.fromkeys(texts)][:_MOST_PROPERTIES]


def _is_path(name: str) -> bool:
    """Tell whether a name can be part of a state path."""
    return all(part.isidentifier() for part in name.split("."))


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
