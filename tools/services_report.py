"""Measures the metrics of docs/services.md and writes the summary report of the service plan.

    python tools/services_report.py [--services N] [--kills N] [--long] [--no-tests]

Runs the plan's tests, then a supervisor with many services, and writes `reports/services.md`; the
logs of both are in `reports/services/`. The exit code is 1 if a test failed.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from harness.processes.control import NoSupervisor, ask  # noqa: E402

REPORT = ROOT / "reports" / "services.md"
FOLDER = ROOT / "reports" / "services"
SUITES = {
    "unit (4.1)": ["tests/unit/harness/services", "tests/unit/harness/processes"],
    "integration (4.2)": ["tests/services/test_integration.py"],
    "stress (4.3)": ["tests/services/test_stress.py"],
    "failure modes, policies, respawn, requests": [
        "tests/services/test_failure_modes.py", "tests/services/test_policy_table.py",
        "tests/services/test_respawn.py", "tests/services/test_command_sequences.py",
        "tests/services/test_supervise.py", "tests/services/test_readiness.py",
    ],
}  # fmt: skip
IDLE_SECONDS = 5.0
PATIENCE_SECONDS = 60.0


class Suite(NamedTuple):
    name: str
    tests: int
    failed: list[str]
    skipped: int
    seconds: float


class Metric(NamedTuple):
    name: str
    value: str
    meaning: str


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--services", type=int, default=100, metavar="N")
    parser.add_argument("--kills", type=int, default=200, metavar="N")
    parser.add_argument("--long", action="store_true", help="the tests with their full counts")
    parser.add_argument("--no-tests", action="store_true", help="measure only")
    typed = parser.parse_args(words)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    suites = [] if typed.no_tests else [run_suite(name, typed.long) for name in SUITES]
    metrics = measure(typed.services, typed.kills)
    REPORT.write_text(report(suites, metrics), encoding="utf-8")
    print(REPORT.read_text(encoding="utf-8"))
    return 1 if any(suite.failed for suite in suites) else 0


def run_suite(name: str, is_long: bool) -> Suite:
    """Run tests; their output and JUnit report stay in the folder."""
    stem = name.split(" ", maxsplit=1)[0].strip(",")
    results = FOLDER / f"{stem}.xml"
    flags = ["-q", "-p", "no:cacheprovider", f"--junitxml={results}"]
    flags += ["--long"] if is_long else []
    command = [sys.executable, "-m", "pytest", *flags, *SUITES[name]]
    with open(FOLDER / f"{stem}.log", "w", encoding="utf-8") as log:
        subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False)
    found = ET.parse(results).getroot().find("testsuite")
    failed = [f"{case.get('classname')}::{case.get('name')}" for case in found.iter("testcase")
              if case.find("failure") is not None or case.find("error") is not None]  # fmt: skip
    return Suite(name, int(found.get("tests")), failed, int(found.get("skipped")),
                 float(found.get("time")))  # fmt: skip


def measure(services: int, kills: int) -> list[Metric]:
    """Run a supervisor with `services` steady services, kill `kills` of their processes."""
    path = FOLDER / "services.toml"
    path.write_text("".join(
        f'[service.s{i}]\ncommand = "sleep 100000"\npolicy = "always"\nmax_retries = -1\n'
        "retry_delay_seconds = 0\n" for i in range(services)))  # fmt: skip
    with open(FOLDER / "supervise.log", "w", encoding="utf-8") as log:
        begun = time.time()
        process = subprocess.Popen(
            [sys.executable, "-m", "harness", "supervise", str(path)], cwd=ROOT, stdout=log,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            return measured(process, services, kills, begun)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()


def measured(process: subprocess.Popen, services: int, kills: int, begun: float) -> list[Metric]:
    wait_until_running(services)
    startup = max(row["started_at"] for row in rows().values()) - begun
    supervisor = psutil.Process(process.pid)
    before = processor_seconds(supervisor)
    time.sleep(IDLE_SECONDS)
    idle = processor_seconds(supervisor) - before
    resident = supervisor.memory_info().rss / 1e6
    before = processor_seconds(supervisor)
    latencies, lost = kill_some(kills)
    busy = processor_seconds(supervisor) - before
    last = rows()
    lived = (time.time() - begun - startup) * services
    memory = sum(row["memory_bytes"] for row in last.values()) / services
    begun_to_stop = time.monotonic()
    process.terminate()
    process.wait(PATIENCE_SECONDS)
    stopped = time.monotonic() - begun_to_stop
    worst, median = max(latencies) * 1000, statistics.median(latencies) * 1000
    return [
        Metric("start-up time", f"{startup:.2f} s", f"until all {services} services ran"),
        Metric("respawn latency", f"median {median:.1f} ms, worst {worst:.1f} ms",
               f"from SIGKILL to the start of the next process, {kills} times"),
        Metric("success rate", f"{100 * (kills - lost) / kills:.2f} %",
               f"{kills - lost} of {kills} killed services ran again"),
        Metric("uptime", f"{100 * (1 - sum(latencies) / lived):.4f} %",
               "of the time that all services could have run"),
        Metric("CPU, idle", f"{100 * idle / IDLE_SECONDS:.2f} %", "of one processor"),
        Metric("CPU, a restart", f"{1000 * busy / kills:.2f} ms",
               "of the supervisor, with the requests of this measurement"),
        Metric("memory of the supervisor", f"{resident:.1f} MB", "resident"),
        Metric("memory of a service", f"{memory / 1e6:.1f} MB", "resident, as `status` shows it"),
        Metric("shutdown", f"{stopped:.2f} s", "from SIGTERM until nothing runs"),
    ]  # fmt: skip


def kill_some(kills: int) -> tuple[list[float], int]:
    """Kill one process after the other; return the latencies, and how many did not come back."""
    latencies, lost = [], 0
    names = list(rows())
    for i in range(kills):
        name = names[i % len(names)]
        pid = rows(name)[name]["pid"]
        killed = time.time()
        os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + PATIENCE_SECONDS
        while (row := rows(name)[name])["pid"] in (None, pid) and time.monotonic() < end:
            time.sleep(0.005)
        if row["pid"] in (None, pid):
            lost += 1
        else:
            latencies.append(max(0.0, row["started_at"] - killed))
    return latencies, lost


def wait_until_running(services: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            if sum(row["state"] == "running" for row in rows().values()) == services:
                return
        except NoSupervisor:
            pass
        time.sleep(0.05)
    raise SystemExit(f"{services} services did not start; see {FOLDER / 'supervise.log'}")


def rows(*names: str) -> dict[str, dict]:
    answer = ask(str(FOLDER / "logs" / "control.sock"), {"command": "status", "names": names})
    return {row["name"]: row for row in answer["services"]}


def processor_seconds(process: psutil.Process) -> float:
    used = process.cpu_times()
    return used.user + used.system


def report(suites: list[Suite], metrics: list[Metric]) -> str:
    when = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
    where = f"{platform.platform()}, {os.cpu_count()} processors"
    lines = ["# Services: test summary", ""]
    lines += [f"{when}, {where}, Python {platform.python_version()}.", ""]
    if suites:
        lines += ["| tests of the plan | run | failed | skipped | seconds |"]
        lines += ["|---|---|---|---|---|"]
        lines += [f"| {suite.name} | {suite.tests} | {len(suite.failed)} | {suite.skipped} | "
                  f"{suite.seconds:.1f} |" for suite in suites]  # fmt: skip
        lines += ["", *(f"- failed: `{name}`" for suite in suites for name in suite.failed)]
    lines += ["", "| metric | measured | |", "|---|---|---|"]
    lines += [f"| {metric.name} | {metric.value} | {metric.meaning} |" for metric in metrics]
    lines += ["", "The metrics are defined in `docs/services.md`. Logs: `reports/services/`.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
