"""When a service is restarted: a state machine without processes, files or real time.

    STOPPED --start--> STARTING --ready--> RUNNING --stop--> STOPPING --stopped--> STOPPED
                          |                   |
                          +------ended--------+--> WAITING (a delay) --retry--> STARTING
                                              +--> GIVEN_UP (the budget is used up)
                                              +--> STOPPED (not to be restarted)

The budget is `max_retries` restarts. It is full again after the service has run for
`stable_seconds`, so that a crash a day never uses it up, and after a start by hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

STOPPED = "stopped"
STARTING = "starting"
RUNNING = "running"
WAITING = "waiting"
STOPPING = "stopping"
GIVEN_UP = "given_up"

POLICIES = ALWAYS, ON_FAILURE, NEVER = ("always", "on-failure", "never")
BACKOFFS = FIXED, EXPONENTIAL = ("fixed", "exponential")
UNLIMITED = -1
LONGEST_DELAY_SECONDS = 300.0
"""What exponential delays grow to, unless `retry_delay_seconds` itself is longer."""

EXIT = "exit"
SIGNAL = "signal"
NOT_EXECUTED = "not_executed"
NOT_READY = "not_ready"


class Rules(NamedTuple):
    """What a service declares about its restarts."""

    policy: str = ON_FAILURE
    max_retries: int = 3
    retry_delay_seconds: float = 3.0
    backoff: str = FIXED
    stable_seconds: float = 10.0


class Ending(NamedTuple):
    """How a process ended: exit and its code, a signal and its number, or a failed start."""

    kind: str
    number: int = 0
    text: str = ""

    @property
    def is_failure(self) -> bool:
        return self.kind != EXIT or self.number != 0

    def __str__(self) -> str:
        return self.text or f"{self.kind} {self.number}"


class Lifecycle:
    """The state of one service. `clock` returns seconds that never go back."""

    def __init__(self, rules: Rules, clock: Callable[[], float]) -> None:
        self.rules = rules
        self.state = STOPPED
        self.retries = 0
        """Restarts since the budget was last full."""
        self.restarts = 0
        """Restarts in total."""
        self.due = 0.0
        """When the delay is over, while the state is WAITING."""
        self.since = math.inf
        """When it was last ready."""
        self.last_ending: Ending | None = None
        self._clock = clock

    @property
    def is_alive(self) -> bool:
        """A process runs, or is about to end."""
        return self.state in (STARTING, RUNNING, STOPPING)

    @property
    def is_settled(self) -> bool:
        """Neither a process runs nor will one be started."""
        return self.state in (STOPPED, GIVEN_UP)

    def start(self) -> None:
        """Start by hand: the budget is full again."""
        self._expect(STOPPED, GIVEN_UP, WAITING)
        self.retries = 0
        self._begin()

    def retry(self) -> None:
        """Start again after the delay."""
        self._expect(WAITING)
        self.retries += 1
        self.restarts += 1
        self._begin()

    def ready(self) -> None:
        self._expect(STARTING)
        self.state = RUNNING
        self.since = self._clock()

    def stop(self) -> None:
        """Begin to stop; a delay is cancelled at once."""
        self.state = STOPPING if self.is_alive else STOPPED

    def stopped(self) -> None:
        self._expect(STOPPING)
        self.state = STOPPED

    def ended(self, ending: Ending) -> None:
        """Decide what follows the end of the process. While stopping, nothing does."""
        self._expect(STARTING, RUNNING, STOPPING)
        self.last_ending = ending
        if self._clock() - self.since >= self.rules.stable_seconds:
            self.retries = 0
        self.since = math.inf
        if self.state != STOPPING:
            self.state = self._next_state(ending)

    def _next_state(self, ending: Ending) -> str:
        policy, limit = self.rules.policy, self.rules.max_retries
        if policy == NEVER or (policy == ON_FAILURE and not ending.is_failure):
            return STOPPED
        if limit != UNLIMITED and self.retries >= limit:
            return GIVEN_UP
        self.due = self._clock() + self.delay()
        return WAITING

    def delay(self) -> float:
        """Return the seconds before the next restart."""
        delayed = self.retries
        if self.rules.policy == ALWAYS:
            if self.retries == 0:
                return 0.0
            delayed -= 1
        seconds = self.rules.retry_delay_seconds
        if self.rules.backoff == FIXED:
            return seconds
        longest = max(seconds, LONGEST_DELAY_SECONDS)
        return min(seconds * 2.0 ** min(delayed, 64), longest)

    def _begin(self) -> None:
        self.state = STARTING
        self.since = math.inf

    def _expect(self, *states: str) -> None:
        assert self.state in states, f"a service that is {self.state} cannot do this"
