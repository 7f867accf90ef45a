"""Services, beside supervisord and circus: the same hundred, of which twenty fail all the time.

79 are steady, one is a tree with a background child and a `setsid` grandchild, 20 fail every 0.2 s.
The processor time of a restart is compared with that of a program that only does `Popen` and
`os.wait` for the same twenty. Peers: `pip install supervisor circus`.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
from rows import Row

from harness.processes import process_table
from harness.processes.control import ask

NAME = "services"
STEADY, FAILING = 79, 20
RUNNING = STEADY + 3
WATCHED_SECONDS = 6.0
OLD_SECONDS = 0.1
TERM_SECONDS, KILL_SECONDS, PATIENCE_SECONDS = 0.5, 1.0, 20.0
ANSWERS = 100
SERVICES = STEADY + 1 + FAILING

_FAIL = "echo >> count; sleep 0.2; exit 1\n"
_TREE = "{sleep} & setsid {sleep} & {sleep}\n"
_BARE = """
import os, subprocess
start = lambda: subprocess.Popen(["sh", "fail.sh"], start_new_session=True)
running = {p.pid: p for p in (start() for _ in range(20))}
while True:
    pid, _ = os.wait()
    running.pop(pid).returncode = 1
    p = start()
    running[p.pid] = p
"""


class Peer(NamedTuple):
    name: str
    module: str
    write: Callable[[Path, dict[str, list[str]]], None]
    words: tuple[str, ...]


class Measured(NamedTuple):
    start_seconds: float
    old_zombies: int
    descriptors: int
    restarts: float
    """A second."""
    cpu_ms: float
    """Processor time of the supervisor for each restart."""
    cpu_percent: float
    term_seconds: float
    """Until it has ended after SIGTERM, infinite where it has not."""
    term_survivors: int
    kill_survivors: int


def service_rows(names: list[str]) -> Iterator[Row]:
    if names and NAME not in names:
        return
    if sys.platform != "linux":
        print("left out: services, which finds processes in /proc")
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        bare = _bare_cpu_ms(root / "bare")
        measured = {peer.name: _measure(peer, root / peer.name) for peer in _peers()}
        yield from _rows(measured, bare)
        yield _swept(root / "swept")
        yield _control(root / "control")


def _peers() -> Iterator[Peer]:
    for peer in _PEERS:
        if importlib.util.find_spec(peer.module) is None:
            print(f"left out: {peer.name} is not installed (pip install {peer.module})")
        else:
            yield peer


def _rows(measured: dict[str, Measured], bare: float) -> Iterator[Row]:
    ours = measured["harness"]
    others = {name: each for name, each in measured.items() if name != "harness"}

    def row(name: str, field: str, limit: float, unit: str = "", digits: int = 0) -> Row:
        values = {key: getattr(each, field) for key, each in others.items()}
        theirs = ", ".join(f"{key} {value:.{digits}f}" for key, value in values.items()) or "-"
        mine = getattr(ours, field)
        return Row(f"services: {name}", f"{mine:.{digits}f}{unit}", theirs, mine, unit, limit)

    yield row("survivors 0.5 s after SIGTERM", "term_survivors", 0)
    yield row("ended after SIGTERM", "term_seconds", TERM_SECONDS, " s", 2)
    yield row("survivors 1 s after kill -9", "kill_survivors", 0)
    yield row("zombies older than 0.1 s", "old_zombies", 0)
    yield row("descriptors", "descriptors", 2 * SERVICES + 20)
    yield row("% of a core for 20 failing", "cpu_percent", 10, " %", 1)
    theirs = ", ".join(f"{key} {each.cpu_ms:.2f} ms" for key, each in others.items())
    yield Row(
        "services: processor time of a restart", f"{ours.cpu_ms:.2f} ms",
        f"Popen and wait {bare:.2f} ms, {theirs}", ours.cpu_ms / bare, "x", 3,
    )  # fmt: skip
    yield row("all steady ones started", "start_seconds", 5, " s", 2)


def _measure(peer: Peer, folder: Path) -> Measured:
    sleep = _prepare(peer, folder)
    with _running(peer, folder) as process:
        started = _until_running(sleep)
        zombies, restarts, cpu = _watch(process.pid, folder / "count")
        descriptors = psutil.Process(process.pid).num_fds()
        term_seconds, term_survivors = _terminate(process, sleep)
    _clean(sleep)
    with _running(peer, folder) as process:
        _until_running(sleep)
        process.kill()
        process.wait()
        time.sleep(KILL_SECONDS)
        kill_survivors = len(_survivors(sleep))
    _clean(sleep)
    return Measured(
        started, zombies, descriptors, restarts / WATCHED_SECONDS, 1000 * cpu / max(1, restarts),
        100 * cpu / WATCHED_SECONDS, term_seconds, term_survivors, kill_survivors,
    )  # fmt: skip


def _prepare(peer: Peer, folder: Path) -> str:
    """Write the services; return the command line that is theirs alone."""
    folder.mkdir()
    sleep = f"sleep 9{os.getpid()}{len(folder.name)}"
    (folder / "fail.sh").write_text(_FAIL)
    (folder / "tree.sh").write_text(_TREE.format(sleep=sleep))
    services = {f"steady{i}": sleep.split() for i in range(STEADY)}
    services |= {f"failing{i}": ["sh", "fail.sh"] for i in range(FAILING)}
    peer.write(folder, services | {"tree": ["sh", "tree.sh"]})
    return sleep


@contextlib.contextmanager
def _running(peer: Peer, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", *peer.words], cwd=folder, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _until_running(sleep: str) -> float:
    begun = time.monotonic()
    while len(_survivors(sleep)) < RUNNING and time.monotonic() - begun < PATIENCE_SECONDS:
        time.sleep(0.02)
    return time.monotonic() - begun


def _survivors(sleep: str) -> list[int]:
    words = sleep.replace(" ", "\0").encode() + b"\0"
    found = []
    for pid in process_table.table():
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/cmdline").read_bytes() == words:
                found.append(pid)
    return found


def _watch(pid: int, count: Path) -> tuple[int, float, float]:
    """Return how many zombies stayed, and for the seconds watched: restarts, processor time."""
    process = psutil.Process(pid)
    before, begun = process.cpu_times(), count.stat().st_size if count.exists() else 0
    seen: dict[tuple[int, int], float] = {}
    old = set()
    end = time.monotonic() + WATCHED_SECONDS
    while (now := time.monotonic()) < end:
        zombies = {(each.pid, each.started) for each in process_table.table().values()
                   if each.parent == pid and each.is_zombie}  # fmt: skip
        seen = {key: seen.get(key, now) for key in zombies}
        old |= {key for key, since in seen.items() if now - since > OLD_SECONDS}
        time.sleep(0.03)
    after = process.cpu_times()
    restarts = count.stat().st_size - begun
    return len(old), restarts, after.user + after.system - before.user - before.system


def _terminate(process: subprocess.Popen[bytes], sleep: str) -> tuple[float, int]:
    begun = time.monotonic()
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(TERM_SECONDS)
    ended = time.monotonic() - begun
    time.sleep(max(0.0, TERM_SECONDS - ended))
    survivors = len(_survivors(sleep))
    if process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_SECONDS)
        ended = time.monotonic() - begun if process.poll() is not None else float("inf")
    return ended, survivors


def _clean(sleep: str) -> None:
    for pid in _survivors(sleep):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _bare_cpu_ms(folder: Path) -> float:
    folder.mkdir()
    (folder / "fail.sh").write_text(_FAIL)
    process = subprocess.Popen([sys.executable, "-c", _BARE], cwd=folder)
    try:
        time.sleep(1)
        _, restarts, cpu = _watch(process.pid, folder / "count")
    finally:
        process.kill()
        process.wait()
    return 1000 * cpu / max(1, restarts)


def _swept(folder: Path) -> Row:
    """Kill the guard with its supervisor: what survives then is found by the next start."""
    peer = _PEERS[0]
    sleep = _prepare(peer, folder)
    with _running(peer, folder) as process:
        _until_running(sleep)
        process.send_signal(signal.SIGSTOP)
        for child in psutil.Process(process.pid).children():
            if any("guard" in word for word in child.cmdline()):
                child.kill()
    left = set(_survivors(sleep))
    with _running(peer, folder) as process:
        _until_running(sleep)
        time.sleep(1)
        still = left & set(_survivors(sleep))
        process.terminate()
        process.wait(PATIENCE_SECONDS)
    _clean(sleep)
    return Row("services: left after the next start", f"{len(still)} of {len(left)}", "-",
               len(still), "", 0)  # fmt: skip


def _control(folder: Path) -> Row:
    """The worst of a hundred answers while a service cannot be executed, and when all is idle."""
    worst = {}
    for name, service in {"idle": "sleep 1000", "broken": "no-such-program"}.items():
        place = folder / name
        place.mkdir(parents=True)
        (place / "services.toml").write_text(
            f'[service.a]\ncommand = "{service}"\nmax_retries = -1\nretry_delay_seconds = 0.001\n'
        )
        with _running(_PEERS[0], place) as process:
            control = str(place / "logs" / "control.sock")
            while not os.path.exists(control):
                time.sleep(0.02)
            worst[name] = max(_answer_seconds(control) for _ in range(ANSWERS))
            process.terminate()
            process.wait(PATIENCE_SECONDS)
    shown = {name: f"{1000 * seconds:.1f} ms" for name, seconds in worst.items()}
    return Row("services: worst of 100 answers, a command is missing", shown["broken"],
               f"idle {shown['idle']}", worst["broken"] / worst["idle"], "x", 20)  # fmt: skip


def _answer_seconds(control: str) -> float:
    begun = time.monotonic()
    assert ask(control, {"command": "status"})["ok"]
    return time.monotonic() - begun


def _write_ours(folder: Path, services: dict[str, list[str]]) -> None:
    (folder / "services.toml").write_text("".join(
        f'[service.{name}]\ncommand = "{" ".join(words)}"\npolicy = "always"\nmax_retries = -1\n'
        "retry_delay_seconds = 0\n" for name, words in services.items()))  # fmt: skip


def _write_supervisord(folder: Path, services: dict[str, list[str]]) -> None:
    own = "[supervisord]\nnodaemon=true\nlogfile=s.log\npidfile=s.pid\nchildlogdir=.\n"
    (folder / "s.conf").write_text(own + "".join(
        f"[program:{name}]\ncommand={' '.join(words)}\nautorestart=true\nstartsecs=0\n"
        "startretries=1000000\nstopasgroup=true\nkillasgroup=true\n"
        for name, words in services.items()))  # fmt: skip


def _write_circus(folder: Path, services: dict[str, list[str]]) -> None:
    own = (
        "[circus]\ncheck_delay=1\nstatsd=False\n"
        f"endpoint=ipc://{folder}/a.sock\npubsub_endpoint=ipc://{folder}/b.sock\n"
    )
    (folder / "c.ini").write_text(own + "".join(
        f"[watcher:{name}]\ncmd={' '.join(words)}\nworking_dir={folder}\n"
        for name, words in services.items()))  # fmt: skip


_PEERS = (
    Peer("harness", "harness", _write_ours, ("harness", "supervise", "services.toml")),
    Peer("supervisord", "supervisor", _write_supervisord, ("supervisor.supervisord", "-n", "-c",
                                                           "s.conf")),
    Peer("circus", "circus", _write_circus, ("circus.circusd", "c.ini")),
)  # fmt: skip
