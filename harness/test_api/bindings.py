"""The table of all that Lua tests may call, in reading order.

The rows are the only description of `test_harness`: arguments are checked against them in Lua,
and editor types and the reference in the documentation are held against them. Functions that wait
are written in Lua (`lua/framework/`); what Python does for the others stands in `calls`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from harness.input import pads

VERSION = 1


class Param(NamedTuple):
    name: str
    type: str
    required: bool = False
    default: Any = None
    min: float | None = None
    max: float | None = None
    filled: bool = False
    constants: str = ""
    """The beginning of the constants that are expected: `KEY_` or `MOUSE_`."""
    fields: tuple[Param, ...] = ()


class Binding(NamedTuple):
    name: str
    params: tuple[Param, ...]
    returns: str
    words: str

    @property
    def is_global(self) -> bool:
        return "." not in self.name


def _options(*fields: Param) -> Param:
    return Param("opts", "options", fields=fields)


_POLL = (
    Param("timeout_frames", "integer", default=300, min=0),
    Param("fail_message", "string"),
    Param("poll_every_frames", "integer", default=1, min=1),
)
_SINCE = Param("since", "integer", min=1)
_REGEX = Param("regex", "boolean", default=False)
_KEY = Param("keycode", "integer", required=True, constants="KEY_")
_POSITION = (Param("x", "number", required=True), Param("y", "number", required=True))
_BUTTON = Param("button", "integer", required=True, constants="MOUSE_")
_NOTCHES = Param("x", "integer", required=True, min=-100, max=100)
_PAD = Param("pad", "integer", required=True, min=0, max=pads.MOST - 1)
_PAD_BUTTON = Param("button", "integer", required=True, min=0, max=pads.BUTTON_COUNT - 1)
_AXIS = Param("axis", "integer", required=True, min=0, max=len(pads.REST) - 1)
_PATH = Param("path", "string", required=True, filled=True)
_NAME = Param("name", "string", required=True, filled=True)
_TEXT = Param("text", "string", required=True, filled=True)
_MESSAGE = Param("message", "string")
_COMPARISON = _options(
    # Their defaults are settled later: the baseline's meta file stands below a test.
    Param("threshold_percent", "number", min=0, max=100),
    Param("per_channel_tolerance", "integer", min=0, max=255),
    Param("generate_diff", "boolean"),
    Param("region", "table"),
    Param("masks", "table"),
    Param("ignore_alpha", "boolean"),
    Param("stabilize_frames", "integer", min=0, max=300),
)

BINDINGS = (
    Binding("test_harness.wait_frames", (Param("n", "integer", required=True, min=0),), "",
            "Let n frames pass."),
    Binding("test_harness.now_frame", (), "integer",
            "The frame, counted from the start of the game."),
    Binding("test_harness.wait_until",
            (Param("predicate_fn", "function", required=True), _options(*_POLL)), "true",
            "Wait until the function returns something true."),
    Binding("test_harness.wait_until_state",
            (_PATH, Param("expected", "any"), _options(*_POLL)), "true",
            "Wait until the state at the path equals what is expected."),
    Binding("test_harness.wait_until_log", (_TEXT, _options(_SINCE, _REGEX, *_POLL)), "true",
            "Wait until a log line contains the text."),
    Binding("test_harness.exit", (Param("code", "integer", required=True, min=0, max=255),), "",
            "End the run with this exit code."),
    Binding("test_harness.press_key", (_KEY,), "", "Press a key at the start of the next frame."),
    Binding("test_harness.release_key", (_KEY,), "",
            "Release a key at the start of the next frame."),
    Binding("test_harness.tap_key",
            (_KEY, Param("frames_down", "integer", default=2, min=1)), "",
            "Press a key in the next frame and release it frames_down frames later."),
    Binding("test_harness.move_mouse", _POSITION, "",
            "Move the mouse to a place in the frame, in pixels."),
    Binding("test_harness.mouse_down", (_BUTTON,), "",
            "Press a mouse button at the start of the next frame."),
    Binding("test_harness.mouse_up", (_BUTTON,), "",
            "Release a mouse button at the start of the next frame."),
    Binding("test_harness.click",
            (*_POSITION, Param("button", "integer", default=1, constants="MOUSE_"),
             Param("frames_down", "integer", default=1, min=1)), "",
            "Move the mouse and press a button in the next frame, release it frames_down later."),
    Binding("test_harness.mouse_wheel", (_NOTCHES, _NOTCHES._replace(name="y")), "",
            "Turn the wheel by notches, to the right and up, in the next frame."),
    Binding("test_harness.text_input", (Param("str", "string", required=True),), "",
            "Enter text in the next frame as an input method does, without keys."),
    Binding("test_harness.type_text",
            (Param("str", "string", required=True),
             Param("frames_per_key", "integer", default=2, min=1)), "",
            "Type text key by key as a person does; return when the last key is up."),
    Binding("test_harness.window_event", (_NAME, Param("args", "table")), "",
            "Close, resize, minimise or restore the window, move the focus, or drop something on "
            "it, at the start of the next frame."),
    Binding("test_harness.gamepad_button_down", (_PAD, _PAD_BUTTON), "",
            "Press a gamepad's button at the start of the next frame."),
    Binding("test_harness.gamepad_button_up", (_PAD, _PAD_BUTTON), "",
            "Release a gamepad's button at the start of the next frame."),
    Binding("test_harness.gamepad_set_axis",
            (_PAD, _AXIS, Param("value", "number", required=True, min=-1, max=1)), "",
            "Move a gamepad's axis at the start of the next frame."),
    Binding("test_harness.gamepad_connect", (_PAD,), "",
            "Connect a gamepad at the start of the next frame."),
    Binding("test_harness.gamepad_disconnect", (_PAD,), "",
            "Disconnect a gamepad at the start of the next frame."),
    Binding("test_harness.get_state", (_PATH,), "value | nil, string", "Read declared state."),
    Binding("test_harness.set_state", (_PATH, Param("value", "any")), "true | nil, string",
            "Write declared state."),
    Binding("test_harness.query", (_NAME, Param("args", "table")), "value | nil, string",
            "Ask the game a declared question."),
    Binding("test_harness.command", (_NAME, Param("args", "table")), "true | nil, string",
            "Have the game carry out a declared action."),
    Binding("test_harness.screenshot", (Param("path", "string", required=True, filled=True),),
            "true | nil, string", "Keep a picture of the game among the artifacts of the attempt."),
    Binding("test_harness.assert_screenshot", (_NAME, _COMPARISON), "true",
            "Fail unless the game looks like the baseline of this name."),
    Binding("test_harness.log_mark", (), "integer", "The index of the next log line."),
    Binding("test_harness.find_log", (_TEXT, _options(_SINCE, _REGEX)),
            "boolean, integer | nil, string | nil", "Find the first log line with the text."),
    Binding("test_harness.expect_log_error", (_TEXT, _options(_REGEX)), "",
            "Fail unless the test logs an error with the text, which then fails nothing."),
    Binding("test_harness.clear_logs", (), "", "Forget the log's lines; indices go on."),
    Binding("assert_state",
            (_PATH, Param("expected", "any"),
             _options(Param("tolerance", "number", default=0, min=0), _MESSAGE)), "true",
            "Fail unless the state at the path equals what is expected."),
    Binding("assert_log_contains", (_TEXT, _options(_SINCE, _REGEX, _MESSAGE)), "true",
            "Fail unless a log line contains the text."),
    Binding("assert_screenshot", (_NAME, _COMPARISON), "true",
            "The same as test_harness.assert_screenshot."),
)  # fmt: skip
