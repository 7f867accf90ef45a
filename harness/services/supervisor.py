"""The supervisor of one file: signals, the control socket, what is shown, and its own crashes."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import Any, NamedTuple

from harness.base.faults import fault
from harness.base.suggest import did_you_mean
from harness.errors import HarnessError, UsageError
from harness.processes import policy
from harness.processes.control import Answer, Busy, Descriptors, Server
from harness.processes.loop import Loop, Timer
from harness.processes.notify import notify
from harness.processes.output import RotatedLog
from harness.processes.usage import Usage
from harness.services import log_lines as levels
from harness.services import status
from harness.services.config import Settings, read_settings
from harness.services.manager import ServiceManager, kept_settings
from harness.services.respawn import may_respawn, respawn_self
from harness.services.service import Supervised
from harness.services.views import View

FINE, FAILED = 0, 1
_LOG_BYTES = 10_000_000
_TABLE_SECONDS = 1.0
_CHANGED_SECONDS = 0.1


class _Due(NamedTuple):
    """An answer that is given when no step is left for some services."""

    names: list[str]
    must_run: bool
    answer: Answer


class Supervisor:
    """Supervises the services of `path`, a file. `run` returns an exit code."""

    def __init__(self, path: str, view: View, until_done: bool = False) -> None:
        self._path = path
        self._view = view
        self._until_done = until_done
        settings, mistakes = _settings(path)
        self._log_file = RotatedLog(_make_log(settings), _LOG_BYTES, self._show_warning)
        self._usage = Usage()
        self._due: list[_Due] = []
        self._is_ready = False
        self._is_done = False
        """Nothing was left to do, and it ends for that reason."""
        self._table: Timer | None = None
        self.loop = Loop()
        self.manager = ServiceManager(settings, owns_process=True, log=self._log, loop=self.loop)
        self.manager.on_change = self._changed
        for each in mistakes:
            self._log(f"not reloaded: {each}", levels.ERROR)
        kept = Descriptors(*self.manager.kept) if self.manager.kept else None
        self._was_respawned = kept is not None
        try:
            self._server = Server(self.loop, settings.control, self._handle, kept)
        except Busy:
            raise UsageError(
                f"{path} is supervised already, or another file with the same log_dir is: another "
                f"supervisor has {settings.control}; see `python -m harness supervise status "
                f"--file {path}`, or set control and log_dir in [supervisor]"
            ) from None
        except OSError as error:
            raise UsageError(f"cannot listen on {settings.control}: {error.strerror}") from None
        self.manager.kept = list(self._server.descriptors)
        for number in (signal.SIGINT, signal.SIGTERM):
            self.loop.on_signal(number, self._end)
        self.loop.on_signal(signal.SIGHUP, self._reload_by_signal)
        self.loop.at_end_of_passes(self._check)

    def run(self) -> int:
        """Supervise until a signal ends it, or nothing is left to do."""
        try:
            with self.loop.listening():
                return self._supervise()
        except Exception as error:
            return self._crashed(error)

    def _supervise(self) -> int:
        if not self._was_respawned:
            self._log(f"supervising {len(self.manager.services)} services, pid {os.getpid()}")
            self.manager.start_all()
        if self._view.wants_rows:
            self._show_table()
        self.manager.run_monitoring()
        self._log("all services are stopped")
        if self._view.wants_rows:
            self._show_table()
        self._close()
        return FAILED if self._is_done and self._has_failed else FINE

    def _close(self) -> None:
        self._server.close()
        self._log_file.close()

    @property
    def _has_failed(self) -> bool:
        return any(map(_has_failed, self.manager.services.values()))

    def _end(self) -> None:
        """Stop everything in order; asked again, give no more grace."""
        if self.manager.is_ending:
            for service in self.manager.services.values():
                service.kill()
        else:
            notify("STOPPING=1")
            self.manager.begin_shutdown()

    def _check(self) -> None:
        """Give answers that are due, and report to systemd, at the end of a pass."""
        for each in [each for each in self._due if self.manager.order.is_done(each.names)]:
            self._due.remove(each)
            self._answer_done(each)
        if not self._is_ready and self.manager.order.is_done(self.manager.services):
            self._is_ready = True
            notify("READY=1")
        if self._until_done and not self.manager.is_ending and self.manager.is_done:
            self._is_done = True
            self.manager.begin_shutdown()

    def _crashed(self, error: Exception) -> int:
        """Run this program anew, or stop everything where that happens too often."""
        ours = fault(error)
        self._log(f"the supervisor crashed: {ours}", levels.ERROR)
        for each in ours.stack.splitlines():
            self._log(each, levels.ERROR)
        if self.manager.settings.respawn and may_respawn():
            try:
                respawn_self()
            except Exception as failed:
                self._log(f"cannot respawn: {failed}", levels.ERROR)
        self._log("stopping all services", levels.ERROR)
        try:
            self.manager.shutdown()
            self._close()
        except Exception as failed:  # the guard then ends what is left
            self._log(f"cannot stop them in order: {failed}", levels.ERROR)
        return FAILED

    def _handle(self, request: dict[str, Any], answer: Answer) -> None:
        """Take a request of the control socket."""
        command, names = request.get("command"), request.get("names") or []
        try:
            chosen = self._chosen(names)
            if command == "status":
                answer({"ok": True, "services": self._rows(chosen)})
            elif command == "reload":
                self._answer_later(self.reload(), False, answer)
            elif command in ("start", "stop", "restart") and not self.manager.is_ending:
                getattr(self.manager.order, command)(chosen)
                self._answer_later(chosen, command != "stop", answer)
            else:
                raise UsageError(self._refusal(command))
        except HarnessError as error:
            answer({"ok": False, "error": str(error)})

    def _refusal(self, command: Any) -> str:
        if self.manager.is_ending:
            return "the supervisor is stopping all services"
        return f"unknown command {command!r}; known: reload, restart, start, status, stop"

    def _chosen(self, names: Any) -> list[str]:
        """Return the services of a request; none are all."""
        known = self.manager.services
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise UsageError(f"expected names as a list of texts, got {names!r}")
        for name in names:
            if name not in known:
                raise UsageError(f"no service {name!r}{did_you_mean(name, known)}")
        return list(dict.fromkeys(names)) or list(known)

    def _answer_later(self, names: list[str], must_run: bool, answer: Answer) -> None:
        self._due.append(_Due(names, must_run, answer))

    def _answer_done(self, due: _Due) -> None:
        left = [name for name in due.names if name in self.manager.services]
        failed = [
            name for name in left if due.must_run and not self.manager.services[name].was_ready
        ]
        answer = {"ok": not failed, "services": self._rows(left)}
        if failed:
            answer["error"] = f"not started: {', '.join(failed)}"
        due.answer(answer)

    def _rows(self, names: list[str]) -> list[status.Row]:
        return status.rows([self.manager.services[name] for name in names], self._usage)

    def _reload_by_signal(self) -> None:
        with contextlib.suppress(UsageError):
            self.reload()

    def reload(self) -> list[str]:
        """Read the file again; return the names of the services that this touches.

        Raises `UsageError` with all mistakes of the file, and changes nothing then.
        """
        if self.manager.is_ending:
            raise UsageError(self._refusal("reload"))
        try:
            settings = _checked(read_settings(self._path))
        except UsageError as error:
            for each in str(error).splitlines():
                self._log(f"not reloaded: {each}", levels.ERROR)
            raise
        touched = self.manager.reload(settings)
        self._log(f"reloaded; changed: {', '.join(touched) or 'nothing'}")
        return touched

    def _changed(self, service: Supervised) -> None:
        if self._view.wants_changes:
            self._view.change(status.rows([service], None)[0])
        if self._view.wants_rows and self._table is not None:
            self._table.cancel()
            self._table = self.loop.after(_CHANGED_SECONDS, self._show_table)

    def _show_table(self) -> None:
        self._view.rows(self._rows(list(self.manager.services)))
        self._table = self.loop.after(_TABLE_SECONDS, self._show_table)

    def _log(self, message: str, level: str = levels.INFO) -> None:
        line = levels.line(message, level)
        self._view.log(line, level, message)
        self._log_file.write(f"{line}\n".encode())

    def _show_warning(self, reason: str) -> None:
        self._view.log(levels.line(reason, levels.WARNING), levels.WARNING, reason)


def _settings(path: str) -> tuple[Settings, list[str]]:
    """Return what a file declares, and its mistakes.

    After a respawn the folder and the socket stay; where the file cannot be used, everything does.
    """
    kept = kept_settings(path)
    try:
        settings = _checked(read_settings(path))
    except UsageError as error:
        if kept is None:
            raise
        return kept, str(error).splitlines()
    if kept is not None:
        settings = settings._replace(log_dir=kept.log_dir, control=kept.control)
    return settings, []


def _checked(settings: Settings) -> Settings:
    if not settings.services:
        raise UsageError(
            f"{settings.source}: it declares no service; add [service.NAME] with a command"
        )
    return settings


def _make_log(settings: Settings) -> str:
    """Make the folder of logs; return the path of the supervisor's own."""
    try:
        for folder in (settings.log_dir, os.path.dirname(settings.control)):
            os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make {settings.log_dir}: {error.strerror}") from None
    return os.path.join(settings.log_dir, "supervisor.log")


def _has_failed(service: Supervised) -> bool:
    life = service.life
    if life.state == policy.GIVEN_UP:
        return True
    ended_badly = life.last_ending is not None and life.last_ending.is_failure
    return life.rules.policy == policy.NEVER and ended_badly
