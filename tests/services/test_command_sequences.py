"""Random sequences of requests to a real supervisor: model and reality agree, nothing rises again.

Hypothesis makes the sequences; a thousand of them with `--long`.
"""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from harness.processes import process_table
from tests.services.conftest import Folder, wait_until

FILE = """
[service.steady]
command = "SLEEP"
policy = "always"
max_retries = -1
retry_delay_seconds = 0
[service.dependent]
command = "SLEEP"
max_retries = -1
retry_delay_seconds = 0
depends_on = ["steady"]
[service.delayed]
command = ["false"]
max_retries = -1
retry_delay_seconds = 1000
[service.flapping]
command = ["false"]
max_retries = -1
retry_delay_seconds = 0.001
[service.once]
command = ["true"]
"""
NAMES = ("steady", "dependent", "delayed", "flapping", "once")
RUNS = {"steady": {"running"}, "dependent": {"running"}, "delayed": {"waiting"},
        "flapping": {"running", "waiting", "starting"}, "once": {"stopped"}}  # fmt: skip
"""The states of services that are wanted."""
WITHOUT_PROCESS = ("stopped", "waiting")
STEPS = 10

chosen = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True)


def alive(pid: int) -> bool:
    found = process_table.entry(pid)
    return found is not None and not found.is_zombie


def machine(services: Folder) -> type[RuleBasedStateMachine]:
    class Requests(RuleBasedStateMachine):
        """`wanted` is the model: the names that are to run."""

        def __init__(self) -> None:
            super().__init__()
            services.ask("stop")
            self.wanted: set[str] = set()
            self.turn = 0

        @rule(names=chosen)
        def start(self, names: list[str]) -> None:
            services.ask("start", *names)
            self.wanted |= set(names)
            self.wanted |= {"steady"} if "dependent" in names else set()

        @rule(names=chosen)
        def stop(self, names: list[str]) -> None:
            before = services.status()
            assert services.ask("stop", *names)["ok"]
            self.wanted -= set(names)
            for name in names:
                assert not before[name]["pid"] or not alive(before[name]["pid"])

        @rule(names=chosen)
        def restart(self, names: list[str]) -> None:
            before = services.status()
            services.ask("restart", *names)
            self.wanted |= set(names)
            self.wanted |= {"steady"} if "dependent" in names else set()
            for name in names:
                assert not before[name]["pid"] or not alive(before[name]["pid"])

        @rule(name=st.sampled_from(("steady", "dependent")))
        def kill(self, name: str) -> None:
            pid = services.status()[name]["pid"]
            if pid:
                os.kill(pid, signal.SIGKILL)

        @rule()
        def reload(self) -> None:
            """Change a variable of one service, so that it is restarted where it runs."""
            self.turn += 1
            services.write(FILE + f'env = {{ TURN = "{self.turn}" }}\n')
            assert services.ask("reload")["ok"]

        @rule()
        def unknown(self) -> None:
            assert not services.ask("start", "nothing")["ok"]
            assert not services.ask("explode")["ok"]

        @invariant()
        def reality_is_the_model(self) -> None:
            wait_until(lambda: not self._wrong(), f"{self._wrong()}, wanted {self.wanted}")

        def _wrong(self) -> list[str]:
            rows = services.status()
            allowed = {name: RUNS[name] if name in self.wanted else {"stopped"} for name in NAMES}
            return [
                f"{name} {rows[name]['state']}"
                for name in NAMES
                if rows[name]["state"] not in allowed[name]
                or (rows[name]["pid"] is None) != (rows[name]["state"] in WITHOUT_PROCESS)
            ]

        def teardown(self) -> None:
            services.ask("stop")
            rows = services.status().values()
            assert {(row["state"], row["pid"]) for row in rows} == {("stopped", None)}

    return Requests


def test_model_and_reality_agree(services, count):
    services.write(FILE)
    supervisor = services.start()
    supervisor.until("dependent: started")
    run_state_machine_as_test(
        machine(services),
        settings=settings(
            max_examples=count(100, 1000), stateful_step_count=STEPS, deadline=None, database=None,
            derandomize=True, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert supervisor.stop() == 0
    assert services.survivors() == []
