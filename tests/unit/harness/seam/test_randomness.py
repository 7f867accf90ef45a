"""Randomness under the seal: what nobody seeded derives from the scope, the rest is as ever."""

# ruff: noqa: PLW0108 - functions are looked up when they are called, sealed by then

from __future__ import annotations

import copy
import gc
import pickle
import random

import pytest

from harness.seam.patches import Patches
from harness.seam.randomness import Scope, SealedRandom


class Seal:
    """Sealed randomness with a seed."""

    def __init__(self, seed: int = 1) -> None:
        self.scope, self.patches = Scope(seed), Patches()
        self.random = SealedRandom(self.scope, self.patches)
        self.random.seal(random)

    def reseed(self, *names: str) -> None:
        self.scope.begin(names)
        self.random.reseed()


@pytest.fixture
def make():
    """Return a function that seals anew, with a seed."""
    made = []

    def make(seed: int = 1) -> Seal:
        drop(made)
        made.append(Seal(seed))
        return made[-1]

    yield make
    drop(made)


def drop(made):
    while made:
        made.pop().patches.remove()


@pytest.fixture
def seal(make):
    return make()


FUNCTIONS = {
    "random": (),
    "randint": (1, 10**9),
    "randrange": (10**9,),
    "uniform": (0, 1),
    "choice": (range(10**9),),
    "choices": (range(10**9), None),
    "sample": (range(10**9), 3),
    "triangular": (),
    "gauss": (0, 1),
    "normalvariate": (0, 1),
    "lognormvariate": (0, 1),
    "expovariate": (1,),
    "betavariate": (1, 2),
    "gammavariate": (1, 2),
    "vonmisesvariate": (0, 1),
    "paretovariate": (1,),
    "weibullvariate": (1, 2),
    "getrandbits": (64,),
    "randbytes": (9,),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_derives_from_the_scope(seal, name):
    def draw():
        return getattr(random, name)(*FUNCTIONS[name])

    seal.reseed("a")
    first = [draw(), draw()]
    assert first[0] != first[1]
    seal.reseed("b")
    assert draw() not in first
    seal.reseed("a")
    random.random()
    seal.reseed("a")
    assert [draw(), draw()] == first


def test_every_function_is_covered(seal):
    own = {
        name for name in random.__all__ if not isinstance(getattr(random, name), type)
    } - {"seed", "getstate", "setstate", "shuffle", "binomialvariate"}  # fmt: skip
    assert own == set(FUNCTIONS)
    assert all(isinstance(getattr(random, name), staticmethod) for name in own)


def test_the_seed_of_the_run_counts(make):
    values = []
    for seed in (1, 2, 1):
        make(seed).reseed("a")
        values.append((random.random(), random.Random().random()))
    assert values[0] == values[2]
    assert not set(values[0]) & set(values[1])


def test_what_is_drawn_before_any_scope_is_sealed(make):
    values = [make() and (random.random(), random.Random().random()) for _ in range(2)]
    assert values[0] == values[1]


def test_shuffle_is_sealed(seal):
    orders = []
    for _ in range(2):
        seal.reseed("a")
        orders.append(list(range(50)))
        random.shuffle(orders[-1])
    assert orders[0] == orders[1] != list(range(50))


class Own(random.Random):
    """A game's own, with a seed method of its own."""

    def seed(self, a=None, version=2):
        super().seed(a, version)


class OwnNumbers(random.Random):
    def random(self):
        return super().random() / 2


MAKERS = {
    "Random()": lambda: random.Random(),
    "Random(None)": lambda: random.Random(None),
    "Random(x=None)": lambda: random.Random(x=None),
    "own seed": Own,
    "own numbers": OwnNumbers,
}


@pytest.mark.parametrize("maker", MAKERS)
def test_generators_without_a_seed(seal, maker):
    values = []
    for _ in range(2):
        seal.reseed("a")
        values.append([MAKERS[maker]().random() for _ in range(3)])
    assert values[0] == values[1]
    assert len(set(values[0])) == 3


@pytest.mark.parametrize(
    "again", [lambda r: r.seed(), lambda r: r.seed(None), lambda r: r.seed(a=None)]
)
def test_seeding_with_nothing_derives_from_the_scope(seal, again):
    values = []
    for generator in (random.Random(5), random.Random(6)):
        seal.reseed("a")
        again(generator)
        values.append(generator.random())
    assert values[0] == values[1]


@pytest.mark.parametrize("again", [lambda: random.seed(), lambda: random.seed(None)])
def test_seeding_the_module_with_nothing(seal, again):
    values = []
    for scope in ("a", "a", "b"):
        seal.reseed(scope)
        again()
        values.append(random.random())
    assert values[0] == values[1] != values[2]


def test_a_generator_that_lives_on_begins_anew_with_each_scope(seal):
    """Whatever tests ran before: those may have drawn from it and made others."""
    seal.reseed("game")
    old = random.Random()
    seal.reseed("a")
    alone = old.random(), random.Random().random()
    seal.reseed("b")
    extra = [random.Random() for _ in range(3)]
    old.random()
    seal.reseed("a")
    assert (old.random(), random.Random().random()) == alone
    assert alone[0] != alone[1]
    assert len({generator.random() for generator in extra}) == 3


def test_generators_that_are_gone_are_forgotten(seal):
    for _ in range(100):
        random.Random()
    gc.collect()
    assert seal.random._unseeded == {}


@pytest.mark.parametrize("seed", [0, 5, "text", b"bytes", 1.5])
def test_explicit_seeds_are_the_games(make, seed):
    expected = random.Random(seed).random()
    seal = make()
    assert random.Random(seed).random() == expected
    generator = random.Random()
    generator.seed(seed)
    assert generator.random() == expected
    generator.seed(seed)
    seal.reseed("a")
    assert generator.random() == expected
    random.seed(seed)
    assert random.random() == expected
    assert random.Random(seed).gauss(0, 1) != 0


def test_states_are_the_games(seal):
    state = random.getstate()
    first = random.random()
    random.setstate(state)
    assert random.random() == first
    generator = random.Random()
    twins = [copy.copy(generator), pickle.loads(pickle.dumps(generator))]
    assert {twin.random() for twin in twins} == {generator.random()}


def test_a_copy_of_what_the_game_seeded_is_the_games(seal):
    explicit = random.Random(5)
    twins = [copy.copy(explicit), pickle.loads(pickle.dumps(explicit)), random.Random()]
    twins[2].setstate(explicit.getstate())
    seal.reseed("a")
    assert {twin.random() for twin in twins} == {explicit.random()}


def test_system_random_is_not_sealed(seal):
    seal.reseed("a")
    value = random.SystemRandom().random()
    seal.reseed("a")
    assert random.SystemRandom().random() != value
    random.SystemRandom().seed()
    assert seal.random._unseeded == {}


def test_functions_stay_functions_where_a_class_takes_them(seal):
    class Taker:
        roll, draw = random.randint, random.random

    assert Taker().roll(3, 3) == 3
    assert 0 <= Taker().draw() < 1
    assert Taker.roll.__name__ == "randint"


DRAWS = {
    "random": lambda: random.random(),
    "gauss once": lambda: random.gauss(0, 1),
    "gauss": lambda: [random.gauss(0, 1) for _ in range(3)],
    "shuffle": lambda: random.shuffle(list(range(9))),
    "generators": lambda: [random.Random().random() for _ in range(3)],
    "seed": lambda: random.seed(5),
    "seed with nothing": lambda: random.seed(),
    "states": lambda: random.setstate(random.Random(3).getstate()),
}


@pytest.mark.parametrize("draw", DRAWS)
def test_drawing_never_moves_the_simulation(seal, draw):
    def simulate():
        return random.gauss(0, 1), random.random(), random.Random().random(), random.getrandbits(9)

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
        values.append((random.random(), random.Random().random(), random.gauss(0, 1)))
    assert values[0] == values[1]
    assert not set(values[0]) & set(values[2])
    seal.scope.drawing = False
    seal.reseed("a")
    assert not {random.random(), random.Random().random()} & set(values[0])


def test_without_the_seal_all_is_as_it_was():
    random.seed(77)
    random.gauss(0, 1)
    state, names = random.getstate(), dict(vars(random))
    for _ in range(3):
        seal = Seal()
        random.seed(5)
        random.random()
        seal.patches.remove()
    assert random.getstate() == state
    assert vars(random) == names
    assert random.Random().random() != random.Random().random()
