"""What cannot be sealed is watched: from the game's own code alone, and carried out as ever."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import threading
import urllib.request

import pytest

from harness.seam.guards import Guards
from harness.seam.import_hooks import LateImports
from harness.seam.patches import Patches

GAME = """
import _thread, concurrent.futures, multiprocessing, os, random, secrets, socket, subprocess
import sys, threading, urllib.request, uuid
from threading import Thread
from subprocess import run as captured_run

def nothing(): pass

class Own(Thread):
    pass

class OwnSocket(socket.socket):
    pass

def thread(): Thread(target=nothing).start()
def own_thread(): Own(target=nothing).start()
def timer(): threading.Timer(0, nothing).start()
def low_thread(): _thread.start_new_thread(nothing, ())
def pool():
    with concurrent.futures.ThreadPoolExecutor(1) as pool: return pool.submit(int, "5").result()
def pool_map():
    with concurrent.futures.ThreadPoolExecutor(1) as pool: return list(pool.map(int, "12"))
def processes():
    with concurrent.futures.ProcessPoolExecutor(1) as pool: return pool.submit(int, "5").result()
def process_pool():
    pool = multiprocessing.get_context("fork").Pool(1)
    result = pool.map(int, "5")
    pool.close()
    pool.join()
    return result
def process():
    child = multiprocessing.get_context("fork").Process(target=nothing)
    child.start()
    child.join()
def urandom(): return len(os.urandom(4))
def getrandom(): return len(os.getrandom(4))
def token(): return len(secrets.token_hex(4))
def below(): return secrets.randbelow(1)
def choice(): return secrets.choice([7])
def bits(): return secrets.randbits(1) < 2
def uuid_1(): return uuid.uuid1().version
def uuid_4(): return uuid.uuid4().version
def system_random(): return random.SystemRandom().random() < 1
def system_randint(): return random.SystemRandom().randint(3, 3)
def system_choice(): return random.SystemRandom().choice([3])
def tcp(): socket.socket().close()
def own_socket(): OwnSocket().close()
def connection():
    try: socket.create_connection(("127.0.0.1", 1), timeout=5)
    except OSError: return "refused"
def pair():
    for one in socket.socketpair(): one.close()
def url():
    return urllib.request.urlopen("data:text/plain,hello").read()
def popen():
    with subprocess.Popen(["true"]) as child: return child.wait()
def run(): return subprocess.run(["true"]).returncode
def captured(): return captured_run(["true"]).returncode
def call(): return subprocess.call(["true"])
def check_call(): return subprocess.check_call(["true"])
def output(): return subprocess.check_output(["echo", "hello"])
def system(): return os.system("exit 0")
def os_popen():
    with os.popen("echo hello") as pipe: return pipe.read()
def fork():
    child = os.fork()
    if not child: os._exit(0)
    return os.waitpid(child, 0)[1]
def spawn(): return os.spawnvp(os.P_WAIT, "true", ["true"])
def posix_spawn():
    return os.waitpid(os.posix_spawnp("true", ["true"], os.environ), 0)[1]
