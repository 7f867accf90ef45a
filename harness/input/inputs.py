"""What goes into the virtual devices, and what comes out of them."""

from __future__ import annotations

from typing import Any, NamedTuple


class Input(NamedTuple):
    """What a test, a replayed trace or a real device does to a virtual device.

    `type` and `values` are those of a line of the trace: see `records/input_kinds.py`. Keys have
    an SDL key code and a name (`KEY_…`), the mouse pixels of the frame, the wheel notches (up and
    right are positive), an event of the window the values that `model.WINDOW_EVENTS` declares.
    """

    type: str
    values: dict[str, Any]


class DeviceEvent(NamedTuple):
    """What a game sees of it: the name of pygame's event type, and the event's fields."""

    kind: str
    fields: dict[str, Any]


class Group(NamedTuple):
    """What a window shows of a device: its name, where it is, and what is held on it."""

    name: str
    text: str
    held: tuple[str, ...]


def key_input(down: bool, key: int, name: str) -> Input:
    return Input("key_down" if down else "key_up", {"key": key, "name": name})
