"""Two traces, and the first place where they part."""

import pytest

from harness.determinism.comparison import compare

SURFACE = {"type": "surface", "phase": "start", "frame": 0, "properties": ["a", "b.x", "b.y"]}


def line(kind, frame, phase, **values):
    return {"type": kind, "frame": frame, "phase": phase, "test": "t", "attempt": 1, **values}


def state(frame, at="frame", **values):
    sections = {name: str(value) for name, value in values.items()}
    return line("digest", frame, "end" if at == "frame" else "test", at=at, sections=sections,
                values=values)  # fmt: skip


def key(frame, name="KEY_A"):
    return line("key_down", frame, "input", key=97, name=name)


START = [
    line("game", 0, "start"), {**SURFACE, "test": "t", "attempt": 1},
    state(10, "start", a=[1], b=[2, 3]),
]  # fmt: skip

# what follows the start in two traces, and what is told: frame, path, first, second, inputs
CASES = {
    "a value": (
        [key(11), state(11, a=[5])], [key(11), state(11, a=[6])],
        (1, "a", "5", "6", ("key_down KEY_A",))),
    "a later value": (
        [state(11, a=[5]), state(12, b=[2, 4])], [state(11, a=[5]), state(12, b=[2, 5])],
        (2, "b.y", "4", "5", ())),
    "a change in the first only": (
        [state(11, a=[5]), state(12, a=[6])], [state(12, a=[6])], (1, "a", "5", "1", ())),
    "a change in the second only": (
        [state(12, a=[6])], [state(11, b=[2, 7]), state(12, a=[6])], (1, "b.y", "3", "7", ())),
    "another section as well": (
        [state(11, a=[5], b=[9, 9])], [state(11, a=[5])], (1, "b.x", "9", "2", ())),
    "the value at the end": (
        [state(15, "end", a=[5])], [state(15, "end", a=[6])], (5, "a", "5", "6", ())),
    "an input": (
        [key(12), state(12, a=[5])], [key(12, "KEY_B"), state(12, a=[5])],
        (2, "what happened", 'frame 12: key_down {"name": "KEY_A"}',
         'frame 12: key_down {"name": "KEY_B"}', ("key_down KEY_A",))),
    "an input later": (
        [key(12)], [key(13)],
        (2, "what happened", 'frame 12: key_down {"name": "KEY_A"}',
         'frame 13: key_down {"name": "KEY_A"}', ("key_down KEY_A",))),
    "an end": (
        [state(11, a=[5]), key(12)], [state(11, a=[5])],
        (2, "what happened", 'frame 12: key_down {"name": "KEY_A"}', "the trace has ended",
         ("key_down KEY_A",))),
    "a game started anew": (
        [line("game", 0, "start")], [state(11, a=[5])], (1, "a", "1", "5", ())),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_parting(name):
    first, second, expected = CASES[name]
    parting = compare([*START, *first], [*START, *second]).parting
    assert parting is not None
    assert parting[2:] == expected
    assert parting[:2] == ("t", 1)


def test_equal_traces():
    lines = [*START, key(11), state(11, a=[5]), state(12, a=[6]), state(14, "end")]
    drawn = [*lines[:5], line("draw", 11, "draw"), *lines[5:]]
    assert compare(lines, drawn) == (None, 4, 4, "")


def test_digests_are_told_where_values_were_not_recorded():
    bare = [{**item} for item in (state(11, a=[5]), state(11, a=[6]))]
    for item in bare:
        del item["values"]
    parting = compare([*START, bare[0]], [*START, bare[1]]).parting
    assert (parting.path, parting.first, parting.second) == ("a (a)", "digest [5]", "digest [6]")


def test_traces_of_nothing():
    assert compare([], []) == (None, 0, 0, "")
