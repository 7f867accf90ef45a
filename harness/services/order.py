"""In which order services start and stop: what is wanted, and the next step towards it.

A service starts when all that it depends on has been ready, and stops when all that depends on it
and is to stop as well is down. Ends and restarts of a dependency leave its dependents alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from harness.processes import policy
from harness.processes.loop import Action
from harness.services.config import start_order
from harness.services.log_lines import WARNING, Log
from harness.services.service import Supervised

_STARTS_AT_ONCE = 4
"""A hundred starts in a row would keep a client of the control socket waiting."""


class Order:
    """Leads services to where they are wanted. `advance` is called after every change."""

    def __init__(
        self, services: Mapping[str, Supervised], log: Log, later: Callable[[Action], object]
    ) -> None:
        self.wanted: set[str] = set()
        self.unsettled: set[str] = set()
        """Names for which a step is left to be done."""
        self.is_held = False
        """No step is done now."""
        self._services = services
        self._log = log
        self._later = later
        self._restarting: set[str] = set()
        self._is_advancing = False
        self._has_changed = False
        self._starts_left = 0

    def start(self, names: Iterable[str]) -> None:
        """Start services, and before them what they depend on. Those that run are left alone."""
        self._want(set(names))
        self.advance()

    def stop(self, names: Iterable[str]) -> None:
        """Stop services, those that depend on others first."""
        for name in names:
            self.wanted.discard(name)
            self._restarting.discard(name)
            self.unsettled.add(name)
        self.advance()

    def restart(self, names: Iterable[str]) -> None:
        """Stop services, then start them again in order."""
        chosen = set(names)
        self._restarting |= chosen
        self._want(chosen)
        self.advance()

    def release(self) -> None:
        """Do the steps that were held back."""
        self.is_held = False
        self.advance()

    def is_done(self, names: Iterable[str]) -> bool:
        """Tell whether no step is left for these, and none of them is still about to be ready."""
        return not any(
            name in self.unsettled or self._services[name].life.state == policy.STARTING
            for name in names
            if name in self._services
        )

    def advance(self) -> None:
        """Do all steps that can be done now. A step may call this again."""
        self._has_changed = True
        if self._is_advancing or self.is_held:
            return
        self._is_advancing = True
        self._starts_left = _STARTS_AT_ONCE
        try:
            while self._has_changed and self.unsettled:
                self._has_changed = False
                for name in self._in_order():
                    self._step(name)
                self._release()
        finally:
            self._is_advancing = False
        if self._starts_left <= 0:
            self._later(self.advance)

    def _want(self, names: set[str]) -> None:
        """Want services and what they depend on; a dependency that has done its work is done."""
        for name in self._with_dependencies(names):
            has_run = name in self.wanted and self._services[name].was_ready
            if name in names or not has_run:
                self.unsettled.add(name)
            self.wanted.add(name)

    def _in_order(self) -> list[str]:
        self.unsettled &= self._services.keys()
        specs = {name: service.spec for name, service in self._services.items()}
        return [name for name in start_order(specs) if name in self.unsettled]

    def _step(self, name: str) -> None:
        if self._is_to_stop(name):
            self._step_down(name)
        else:
            self._step_up(name)

    def _is_to_stop(self, name: str) -> bool:
        return name not in self.wanted or name in self._restarting

    def _step_down(self, name: str) -> None:
        service = self._services[name]
        if service.is_down:
            if name not in self._restarting:
                self.unsettled.discard(name)
        elif self._is_to_be_stopped_now(service):
            service.stop()
            self._has_changed = True

    def _is_to_be_stopped_now(self, service: Supervised) -> bool:
        life = service.life
        has_begun = life.is_settled or life.state == policy.STOPPING
        return not has_begun and self._dependents_are_down(service.name)

    def _dependents_are_down(self, name: str) -> bool:
        return all(
            other.is_down or not self._is_to_stop(each)
            for each, other in self._services.items()
            if name in other.spec.depends_on
        )

    def _release(self) -> None:
        """Let services start again that were stopped to that end, once all of them are down."""
        if self._restarting and all(
            name not in self._services or self._services[name].is_down for name in self._restarting
        ):
            self._restarting.clear()
            self._has_changed = True

    def _step_up(self, name: str) -> None:
        service = self._services[name]
        if service.life.is_alive and service.life.state != policy.STOPPING:
            self.unsettled.discard(name)
            return
        missing = [each for each in service.spec.depends_on if not self._is_ready(each)]
        hopeless = [each for each in missing if self._is_hopeless(each)]
        if hopeless:
            self.unsettled.discard(name)
            self._log(f"{name}: not started: {self._why(hopeless[0])}", WARNING)
        elif not missing and service.can_start and self._starts_left > 0:
            self._starts_left -= 1
            self.unsettled.discard(name)
            service.start()

    def _is_ready(self, name: str) -> bool:
        service = self._services[name]
        has_run = service.was_ready and service.life.state in (policy.RUNNING, policy.STOPPED)
        return has_run and name not in self.unsettled

    def _is_hopeless(self, name: str) -> bool:
        return name not in self.unsettled and self._services[name].is_down

    def _why(self, name: str) -> str:
        given_up = self._services[name].life.state == policy.GIVEN_UP
        return f"{name} was given up" if given_up else f"{name} ended before it was ready"

    def _with_dependencies(self, names: Iterable[str]) -> list[str]:
        found: dict[str, None] = {}
        left = list(names)
        while left:
            name = left.pop()
            if name not in found:
                found[name] = None
                left += self._services[name].spec.depends_on
        return list(found)
