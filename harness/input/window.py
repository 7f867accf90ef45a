"""The window as a desktop acts on it: closed, focused, minimised, resized, with things dropped."""

from __future__ import annotations

from typing import Any

from harness.input.inputs import DeviceEvent, Input

_KEYS, _SHOWN = 2, 4
"""The states of pygame's ACTIVEEVENT."""


class Window:
    """`focused` and `minimized` are what a program can ask for.

    Events have the order and the fields that pygame 2.6.1 gives those of SDL.
    """

    def __init__(self) -> None:
        self.focused = True
        self.minimized = False
        self._home: tuple[int, int] | None = None
        """Its size before the first resize."""
        self._is_resized = False

    def change(self, name: str, values: dict[str, Any], size: tuple[int, int]) -> list[DeviceEvent]:
        """Return what a program sees of a window event; what changes nothing gives no event.

        `size` is that of the window before.
        """
        match name:
            case "close":
                return [_event("WINDOWCLOSE"), DeviceEvent("QUIT", {})]
            case "focus_lost" | "focus_gained":
                return self._focus(name == "focus_gained")
            case "minimized" | "restored":
                return self._minimize(name == "minimized")
            case "resized":
                return self._resize(values["w"], values["h"], size)
            case "drop_file":
                return _drop(_event("DROPFILE", file=values["path"]))
            case "drop_text":
                return _drop(_event("DROPTEXT", text=values["text"]))
        raise ValueError(f"no window event is called {name!r}")

    def restoring(self) -> list[Input]:
        """Return what brings the window back to how a program finds it at its start."""
        inputs = []
        if self.minimized:
            inputs.append(Input("window", {"name": "restored"}))
        if not self.focused:
            inputs.append(Input("window", {"name": "focus_gained"}))
        if self._is_resized and self._home:
            w, h = self._home
            inputs.append(Input("window", {"name": "resized", "w": w, "h": h}))
        return inputs

    def _focus(self, gained: bool) -> list[DeviceEvent]:
        if self.focused == gained:
            return []
        self.focused = gained
        return [
            _active(gained, _KEYS),
            _event("WINDOWFOCUSGAINED" if gained else "WINDOWFOCUSLOST"),
        ]

    def _minimize(self, gone: bool) -> list[DeviceEvent]:
        if self.minimized == gone:
            return []
        self.minimized = gone
        return [_active(not gone, _SHOWN), _event("WINDOWMINIMIZED" if gone else "WINDOWRESTORED")]

    def _resize(self, w: int, h: int, before: tuple[int, int]) -> list[DeviceEvent]:
        self._home = self._home or before
        self._is_resized = (w, h) != self._home
        return [
            _event("WINDOWSIZECHANGED", x=w, y=h),
            DeviceEvent("VIDEORESIZE", {"size": (w, h), "w": w, "h": h}),
            _event("WINDOWRESIZED", x=w, y=h),
        ]


def _event(kind: str, **fields: Any) -> DeviceEvent:
    return DeviceEvent(kind, {**fields, "window": None})


def _active(gained: bool, state: int) -> DeviceEvent:
    return DeviceEvent("ACTIVEEVENT", {"gain": int(gained), "state": state})


def _drop(event: DeviceEvent) -> list[DeviceEvent]:
    return [_event("DROPBEGIN"), event, _event("DROPCOMPLETE")]
