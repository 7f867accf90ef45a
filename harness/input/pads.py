"""The virtual gamepads: which are connected, their buttons, axes and hat.

All are of one model, a PS4 controller as SDL shows it. Tests number the pads; a game numbers them
as SDL does, by their place among those that are connected and by a count of connections.
"""

from __future__ import annotations

from harness.input.inputs import DeviceEvent, Group

NAME = "PS4 Controller"
GUID = "030000004c050000cc09000000016800"
REST = (0.0, 0.0, 0.0, 0.0, -1.0, -1.0)
"""The axes when nobody touches them: two sticks in the middle, two triggers let go."""
BUTTON_COUNT = 16
MOST = 8

_UP, _DOWN, _LEFT, _RIGHT = 11, 12, 13, 14


class Pad:
    """One gamepad, from when it is connected; after that it stays at rest."""

    def __init__(self, index: int, instance_id: int) -> None:
        self.index = index
        """Its place among the connected pads when it joined them; the `joy` of its events."""
        self.instance_id = instance_id
        self.axes = list(REST)
        self._down: dict[int, None] = {}

    @property
    def buttons(self) -> tuple[int, ...]:
        """The buttons that are down, in the order in which they were pressed."""
        return tuple(self._down)

    @property
    def hat(self) -> tuple[int, int]:
        """Where the D-pad points: right and up are positive."""
        return (
            (_RIGHT in self._down) - (_LEFT in self._down),
            (_UP in self._down) - (_DOWN in self._down),
        )

    def is_down(self, button: int) -> bool:
        return button in self._down

    def shown(self, number: int) -> Group:
        buttons = [f"button {button}" for button in self._down]
        axes = [
            f"axis {axis} {value:+.2f}"
            for axis, (value, rest) in enumerate(zip(self.axes, REST, strict=True))
            if value != rest
        ]
        return Group(f"pad {number}", "", (*buttons, *axes))

    def rest(self) -> None:
        """Let go of everything, without a word to the game."""
        self.axes = list(REST)
        self._down.clear()

    def press(self, button: int) -> list[DeviceEvent]:
        """Press a button; one that is down already gives no event."""
        if button in self._down:
            return []
        hat = self.hat
        self._down[button] = None
        return self._button("JOYBUTTONDOWN", button, hat)

    def release(self, button: int) -> list[DeviceEvent]:
        """Release a button; one that is up already gives no event."""
        if button not in self._down:
            return []
        hat = self.hat
        del self._down[button]
        return self._button("JOYBUTTONUP", button, hat)

    def set_axis(self, axis: int, value: float) -> list[DeviceEvent]:
        """Move an axis; where it is already gives no event."""
        if self.axes[axis] == value:
            return []
        self.axes[axis] = value
        return [self._event("JOYAXISMOTION", axis=axis, value=value)]

    def _button(self, kind: str, button: int, hat_before: tuple[int, int]) -> list[DeviceEvent]:
        events = [self._event(kind, button=button)]
        if self.hat != hat_before:
            events.append(self._event("JOYHATMOTION", hat=0, value=self.hat))
        return events

    def _event(self, kind: str, **fields: object) -> DeviceEvent:
        return DeviceEvent(kind, {"joy": self.index, "instance_id": self.instance_id} | fields)


class Pads(dict[int, Pad]):
    """The connected pads by number, in the order in which they were connected."""

    def __init__(self, at_start: int) -> None:
        super().__init__()
        self._at_start = [Pad(number, number) for number in range(at_start)]
        """A game may hold on to these over fresh starts, so that they stay the same objects."""
        self.restart()

    def restart(self) -> None:
        """Have the pads connected and at rest with which every game starts."""
        self.clear()
        for pad in self._at_start:
            pad.rest()
            self[pad.index] = pad
        self._connections = len(self)

    def greetings(self) -> list[DeviceEvent]:
        """Return what SDL tells a game of the pads that are there already."""
        return [_added(pad) for pad in self.values()]

    def connect(self, number: int) -> list[DeviceEvent]:
        """Connect a pad, unless it is."""
        if number in self:
            return []
        pad = self[number] = Pad(len(self), self._connections)
        self._connections += 1
        return [_added(pad)]

    def disconnect(self, number: int) -> list[DeviceEvent]:
        """Disconnect a pad; as with SDL, what is held on it is let go first."""
        if number not in self:
            return []
        pad = self[number]
        events = [event for axis, value in enumerate(REST) for event in pad.set_axis(axis, value)]
        for button in pad.buttons:
            events += pad.release(button)
        del self[number]
        return [*events, DeviceEvent("JOYDEVICEREMOVED", {"instance_id": pad.instance_id})]

    def press(self, number: int, button: int) -> list[DeviceEvent]:
        """Press a button; using a pad connects it."""
        connected = self.connect(number)
        return connected + self[number].press(button)

    def release(self, number: int, button: int) -> list[DeviceEvent]:
        """Release a button; on a pad that is not connected, none is down."""
        return self[number].release(button) if number in self else []

    def set_axis(self, number: int, axis: int, value: float) -> list[DeviceEvent]:
        """Move an axis; using a pad connects it, but letting go of one does not."""
        if number not in self and value == REST[axis]:
            return []
        connected = self.connect(number)
        return connected + self[number].set_axis(axis, value)


def _added(pad: Pad) -> DeviceEvent:
    return DeviceEvent("JOYDEVICEADDED", {"device_index": pad.index, "guid": GUID})
