"""numpy's randomness, sealed like Python's. A game that uses none never imports it.

A numpy generator made without a seed asks `randbits` for one. One that lives on is not seeded
again: numpy does not let itself be watched.
"""

from __future__ import annotations

import sys
from typing import Any

from harness.seam.patches import Patches
from harness.seam.randomness import Scope, choice, seal_functions

_DERIVED_BITS = 64
_FUNCTIONS = {"seed": "seed", "ranf": "random_sample", "sample": "random_sample"}
"""Those that are no methods of the hidden generator, and the methods they use."""


class SealedNumpy:
    """The hidden generator of `numpy.random`, and the seeds of all others."""

    def __init__(self, scope: Scope, patches: Patches) -> None:
        self._scope = scope
        self._patches = patches
        self._hidden: tuple[tuple[Any, str], ...] = ()

    def seal(self, module: Any) -> None:
        bits = sys.modules["numpy.random.bit_generator"]
        simulated, drawn = module.random.__self__, module.RandomState(0)
        self._hidden = ((simulated, "simulated"), (drawn, "drawn"))
        self._scope.draws_afresh.append(
            lambda frame: drawn.seed(self._scope.derive("numpy", "drawn", frame) >> 32)
        )
        state = simulated.get_state(legacy=False)
        self._patches.on_removal(lambda: simulated.set_state(state))
        self._patches.replace(bits, "randbits", self.randbits)
        seal_functions(self._patches, self._scope, module, simulated, drawn)
        for name, method in _FUNCTIONS.items():
            both = getattr(module, name), getattr(drawn, method)
            self._patches.replace(module, name, choice(self._scope, *both))
        self.reseed()

    def reseed(self) -> None:
        for generator, name in self._hidden:
            generator.seed(self._scope.derive("numpy", name) >> 32)

    def randbits(self, k: int) -> int:
        """Return the next seed, of `k` bits, for a generator made without one."""
        names = self._scope.next_name("numpy")
        parts = range(-(-k // _DERIVED_BITS))
        bits = sum(self._scope.derive(*names, str(i)) << _DERIVED_BITS * i for i in parts)
        return bits & (1 << k) - 1
