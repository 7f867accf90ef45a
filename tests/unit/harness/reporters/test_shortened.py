"""What is cut of a message, and where."""

import pytest

from harness.reporters.shortened import shorten


@pytest.mark.parametrize("text", ["one", "one\n\ntwo", "a\x0bb\u2028c\x85d"])
def test_short_texts_stay(text):
    assert shorten(text) == text.split("\n")


def test_no_text_has_no_line():
    assert shorten("") == []


@pytest.mark.parametrize(
    ("count", "last"),
    [(40, "39"), (41, "… 1 more line"), (4096, "… 4056 more lines")],
)
def test_lines_are_counted(count, last):
    lines = shorten("\n".join(map(str, range(count))) + "\n")
    assert lines[-1] == last
    assert len(lines) <= 41


def test_a_long_line_keeps_both_ends():
    (line,) = shorten("begin " + "x" * 1000 + " end", longest_line=100)
    assert line.startswith("begin xxx")
    assert line.endswith("xxx end")
    assert " … 910 characters cut … " in line


def test_two_values_are_cut_to_where_they_differ():
    same = "0123456789" * 500
    text = f'differ\n  expected: "{same}A{same}"\n  actual:   "{same}B{same}"'
    title, expected, actual = shorten(text, longest_line=60)
    assert title == "differ"
    shown = f"(4971 characters) …{'0123456789' * 3}A{'0123456789' * 3}"[: 19 + 60]
    assert expected == f"  expected: {shown}… (4972 characters)"
    assert expected.index("A") == actual.index("B")


def test_a_value_that_ends_early():
    same = "x" * 5000
    _, expected, actual = shorten(f"differ\nexpected: {same}\nactual:   {same}y", longest_line=60)
    assert expected.endswith("x" * 30)
    assert actual.endswith("x" * 30 + "y")


def test_lines_that_no_labels_compare_are_cut_alone():
    first, second = shorten("x" * 500 + "\n" + "y" * 500, longest_line=100)
    assert first.startswith("xxx")
    assert first.endswith("xxx")
    assert second.startswith("yyy")
