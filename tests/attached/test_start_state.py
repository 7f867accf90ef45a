"""What a program finds and sets when it starts: streams, logging, pygame, drivers, fonts."""

from __future__ import annotations

import os

import pytest

LOOP = """
while True:
    pygame.event.get(); pygame.display.flip()
"""
OPENS = f"""
import pygame
pygame.init(); pygame.display.set_mode((64, 48))
{LOOP}
"""
FRAMES = """
import pygame
pygame.init(); pygame.display.set_mode((64, 48))
for _ in range(3): pygame.event.get(); pygame.display.flip()
"""
RUNS = "test_harness.wait_frames(5)\nassert(not test_harness.query('game_exited'))"
ENDS = "test_harness.wait_until(function() return test_harness.query('game_exited') end)"

LOGGING = {
    "a file": 'logging.basicConfig(filename="g.log", level=logging.DEBUG, format="%(message)s")\n'
    'logging.debug("deep")\nassert open("g.log").read() == "deep\\n"',
    "a stream": 'logging.basicConfig(stream=sys.stdout, level=10, format="deep %(msg)s")\n'
    'logging.debug("x")',
    "force": 'logging.basicConfig(force=True, level=logging.CRITICAL)\nlogging.info("deep")',
    "dictConfig": "import logging.config\n"
    'logging.config.dictConfig({"version": 1, "disable_existing_loggers": True})\n'
    'logging.getLogger("a").info("deep")',
    "removed": 'logging.root.handlers[:] = []\nlogging.getLogger("a").info("deep")',
    "disabled": 'logging.disable(logging.CRITICAL)\nlogging.getLogger("a").warning("deep")',
}


@pytest.mark.parametrize("setting", LOGGING.values(), ids=LOGGING)
def test_logging_is_the_programs_and_kept(attach, setting):
    attach.passes(
        f"import logging, sys\nassert not logging.root.handlers\n{FRAMES}\n{setting}\n{LOOP}",
        f"{RUNS}\nassert(test_harness.find_log('deep'))",
    )


@pytest.mark.parametrize("setting", LOGGING.values(), ids=LOGGING)
def test_no_setting_hides_an_error(attach, setting):
    ended = attach(
        f"import logging, sys\n{FRAMES}\n{setting}\nlogging.getLogger('b').error('broken')\n{LOOP}",
        RUNS,
    )
    assert ended.code == 1, ended.text
    assert "b: broken" in ended.message("t")


STREAMS = {
    "reconfigured": 'sys.stdout.reconfigure(encoding="latin-1", line_buffering=False)',
    "wrapped": 'sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")',
    "by a writer": 'sys.stdout = codecs.getwriter("utf-8")(sys.stdout.buffer)',
    "the original": "sys.stdout = sys.__stdout__",
    "detached": "sys.stdout = io.TextIOWrapper(sys.stdout.detach(), write_through=True)",
    "left": "pass",
}


@pytest.mark.parametrize("setting", STREAMS.values(), ids=STREAMS)
def test_a_line_belongs_to_the_frame_that_printed_it(attach, setting):
    ended = attach.passes(
        f"import codecs, io, sys\n{setting}\n{FRAMES}\n"
        "for n in range(6): print('grün', n); pygame.display.flip(); pygame.event.get()\n"
        "print('rest', end='')\n",
        ENDS,
    )
    (log,) = (ended.folder / "artifacts").glob("*/*.log")
    lines = log.read_text("utf-8").splitlines()
    shown = [f"[{n + 2:>6}] info    stdout: grün {n}" for n in range(6)]
    assert lines == [*shown, "[     8] info    stdout: rest"]


