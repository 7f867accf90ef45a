"""Test files are found in one order, loaded one by one, and named as the contract says."""

from __future__ import annotations

import os
import re

import pytest

from harness.errors import LuaFailure, UsageError
from harness.running import collect as collecting


@pytest.fixture
def suite(root):
    return root / "tests" / "e2e"


@pytest.fixture
def collected(configure, calls):
    """Return a function from flags to the files and the names of the selected tests."""

    def collected(**options):
        config = configure(**options)
        files = collecting.collect(config, calls)
        return files, [test.full_name for test in collecting.select(files, config)]

    return collected


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


PASSING = "it('x', function() end)"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], []),
        (["b_test.lua", "a_test.lua"], ["a_test.lua", "b_test.lua"]),
        (["a/z_test.lua", "a.b_test.lua", "a_test.lua"], None),
        (["x.lua", "_test.lua.bak", "a_test.LUA", "helper/x.lua"], []),
        ([".hidden/a_test.lua", "deep/er/a_test.lua"], ["deep/er/a_test.lua"]),
        (["_test.lua"], ["_test.lua"]),
    ],
)
@pytest.mark.parametrize("backwards", [False, True])
def test_files_are_found_in_the_order_of_their_names(
    monkeypatch, configure, suite, names, expected, backwards
):
    write(suite, dict.fromkeys(names, ""))
    if backwards:
        walk = os.walk
        monkeypatch.setattr(os, "walk", lambda top: [
            (folder, folders, files[::-1]) for folder, folders, files in reversed(list(walk(top)))
            if "/." not in folder
        ])  # fmt: skip
    found = [os.path.relpath(path, suite) for path in collecting.find_files(configure())]
    if expected is None:
        expected = sorted(names, key=lambda name: name.split("/"))
    assert found == expected


@pytest.mark.parametrize(
    ("files", "options", "expected"),
    [
        ({"a_test.lua": PASSING}, {}, ["a_test.lua > x"]),
        ({"sub/a_test.lua": PASSING}, {}, ["sub/a_test.lua > x"]),
        ({"a_test.lua": "print(1)"}, {}, ["a_test.lua"]),
        ({"a_test.lua": f"describe('d', function() {PASSING} end)"}, {}, ["a_test.lua > d > x"]),
        ({"a_test.lua": "it("}, {}, ["a_test.lua"]),
        ({"a_test.lua": "it(", "b_test.lua": PASSING}, {"test_filter": "zzz"}, ["a_test.lua"]),
        ({"a_test.lua": "it(", "b_test.lua": PASSING}, {}, ["a_test.lua", "b_test.lua > x"]),
        ({"a_test.lua": PASSING + " it('y', { only = true }, print)"}, {}, ["a_test.lua > y"]),
        ({"a_test.lua": PASSING}, {"include_tag": ["t"]}, []),
        ({"a_test.lua": "it('x', { tags = { 't' } }, print)"}, {"include_tag": ["t"]},
         ["a_test.lua > x"]),
        ({"x.lua": PASSING}, {"test_script": "tests/e2e/x.lua"}, ["x.lua > x"]),
        ({"s/x.lua": PASSING}, {"test_script": "tests/e2e/s/x.lua"}, ["s/x.lua > x"]),
        ({"../o/x.lua": PASSING}, {"test_script": "tests/o/x.lua"}, ["x.lua > x"]),
        ({"../o/s/x_test.lua": PASSING}, {"test_suite": "tests/o"}, ["s/x_test.lua > x"]),
    ],
)  # fmt: skip
def test_full_names(suite, collected, files, options, expected):
    write(suite, files)
    assert collected(**options)[1] == expected


def test_a_file_that_does_not_load_says_why(suite, collected):
    write(suite, {"a_test.lua": "local x =\n"})
    (file,), _ = collected()
    assert file.failure is not None
    assert file.failure.message.startswith("tests/e2e/a_test.lua:")
    assert (file.vm, file.tests[0].number, file.tests[0].line) == (None, 0, 1)


def test_a_file_that_cannot_be_read_says_why(configure, calls, suite):
    file = collecting.collect_file(str(suite / "gone_test.lua"), configure(), calls)
    assert file.failure is not None
    assert (
        file.failure.message == "tests/e2e/gone_test.lua: cannot be read: No such file or directory"
    )


def test_each_file_has_a_world_of_its_own(suite, collected):
    write(suite, {"a_test.lua": "rawset(_G, 'leak', 1) it('x', print)",
                  "b_test.lua": "local there = leak it('y', print)"})  # fmt: skip
    (first, second), _ = collected()
    assert first.failure is None
    assert "undeclared global 'leak'" in second.failure.message


def test_duplicates_are_refused(suite, collected):
    write(suite, {"a_test.lua": "it('x', print)\nit('x', print)"})
    message = "tests/e2e/a_test.lua:1 and tests/e2e/a_test.lua:2"
    with pytest.raises(UsageError, match=re.escape(message)):
        collected()


def test_each_file_is_named_before_it_is_loaded(configure, calls, suite):
    write(suite, {"a_test.lua": PASSING, "b_test.lua": PASSING})
    names = []
    collecting.collect(configure(), calls, names.append)
    assert names == ["tests/e2e/a_test.lua", "tests/e2e/b_test.lua"]


def test_a_file_that_is_stuck_is_not_loaded(configure, calls, suite):
    write(suite, {"a_test.lua": PASSING, "b_test.lua": PASSING})
    failure = LuaFailure("stuck")
    files = collecting.collect(configure(), calls, stuck={"tests/e2e/a_test.lua": failure})
    assert [file.failure for file in files] == [failure, None]
    assert [test.name for test in files[0].tests] == ["a_test.lua"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "no test found: tests/e2e holds no *_test.lua and no *.toml file"),
        ({"a_test.lua": PASSING}, "none of the 1 tests in tests/e2e matches"),
    ],
)
def test_why_nothing_is_selected(suite, configure, calls, files, message):
    write(suite, files)
    config = configure()
    error = collecting.nothing_selected(collecting.collect(config, calls), config)
    assert message in str(error)
