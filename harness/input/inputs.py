"""What goes into the virtual devices, and what comes out of them."""

from __future__ import annotations

from typing import Any, NamedTuple


class Input(NamedTuple):
    """What a test, a replayed trace or a real device does to a virtual device.

    `type` and `values` are those of a line of the trace.

    key_down, key_up          key (SDL key code), name (`KEY_…`)
    mouse_move                x, y (pixels of the frame)
    mouse_down, mouse_up      button
    wheel                     x, y (notches; up and right are positive)
    text                      text
    pad_down, pad_up          pad, button
    pad_axis                  pad, axis, value (-1 to 1)
    pad_added, pad_removed    pad
    window                    name, and w, h (pixels), path or text: see `model.WINDOW_EVENTS`
    """

    type: str
    values: dict[str, Any]


class DeviceEvent(NamedTuple):
    """What a game sees of it: the name of pygame's event type, and the event's fields."""

    kind: str
    fields: dict[str, Any]


def key_input(down: bool, key: int, name: str) -> Input:
    return Input("key_down" if down else "key_up", {"key": key, "name": name})
