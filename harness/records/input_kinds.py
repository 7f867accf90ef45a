"""The kinds of input, as data: what a line of the trace holds, and what a report shows of it.

What acts on a device is in `input/devices.py`; the trace, its readers and the frame axis of the
report take a new kind from its row here.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

InputType = Literal[
    "key_down", "key_up", "mouse_move", "mouse_down", "mouse_up", "wheel", "text",
    "pad_down", "pad_up", "pad_axis", "pad_added", "pad_removed", "window",
]  # fmt: skip
INPUT_TYPES: tuple[InputType, ...] = get_args(InputType)

Field = tuple[type, float, float]
"""Kind of a value, and its range if it is a number."""


class Mark(NamedTuple):
    """What the frame axis shows of an input.

    Texts hold values of the line in braces. Beside the fields there are `{key}` (its name),
    `{mouse}` (a button's name, or its number), `{mouse_label}` and `{event}` (of a window).
    """

    role: Literal["press", "release", "point"]
    """A press and its release become a bar where their `words` are the same."""
    lane: str
    style: str
    """A class of marks in `report.css`."""
    label: str
    """In the mark; of a release that ends no press: what went up."""
    words: str
    """In the tip: what is pressed or released, or else what happened."""


class InputKind(NamedTuple):
    name: InputType
    device: str
    fields: dict[str, Field]
    """What must be in a line of the trace."""
    mark: Mark


MOUSE_BUTTONS = {1: "left", 2: "middle", 3: "right"}
"""The buttons that have a name."""

_FINITE: Field = (float, -1e6, 1e6)
_POINT = {"x": _FINITE, "y": _FINITE}
_KEY: dict[str, Field] = {"key": (int, 0, 2**31)}
_BUTTON: dict[str, Field] = {"button": (int, 0, 63)}
_PAD: dict[str, Field] = {"pad": (int, 0, 7)}
_PAD_BUTTON: dict[str, Field] = _PAD | {"button": (int, 0, 15)}
_PAD_AXIS: dict[str, Field] = _PAD | {"axis": (int, 0, 5), "value": (float, -1, 1)}

INPUT_KINDS = (
    InputKind("key_down", "keys", _KEY,
              Mark("press", "{key}", "key", "{key}", "{key}")),
    InputKind("key_up", "keys", _KEY,
              Mark("release", "{key}", "key", "{key}", "{key}")),
    InputKind("mouse_move", "mouse", _POINT,
              Mark("point", "mouse", "move", "", "mouse to {x}, {y}")),
    InputKind("mouse_down", "mouse", _BUTTON,
              Mark("press", "mouse", "mouse", "{mouse_label}", "mouse {mouse}")),
    InputKind("mouse_up", "mouse", _BUTTON,
              Mark("release", "mouse", "mouse", "mouse {mouse}", "mouse {mouse}")),
    InputKind("wheel", "mouse", _POINT,
              Mark("point", "mouse", "wheel", "", "wheel {x}, {y}")),
    InputKind("text", "text", {"text": (str, 0, 0)},
              Mark("point", "text", "text", "{text}", 'text "{text}"')),
    InputKind("pad_down", "pads", _PAD_BUTTON,
              Mark("press", "pad {pad}", "pad", "button {button}", "pad {pad} button {button}")),
    InputKind("pad_up", "pads", _PAD_BUTTON,
              Mark("release", "pad {pad}", "pad", "button {button}", "pad {pad} button {button}")),
    InputKind("pad_axis", "pads", _PAD_AXIS,
              Mark("point", "pad {pad}", "stick", "", "axis {axis} to {value}")),
    InputKind("pad_added", "pads", _PAD,
              Mark("point", "pad {pad}", "pad", "", "connected")),
    InputKind("pad_removed", "pads", _PAD,
              Mark("point", "pad {pad}", "pad", "", "disconnected")),
    InputKind("window", "window", {"name": (str, 0, 0)},
              Mark("point", "window", "text", "", "{event}")),
)  # fmt: skip
