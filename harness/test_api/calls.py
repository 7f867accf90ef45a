"""What Python does for the calls of a test, and what its framework asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.base import clock as wall
from harness.base import rng
from harness.base.clock import FrameClock
from harness.base.suggest import close_to, did_you_mean
from harness.config.resolve import RunConfig
from harness.config.targets import NO_GAME
from harness.errors import GameCrashed, HarnessError, SurfaceError, Undeclared
from harness.input.devices import Devices
from harness.input.keys import KEYS, MOUSE_BUTTONS, constant
from harness.logs.buffer import LogBuffer
from harness.logs.expected_errors import LogErrors
from harness.luahost.conversion import to_python
from harness.test_api.answers import Answers
from harness.test_api.bindings import BINDINGS, Binding, Param
from harness.test_api.input_calls import InputCalls
from harness.test_api.pictures import Pictures
from harness.test_api.registry import Registry

_SHORT_NAMES = [binding.name.removeprefix("test_harness.") for binding in BINDINGS]
_RECENT_LINES = 10
PUBLIC_MODULES = ("framework.actions",)
"""Modules of the framework that test files may require."""


class Calls(InputCalls):
    """What Python does for a test's calls. `registry`, `mark` and `test` change as tests run."""

    def __init__(
        self, config: RunConfig, clock: FrameClock, log: LogBuffer, devices: Devices
    ) -> None:
        super().__init__(devices)
        self.registry = Registry()
        self.mark = 1
        """Index of the first log line of the running test."""
        self.test = ""
        """What the running test's random stream is named after."""
        self.exit_code: int | None = None
        self.recorder: Callable[[str, dict[str, Any]], None] = _forget
        """Told of every `set_state` and `command` before it is carried out."""
        self.tell_wait: Callable[[str, dict[str, Any]], None] = _forget
        """Told of the beginning and the end of each wait."""
        self.shots: Pictures | None = None
        self.log_errors: LogErrors | None = None
        self.answers = Answers(_forget_finding)
        self.crash: GameCrashed | None = None
        """What the game raised when it was asked to draw itself for a picture."""
        self.hold_failure: Callable[[str], None] = _go_on
        """Told the message of a failure; returns when the test may be cleaned up."""
        self._config = config
        self._clock = clock
        self._log = log

    def begin_attempt(self, mark: int) -> None:
        """Forget the attempt before; `mark` is the index of the first log line of this one."""
        self.mark = mark
        self.answers.begin_attempt()

    def check_root(self, path: str) -> None:
        self.registry.check_root(path)

    def get_state(self, path: str) -> Any:
        return _or_message(self.registry.get_state, path)

    def set_state(self, path: str, value: Any = None) -> Any:
        return _or_message(self._write, path, _plain(f"state {path!r}", value))

    def query(self, name: str, args: Any = None) -> Any:
        return _or_message(self.registry.ask, name, _plain(f"query {name!r}", args))

    def command(self, name: str, args: Any = None) -> Any:
        return _or_message(self._act, name, _plain(f"command {name!r}", args))

    def screenshot(self, path: str) -> Any:
        try:
            return self._taker().screenshot(path)
        except GameCrashed:
            raise
        except HarnessError as error:
            return None, str(error), Undeclared.why

    def begin_screenshot(self, name: str, options: Any) -> int:
        return self._taker().begin(name, to_python(options))

    def is_stable(self) -> bool:
        return self._taker().is_stable()

    def finish_screenshot(self) -> Any:
        verdict = self._taker().finish()
        return (None, None) if verdict is None else tuple(verdict)

    def _taker(self) -> Pictures:
        assert self.shots is not None
        return self.shots

    def expect_log_error(self, text: str, regex: bool) -> None:
        assert self.log_errors is not None
        self.log_errors.expect(text, regex)

    def wait_begins(self, name: str, until: int | None = None, what: str | None = None) -> None:
        known = {"name": name, "until": until, "text": what}
        self.tell_wait("wait", {key: value for key, value in known.items() if value is not None})

    def wait_ends(self) -> None:
        self.tell_wait("wait_end", {})

    def note_answer(self, where: str, text: str, dropped: bool) -> None:
        self.answers.note(where, text, dropped)

    def log_mark(self) -> int:
        return self._log.mark()

    def find_log(
        self,
        text: str,
        since: int | None = None,
        regex: bool = False,
        caller: str = "test_harness.find_log",
    ) -> Any:
        try:
            line = self._log.find(text, self.mark if since is None else since, regex)
        except ValueError as error:
            raise HarnessError(f"{caller}: argument 'text': {error}") from None
        return (True, line.number, line.text) if line else (False, None, None)

    def clear_logs(self) -> None:
        self._log.clear()

    def exit(self, code: int) -> None:
        self.exit_code = code

    def _write(self, path: str, value: Any) -> bool:
        self.recorder("set_state", {"path": path, "value": value})
        self.registry.set_state(path, value)
        return True

    def _act(self, name: str, args: Any) -> bool:
        self.recorder("command", {"name": name, "args": args})
        self.registry.act(name, args)
        return True

    # What the framework itself asks, which tests cannot call.

    def random_seed(self) -> int:
        """Seed of the running test's `math.random`: 52 bits, which a Lua number holds exactly."""
        return rng.derive(self._config.seed, "lua", self.test) >> 12

    def last_line(self) -> str:
        lines = self._log.since(self.mark)
        return lines[-1].text if lines else ""

    def recent_lines(self, since: int | None = None) -> str:
        lines = self._log.since(self.mark if since is None else since)[-_RECENT_LINES:]
        if not lines:
            return "; nothing was logged"
        shown = self._log.attempt_lines(lines)
        return "; the last lines were\n" + "\n".join(f"  {line}" for line in shown)

    def _hold_failure(self, message: str) -> None:
        """Ask who is there by now: a file is loaded before the window opens."""
        self.hold_failure(message)

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Return what Lua may call, by name."""
        own = {name: getattr(self, name) for name in _PYTHON_SIDE}
        return own | {
            "log": lambda text: self._log.write(text, "test"),
            "hold_failure": self._hold_failure,
            "clock": wall.monotonic,
            "constant": lambda name: constant(name) if isinstance(name, str) else None,
            "nearest_function": lambda name: did_you_mean(name, [*_SHORT_NAMES, *KEYS]),
            "nearest_global": _nearest_global,
            "nearest_word": _nearest_word,
            "nearest_constant": _nearest_constant,
            "nearest_arg": lambda name: did_you_mean(name, test_args(self._config)),
        }

    def values(self) -> dict[str, Any]:
        """Return the plain values that Lua gets."""
        return {
            "bindings": [_row(binding) for binding in BINDINGS],
            "args": test_args(self._config),
            "public_modules": dict.fromkeys(PUBLIC_MODULES, True),
            "fps": self._config.fixed_fps,
            "frame_seconds": self._config.frame_seconds,
            "pause_on_failure": self._config.pause_on_failure,
            "has_game": self._config.game not in (None, NO_GAME),
        }


_PYTHON_SIDE = (
    "press_key", "release_key", "tap_key", "move_mouse", "mouse_down", "mouse_up", "click",
    "mouse_wheel", "text_input", "type_letter", "window_event", "gamepad_button_down",
    "gamepad_button_up", "gamepad_set_axis", "gamepad_connect", "gamepad_disconnect",
    "check_root", "get_state", "set_state", "query",
    "command", "log_mark", "find_log", "clear_logs", "exit", "random_seed", "last_line",
    "recent_lines", "screenshot", "begin_screenshot", "is_stable", "finish_screenshot",
    "expect_log_error", "wait_begins", "wait_ends", "note_answer",
)  # fmt: skip


def _forget(kind: str, values: dict[str, Any]) -> None:
    """Take note of nothing, where no game is."""


def _forget_finding(kind: str, path: str, message: str) -> None:
    """Keep no finding, where no run collects them."""


def _go_on(message: str) -> None:
    """Hold nothing, where nobody looks."""


def _nearest_global(name: str, known: str) -> str:
    """Return what a mistyped global may have meant; `known` are names, separated by spaces."""
    if name.startswith("KEY_"):
        return did_you_mean(name, KEYS)
    if name in _SHORT_NAMES:
        return f"; it is test_harness.{name}"
    return close_to(name, [*known.split(), *MOUSE_BUTTONS])


def _nearest_word(name: str, known: str) -> str:
    """Return what a mistyped assertion may have meant; `known` are names, separated by spaces."""
    return did_you_mean(name, known.split())


def _nearest_constant(text: str, prefix: str) -> str:
    """Return the constant that a text like `space` or `left` means, or the nearest ones."""
    names = KEYS if prefix == "KEY_" else MOUSE_BUTTONS
    word = text.upper().replace(" ", "_")
    word = word.removeprefix("K_") if prefix == "KEY_" else word
    name = word if word.startswith(prefix) else prefix + word
    if name in names:
        return f"; write {name}"
    return did_you_mean(name, names)


def test_args(config: RunConfig) -> dict[str, Any]:
    """Return `test_harness.args`; paths are relative to the project's root."""
    from harness.base.paths import shown

    return {
        "seed": config.seed,
        "fixed_fps": config.fixed_fps,
        "resolution": config.size_text,
        "shard": config.shard,
        "total_shards": config.total_shards,
        "update_baselines": config.update_baselines,
        "baseline_dir": shown(config.baseline_dir, config.root),
        "artifacts_dir": shown(config.artifacts_dir, config.root),
        "report_json": shown(config.report_json, config.root),
        "report_junit": shown(config.reports["junit"], config.root),
    }


def _row(binding: Binding) -> dict[str, Any]:
    return {
        "name": binding.name,
        "is_global": binding.is_global,
        "answers": binding.returns.endswith("| nil, string"),
        "params": [_param(param) for param in binding.params],
    }


def _param(param: Param) -> dict[str, Any]:
    row = {key: value for key, value in param._asdict().items() if value is not None}
    row["fields"] = [_param(field) for field in param.fields]
    for name in ("fields", "constants"):
        if not row[name]:
            del row[name]
    return row


def _plain(what: str, value: Any) -> Any:
    """Return what a test passes on as plain Python; `what` is what it is for."""
    try:
        return to_python(value)
    except SurfaceError as error:
        raise SurfaceError(f"{what}: {error}") from None


def _or_message(function: Callable[..., Any], *args: Any) -> Any:
    """Call; what is not declared or not there becomes `nil` and a message, as the contract says."""
    try:
        return function(*args)
    except Undeclared as error:
        return None, str(error), error.why
