"""What is not seen is spelled out, letters stay, widths are counted in columns."""

import pytest

from harness.base.printable import columns, fit, visible, visible_lines

SPELLED = {
    "control": ("a\x1b[2Jb", r"a\x1b[2Jb"),
    "C1 control": ("a\x9bb", r"a\x9bb"),
    "line feed": ("a\nb", r"a\x0ab"),
    "carriage return": ("a\rb", r"a\x0db"),
    "override of direction": ("a\u202eb", r"a\u202eb"),
    "isolate": ("a\u2066b\u2069", r"a\u2066b\u2069"),
    "mark of direction": ("a\u200fb", r"a\u200fb"),
    "letter mark": ("a\u061cb", r"a\u061cb"),
    "no width": ("a\u200bb", r"a\u200bb"),
    "joiner between ASCII": ("a\u200db", r"a\u200db"),
    "byte order mark": ("\ufeffa", r"\ufeffa"),
    "soft hyphen": ("a\xadb", r"a\xadb"),
    "space that does not break": ("a\xa0b", r"a\xa0b"),
    "line separator": ("a\u2028b", r"a\u2028b"),
    "tag": ("a\U000e0041b", r"a\U000e0041b"),
    "lone surrogate": ("a\ud800b", r"a\ud800b"),
    "byte of a name": ("a\udce9b", r"a\xe9b"),
    "filler": ("a\u3164b", r"a\u3164b"),
    "private": ("\ue000", r"\ue000"),
}
KEPT = (
    "plain ASCII ~",
    "\u05e9\u05dc\u05d5\u05dd",  # Hebrew
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, with a joiner in the word
    "\u65e5\u672c\u8a9e\u3000\u65e5",  # with an ideographic space
    "e\u0301",  # combining
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",  # one picture of three, joined
    "\u2764\ufe0f",
)


@pytest.mark.parametrize("what", SPELLED)
def test_what_is_not_seen_is_spelled_out(what):
    text, spelled = SPELLED[what]
    assert visible(text) == spelled
    assert visible(spelled) == spelled


@pytest.mark.parametrize("text", KEPT)
def test_letters_stay(text):
    assert visible(text) == text


def test_lines_and_tabs_stay_in_texts_of_several_lines():
    assert visible_lines("a\n\tb\x1b\r") == "a\n\tb\\x1b\\x0d"


WIDTHS = {
    "abc": 3,
    "\u65e5\u672c": 4,
    "e\u0301": 1,
    "\u05e9\u05dc": 2,
    "\uff21": 2,
    "\U0001f600": 2,
}


@pytest.mark.parametrize("text", WIDTHS)
def test_columns(text):
    assert columns(text) == WIDTHS[text]


@pytest.mark.parametrize(
    ("text", "width", "fits"),
    [
        ("abcdef", 3, "abc"),
        ("\u65e5\u672c\u8a9e", 5, "\u65e5\u672c"),
        ("\u65e5\u672c\u8a9e", 6, "\u65e5\u672c\u8a9e"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301"),
        ("ab", 0, ""),
    ],
)
def test_fit(text, width, fits):
    assert fit(text, width) == fits
