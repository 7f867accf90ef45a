"""numpy's randomness under the seal."""

# ruff: noqa: PLW0108 - functions are looked up when they are called, sealed by then

from __future__ import annotations

import numpy as np
import pytest

from harness.seam.numpy_random import SealedNumpy
from harness.seam.patches import Patches
from harness.seam.randomness import Scope


class Seal:
    def __init__(self, seed: int = 1) -> None:
        self.scope, self.patches = Scope(seed), Patches()
        self.numpy = SealedNumpy(self.scope, self.patches)
        self.numpy.seal(np.random)

    def reseed(self, *names: str) -> None:
        self.scope.begin(names)
        self.numpy.reseed()


@pytest.fixture
def seal():
    seal = Seal()
    yield seal
    seal.patches.remove()


DRAWS = {
    "rand": lambda: np.random.rand(),
    "random": lambda: np.random.random(),
    "random_sample": lambda: np.random.random_sample(),
    "sample": lambda: np.random.sample(),
    "ranf": lambda: np.random.ranf(),
    "randn": lambda: np.random.randn(),
    "standard_normal": lambda: np.random.standard_normal(),
    "randint": lambda: np.random.randint(2**31),
    "bytes": lambda: np.random.bytes(9),
    "choice": lambda: np.random.choice(10**6),
    "permutation": lambda: tuple(np.random.permutation(50)),
    "seeded with nothing": lambda: np.random.seed() or np.random.rand(),
    "default_rng": lambda: np.random.default_rng().random(),
    "default_rng(None)": lambda: np.random.default_rng(None).random(),
    "SeedSequence": lambda: np.random.SeedSequence().entropy,
    "PCG64": lambda: np.random.PCG64().random_raw(),
    "MT19937": lambda: np.random.MT19937().random_raw(),
    "Philox": lambda: np.random.Generator(np.random.Philox()).random(),
    "RandomState": lambda: np.random.RandomState().rand(),
    "a state seeded again": lambda: again(np.random.RandomState(3)),
}


def again(state):
    state.seed()
    return state.rand()


@pytest.mark.parametrize("draw", DRAWS)
def test_what_nobody_seeded_derives_from_the_scope(seal, draw):
    values = []
    for scope in ("a", "b", "a"):
        seal.reseed(scope)
        values.append([DRAWS[draw]() for _ in range(2)])
    assert values[0] == values[2]
    assert len({*values[0], *values[1]}) == 4


def test_the_seed_of_the_run_counts(seal):
    value = np.random.rand(), np.random.default_rng().random()
    seal.patches.remove()
    other = Seal(2)
    values = np.random.rand(), np.random.default_rng().random()
    other.patches.remove()
    assert not set(value) & set(values)


@pytest.mark.parametrize("draw", DRAWS)
def test_drawing_never_moves_the_simulation(seal, draw):
    def simulate():
        return np.random.standard_normal(), np.random.rand(), np.random.default_rng().random()

    seal.reseed("a")
    expected = [simulate() for _ in range(4)]
    seal.reseed("a")
    got = []
    for _ in range(4):
        got.append(simulate())
        seal.scope.drawing = True
        DRAWS[draw]()
        seal.scope.drawing = False
    assert got == expected


def test_what_is_drawn_is_sealed_too(seal):
    seal.scope.drawing = True
    values = []
    for scope in ("a", "a", "b"):
        seal.reseed(scope)
        values.append((np.random.rand(), np.random.default_rng().random(), np.random.sample()))
    assert values[0] == values[1]
    assert not set(values[0]) & set(values[2])


def test_explicit_seeds_are_the_games():
    draws = [
        lambda: np.random.seed(5) or np.random.rand(),
        lambda: np.random.default_rng(5).random(),
        lambda: np.random.RandomState(5).rand(),
        lambda: np.random.SeedSequence(5).generate_state(1)[0],
    ]
    expected = [draw() for draw in draws]
    seal = Seal()
    got = [draw() for draw in draws]
    seal.patches.remove()
    assert got == expected


@pytest.mark.parametrize("k", [1, 7, 32, 64, 65, 128, 256])
def test_seeds_have_the_bits_they_are_asked_for(seal, k):
    values = [seal.numpy.randbits(k) for _ in range(200)]
    assert all(0 <= value < 1 << k for value in values)
    assert max(values).bit_length() == k
    assert len(set(values)) > 1


def test_without_the_seal_all_is_as_it_was():
    np.random.seed(77)
    np.random.standard_normal()
    legacy = np.random.mtrand
    names = dict(vars(np.random)), dict(vars(legacy)), dict(vars(np.random.bit_generator))
    state = str(np.random.get_state(legacy=False))
    for _ in range(3):
        seal = Seal()
        np.random.seed(5)
        np.random.rand()
        seal.patches.remove()
    assert str(np.random.get_state(legacy=False)) == state
    assert (vars(np.random), vars(legacy), vars(np.random.bit_generator)) == names
    assert np.random.default_rng().random() != np.random.default_rng().random()
