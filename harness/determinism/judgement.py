"""Why a test failed and passed on a retry: judged by a replay of the failed attempt's game.

If the replay repeats the game, what ran in it before the test decides, or what the process had kept
from earlier games. If it does not, the game is nondeterministic.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from harness.determinism import comparison, evidence
from harness.determinism.comparison import Line
from harness.determinism.evidence import Evidence
from harness.records.model import Finding

_GAME = b'"type":"game","phase":"start"'


def lines_of_game(lines: Iterable[bytes], test: str, attempt: int) -> list[bytes]:
    """Return the first line of a trace, and those of the game in which an attempt ran, to its end.

    Nothing is returned where the attempt is not in the trace.
    """
    rest = iter(lines)
    header = next(rest, b"")
    mark = f'"test":{json.dumps(test)},"attempt":{attempt},'.encode()
    game: list[bytes] = []
    found: list[bytes] = []
    count = 0
    for line in rest:
        if _GAME in line:
            game = []
        game.append(line)
        if line.partition(b",")[2].startswith(mark):  # the frame's number comes first
            found, count = game, len(game)
    return [header, *found[:count]] if found else []


def judge(
    test: str,
    recorded: list[Line],
    replayed: list[Line],
    seen: Evidence | None,
    seen_again: Evidence | None,
) -> Finding | None:
    """Return what a replay says of a test's failed attempt, the last one in `recorded`.

    `seen` and `seen_again` are what was seen of its frames, where that is known. Returns `None`
    where nothing was compared: the game declares no state.
    """
    attempt = recorded[-1]["attempt"]
    if seen is not None and seen_again is not None:
        verdict = evidence.compare(seen, seen_again)
        if verdict is not None:
            path, first, second = verdict.difference
            where = f"frame {verdict.frame} of attempt {attempt}"
            return _nondeterministic(verdict.frame, where, path, f"state {path}", first, second)
    compared = comparison.compare(recorded, _named(replayed, recorded[-1]))
    parting = compared.parting
    if parting is not None:
        where = f"frame {parting.frame} of attempt {parting.attempt}"
        where += "" if parting.test == test else f" of {parting.test}"
        path = parting.path
        return _nondeterministic(parting.frame, where, path, path, parting.first, parting.second)
    if not compared.digests and recorded[-1]["type"] != "crash":
        return None
    return _order_dependent(test, attempt, recorded)


def _named(replayed: list[Line], last: Line) -> list[Line]:
    """Return the lines of a replay; that its worker was lost is of the attempt that it replays."""
    if not replayed or replayed[-1]["type"] != "crash":
        return replayed
    crash = {**replayed[-1], "test": last["test"], "attempt": last["attempt"]}
    return [*replayed[:-1], crash]


def _nondeterministic(
    frame: int, where: str, path: str, what: str, first: str, second: str
) -> Finding:
    message = (
        f"nondeterministic: replayed with equal inputs, {where} was not the same: {what} was "
        f"{first} in the run and {second} in the replay"
    )
    return {"kind": "nondeterministic", "frame": frame, "path": path, "message": message}


def _order_dependent(test: str, attempt: int, recorded: list[Line]) -> Finding:
    before = list(dict.fromkeys(line["test"] for line in recorded if line["test"] != test))
    if before:
        many = len(before) > 1
        what = f"the {len(before)} tests that ran" if many else "the test that ran"
        reason = (
            f"{what} in it before {'decide' if many else 'decides'}; declare "
            "reset_to_known_state, or run with --isolate test"
        )
    else:
        reason = (
            "no other test ran in it, so what the process kept from earlier games decides "
            "(variables of modules), or what the test itself does"
        )
    message = f"order_dependent: the game of attempt {attempt}, replayed, repeats exactly: {reason}"
    return {"kind": "order_dependent", "frame": 0, "path": "", "message": message}
