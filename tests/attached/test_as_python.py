"""A program finds what Python alone gives it, whichever way it is started."""

import json
import subprocess
import sys
import zipapp

import pytest

FACTS = '''"""A program."""
import builtins, json, os, sys
main = sys.modules["__main__"]
spec = __spec__
facts = {
    "names": sorted(name for name in vars(main) if name.startswith("__")),
    "main": vars(main) is globals(),
    "name": __name__,
    "doc": __doc__,
    "package": __package__,
    "file": __file__,
    "cached": __cached__,
    "loader": type(__loader__).__name__,
    "spec": spec and [spec.name, spec.origin, spec.cached, spec.parent, type(spec.loader).__name__],
    "builtins": __builtins__ is builtins,
    "argv": [os.path.abspath(sys.argv[0]), *sys.argv[1:]],
    "path": sys.path,
    "folder": os.getcwd(),
    "neighbour": __import__("neighbour").__name__,
}
with open(sys.argv[1], "w") as file:
    json.dump(facts, file)
import pygame
pygame.display.set_mode((64, 48))
for _ in range(60 if "harness" in sys.modules else 0):
    pygame.event.get()
    pygame.display.flip()
'''
FILES = {
    "main.py": FACTS, "neighbour.py": "", "launch": FACTS, "win.pyw": FACTS,
    "src/main.py": FACTS, "src/neighbour.py": "",
    "folder/__main__.py": FACTS, "folder/neighbour.py": "",
    "package/__init__.py": "", "package/__main__.py": FACTS, "package/part.py": FACTS,
    "deep/__init__.py": "", "deep/package/__init__.py": "", "deep/package/part.py": FACTS,
    "single.py": FACTS,
}  # fmt: skip
STARTS = {
    "main.py": ("main.py", "."),
    "launch": ("launch", "."),
    "win.pyw": ("win.pyw", "."),
    "src/main.py": ("main.py", "src"),
    "src/main.py in the root": ("src/main.py", "."),
    "folder": ("{here}/folder", "folder"),
    "folder in the root": ("{here}/folder", "."),
    "game.pyz": ("{here}/game.pyz", "."),
    "package": ("-m package", "."),
    "package.part": ("-m package.part", "."),
    "deep.package.part": ("-m deep.package.part", "."),
    "single": ("-m single", "."),
}
"""What `--game` names, and the words and the folder with which Python alone starts the same."""


@pytest.mark.parametrize("start", STARTS)
def test_a_program_finds_what_python_alone_gives_it(project, start):
    for name, text in FILES.items():
        project.write(name, text)
    zipapp.create_archive(project.folder / "folder", project.folder / "game.pyz")
    words, folder = STARTS[start]
    alone = project.folder / "alone.json"
    subprocess.run(
        [sys.executable, *words.format(here=project.folder).split(), str(alone), "--fast", "a b"],
        cwd=project.folder / folder, env=project.environment() | HEADLESS, check=True,
    )  # fmt: skip
    seen = project.folder / "seen.json"
    game, _, where = start.partition(" in the ")
    project.suite('it("t", function() test_harness.wait_frames(2) end)')
    ended = project.run(
        "--keep-writes", "--program-cwd", where or "file", "--program-args",
        f"{seen} --fast 'a b'", game=game,
    )  # fmt: skip
    assert ended.code == 0, ended.text
    expected, found = json.loads(alone.read_text()), json.loads(seen.read_text())
    expected["argv"][1] = found["argv"][1]
    assert found == expected


HEADLESS = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
HOOKS = """
import sys, threading, time
import pygame
pygame.init(); pygame.display.set_mode((64, 48))
def hook(kind, value, trace):
    files = []
    while trace: files.append(trace.tb_frame.f_code.co_name); trace = trace.tb_next
    print("hooked", kind.__name__, value, files)
def thread_hook(args): print("thread hooked", args.exc_type.__name__, args.exc_value)
sys.excepthook, threading.excepthook = hook, thread_hook
def fails(): raise ValueError("no level")
"""


def test_a_program_that_raises_calls_its_hook_and_fails_the_test(attach):
    ended = attach(f"{HOOKS}fails()\n", "test_harness.wait_frames(5)")
    assert ended.code == 1, ended.text
    assert "the program raised ValueError: no level" in ended.message("t")
    assert "hooked ValueError no level ['<module>', 'fails']" in ended.log("t")


def test_a_thread_that_raises_calls_its_hook(attach):
    ended = attach(
        f"{HOOKS}while True:\n    pygame.display.flip()\n"
        "    if pygame.event.get(pygame.KEYDOWN): threading.Thread(target=fails).start()\n",
        "test_harness.tap_key(KEY_A)\ntest_harness.wait_until_log('thread hooked')\nerror('seen')",
    )
    assert "seen" in ended.message("t"), ended.text
    assert "thread hooked ValueError no level" in ended.log("t"), ended.log("t")


BAD_HOOKS = {
    "raises itself": ("def hook(*_): raise KeyError('worse')", "Error in sys.excepthook"),
    "exits": ("def hook(*_): print('bye'); sys.exit(3)", "bye"),
    "plays on": (
        (
            "def hook(*_):\n    for _ in range(10): pygame.event.get(); pygame.display.flip()\n"
            "    print('played on')"
        ),
        "played on",
    ),
}


@pytest.mark.parametrize("how", BAD_HOOKS)
def test_whatever_a_hook_does_the_failure_is_kept(attach, how):
    hook, logged = BAD_HOOKS[how]
    ended = attach(
        f"{HOOKS}{hook}\nsys.excepthook = hook\nfails()\n", "test_harness.wait_frames(60)"
    )
    assert ended.code == 1, ended.text
    assert "the program raised ValueError: no level" in ended.message("t")
    assert any(logged in line for line in ended.log("t")), ended.log("t")
