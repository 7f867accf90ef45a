"""`ServiceManager`: starts services, keeps them up as they declare, ends all their processes."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Mapping
from typing import Any

from harness.base.suggest import did_you_mean
from harness.processes import guard, handover, process_table
from harness.processes.groups import Census
from harness.processes.loop import Loop
from harness.processes.policy import Ending
from harness.processes.reaping import Reaper
from harness.services.config import Service, Settings, check_platform, decoded, read_settings
from harness.services.log_lines import ERROR, INFO, WARNING, Log, log, processes
from harness.services.order import Order
from harness.services.service import Process, Supervised, Surroundings

LIVING: weakref.WeakSet[ServiceManager] = weakref.WeakSet()
"""The managers of this process whose services `respawn_self` hands over."""
_GUARD_SECONDS = 0.1
_LOOK_SECONDS = 0.05
"""How often `until` is asked while nothing happens."""


class ServiceManager:
    """The services of one configuration, a file or the mapping that is read from one.

    With `owns_process` the manager also waits for every child of this process that it did not
    start, and becomes the parent of all that services leave behind: for a process that does nothing
    else. `loop` may have another clock.
    """

    def __init__(
        self,
        config: Mapping[str, Any] | str | os.PathLike[str] | Settings,
        *,
        owns_process: bool = False,
        log: Log = log,
        loop: Loop | None = None,
    ) -> None:
        check_platform()
        self.settings = config if isinstance(config, Settings) else read_settings(config)
        self.loop = loop or Loop()
        self.services: dict[str, Supervised] = {}
        self.log = log
        self.reaper = Reaper(self.loop, owns_process)
        self._around = Surroundings(
            self.loop,
            Census(self.loop, self.reaper),
            log,
            self.settings.log_dir,
            guard.new_mark(self.settings.log_dir),
        )
        self.swept = 0
        """How many processes a dead supervisor had left."""
        self._guard: guard.Guard | None = None
        self.is_ending = False
        """All services are being stopped for good."""
        self._is_prepared = False
        self._foreign: list[process_table.Entry] = []
        """Children that this process had before it was a manager's; an `exec` keeps them."""
        self._is_over = False
        self._is_running = False
        self.order = Order(self.services, log, lambda action: self.loop.after(0.0, action))
        self.kept: list[int] = []
        """Descriptors that a successor takes over with the services."""
        self.on_change: Callable[[Supervised], None] = lambda _service: None
        self._leaving: set[str] = set()
        self._replacing: dict[str, Service] = {}
        LIVING.add(self)
        handed = handover.take(guard.key_of(self.mark))
        if handed is None:
            for spec in self.settings.services.values():
                self._add(spec)
        else:
            self._take_over(handed)

    @property
    def processes(self) -> dict[str, Process]:
        """Return the live processes by name."""
        return {name: service.process for name, service in self.services.items() if service.process}

    @property
    def mark(self) -> str:
        """What the environments of all processes of this manager hold."""
        return self._around.mark

    @property
    def is_done(self) -> bool:
        """Nothing runs, and nothing will be started."""
        return not self.order.unsettled and all(each.is_down for each in self.services.values())

    def start_service(self, name: str) -> bool:
        """Start a service now, whatever it depends on; return whether it runs.

        Where it cannot be executed, that is a failure under its policy. One that runs stays.
        """
        service = self._known(name)
        if service is None:
            return False
        if self.is_ending:
            self.log(f"{name}: not started: all services are being stopped", ERROR)
            return False
        self._run_until(lambda: service.is_steady)
        if service.process is not None:
            return True
        self.prepare()
        self.order.wanted.add(name)
        return service.start()

    def stop_service(self, name: str) -> bool:
        """Stop a service and all its processes, and wait; return whether nothing of it is left."""
        service = self._known(name)
        if service is None:
            return False
        if service.is_down:
            self.order.wanted.discard(name)
            self.log(f"{name}: does not run", INFO)
            return True
        self.order.stop([name])
        self._run_until(lambda: service.is_down)
        return not service.has_survivors

    def start_all(self) -> None:
        """Begin to start all services in order."""
        self.prepare()
        self.order.start(self.services)

    def monitor_services(self) -> None:
        """Do what is due now: take ends and output, restart what is to be restarted."""
        handover.let_signals_in()
        if not self._is_over:
            self.loop.run_once(0.0)

    def run_monitoring(self, until: Callable[[], bool] | None = None) -> None:
        """Monitor until `until()` is true or `shutdown` was called.

        Starts all services first where none was started or stopped yet.
        """
        if self._is_over:
            return
        self._is_running = True
        try:
            with self.loop.listening():
                handover.let_signals_in()
                if not self._is_prepared:
                    self.start_all()
                while not (self._is_over or self._has_ended() or (until and until())):
                    self.loop.run_once(_LOOK_SECONDS if until else None)
                if self._has_ended():
                    self._finish()
        finally:
            self._is_running = False
        self._close_if_over()

    def shutdown(self) -> None:
        """Stop all services in reverse order, and wait. Does nothing the second time."""
        self.begin_shutdown()
        if not self._is_over:
            self._run_until(self._has_ended)
            self._finish()

    def begin_shutdown(self) -> None:
        """Begin to stop all services; `run_monitoring` returns when it is done."""
        if not self.is_ending:
            self.is_ending = True
            self.order.stop(self.services)

    def prepare(self) -> None:
        """Before the first start: end what a dead supervisor has left, and start the guard."""
        if self._is_prepared:
            return
        self._is_prepared = True
        found = map(process_table.entry, self.reaper.adopted() or ())
        self._foreign = [each for each in found if each is not None]
        self.swept = guard.sweep(self.mark)
        if self.swept:
            self.log(f"ended {processes(self.swept)} that a dead supervisor had left", WARNING)
        self._start_guard()

    def reload(self, settings: Settings) -> list[str]:
        """Go by other settings; return the names of the services that this touches.

        A service is restarted only where its process would be another one.
        """
        before, self.settings = self.settings, settings
        if (before.log_dir, before.control) != (settings.log_dir, settings.control):
            self.log("log_dir and control take effect at the next start of the supervisor", WARNING)
        gone = [name for name in self.services if name not in settings.services]
        new = [name for name in settings.services if name not in self.services]
        other = [name for name, spec in settings.services.items() if self._replace(spec)]
        self._leaving.update(gone)
        for name in new:
            self._add(settings.services[name])
        for name in [*settings.services, *gone]:  # the order of the file
            self.services[name] = self.services.pop(name)
        self.order.stop(gone)
        self.order.restart(name for name in other if name in self.order.wanted)
        self.order.start(new)
        for service in list(self.services.values()):
            self._settle_reload(service)
        return [*gone, *new, *other]

    def hand_over(self) -> dict[str, Any]:
        """Return what a successor in this process needs, as plain data."""
        services = {name: each.hand_over() for name, each in self.services.items()}
        pipes = [each["output"] for each in services.values() if each["output"] >= 0]
        guards = [self._guard.pipe] if self._guard else []
        return {
            "key": guard.key_of(self.mark),
            "descriptors": [*pipes, *guards, *self.kept],
            "kept": self.kept,
            "mark": self.mark,
            "guard": self._guard,
            "foreign": self._foreign,
            "place": [self.settings.log_dir, self.settings.control, self.settings.respawn],
            "is_ending": self.is_ending,
            "wanted": sorted(self.order.wanted),
            "unsettled": sorted(self.order.unsettled),
            "services": services,
        }

    def _take_over(self, handed: dict[str, Any]) -> None:
        """Go on where the process was before its `execv`, then go by what is declared now."""
        self._around = self._around._replace(mark=handed["mark"])
        self.kept = handed["kept"]
        self._foreign = [process_table.Entry(*each) for each in handed["foreign"]]
        self._is_prepared = True
        for name, state in handed["services"].items():
            service = self._add(decoded(state["spec"]))
            service.take_over(state)
            self.services[name] = service
        self.order.wanted = set(handed["wanted"])
        self.order.unsettled = set(handed["unsettled"])
        self.is_ending = handed["is_ending"]
        if handed["guard"]:
            self._watch_guard(guard.Guard(*handed["guard"]))
        # What is started now would have the signals blocked that are held back during an execv.
        self.order.is_held = True
        self.loop.after(0.0, self.order.release)
        if not self.is_ending:
            self.reload(self.settings)
        self.log(f"took over {processes(len(self.processes))}")

    def _replace(self, spec: Service) -> bool:
        """Prepare for another declaration; return whether its process is another one."""
        service = self.services.get(spec.name)
        self._leaving.discard(spec.name)
        if service is None or service.spec.runs_like(spec):
            if service is not None:
                service.adopt_rules(spec)
            return False
        self._replacing[spec.name] = spec
        return True

    def _settle_reload(self, service: Supervised) -> None:
        """Replace or drop a service that is down, if that is what it waits for."""
        if not service.is_down:
            return
        if service.name in self._replacing:
            service.replace(self._replacing.pop(service.name))
        elif service.name in self._leaving:
            self._leaving.discard(service.name)
            service.forget()
            del self.services[service.name]
            self.log(f"{service.name}: removed")

    def _add(self, spec: Service) -> Supervised:
        service = self.services[spec.name] = Supervised(spec, self._around, self._changed)
        return service

    def _changed(self, service: Supervised) -> None:
        self._settle_reload(service)
        if self.order.unsettled:
            self.order.advance()
        self.on_change(service)

    def _known(self, name: str) -> Supervised | None:
        if name not in self.services:
            near = did_you_mean(name, self.services)
            self.log(f"no service {name!r}{near}", ERROR)
        return self.services.get(name)

    def _run_until(self, is_over: Callable[[], bool]) -> None:
        with self.loop.listening():
            handover.let_signals_in()
            self.loop.run_until(is_over)

    def _start_guard(self) -> None:
        if self._is_over:
            return
        try:
            self._watch_guard(guard.start_guard(self.mark, self._foreign))
        except OSError as error:
            self.log(f"no guard against a kill of this process: {error.strerror}", WARNING)

    def _watch_guard(self, started: guard.Guard) -> None:
        self._guard = started
        self.reaper.watch(started.pid, self._guard_ended)

    def _guard_ended(self, ending: Ending) -> None:
        """Start another guard in place of one that was killed."""
        before, self._guard = self._guard, None
        if before is not None:
            os.close(before.pipe)
            self.log(f"the guard ended ({ending}); starting another one", WARNING)
            self.loop.after(_GUARD_SECONDS, self._start_guard)

    def _has_ended(self) -> bool:
        return self.is_ending and self.is_done

    def _finish(self) -> None:
        """Let go of all that was opened, once."""
        if self._is_over:
            return
        self._is_over = True
        LIVING.discard(self)
        strays = guard.end_children(self._strays)
        if strays:
            self.log(f"ended {processes(strays)} that no service was known to have", WARNING)
        if self._guard is not None:
            pid, before = self._guard.pid, self._guard
            self._guard = None
            before.dismiss()
            self._run_until(lambda: pid not in self.reaper.watched)
        for service in self.services.values():
            service.forget()
        self._close_if_over()

    def _strays(self) -> set[int]:
        """Return the orphans that this process has adopted, whoever of the services they were."""
        foreign = {each.pid for each in self._foreign if process_table.entry(each.pid) == each}
        return set(self.reaper.adopted() or ()) - foreign

    def _close_if_over(self) -> None:
        if self._is_over and not self._is_running:
            self.loop.close()


def kept_settings(source: str) -> Settings | None:
    """Return the settings that the program before an `execv` went by, if there was one."""
    kept = handover.peek()
    if kept is None:
        return None
    services = {name: decoded(state["spec"]) for name, state in kept["services"].items()}
    log_dir, control, respawn = kept["place"]
    return Settings(services, log_dir, control, respawn, source)
