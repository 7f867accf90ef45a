"""Which tests run, in which order, on which shard. Pure functions over the flat list."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable, Sequence

from harness.base.hashes import sha256
from harness.base.printable import visible
from harness.base.suggest import did_you_mean
from harness.errors import UsageError
from harness.plan.tests import SEPARATOR, Test

_GLOB = re.compile(r"[*?\[]")


def select(
    tests: Iterable[Test],
    name_filter: str | None = None,
    include_tags: Iterable[str] = (),
    exclude_tags: Iterable[str] = (),
    names: Iterable[str] = (),
) -> list[Test]:
    """Return the tests that the filter, the full names and the tags leave, in discovery order.

    Any of `include_tags` selects; any of `exclude_tags` removes, and removal wins. Where a test
    that is left is marked `only`, just those marked are left.
    """
    matches = matcher(name_filter)
    wanted, unwanted, named = map(frozenset, (include_tags, exclude_tags, names))
    left = [
        test
        for test in tests
        if matches(test.full_name)
        and (not named or not named.isdisjoint(named_by(test)))
        and (not wanted or not wanted.isdisjoint(test.tags))
        and unwanted.isdisjoint(test.tags)
    ]
    marked = [test for test in left if test.only]
    return marked or left


def named_by(test: Test) -> tuple[str, str, str]:
    """Return what names a test exactly: its full name, and its file for all tests in it.

    The name also as `--list-tests` and the console show it, where characters are not seen.
    """
    return test.full_name, visible(test.full_name), test.full_name.partition(SEPARATOR)[0]


def matcher(name_filter: str | None) -> Callable[[str], bool]:
    """Return the test that a `--test-filter` stands for.

    `/…/` is a regular expression searched for; a text with `*`, `?` or `[` is a glob over the
    whole name; anything else is a substring. All three are case-sensitive.
    """
    if name_filter is None:
        return lambda _: True
    if is_regex(name_filter):
        expression = re.compile(name_filter[1:-1])
        return lambda name: expression.search(name) is not None
    if _GLOB.search(name_filter):
        glob = re.compile(fnmatch.translate(name_filter))
        return lambda name: glob.match(name) is not None
    return lambda name: name_filter in name


def is_regex(name_filter: str) -> bool:
    return len(name_filter) > 2 and name_filter[0] == name_filter[-1] == "/"


def ordering_hash(tests: Iterable[Test]) -> str:
    """Return the fingerprint of the selected names and their order, equal on all shards."""
    joined = "\n".join(test.full_name for test in tests)
    return "sha256:" + sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


def refuse_duplicates(tests: Iterable[Test]) -> None:
    """Raise `UsageError` naming both lines if two tests share a full name."""
    seen: dict[str, Test] = {}
    for test in tests:
        first = seen.setdefault(test.full_name, test)
        if first is not test:
            raise UsageError(
                f"two tests are called {test.full_name!r}: {first.file}:{first.line} and "
                f"{test.file}:{test.line}; rename one"
            )


def refuse_missing(tests: Sequence[Test], names: Iterable[str]) -> None:
    """Raise `UsageError` for a full name that none of `tests` has.

    What a file that does not load would declare is not known.
    """
    found = {name for test in tests for name in named_by(test)}
    broken = tuple(test.full_name + SEPARATOR for test in tests if not test.number)
    for name in names:
        if name not in found and not name.startswith(broken):
            near = did_you_mean(name, found) if found else "; --list-tests prints the full names"
            raise UsageError(f"--test-name {name!r}: no test has this full name{near}")


def refuse_only(tests: Iterable[Test]) -> None:
    """Raise `UsageError` if a test is marked `only`, as happens before a commit."""
    for test in tests:
        if test.only:
            raise UsageError(
                f"{test.file}:{test.line}: `only` on {test.full_name!r} must not reach CI; "
                "remove it"
            )


def refuse_other_plan(tests: Sequence[Test], names: Sequence[str]) -> None:
    """Raise `UsageError` if `tests` are not those of a plan with these `names`."""
    found = [test.full_name for test in tests]
    if found == list(names):
        return
    i = next((i for i, (a, b) in enumerate(zip(found, names, strict=False)) if a != b), None)
    i = min(len(found), len(names)) if i is None else i
    planned, now = (repr(plan[i]) if i < len(plan) else "none" for plan in (names, found))
    raise UsageError(
        f"the tests found now are not those of the run's plan: test {i + 1} of {len(names)} was "
        f"{planned}, now it is {now}; nothing was run or written: put the tests back, or start anew"
    )
