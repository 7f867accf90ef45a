"""The Test API Surface of one game start: what the game declared, and nothing else.

Paths and names are a whitelist. An undeclared one is a `SurfaceError` that names the nearest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.base.lua_text import lua_text
from harness.base.raised import describe as describe_raised
from harness.base.suggest import did_you_mean
from harness.errors import SurfaceError, Undeclared
from harness.test_api import paths
from harness.test_api.plain_data import check_plain
from harness.test_api.signature import Signature, convert, describe, setter_annotation

if TYPE_CHECKING:
    from harness.contract import ScenarioWorld


class Property(NamedTuple):
    path: str
    get: Callable[[], Any]
    set: Callable[[Any], None] | None


class Action:
    """A query or a command. Its signature is read when it is first used."""

    def __init__(self, what: str, function: Callable[..., Any], root: str) -> None:
        self._what = what
        self._root = root
        self._function = function
        self._signature: Signature | None = None

    def __call__(self, args: Any) -> Any:
        if self._signature is None:
            self._signature = Signature(self._what, self._function)
        return _call(self._what, self._root, self._function, **self._signature.bind(args))


class Registry:
    """Implements `harness.contract.Api` for the game, and reads and acts for the tests.

    Places in the game's files are shown relative to `root`.
    """

    def __init__(self, root: str = "") -> None:
        self._root = root
        self.version = "1"
        self.sections: dict[str, list[Property]] = {}
        """The properties in declared order, by the first word of their paths."""
        self.ready: set[str] = set()
        """What the game has said to be ready."""
        self.world: ScenarioWorld | None = None
        """What scenarios of the game can say, where it has declared that."""
        self._properties: dict[tuple[paths.Segment, ...], Property] = {}
        self._queries: dict[str, Action] = {}
        self._commands: dict[str, Action] = {}
        self.query("api_version", lambda: self.version)
        self.query("ready", self._is_ready)

    def property(
        self,
        path: str,
        get: Callable[[], Any],
        set: Callable[[Any], None] | None = None,  # noqa: A002 - the contract's word
    ) -> None:
        """Declare a state path. A path that is declared already, or is malformed: `ValueError`."""
        try:
            segments = paths.parse(path)
        except SurfaceError as error:
            raise ValueError(str(error)) from None
        if segments in self._properties:
            raise ValueError(f"property {path!r} is declared twice")
        if not callable(get) or not (set is None or callable(set)):
            raise ValueError(f"property {path!r}: get and set must be functions")
        declared = self._properties[segments] = Property(path, get, set)
        self.sections.setdefault(str(segments[0]), []).append(declared)

    def query(self, name: str, fn: Callable[..., Any]) -> None:
        """Declare a question. A name that is declared already: `ValueError`."""
        self._declare(self._queries, "query", name, fn)

    def command(self, name: str, fn: Callable[..., Any]) -> None:
        """Declare an action. A name that is declared already: `ValueError`."""
        self._declare(self._commands, "command", name, fn)

    def scenarios(self, world: ScenarioWorld) -> None:
        """Declare what scenarios can say. A second time: `ValueError`."""
        if self.world is not None:
            raise ValueError("scenarios are declared twice")
        from harness.test_api.scenario_world import ScenarioSurface

        self.world, surface = world, ScenarioSurface(world)
        self.command("scenario_begin", surface.begin)
        self.command("scenario_input", surface.input)
        self.query("scenario_events", surface.events)
        self.query("scenario_state", surface.state)
        self.query("scenario_words", surface.words)

    def has_command(self, name: str) -> bool:
        return name in self._commands

    def check_root(self, path: str) -> None:
        """Raise `Undeclared` unless `path` is, or reaches into, a declared property."""
        self._find(path)

    def get_state(self, path: str) -> Any:
        """Return plain data, or raise `SurfaceError` for what is not declared or not there."""
        declared, inner = self._find(path)
        what = f"state {declared.path!r}"
        value = _plain(_call(what, self._root, declared.get), what, self._root)
        return paths.descend(value, inner, declared.path) if inner else value

    def set_state(self, path: str, value: Any) -> None:
        """Write a property, or the part of one that `path` reaches into."""
        declared, inner = self._find(path)
        what = f"state {declared.path!r}"
        if declared.set is None:
            raise Undeclared(f"{what} is read-only")
        if inner:
            whole = _plain(_call(what, self._root, declared.get), what, self._root)
            value = paths.replaced(whole, inner, value, declared.path)
        annotation = setter_annotation(declared.set)
        accepted, converted = convert(value, annotation)
        if not accepted:
            raise SurfaceError(f"{what} must be {describe(annotation)}, got {lua_text(value)}")
        _call(what, self._root, declared.set, converted)

    def ask(self, name: str, args: Any) -> Any:
        """Answer a query with plain data."""
        answer = self._named(self._queries, "query", name)(args)
        return _plain(answer, f"query {name!r}", self._root)

    def act(self, name: str, args: Any) -> None:
        """Carry out a command."""
        self._named(self._commands, "command", name)(args)

    def _is_ready(self, name: str) -> bool:
        return name in self.ready

    def _declare(
        self, actions: dict[str, Action], kind: str, name: str, fn: Callable[..., Any]
    ) -> None:
        if not isinstance(name, str) or not name:
            raise ValueError(f"a {kind} needs a name, got {name!r}")
        if name in actions:
            raise ValueError(f"{kind} {name!r} is declared twice")
        if not callable(fn):
            raise ValueError(f"{kind} {name!r} must be a function, got {fn!r}")
        actions[name] = Action(f"{kind} {name!r}", fn, self._root)

    def _named(self, actions: dict[str, Action], kind: str, name: str) -> Action:
        if name not in actions:
            raise Undeclared(f"unknown {kind} {name!r}{did_you_mean(name, actions)}")
        return actions[name]

    def _find(self, path: str) -> tuple[Property, tuple[paths.Segment, ...]]:
        """Return the property that `path` names or reaches into, and the rest of the path."""
        segments = paths.parse(path)
        for length in range(len(segments), 0, -1):
            declared = self._properties.get(segments[:length])
            if declared:
                return declared, segments[length:]
        known = [declared.path for declared in self._properties.values()]
        raise Undeclared(f"unknown state path {path!r}{did_you_mean(path, known)}")


def _call(what: str, root: str, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Call the game's code; what it raises becomes a `SurfaceError` with the place in the game."""
    try:
        return function(*args, **kwargs)
    except BaseException as error:
        raise _refused(f"{what} raised", error, root) from error


def _plain(value: Any, what: str, root: str) -> Any:
    """Return the game's value as plain data; its classes may raise when they are looked at."""
    try:
        return check_plain(value, what)
    except SurfaceError:
        raise
    except BaseException as error:
        raise _refused(f"{what} cannot be read:", error, root) from error


def _refused(beginning: str, error: BaseException, root: str) -> SurfaceError:
    raised = describe_raised(error, root)
    place = f" ({raised.place})" if raised.place else ""
    return SurfaceError("\n".join((f"{beginning} {raised.text}{place}", *raised.leading)))
