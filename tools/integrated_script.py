"""Loads itself, keeps services up, and replaces itself by its newest version.

    python tools/integrated_script.py [--config services.toml]

Without `--config` the services are `SERVICES` of this file, read from its path when it starts.
SIGTERM and SIGINT stop everything. SIGHUP runs the program anew from what the file has become, with
the services kept. SIGUSR1 is a critical error in the main loop, for tests. A critical error runs
the program anew, too: five times in a minute, then it stops everything and ends with 1.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from types import ModuleType

PATH = Path(__file__).resolve()
sys.path.insert(0, str(PATH.parent.parent))  # the harness of this checkout, where it is one

from harness.services import ServiceManager, log, respawn_self  # noqa: E402
from harness.services.respawn import may_respawn  # noqa: E402


def command(script: str, *words: str) -> list[str]:
    """Return the command that runs a script beside this one."""
    return [sys.executable, str(PATH.parent / script), *words]


SERVICES = {
    "service": {
        "example_service_1": {"command": command("example_service_1.py"), "policy": "always"},
        "example_service_2": {"command": command("example_service_2.py"), "policy": "on-failure"},
        "failing_service_demo": {
            "command": command("failing_script.py"),
            "policy": "on-failure",
            "max_retries": 3,
            "retry_delay_seconds": 3,
        },
    },
    "supervisor": {"log_dir": str(PATH.parent.parent / "reports" / "integrated_script")},
}


def load_self() -> ModuleType:
    """Return this file as a module, read from its path now."""
    module = ModuleType("integrated_script")
    module.__file__ = str(PATH)
    exec(compile(PATH.read_text(encoding="utf-8"), PATH, "exec"), module.__dict__)
    return module


def supervise(manager: ServiceManager) -> bool:
    """Keep the services up until a signal ends that; return whether to run anew."""
    asked: list[bool] = []
    loop = manager.loop
    loop.on_signal(signal.SIGTERM, manager.begin_shutdown)
    loop.on_signal(signal.SIGINT, manager.begin_shutdown)
    loop.on_signal(signal.SIGHUP, lambda: asked.append(True) if can_be_loaded() else None)
    loop.on_signal(signal.SIGUSR1, critical_error)
    manager.run_monitoring(until=lambda: bool(asked))
    return bool(asked)


def can_be_loaded() -> bool:
    """Tell whether this file is a program now; one that is not would end everything."""
    try:
        load_self()
    except Exception as error:
        log(f"not run anew: {type(error).__name__}: {error}", "ERROR")
        return False
    return True


def critical_error() -> None:
    raise RuntimeError("critical error in the main loop")


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", metavar="FILE", help="a TOML file of services")
    config = parser.parse_args(words).config or load_self().SERVICES
    manager = ServiceManager(config, owns_process=True)
    try:
        runs_anew = supervise(manager)
    except Exception as error:
        log(f"critical error: {error}", "ERROR")
        if not may_respawn():
            log("too many critical errors: stopping all services", "ERROR")
            manager.shutdown()
            return 1
        runs_anew = True
    if runs_anew:
        log("running anew")
        respawn_self()
    log("all services are stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
