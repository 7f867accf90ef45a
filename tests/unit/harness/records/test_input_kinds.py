"""The table of input kinds is whole: every part that has a row of its own for a kind agrees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import harness.reporters.html as html
from harness.input.devices import _ACTIONS
from harness.records.input_kinds import INPUT_KINDS, INPUT_TYPES
from harness.records.model import TraceLine
from harness.reporters.html import axis

STYLE = (Path(html.__file__).parents[1] / "templates" / "report.css").read_text()
SCRIPT = (Path(html.__file__).parents[1] / "templates" / "axis-lanes.js").read_text()


def test_the_rows_are_the_types_of_inputs_and_devices_act_on_each():
    assert tuple(kind.name for kind in INPUT_KINDS) == INPUT_TYPES
    assert tuple(_ACTIONS) == INPUT_TYPES


@pytest.mark.parametrize("kind", INPUT_KINDS, ids=lambda kind: kind.name)
def test_what_a_row_names_exists(kind):
    assert kind.fields.keys() <= TraceLine.__annotations__.keys()
    known = kind.fields.keys() | axis._READERS.keys()
    assert set(axis._names(kind.mark)) <= known
    assert re.search(rf"\.mark\.{kind.mark.style}\b", STYLE)


def test_every_release_ends_a_press():
    words = {role: {k.mark.words for k in INPUT_KINDS if k.mark.role == role}
             for role in ("press", "release")}  # fmt: skip
    assert words["press"] == words["release"]


def test_the_page_knows_no_kind_of_input():
    named = {*INPUT_TYPES, "mouse", "pad", "pads"} - {"text"}
    assert not [name for name in named if re.search(rf"\b{name}\b", SCRIPT)]


def test_the_page_gets_values_by_their_place():
    assert axis.shown_inputs()["pad_axis"] == {
        "device": "pads", "place": 3, "role": "point", "lane": "pad {0}", "style": "stick",
        "label": "", "words": "axis {1} to {2}",
    }  # fmt: skip