"""

WATCHED = {
    "thread": ("starts a thread (threading.Thread.start)", None),
    "own_thread": ("starts a thread (threading.Thread.start)", None),
    "timer": ("starts a thread (threading.Thread.start)", None),
    "low_thread": ("starts a thread (_thread.start_new_thread)", ...),
    "pool": ("starts a thread (concurrent.futures.thread.ThreadPoolExecutor.submit)", 5),
    "pool_map": ("starts a thread (concurrent.futures.thread.ThreadPoolExecutor.map)", [1, 2]),
    "processes": ("starts a process (concurrent.futures.process.ProcessPoolExecutor.submit)", 5),
    "process_pool": ("starts a process (multiprocessing.context.BaseContext.Pool)", [5]),
    "process": ("starts a process (multiprocessing.process.BaseProcess.start)", None),
    "urandom": ("asks the system for randomness (os.urandom)", 4),
    "getrandom": ("asks the system for randomness (os.getrandom)", 4),
    "token": ("asks the system for randomness (secrets.token_hex)", 8),
    "below": ("asks the system for randomness (secrets.randbelow)", 0),
    "choice": ("asks the system for randomness (secrets.choice)", 7),
    "bits": ("asks the system for randomness (secrets.randbits)", True),
    "uuid_1": ("asks the system for randomness (uuid.uuid1)", 1),
    "uuid_4": ("asks the system for randomness (uuid.uuid4)", 4),
    "system_random": ("asks the system for randomness (random.SystemRandom.random)", True),
    "system_randint": ("asks the system for randomness (random.SystemRandom.randint)", 3),
    "system_choice": ("asks the system for randomness (random.SystemRandom.choice)", 3),
    "tcp": ("opens a socket (socket.socket)", None),
    "own_socket": ("opens a socket (socket.socket)", None),
    "connection": ("opens a socket (socket.create_connection)", "refused"),
    "pair": ("opens a socket (socket.socketpair)", None),
    "url": ("opens a socket (urllib.request.urlopen)", b"hello"),
    "popen": ("starts a process (subprocess.Popen)", 0),
    "run": ("starts a process (subprocess.run)", 0),
    "captured": ("starts a process (subprocess.run)", 0),
    "call": ("starts a process (subprocess.call)", 0),
    "check_call": ("starts a process (subprocess.check_call)", 0),
    "output": ("starts a process (subprocess.check_output)", b"hello\n"),
    "system": ("starts a process (os.system)", 0),
    "os_popen": ("starts a process (os.popen)", "hello\n"),
    "fork": ("starts a process (os.fork)", 0),
    "spawn": ("starts a process (os.spawnvp)", 0),
    "posix_spawn": ("starts a process (os.posix_spawnp)", 0),
}


class Watch:
    """Guards around a game in a folder, and what they `told`."""

    def __init__(self, root, folder) -> None:
        self.told: list[tuple[str, str]] = []
        self.patches, self.late = Patches(), LateImports()
        guards = Guards(lambda *told: self.told.append(told), str(folder), str(root), self.patches)
        guards.watch(self.late)

    def remove(self) -> None:
        self.late.remove()
        self.patches.remove()


@pytest.fixture
def watch(tmp_path):
    watch = Watch(tmp_path, tmp_path / "game")
    yield watch
    watch.remove()


def load(path, text=GAME):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    spec = importlib.util.spec_from_file_location("guarded_game", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def line_of(name):
    lines = GAME.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"def {name}("))
    return start + 1


@pytest.mark.parametrize("name", WATCHED)
def test_the_game_is_seen_doing_it_and_it_is_done(watch, tmp_path, name):
    what, expected = WATCHED[name]
    game = load(tmp_path / "game" / "net.py")
    result = getattr(game, name)()
    assert expected is ... or result == expected
    [(told, place)] = watch.told
    assert told == what
    file, line = place.split(":")
    assert file == "game/net.py"
    assert line_of(name) <= int(line) <= line_of(name) + 2


def test_everything_in_the_game_is_tried():
    tried = {line[4 : line.index("(")] for line in GAME.splitlines() if line.startswith("def ")}
    assert tried == {*WATCHED, "nothing"}


NOT_THE_GAMES = {
    "beside the folder": "other/net.py",
    "a folder of the same beginning": "game2/net.py",
    "a library in the folder": "game/.venv/lib/python3/site-packages/net.py",
    "a library of the system": "game/dist-packages/net.py",
}


@pytest.mark.parametrize("row", NOT_THE_GAMES)
def test_what_others_do_is_not_the_games(watch, tmp_path, row):
    game = load(tmp_path / NOT_THE_GAMES[row])
    assert (game.urandom(), game.run(), game.choice()) == (4, 0, 7)
    assert watch.told == []


def test_code_without_a_file_is_not_the_games(watch, tmp_path, monkeypatch):
    (tmp_path / "game").mkdir()
    monkeypatch.chdir(tmp_path / "game")
    exec(compile("import os; os.urandom(4)", "<frozen importlib._bootstrap>", "exec"), {})
    assert watch.told == []


def test_only_the_immediate_caller_counts(watch, tmp_path):
    text = "import tempfile, os\ndef make(folder):\n    tempfile.mkdtemp(dir=folder)\n"
    load(tmp_path / "game" / "net.py", text).make(tmp_path)
    helper = load(tmp_path / "library" / "net.py")
    text = "def make(call):\n    return call()\n"
    assert load(tmp_path / "game" / "net.py", text).make(helper.urandom) == 4
    assert watch.told == []


def test_an_environment_in_the_games_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "game" / "env"))
    watch = Watch(tmp_path, tmp_path / "game")
    load(tmp_path / "game" / "env" / "bin" / "net.py").urandom()
    assert watch.told == []
    load(tmp_path / "game" / "net.py").urandom()
    assert len(watch.told) == 1
    watch.remove()


def test_a_game_inside_an_environment(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    folder = tmp_path / "lib" / "site-packages" / "game"
    watch = Watch(tmp_path, folder)
    load(folder / "net.py").urandom()
    watch.remove()
    assert [place for _, place in watch.told] == [
        f"lib/site-packages/game/net.py:{line_of('urandom')}"
    ]


def test_the_harness_itself_is_not_the_game(tmp_path):
    root = os.path.dirname(os.path.dirname(importlib.util.find_spec("harness").origin))
    watch = Watch(root, root)
    code = compile("import os\nos.urandom(4)", os.path.join(root, "harness", "x.py"), "exec")
    exec(code, {})
    assert watch.told == []
    exec(compile("import os\nos.urandom(4)", os.path.join(root, "x.py"), "exec"), {})
    watch.remove()
    assert [place for _, place in watch.told] == ["x.py:2"]


def test_every_time_is_told(watch, tmp_path):
    game = load(tmp_path / "game" / "net.py")
    for _ in range(3):
        game.urandom()
    assert len(watch.told) == 3


def test_what_python_refuses_is_refused(watch, tmp_path):
    with pytest.raises(TypeError):
        os.urandom("x")
    with pytest.raises(FileNotFoundError):
        subprocess.run(["no-such-command"], check=False)
    thread = threading.Thread(target=int)
    thread.start()
    with pytest.raises(RuntimeError):
        thread.start()


def test_classes_stay_what_they_are(watch):
    with socket.socket() as own:
        assert isinstance(own, socket.socket)
    assert isinstance(threading.Timer(0, int), threading.Thread)
    with subprocess.Popen(["true"]) as child:
        assert isinstance(child, subprocess.Popen)
    assert subprocess.run.__name__ == "run"
    assert urllib.request.urlopen.__module__ == "urllib.request"


def test_functions_stay_functions_where_a_class_takes_them(watch):
    class Taker:
        draw = os.urandom

    assert len(Taker().draw(3)) == 3


def test_without_the_guards_all_is_as_it_was(tmp_path):
    owners = [os, subprocess, subprocess.Popen, threading.Thread, socket, socket.socket]
    before = [dict(vars(owner)) for owner in owners]
    watch = Watch(tmp_path, tmp_path)
    assert [dict(vars(owner)) for owner in owners] != before
    watch.remove()
    assert [dict(vars(owner)) for owner in owners] == before