SUBPROCESS = "subprocess.run([sys.executable, '-c', \"print('of a child')\"], check=True"
USES = {
    "faulthandler": "import faulthandler; faulthandler.enable(); faulthandler.disable()",
    "a child": f"import subprocess; {SUBPROCESS})",
    "a child's streams": f"import subprocess; {SUBPROCESS}, stdout=sys.stdout, stderr=sys.stderr)",
    "the shell": "import os; assert os.system('echo of a child') == 0",
    "a descriptor": "import os; os.write(sys.stdout.fileno(), b'direct')",
    "bytes": "sys.stdout.buffer.write(b'bytes\\n'); sys.stdout.buffer.flush()",
    "closed": "sys.stdout.close()",
    "none": "sys.stdout = sys.stderr = None",
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_streams_serve_what_streams_serve(attach, use):
    attach.passes(f"import sys\n{use}\n{OPENS}", RUNS, "--on-nondeterminism", "off")


FORGOTTEN = {
    "font": ("pygame.font.Font(None, 20)", "font not initialized"),
    "event": ("pygame.event.get()", "video system not initialized"),
    "flip": ("pygame.display.flip()", "video system not initialized"),
    "keys": ("pygame.key.get_pressed()", "video system not initialized"),
    "mouse": ("pygame.mouse.get_pos()", "video system not initialized"),
    "mixer": ("pygame.mixer.Sound(buffer=bytes(8))", "mixer not initialized"),
    "joystick": ("pygame.joystick.get_count()", "joystick system not initialized"),
}


@pytest.mark.parametrize(("call", "message"), FORGOTTEN.values(), ids=FORGOTTEN)
@pytest.mark.parametrize("before", ["", "pygame.init(); pygame.quit()"], ids=["never", "over"])
def test_a_forgotten_init_fails(attach, before, call, message):
    ended = attach(f"import pygame\n{before}\n{call}\n{OPENS}", RUNS)
    assert ended.code == 1, ended.text
    assert message in ended.message("t")


def test_ticks_begin_with_init(attach):
    attach.passes(
        """
        import time
        import pygame
        time.sleep(1)
        assert pygame.time.get_ticks() == 0
        for _ in range(3):
            pygame.init()
            pygame.display.set_mode((64, 48))
            assert pygame.time.get_ticks() < 100, pygame.time.get_ticks()
            pygame.time.set_timer(pygame.USEREVENT, 50)
            clock = pygame.time.Clock()
            for _ in range(30):
                pygame.event.get(); pygame.display.flip(); clock.tick(60)
            assert 400 < pygame.time.get_ticks() < 600, pygame.time.get_ticks()
            pygame.quit()
            assert pygame.time.get_ticks() == 0
            time.sleep(0.2)
            pygame.display.init()
            assert pygame.event.get() == []
            assert pygame.event.wait(50).type == pygame.NOEVENT
            pygame.quit()
        """,
        ENDS,
    )


DRIVERS = {
    "before": "os.environ['SDL_VIDEODRIVER'] = 'x11'; os.environ['SDL_AUDIODRIVER'] = 'alsa'",
    "updated": "os.environ.update(SDL_VIDEODRIVER='windib', SDL_AUDIODRIVER='directsound')",
    "removed": "del os.environ['SDL_VIDEODRIVER'], os.environ['SDL_AUDIODRIVER']",
    "underneath": "os.putenv('SDL_VIDEODRIVER', 'x11'); os.putenv('SDL_AUDIODRIVER', 'alsa')",
    "imported": "import pygame; os.environ['SDL_AUDIODRIVER'] = 'alsa'",
}


@pytest.mark.parametrize("setting", DRIVERS.values(), ids=DRIVERS)
def test_drivers_of_a_program_do_not_count(attach, setting):
    attach.passes(
        f"import os\n{setting}\nwas = dict(os.environ)\nimport pygame\npygame.init()\n"
        "pygame.mixer.init()\nassert pygame.display.get_driver() == 'dummy'\n"
        "pygame.mixer.Sound(buffer=bytes(4000)).play()\nassert dict(os.environ) == was\n"
        f"pygame.display.set_mode((64, 48))\n{LOOP}",
        RUNS,
    )


@pytest.mark.skipif(os.name == "nt", reason="the stub is a shell script")
@pytest.mark.parametrize("seconds", [0, 1.4])
def test_fonts_do_not_depend_on_how_fast_they_are_listed(attach, tmp_path, seconds):
    stub = tmp_path / "bin" / "fc-list"
    stub.parent.mkdir()
    stub.write_text(f"#!/bin/sh\nsleep {seconds}\necho '/a/face.ttf: Case Face:style=Regular'\n")
    stub.chmod(0o755)
    attach.project.write(
        "prog/main.py",
        "import pygame\npygame.init(); pygame.display.set_mode((64, 48))\n"
        f"assert pygame.font.match_font('caseface') == '/a/face.ttf'\n{LOOP}",
    )
    attach.project.suite(f'it("t", function()\n{RUNS}\nend)')
    path = os.pathsep.join([str(stub.parent), os.environ["PATH"]])
    words = ["--test-mode", "--headless", "--game", "prog/main.py", "--run-id", "run"]
    ended = attach.project.command(*words, env={"PATH": path})
    assert ended.code == 0, ended.text


def test_an_interrupt_is_the_programs(attach):
    attach.passes(
        "import signal\nimport pygame\ntry: signal.raise_signal(signal.SIGINT)\n"
        f"except KeyboardInterrupt: n = 1\n{OPENS}",
        f"{RUNS}\nassert.equal(1, test_harness.get_state('g.n'))",
    )


def test_a_module_beside_the_program_comes_first(attach):
    attach.project.write("prog/json.py", "MINE = 1")
    attach.passes(f"import json\nn = json.MINE\n{OPENS}", RUNS)


EXITS = {
    "the end": ("", "passed"),
    "sys.exit": ("import sys; sys.exit()", "passed"),
    "an error": ("1 / 0", "failed"),
    "os._exit": ("import os; os._exit(0)", "passed"),
}


@pytest.mark.parametrize(("end", "status"), EXITS.values(), ids=EXITS)
def test_exit_functions_run_when_the_program_ends(attach, end, status):
    ended = attach(
        f"import atexit, weakref\n{FRAMES}\nclass Game: pass\ngame = Game()\n"
        "weakref.finalize(game, print, 'finalized')\natexit.register(print, 'saved')\n"
        f"atexit.register(lambda: missing)\n{end}\n",
        ENDS,
    )
    lines = ended.log("t")
    assert ended.statuses == {"t": status}, ended.text
    assert [line for line in lines if line in ("saved", "finalized")] == (
        [] if "os._exit" in end else ["saved", "finalized"]
    )
