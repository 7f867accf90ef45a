"""A manager in this process, and the lines that it logs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.base import clock as wall
from harness.services import ServiceManager

SECONDS = 60


class Managed:
    """Makes managers whose logs are in a folder of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines: list[str] = []
        self.managers: list[ServiceManager] = []

    def __call__(self, services: dict, **options) -> ServiceManager:
        config = {"service": services, "supervisor": {"log_dir": str(self.folder / "logs")}}
        manager = ServiceManager(config, log=self._log, **options)
        self.managers.append(manager)
        return manager

    def _log(self, message: str, level: str = "INFO") -> None:
        self.lines.append(f"{level} {message}")

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture
def managed(tmp_path) -> Iterator[Managed]:
    managed = Managed(tmp_path)
    yield managed
    for manager in managed.managers:
        manager.shutdown()


def monitor_until(manager: ServiceManager, is_so) -> None:
    """Call `monitor_services` until something has happened."""
    end = wall.monotonic() + SECONDS
    while not is_so():
        assert wall.monotonic() < end, "it did not happen in time"
        manager.monitor_services()
