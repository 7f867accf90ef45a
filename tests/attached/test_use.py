"""What programs use of pygame and of Python, a few lines each: each `assert`s what it must see.

A program that ends before its first frame fails the test, with the line in it.
"""

# ruff: noqa: E501 - programs in a line each, and all that one run must show

import pytest

from harness.seam.flavour import IS_CE

PROGRAMS = {
    "sounds": """
        END = pygame.event.custom_type()
        def frames(count):
            return [e.type for _ in range(count) for e in pygame.event.get() + [pygame.display.flip()] if e]
        pygame.mixer.init(44100, -16, 2)
        sound = pygame.mixer.Sound(buffer=bytes(44100 * 4 // 2))
        channel = sound.play(); channel.set_endevent(END)
        assert END not in frames(25) and channel.get_busy() and pygame.mixer.get_busy()
        assert frames(10).count(END) == 1 and not channel.get_busy()""",
    "music": """
        import wave
        with wave.open("tune.wav", "wb") as file:
            file.setnchannels(2); file.setsampwidth(2); file.setframerate(44100)
            file.writeframes(bytes(44100 * 4))
        END = pygame.event.custom_type()
        pygame.mixer.music.load("tune.wav"); pygame.mixer.music.set_endevent(END)
        pygame.mixer.music.play(); passes = 0
        while pygame.mixer.music.get_busy(): pygame.event.get(); pygame.display.flip(); passes += 1
        assert 58 <= passes <= 62, passes
        pygame.mixer.music.play(-1); pygame.time.wait(200); assert 150 < pygame.mixer.music.get_pos() < 250""",
    "a loop over music": """
        with open("tune.wav", "wb") as file:
            import wave
            out = wave.open(file); out.setnchannels(1); out.setsampwidth(2); out.setframerate(8000)
            out.writeframes(bytes(8000)); out.close()
        pygame.mixer.music.load("tune.wav"); pygame.mixer.music.play()
        while pygame.mixer.music.get_busy(): pass""",
    "names imported from modules": """
        from pygame.time import Clock, get_ticks
        from pygame.display import flip, set_mode
        from pygame.event import get
        from time import time, sleep, perf_counter
        assert 946684800 <= time() < 946684801 and get_ticks() < 20 and perf_counter() < 1
        screen = set_mode((50, 40)); clock = Clock()
        for _ in range(3): get(); flip(); assert clock.tick(60) in (16, 17)
        sleep(1); assert 1 < perf_counter() < 1.2 and 1000 < get_ticks() < 1200""",
    "everything of pygame.locals": """
        from pygame.locals import *
        from pygame import *
        display.flip(); assert K_a == 97 and Rect(0, 0, 1, 1)
        assert event.get() is not None and time.get_ticks() >= 0""",
    "dates": """
        import datetime
        from datetime import datetime as dt, date
        assert dt.now().year == 2000 and date.today().isoformat() == "2000-01-01"
        assert datetime.datetime.utcnow().hour == 0""",
    "random": """
        import random
        numbers = [random.random() for _ in range(3)]
        random.seed(1); assert random.randint(0, 1000) == 137
        again = random.Random(1); assert again.randint(0, 1000) == 137""",
    "numpy": """
        import numpy as np
        from numpy.random import default_rng
        a = float(np.random.rand()); b = int(default_rng().integers(1000))
        pygame.surfarray.pixels3d(screen)[:] = 9
        assert screen.get_at((1, 1))[0] == 9""",
    "timers": """
        TICK = pygame.USEREVENT + 1
        pygame.time.set_timer(TICK, 100); pygame.time.set_timer(pygame.event.Event(TICK + 1, a=5), 50, 2)
        seen = []
        for _ in range(31):
            seen += [(e.type - TICK, getattr(e, "a", 0)) for e in pygame.event.get() if e.type >= TICK]
            pygame.display.flip(); clock.tick(60)
        assert sorted(seen) == [(0, 0)] * 4 + [(1, 5)] * 2 or len(seen) == 7, seen""",
    "events of its own": """
        MINE = pygame.event.custom_type()
        pygame.event.clear()
        pygame.event.post(pygame.event.Event(MINE, {"x": 3}))
        pygame.event.post(pygame.event.Event(pygame.QUIT))
        assert pygame.event.peek(MINE)
        assert [e.x for e in pygame.event.get(MINE)] == [3]
        assert [e.type for e in pygame.event.get(exclude=[MINE])] == [pygame.QUIT]
        pygame.event.set_blocked(pygame.MOUSEMOTION); assert pygame.event.get_blocked(pygame.MOUSEMOTION)
        pygame.event.set_allowed(None)""",
    "keys": """
        assert not pygame.key.get_pressed()[pygame.K_a] and pygame.key.get_mods() == 0
        assert pygame.key.name(pygame.K_SPACE) == "space" and pygame.key.key_code("a") == pygame.K_a
        pygame.key.set_repeat(200, 50); pygame.key.start_text_input(); pygame.key.stop_text_input()
        assert len(pygame.key.get_pressed()) == 512""",
    "the mouse": """
        pygame.mouse.set_visible(False); assert not pygame.mouse.get_visible()
        pygame.mouse.set_pos((10, 12)); pygame.display.flip(); pygame.event.get()
        assert pygame.mouse.get_pos() == (10, 12)
        pygame.mouse.get_rel(); assert pygame.mouse.get_rel() == (0, 0)
        pygame.mouse.set_cursor(pygame.SYSTEM_CURSOR_HAND); pygame.mouse.set_cursor(*pygame.cursors.diamond)
        assert pygame.mouse.get_pressed() == (False, False, False)
        assert len(pygame.mouse.get_pressed(5)) == 5 and pygame.mouse.get_focused()
        pygame.event.set_grab(True); assert pygame.event.get_grab()""",
    "joysticks": """
        pygame.joystick.init()
        sticks = [pygame.joystick.Joystick(i) for i in range(pygame.joystick.get_count())]
        for stick in sticks: stick.init(); stick.get_axis(0); stick.get_button(0); stick.get_name()""",
    "the display": """
        for flags in (0, pygame.RESIZABLE, pygame.FULLSCREEN, pygame.SCALED, pygame.NOFRAME,
                      pygame.DOUBLEBUF | pygame.HWSURFACE, pygame.FULLSCREEN | pygame.SCALED):
            screen = pygame.display.set_mode((70, 60), flags)
            assert screen.get_size() == (70, 60) and pygame.display.get_surface() is screen
            assert pygame.display.get_window_size() == (70, 60)
        assert pygame.display.set_mode().get_size() == (1280, 720)
        assert pygame.display.set_mode((0, 0), pygame.FULLSCREEN).get_size() == (1280, 720)
        assert pygame.display.set_mode([30, 20], vsync=1).get_size() == (30, 20)
        assert pygame.display.set_mode(size=(30, 20), flags=0, depth=32).get_bitsize() == 32
        pygame.display.set_caption("mine", "m"); assert pygame.display.get_caption()[0] == "mine"
        pygame.display.set_icon(pygame.Surface((32, 32))); pygame.display.toggle_fullscreen()
        info = pygame.display.Info(); assert info.current_w == 30
        assert pygame.display.list_modes() and pygame.display.get_desktop_sizes()
        assert pygame.display.mode_ok((640, 480)) and pygame.display.get_active()
        pygame.display.iconify(); pygame.display.set_gamma(1.0); pygame.display.get_driver()""",
    "info before a window": """
        pygame.display.quit(); pygame.display.init()
        info = pygame.display.Info(); assert (info.current_w, info.current_h) == (1280, 720), info
        screen = pygame.display.set_mode((info.current_w // 4, info.current_h // 4))
        assert screen.get_size() == (320, 180)""",
    "OpenGL": """
        screen = pygame.display.set_mode((64, 48), pygame.OPENGL | pygame.DOUBLEBUF)
        assert screen.get_flags() & pygame.OPENGL and not pygame.display.is_fullscreen()
        assert pygame.display.gl_get_attribute(pygame.GL_DEPTH_SIZE) >= 16""",
    "init again": """
        pygame.quit(); pygame.init(); pygame.display.quit(); pygame.display.init()
        screen = pygame.display.set_mode((64, 48)); pygame.font.init(); pygame.event.get()""",
    "threads": """
        import threading, queue
        inbox = queue.Queue()
        thread = threading.Thread(target=lambda: inbox.put(7)); thread.start(); thread.join(5)
        assert inbox.get(timeout=5) == 7 and not thread.is_alive()""",
    "sprites": """
        class Thing(pygame.sprite.Sprite):
            def __init__(self):
                super().__init__(); self.image = pygame.Surface((5, 5)); self.rect = self.image.get_rect()
        group = pygame.sprite.RenderUpdates(Thing(), Thing())
        background = pygame.Surface((64, 48))
        for _ in range(3):
            group.clear(screen, background); group.update()
            pygame.display.update(group.draw(screen)); clock.tick(60); pygame.event.get()""",
    "drawing on the screen": """
        part = screen.subsurface((0, 0, 10, 10)); part.fill((1, 2, 3))
        assert screen.get_at((5, 5))[:3] == (1, 2, 3)
        copy = screen.copy(); assert copy.get_at((5, 5))[:3] == (1, 2, 3)
        image = pygame.Surface((4, 4)).convert(); alpha = image.convert_alpha(); image.convert(screen)
        pygame.image.tobytes(screen, "RGB"); pygame.PixelArray(image).close()
        assert isinstance(screen, pygame.Surface) and screen.get_flags() >= 0
        with open("shot.bmp", "wb") as file: pygame.image.save(screen, file, "x.bmp")""",
    "fonts": """
        font = pygame.font.SysFont("nosuchfont", 20); font.render("a", True, "red")
        other = pygame.font.Font(None, 20); assert isinstance(other, pygame.font.Font)
        assert other.size("abc")[0] > 0 and pygame.font.get_default_font()
        import pygame.freetype; pygame.freetype.init()
        pygame.freetype.Font(None, 12).render_to(screen, (0, 0), "x", "white")""",
    "a subclass of Font": """
        class Mine(pygame.font.Font):
            pass
        assert Mine(None, 12).render("x", True, "white").get_width() > 0""",
    "asyncio": """
        import asyncio
        async def main():
            global n
            while n < 5:
                n += 1; pygame.event.get(); pygame.display.flip(); await asyncio.sleep(0)
        n = 0
        asyncio.run(main()); assert n == 5""",
    "math and masks": """
        v = pygame.math.Vector2(1, 2).rotate(90); pygame.mask.from_surface(screen)
        pygame.transform.rotozoom(screen, 30, 1.5); pygame.draw.aaline(screen, "red", (0, 0), (9, 9))""",
    "the clipboard and messages": """
        try: pygame.scrap.init()
        except pygame.error: pass
        pygame.version.ver; pygame.get_sdl_version(); pygame.register_quit(lambda: None)""",
    "signals": """
        import signal, atexit
        signal.signal(signal.SIGINT, signal.SIG_DFL); atexit.register(lambda: None)""",
    "garbage": """
        import gc
        class Node: pass
        for _ in range(100): a, b = Node(), Node(); a.b, b.a = b, a
        gc.collect(); gc.disable(); gc.enable()
        nodes = [o for o in gc.get_objects() if type(o).__name__ == "Node"]
        assert len(nodes) == 2, len(nodes)""",
    "reading what stands beside it": """
        import os, sys
        assert os.path.basename(os.getcwd()) == "prog" and sys.argv[0].endswith("main.py")
        assert len(sys.argv) == 1 and os.path.isfile(__file__) and __name__ == "__main__"
        assert os.path.dirname(os.path.abspath(__file__)) == sys.path[0] == os.getcwd()
        open(os.path.join(os.path.dirname(__file__), "main.py")).read()
        import __main__; assert __main__.screen is screen""",
    "pickling": """
        import pickle, dataclasses, enum
        @dataclasses.dataclass
        class Save: level: int = 3
        assert pickle.loads(pickle.dumps(Save())).level == 3""",
    "input of the terminal": """
        import sys
        try: input("name? ")
        except EOFError: pass
        print("hello", file=sys.stdout, flush=True); sys.stderr.write("oops")""",
    "warnings and logging": """
        import logging, warnings
        logging.basicConfig(level=logging.DEBUG); logging.debug("d"); warnings.warn("w")""",
}
if IS_CE:
    PROGRAMS |= {
        "what pygame-ce has in its package": """
            clock, start = pygame.Clock(), pygame.time.get_ticks()
            for _ in range(3): pygame.event.get(); pygame.display.flip(); assert clock.tick(60) in (16, 17)
            channel = pygame.Sound(buffer=bytes(44100 * 4)).play()
            pygame.time.wait(100); assert channel.get_busy() and pygame.Channel(0).get_busy()
            pygame.time.wait(1200); assert not channel.get_busy() and pygame.time.get_ticks() - start < 1400
            assert pygame.Joystick(0).get_name() == "PS4 Controller" and pygame.Joystick(0).set_led("red")
            pygame.Font(None, 12).render("x", True, "white")""",
        "the desktop of pygame-ce": """
            assert (pygame.display.get_current_refresh_rate(), pygame.display.is_vsync()) == (60, False)
            assert pygame.display.get_desktop_refresh_rates() == [60]
            pygame.display.set_window_position((30, 40))
            assert pygame.display.get_window_position() == (30, 40)
            assert pygame.display.message_box("Save?", buttons=("Yes", "No"), return_button=1) == 1
            assert pygame.system.get_power_state().plugged_in""",
    }

