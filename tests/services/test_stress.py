"""The stress tests of the plan (4.3), with real processes; the full counts run with `--long`."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time

import psutil

from tests.services.conftest import Command, Folder, wait_until

FILE_BYTES = 4000
STEADY = '[service.sNUMBER]\ncommand = "SLEEP"\nmax_retries = -1\nretry_delay_seconds = 0.01\n'


def steady(count: int) -> str:
    return "".join(STEADY.replace("NUMBER", f"{i}") for i in range(count))


def all_run(services: Folder) -> bool:
    return all(row["state"] == "running" for row in services.status().values())


def started(services: Folder, text: str, **options) -> Command:
    services.write(text)
    supervisor = services.start(**options)
    supervisor.until("supervising")
    wait_until((services.path / "logs" / "control.sock").exists)
    return supervisor


def test_high_number_of_services(services, count):
    number = count(50, 100)
    supervisor = started(services, steady(number))
    wait_until(lambda: all_run(services))
    process = psutil.Process(supervisor.pid)
    assert process.num_fds() <= 2 * number + 20
    assert process.memory_info().rss < 100_000_000
    before = process.cpu_times()
    time.sleep(1)
    after = process.cpu_times()
    assert after.user + after.system - before.user - before.system <= 0.1, "idle costs nothing"
    assert supervisor.stop() == 0
    assert services.survivors() == []


def test_rapid_failures(services, count):
    """A fifth of all dies at once, in every way; each is restarted once, the others run on."""
    number = count(25, 100)
    started(services, steady(number))
    wait_until(lambda: all_run(services))
    first = services.status()
    victims = [f"s{i}" for i in range(0, number, 5)]
    signals = [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM, signal.SIGABRT]
    for turn in range(1, count(5, 200) + 1):
        rows = services.status()
        for i, name in enumerate(victims):
            os.kill(rows[name]["pid"], signals[(i + turn) % len(signals)])
        wait_until(lambda turn=turn: all_run(services) and all(
            services.status()[name]["restarts"] == turn for name in victims))  # fmt: skip
    rows = services.status()
    others = [name for name in rows if name not in victims]
    assert {name: rows[name]["pid"] for name in others} == {
        name: first[name]["pid"] for name in others
    }


SOAK = """
import json, os, sys
import psutil
from harness.base.clock import monotonic
from harness.processes.loop import Loop
from harness.services import ServiceManager

speed, cycles = 1000, int(sys.argv[1])
service = {"command": ["false"], "max_retries": -1, "retry_delay_seconds": 1}
steady = {"command": ["sleep", sys.argv[2]], "policy": "always"}
manager = ServiceManager(
    {"service": {"failing": service, "other": dict(service), "steady": steady},
     "supervisor": {"log_dir": "logs"}},
    owns_process=True, log=lambda *_: None, loop=Loop(lambda: monotonic() * speed, speed))
me, seen = psutil.Process(), []
for part in range(1, 11):
    goal = cycles * part // 10
    manager.run_monitoring(lambda: manager.services["failing"].life.restarts >= goal)
    seen.append([me.num_fds(), me.num_threads(), me.memory_info().rss, len(me.children())])
steady = manager.services["steady"]
print(json.dumps({"seen": seen, "steady": [steady.life.restarts, steady.process is not None]}))
manager.shutdown()
"""


def test_long_term_running(services, count):
    """A mix of steady and failing services, delays a thousand times shorter: a day of restarts."""
    words = [sys.executable, "-c", SOAK, str(count(300, 86_400)), services.token]
    command = services.run(words)
    assert command.ended(count(60, 3600)) == 0, command.text
    found = json.loads(command.lines[-1])
    descriptors, threads, memory, children = zip(*found["seen"], strict=True)
    assert found["steady"] == [0, True]
    assert max(descriptors) - min(descriptors) <= 2, "the two pipes of those that run just now"
    assert set(threads) == {1}
    assert max(children) <= 4
    assert memory[-1] - memory[2] < 2_000_000
    assert services.survivors() == []


def test_resource_exhaustion_by_descriptors(services):
    """Services beyond the limit fail to start, as a failure; the others and control go on."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (30, 30))  # noqa: E731
    supervisor = started(services, steady(40), preexec_fn=limit)
    supervisor.until("cannot execute", "Too many open files")
    states = [row["state"] for row in services.status().values()]
    assert "running" in states
    services.ask("stop", *(f"s{i}" for i in range(20)))
    assert supervisor.stop() == 0
    assert services.survivors() == []


