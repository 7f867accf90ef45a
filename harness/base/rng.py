"""Seeded random streams: one per name, none shared, none derived from the process.

A stream's seed is the first eight bytes of BLAKE2b over the run's seed and the stream's name, so
that drawing from one stream never moves another and a new stream leaves the old ones as they were.
"""

from __future__ import annotations

import random

from harness.base.hashes import blake2b


def derive(seed: int, *names: str) -> int:
    """Return a 64-bit seed for the stream that `names` spell, the same in every process."""
    text = "\0".join((str(seed), *names))
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


class Streams:
    """The named streams of one game start."""

    def __init__(self, seed: int, scope: str) -> None:
        self._seed = seed
        self._scope = scope
        self._streams: dict[str, random.Random] = {}

    def stream(self, name: str) -> random.Random:
        """Return the stream called `name`; the same name gives the same object."""
        if name not in self._streams:
            self._streams[name] = random.Random(derive(self._seed, self._scope, name))
        return self._streams[name]

    def reseed(self, scope: str) -> None:
        """Have every stream begin anew, derived from `scope`. The objects stay the same."""
        self._scope = scope
        for name, stream in self._streams.items():
            stream.seed(derive(self._seed, scope, name))
