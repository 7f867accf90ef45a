"""The policy table with real processes: 3 policies x 7 endings x before and after the stable
period x 4 limits, 168 services of one manager at once.
"""

from __future__ import annotations

from itertools import product

from harness.base import clock as wall
from harness.processes.policy import GIVEN_UP, POLICIES, STOPPED, UNLIMITED
from harness.services import ServiceManager
from harness.services.service import Supervised

ENDINGS = {
    "0": "exit 0",
    "1": "exit 1",
    "255": "exit 255",
    "TERM": "kill -TERM $$; sleep 1000",
    "KILL": "kill -KILL $$; sleep 1000",
    "SEGV": "kill -SEGV $$; sleep 1000",
    "unexecutable": None,
}
STABLE_SECONDS = {"before": 1000, "after": 0}
LIMITS = (0, 1, 3, UNLIMITED)
MANY = 6
"""More restarts than a limit allows: this one has none, or is full again each time."""
SECONDS = 120


def declared(policy: str, ending: str, when: str, limit: int) -> dict:
    script = ENDINGS[ending]
    return {
        "command": ["sh", "-c", script] if script else ["no-such-program"],
        "policy": policy,
        "max_retries": limit,
        "retry_delay_seconds": 0.01,
        "stable_seconds": STABLE_SECONDS[when],
    }


def expected(policy: str, ending: str, when: str, limit: int) -> tuple[str, int]:
    """Return the last state and the number of restarts, `MANY` where they do not end."""
    if policy == "never" or (policy == "on-failure" and ending == "0"):
        return STOPPED, 0
    refills = when == "after" and ending != "unexecutable" and limit > 0
    return ("", MANY) if limit == UNLIMITED or refills else (GIVEN_UP, limit)


def outcome(service: Supervised) -> tuple[str, int]:
    if service.life.last_ending is None:
        return "not ended yet", 0
    return service.life.state if service.is_down else "", min(MANY, service.life.restarts)


def test_policy_table(tmp_path):
    rows = {f"s{i}": row for i, row in enumerate(product(
        POLICIES, ENDINGS, STABLE_SECONDS, LIMITS))}  # fmt: skip
    assert len(rows) == 168
    manager = ServiceManager(
        {"service": {name: declared(*row) for name, row in rows.items()},
         "supervisor": {"log_dir": str(tmp_path)}},
        log=lambda *_: None,
    )  # fmt: skip
    left = {name: expected(*row) for name, row in rows.items()}
    end = wall.monotonic() + SECONDS

    def is_over() -> bool:
        for name in [
            name for name, each in left.items() if outcome(manager.services[name]) == each
        ]:
            del left[name]
            if not manager.services[name].is_down:
                manager.order.stop([name])
        return not left or wall.monotonic() > end

    manager.run_monitoring(is_over)
    found = {rows[name]: outcome(manager.services[name]) for name in left}
    manager.shutdown()
    assert found == {}, "these rows did not come out as declared"