def test_resource_exhaustion_by_memory(services):
    """A service that is refused memory dies of it; the supervisor does not."""
    script = "ulimit -v 200000; exec PYTHON -c 'b = bytearray(10**9)'"
    supervisor = started(
        services,
        steady(3) + f'[service.hungry]\ncommand = ["sh", "-c", "{script}"]\n'
        "retry_delay_seconds = 0.01\n",
    )
    supervisor.until("hungry: exit 1; given up after 3 restarts")
    assert "MemoryError" in services.log("hungry")
    assert services.status()["s0"]["state"] == "running"


def test_resource_exhaustion_by_a_full_disk(services):
    """Logs cannot grow: services run on, their output is read and dropped, and both are said."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))  # noqa: E731
    chatty = (
        '[service.chatty]\ncommand = ["sh", "-c", "while :; do echo 0123456789; done", "SLEEP"]\n'
    )
    supervisor = started(services, chatty + steady(2), preexec_fn=limit)
    supervisor.until("chatty: cannot write", "File too large")
    process = psutil.Process(services.status()["chatty"]["pid"])
    before = process.cpu_times().user
    wait_until(lambda: process.cpu_times().user > before, "it is not kept waiting")
    assert len(services.log("chatty")) <= FILE_BYTES
    assert supervisor.stop() == 0
    assert services.survivors() == []


def test_resource_exhaustion_by_processors(services):
    """With every core busy twice, ends are seen and requests are answered."""
    supervisor = started(services, steady(5))
    wait_until(lambda: all_run(services))
    hogs = [subprocess.Popen([sys.executable, "-c", "while True: pass"])
            for _ in range(2 * (os.cpu_count() or 1))]  # fmt: skip
    try:
        for turn in range(1, 4):
            os.kill(services.status()["s0"]["pid"], signal.SIGKILL)
            wait_until(lambda turn=turn: services.status()["s0"]["restarts"] == turn)
        assert supervisor.stop() == 0
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
    assert services.survivors() == []


def test_much_output_costs_neither_memory_nor_disk(services, count):
    """Twenty services print as fast as they can; a grandchild holds a pipe open (B9)."""
    one = (
        '[service.cNUMBER]\ncommand = ["sh", "-c", "setsid SLEEP & yes 0123456789"]\n'
        "log_limit_bytes = 100000\nstop_timeout_seconds = 1\n"
    )
    supervisor = started(services, "".join(one.replace("NUMBER", f"{i}") for i in range(20)))
    wait_until(lambda: all_run(services))
    logs = services.path / "logs"
    for _ in range(count(3, 30)):
        wait_until(lambda: all(b"harness: cut" in _head(logs / f"c{i}.log") for i in range(20)))
        assert psutil.Process(supervisor.pid).memory_info().rss < 100_000_000
    assert supervisor.stop() == 0
    assert services.survivors() == []
    sizes = [sum(path.stat().st_size for path in logs.glob(f"c{i}.log*")) for i in range(20)]
    assert max(sizes) <= 100_200


def _head(path) -> bytes:
    try:
        return path.read_bytes()[:100]
    except FileNotFoundError:  # it is being rotated
        return b""


def test_rapid_restart_loops(services, count):
    retries = count(50, 1000)
    services.write(
        f'[service.loop]\ncommand = ["false"]\nmax_retries = {retries}\nretry_delay_seconds = 0\n'
        + steady(1)
    )
    supervisor = services.start()
    supervisor.until(f"loop: exit 1; given up after {retries} restarts", seconds=60)
    assert supervisor.text.count("loop: started") == retries + 1
    assert services.status()["loop"]["state"] == "given_up"
    assert services.status()["s0"]["state"] == "running"
    process = psutil.Process(supervisor.pid)
    switches = process.num_ctx_switches().voluntary
    time.sleep(0.5)
    assert process.num_ctx_switches().voluntary - switches < 50, "it waits, and does not poll"
