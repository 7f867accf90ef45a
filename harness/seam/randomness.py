"""Python's `random`, sealed: what nobody seeded is seeded from the run's seed and a scope.

While the game draws itself, it draws its numbers from streams of their own, so that a frame that
nobody looks at changes nothing. They begin anew with every draw, from the frame's number: a frame
looks the same whichever others were drawn before. Seeds that the game gives stay as they are.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from typing import Any

from harness.base.rng import derive
from harness.seam.patches import Patches


class Scope:
    """What all seeds derive from at the moment, and whether the game draws itself."""

    def __init__(self, seed: int) -> None:
        self.drawing = False
        self.draws_afresh: list[Callable[[str], None]] = []
        """Told the name of a frame when the first number of a draw is wanted."""
        self._frame: int | None = None
        self._seed = seed
        self.begin(("import",))

    def begin(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._drawn = ""
        self._counts: dict[tuple[str, bool], int] = {}

    def begin_draw(self, frame: int) -> None:
        self.drawing, self._frame = True, frame

    def settle_draw(self) -> None:
        """Begin the streams of a draw anew, once each draw."""
        if self._frame is not None:
            frame, self._frame = f"frame {self._frame}", None
            self._counts = {key: count for key, count in self._counts.items() if not key[1]}
            self._drawn = frame
            for begin in self.draws_afresh:
                begin(frame)

    def derive(self, *names: str) -> int:
        """Return the 64-bit seed of what `names` name."""
        return derive(self._seed, *self._names, *names)

    def next_name(self, kind: str) -> tuple[str, ...]:
        """Return a name for the next thing of a kind that nobody seeds."""
        if self.drawing:
            self.settle_draw()
        key = (kind, self.drawing)
        number = self._counts[key] = self._counts.get(key, 0) + 1
        where = ("drawn", self._drawn) if self.drawing else ("simulated",)
        return (kind, *where, *self._names, str(number))


class SealedRandom:
    """The hidden generator of `random`, and every other that is made without a seed."""

    def __init__(self, scope: Scope, patches: Patches) -> None:
        self._scope = scope
        self._patches = patches
        self._unseeded: dict[int, tuple[weakref.ref[Any], tuple[str, ...]]] = {}
        self._hidden: tuple[tuple[Any, str], ...] = ()

    def seal(self, module: Any) -> None:
        simulated, drawn = module.random.__self__, module.Random(0)
        self._hidden = ((simulated, "simulated"), (drawn, "drawn"))
        self._scope.draws_afresh.append(
            lambda frame: self._seed(drawn, self._scope.derive("random", "drawn", frame))
        )
        state = simulated.getstate()
        self._patches.on_removal(lambda: simulated.setstate(state))
        self._seed = module.Random.seed
        self._patches.replace(module.Random, "seed", self._seeder())
        self._patches.replace(module.Random, "setstate", self._state_setter(module.Random.setstate))
        seal_functions(self._patches, self._scope, module, simulated, drawn)
        self.reseed()

    def reseed(self) -> None:
        """Begin anew. Objects made without a seed do so too, each under the name it was born to."""
        for generator, name in self._hidden:
            self._seed(generator, self._scope.derive("random", name))
        for reference, names in list(self._unseeded.values()):
            generator = reference()
            if generator is not None:
                self._seed(generator, self._scope.derive(*names))

    def _seeder(self) -> Callable[..., None]:
        original = self._seed

        @functools.wraps(original)
        def seed(generator: Any, a: Any = None, version: int = 2) -> None:
            if a is None:
                a = self._next_seed(generator)
            else:
                self._unseeded.pop(id(generator), None)
            original(generator, a, version)

        return seed

    def _state_setter(self, original: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(original)
        def setstate(generator: Any, state: Any) -> None:
            self._unseeded.pop(id(generator), None)
            original(generator, state)

        return setstate

    def _next_seed(self, generator: Any) -> int:
        names, key = self._scope.next_name("random"), id(generator)
        if all(generator is not hidden for hidden, _ in self._hidden):
            forget = functools.partial(self._forget, key)
            self._unseeded[key] = (weakref.ref(generator, forget), names)
        return self._scope.derive(*names)

    def _forget(self, key: int, reference: weakref.ref[Any]) -> None:
        if key in self._unseeded and self._unseeded[key][0] is reference:
            del self._unseeded[key]


def seal_functions(patches: Patches, scope: Scope, module: Any, simulated: Any, drawn: Any) -> None:
    """Have all functions that are methods of `simulated` go to `drawn` while the game draws."""
    for name, function in list(vars(module).items()):
        if getattr(function, "__self__", None) is simulated:
            method = function.__name__
            both = getattr(simulated, method), getattr(drawn, method)
            patches.replace(module, name, choice(scope, *both))


def choice(scope: Scope, simulated: Callable[..., Any], drawn: Callable[..., Any]) -> Any:
    """Return a function that, like a built-in one, becomes no method where a class takes it."""

    @functools.wraps(simulated)
    def call(*args: Any, **kwargs: Any) -> Any:
        if not scope.drawing:
            return simulated(*args, **kwargs)
        scope.settle_draw()
        return drawn(*args, **kwargs)

    return staticmethod(call)
