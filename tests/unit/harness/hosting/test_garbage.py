"""Living objects in the order of their creation, whatever was collected in between."""

import gc

import pytest

from harness.hosting.garbage import Garbage
from harness.seam.patches import Patches


class Thing:
    def __init__(self, number):
        self.number = number
        self.itself = self


class Slim:
    __slots__ = ("number", "others")

    def __init__(self, number):
        self.number = number
        self.others = []


@pytest.fixture
def garbage():
    patches = Patches()
    garbage = Garbage(patches)
    garbage.take_over()
    yield garbage
    patches.remove()
    gc.unfreeze()
    gc.enable()


@pytest.mark.parametrize("kind", [Thing, Slim])
def test_the_order_is_that_of_creation(garbage, kind):
    things = [kind(number) for number in range(5)]
    assert [thing.number for thing in garbage.objects(kind.__name__)] == [0, 1, 2, 3, 4]
    gc.collect()
    things += [kind(5), kind(6)]
    if kind is Thing:
        assert [thing.number for thing in garbage.objects("Thing")] == list(range(7))
    assert len(garbage.objects(kind.__name__)) == len(things)


def test_the_dead_go_with_a_collection(garbage):
    Thing(1)
    assert len(garbage.objects("Thing")) == 1
    gc.collect()
    assert garbage.objects("Thing") == []


_isenabled = gc.isenabled


@pytest.mark.usefixtures("garbage")
def test_a_program_finds_collections_on_and_leaves_them_to_frames():
    found = gc.isenabled(), gc.get_freeze_count()
    gc.disable()
    after = gc.isenabled()
    gc.enable()
    assert (found, after, gc.isenabled(), _isenabled()) == ((True, 0), False, True, False)


def test_frames_bring_no_collection_that_a_program_has_disabled(garbage):
    Thing(1)
    gc.disable()
    for _ in range(1_000):
        garbage.end_frame()
    assert len(garbage.objects("Thing")) == 1


def test_frames_bring_a_collection(garbage):
    Thing(1)
    for _ in range(1_000):
        garbage.end_frame()
    assert garbage.objects("Thing") == []
