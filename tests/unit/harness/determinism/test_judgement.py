"""What the replay of a failed attempt's game says of a test that passed on a retry."""

import json

import pytest

from harness.determinism.evidence import Evidence
from harness.determinism.judgement import judge, lines_of_game

ODD = 'a > "x","attempt":1,'


def line(kind, test, attempt=1, frame=0, phase="start", **values):
    head = {"frame": frame, "test": test, "attempt": attempt, "type": kind, "phase": phase}
    return head | values


def game(test, attempt=1):
    return line("game", test, attempt)


def digest(test, attempt=1, frame=0, at="start", value="1"):
    return line("digest", test, attempt, frame, "test", at=at, sections={"hero": value})


def raw(lines):
    dumped = [json.dumps(each, separators=(",", ":")).encode() + b"\n" for each in lines]
    return [b'{"type":"header"}\n', *dumped]


TRACE = [
    game("a"), digest("a"), digest(ODD, frame=3), digest("b", frame=5),
    game("b", 2), digest("b", 2), digest("c", frame=2), game("c", 2), digest("c", 2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("test", "attempt", "first", "end"),
    [("a", 1, 0, 2), (ODD, 1, 0, 3), ("b", 1, 0, 4), ("b", 2, 4, 6), ("c", 1, 4, 7),
     ("c", 2, 7, 9), ("d", 1, 0, 0), ("a", 2, 0, 0)],
)  # fmt: skip
def test_the_lines_of_a_game(test, attempt, first, end):
    found = lines_of_game(raw(TRACE), test, attempt)
    assert found == (raw(TRACE[first:end]) if end else [])


RECORDED = [game("a"), digest("a"), digest("b", frame=5), digest("b", frame=9, at="end", value="7")]


def seen(value):
    evidence = Evidence({"hero": ["hero.x"]}, {"hero": "[0]"})
    evidence.add(3, {"hero": f"[{value}]"})
    return evidence


def test_a_game_that_repeats_itself():
    finding = judge("b", RECORDED, RECORDED, seen(1), seen(1))
    assert finding["kind"] == "order_dependent"
    assert "the test that ran in it before decides; declare reset_to" in finding["message"]


def test_a_game_in_which_nothing_ran_before():
    recorded = [game("b"), digest("b")]
    finding = judge("b", recorded, recorded, None, None)
    assert finding["kind"] == "order_dependent"
    assert "no other test ran in it" in finding["message"]


def test_a_frame_that_is_not_the_same():
    finding = judge("b", RECORDED, RECORDED, seen(1), seen(2))
    assert (finding["kind"], finding["frame"], finding["path"]) == ("nondeterministic", 3, "hero.x")
    assert (
        "frame 3 of attempt 1 was not the same: state hero.x was 1 in the run and 2 in the "
        in (finding["message"])
    )


def test_digests_that_are_not_the_same_where_frames_were_not_seen():
    replayed = [*RECORDED[:3], digest("b", frame=9, at="end", value="8")]
    finding = judge("b", RECORDED, replayed, None, None)
    assert (finding["kind"], finding["frame"]) == ("nondeterministic", 4)
    assert "hero" in finding["path"]


def test_a_crash_that_does_not_come_again():
    crash = line("crash", "b", 1, 4, "update", message="boom")
    recorded = [game("b"), digest("b"), crash]
    finding = judge("b", recorded, recorded[:2], None, None)
    assert finding["kind"] == "nondeterministic"
    assert judge("b", recorded, recorded, None, None)["kind"] == "order_dependent"


def test_no_verdict_without_state():
    recorded = [game("b"), line("key_down", "b", frame=2, phase="input", key=97)]
    assert judge("b", recorded, recorded, None, None) is None
