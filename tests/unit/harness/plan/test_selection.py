"""Which tests a filter, tags and `only` leave."""

from __future__ import annotations

import re

import pytest

from harness.errors import UsageError
from harness.plan import selection
from harness.plan import tests as plan_tests


def make(full_name, tags=(), only=False, line=1):
    name = full_name.rpartition(" > ")[2]
    return plan_tests.Test(
        full_name, "tests/a_test.lua", line, (), name, tuple(tags), only, None, 1
    )


def names(tests):
    return [test.full_name for test in tests]


NAMES = ["a_test.lua > menu > opens", "a_test.lua > menu > Opens [slow]", "b/c_test.lua > menu"]


@pytest.mark.parametrize(
    ("name_filter", "expected"),
    [
        (None, [0, 1, 2]),
        ("menu", [0, 1, 2]),
        ("opens", [0]),
        ("OPENS", []),
        ("> menu >", [0, 1]),
        ("[slow]", []),
        ("*[[]slow]", [1]),
        ("*menu", [2]),
        ("menu*", []),
        ("*opens", [0]),
        ("*?pens*", [0, 1]),
        ("/^b/", [2]),
        ("/menu$/", [2]),
        (r"/\[slow\]/", [1]),
        ("/(?i)OPENS/", [0, 1]),
        ("//", []),
        ("/", [2]),
        ("b/c", [2]),
    ],
)
def test_filters(name_filter, expected):
    tests = [make(name) for name in NAMES]
    chosen = names(selection.select(tests, name_filter))
    assert chosen == [NAMES[index] for index in expected]


TAGGED = {"one": ["ui"], "two": ["ui", "slow"], "three": ["slow"], "four": []}


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        ([], [], ["one", "two", "three", "four"]),
        (["ui"], [], ["one", "two"]),
        (["ui", "slow"], [], ["one", "two", "three"]),
        ([], ["slow"], ["one", "four"]),
        (["ui"], ["slow"], ["one"]),
        (["ui"], ["ui"], []),
        (["UI"], [], []),
    ],
)
def test_tags(include, exclude, expected):
    tests = [make(name, tags) for name, tags in TAGGED.items()]
    assert names(selection.select(tests, None, include, exclude)) == expected


@pytest.mark.parametrize(
    ("name_filter", "expected"), [(None, ["b"]), ("b", ["b"]), ("a", ["a"]), ("x", [])]
)
def test_only_among_what_is_selected(name_filter, expected):
    tests = [make("a"), make("b", only=True)]
    assert names(selection.select(tests, name_filter)) == expected


@pytest.mark.parametrize(
    ("full_names", "expected"),
    [
        ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (["a"], "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
        (["a", "b"], "7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78"),
    ],
)
def test_the_ordering_hash_is_sha256_of_the_names_by_line(full_names, expected):
    assert selection.ordering_hash(map(make, full_names)) == f"sha256:{expected}"


def test_the_ordering_hash_knows_the_order():
    forward, backward = [make("a"), make("b")], [make("b"), make("a")]
    assert selection.ordering_hash(forward) != selection.ordering_hash(backward)


@pytest.mark.parametrize("name", ["a > b", "x+y?", r"\d{2}|^$(.)", "/x/", "ü > *", "-a", ""])
def test_a_full_name_selects_one_test_alone(name):
    tests = [make(name), make(name + "x"), make("x" + name)]
    assert selection.select(tests, names=[name]) == tests[:1]
    assert selection.select(tests, "x", names=[name, "x" + name]) == [
        test for test in tests if test.full_name in (name, "x" + name) and "x" in test.full_name
    ]


def test_a_full_name_that_no_test_has_is_refused_with_the_nearest():
    selection.refuse_missing([make("a > one"), make("a > two")], ["a > two"])
    with pytest.raises(UsageError, match="'a > tow': no test has this full name; nearest: a > two"):
        selection.refuse_missing([make("a > one"), make("a > two")], ["a > one", "a > tow"])


def test_a_full_name_of_no_file_says_where_names_are():
    with pytest.raises(UsageError, match="no test has this full name; --list-tests prints the"):
        selection.refuse_missing([], ["a > one"])


def test_what_a_broken_file_would_declare_is_not_known():
    selection.refuse_missing([make("a_test.lua")._replace(number=0)], ["a_test.lua > one"])


def test_duplicates_are_refused_with_both_lines():
    tests = [make("a", line=3), make("b"), make("a", line=9)]
    with pytest.raises(UsageError, match=r"called 'a': tests/a_test.lua:3 and tests/a_test.lua:9"):
        selection.refuse_duplicates(tests)
    selection.refuse_duplicates(tests[:2])


def test_only_is_refused_in_ci():
    with pytest.raises(UsageError, match=re.escape("tests/a_test.lua:4: `only` on 'b'")):
        selection.refuse_only([make("a"), make("b", only=True, line=4)])
    selection.refuse_only([make("a")])


def test_what_a_plan_says_of_a_test():
    test = plan_tests.Test("f > s > n", "tests/f", 3, ("s",), "n", ("t",), False, 2, 5)
    assert test.planned() == {
        "full_name": "f > s > n",
        "file": "tests/f",
        "line": 3,
        "suite": ["s"],
        "name": "n",
        "tags": ["t"],
    }
