"""Where the workers of a run come from, and the folders for what their games write."""

from __future__ import annotations

from collections.abc import Callable

from harness.config.resolve import RunConfig
from harness.config.targets import NO_GAME
from harness.errors import HarnessError
from harness.processes.spawn import Spawned
from harness.processes.xvfb import NoDisplay, Xvfb
from harness.processes.zygote import Source
from harness.runs.private_folder import PrivateFolder
from harness.runs.source import start_source
from harness.wire.protocol import WITH_PYGAME, WITHOUT_PYGAME

_MOST_SOURCES = 2
"""How many zygotes are tried for one worker."""


class NoWorker(HarnessError):
    """No process can be had for a worker."""


class Workers:
    """Forks from a `source` that has booted already, or from one of its own.

    `is_over` says when no worker is needed any more.
    """

    def __init__(
        self, config: RunConfig, source: Source | None, is_over: Callable[[], bool]
    ) -> None:
        self._config, self._is_over = config, is_over
        self._own_source = None if source else self._start()
        self._source: Source = source or self._own_source  # type: ignore[assignment]
        self.private = PrivateFolder()
        self._xvfb: Xvfb | None = None
        self._hosts = config.game not in (None, NO_GAME)
        self._request = WITH_PYGAME if self._hosts else WITHOUT_PYGAME

    def fork(self) -> Spawned:
        """Return a worker's process; where the zygote has died or stands still, from a new one."""
        try:
            for _ in range(_MOST_SOURCES):
                spawned = self._source.fork(self._request, self._is_over)
                if spawned is not None:
                    return spawned
                self._source.end()
                if self._is_over():
                    break
                self._own_source = self._source = self._start()
        except OSError as error:
            raise NoWorker(f"no worker process starts: {error.strerror or error}") from None
        raise NoWorker("no worker process starts; is the system out of processes or memory?")

    def private_folder(self) -> str:
        """Return a fresh folder for what games write, if that is to be kept apart."""
        if not self._hosts or self._config.keep_writes:
            return ""
        return self.private.fresh()

    def config(self) -> RunConfig:
        """Return the configuration for the next worker, with a display of the run's own if wanted.

        A display that has died is replaced.
        """
        config = self._config
        if not config.xvfb or config.headless or not self._hosts:
            return config
        if self._xvfb is not None and not self._xvfb.is_alive():
            self._end_display()
        if self._xvfb is None:
            try:
                self._xvfb = Xvfb(config.resolution)
            except NoDisplay as error:
                raise NoWorker(str(error)) from None
        return config._replace(display=self._xvfb.display)

    def _end_display(self) -> None:
        if self._xvfb is not None:
            self._xvfb.end()
            self._xvfb = None

    def end(self) -> None:
        self._end_display()
        if self._own_source is not None:
            self._own_source.end()
        self.private.remove()

    def _start(self) -> Source:
        return start_source(self._config.proof == "perturbed")