OPEN = """\
import pygame
pygame.init()
screen = pygame.display.set_mode((64, 48))
clock = pygame.time.Clock()
"""


def program(body: str) -> str:
    """Return a whole program: open a window, do this, loop."""
    import textwrap

    return f"{OPEN}{textwrap.dedent(body)}\npassed = 1\nwhile True:\n    pygame.event.get()\n    pygame.display.flip()\n"


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_uses(attach, name):
    attach.passes(
        program(PROGRAMS[name]),
        "test_harness.wait_until(function()\n"
        "  return test_harness.get_state('g.passed') == 1\nend, { timeout_frames = 200 })",
        "--on-nondeterminism",
        "off",
    )


def test_where_there_is_no_picture_it_is_told_why(attach):
    ended = attach(
        "import pygame\npygame.init()\nwhile True: pygame.event.get()\n",
        "test_harness.wait_frames(2)\ntest_harness.assert_screenshot('none', {})",
    )
    assert ended.code == 1, ended.text
    assert "the program has no window open, or has not shown anything" in ended.message("t"), (
        ended.text
    )


DESKTOP = """
import pygame
pygame.init()
screen = pygame.display.set_mode((64, 48), pygame.RESIZABLE)
lines = []
clock = pygame.time.Clock()
running = True
while running:
    for event in pygame.event.get():
        lines.append(pygame.event.event_name(event.type))
        if event.type == pygame.QUIT:
            running = False
    size = list(screen.get_size())
    pygame.display.flip()
    clock.tick(60)
"""


def test_a_window_is_resized_back_and_closed(attach):
    ended = attach(
        DESKTOP,
        """
        it("resizes", function()
          test_harness.window_event("resized", { w = 300, h = 200 })
          test_harness.wait_frames(1)
          assert_state("g.size", { 300, 200 })
          test_harness.move_mouse(299, 199)
          assert.matches("VideoResize", table.concat(test_harness.get_state("g.lines"), " "))
        end)
        it("finds its size", function()
          test_harness.wait_frames(1)
          assert_state("g.size", { 64, 48 })
        end)
        it("closes", function()
          test_harness.window_event("close")
          test_harness.wait_until(function() return test_harness.query("game_exited") end)
        end)
        """,
    )
    assert ended.code == 0, ended.text
