"""What tests see of a program's window is what a player sees: pictures, hashes and text."""

from __future__ import annotations

import pygame
import pytest

OPEN = """
import sys, pygame
pygame.init()
screen = pygame.display.set_mode({size})
clock = pygame.time.Clock()
font = pygame.font.Font(None, 24)
n = 0
"""
LOOP = """
while True:
    for event in pygame.event.get():
        if event.type == pygame.QUIT: sys.exit()
    n += 1
    screen.fill("navy")
    {draw}
    pygame.display.flip()
    clock.tick(60)
"""
SMALL, LARGE = (320, 200), (900, 700)
RED, BLUE, WHITE, NAVY = (pygame.Color(name) for name in ("red", "blue", "white", "navy"))

HALF_DRAWN = """
while True:
    screen.fill("navy")
    pygame.mouse.get_pos()
    pygame.draw.rect(screen, "white", (60, 40, 100, 30))
    pygame.event.get()
    pygame.display.update()
"""
PARTS = """
screen.fill("blue"); pygame.display.flip(); screen.fill("red")
while True:
    pygame.event.get()
    pygame.draw.rect(screen, "white", (0, 0, 20, 20))
    pygame.display.update([(0, 0, 20, 20), None])
    clock.tick(60)
"""
SLOW = """
while True:
    pygame.event.get()
    screen.fill("blue"); pygame.display.flip(); screen.fill("red"); clock.tick(20)
"""
STILL = 'screen.fill("blue"); pygame.display.flip(); screen.fill("red"); pygame.time.wait(9000)'
KEPT_REFERENCE = """
first = screen
pygame.display.set_mode((99, 99))
pygame.display.set_mode(first.get_size(), pygame.RESIZABLE)
pygame.display.toggle_fullscreen()
while True:
    pygame.event.get()
    first.fill("red"); pygame.display.flip(); clock.tick(60)
"""
LOCKED = """
while True:
    pygame.event.get()
    screen.fill("red"); pixels = pygame.PixelArray(screen); pixels[5:9, 5:9] = 0xFFFFFF
    pygame.display.flip(); clock.tick(60)
"""
NOT_SHOWN = 'screen.fill("red")\nwhile True: pygame.event.get(); clock.tick(60)'
BLACK = pygame.Color("black")
PICTURES = {
    "a pass that is half drawn": (HALF_DRAWN, {(80, 50): WHITE, (5, 5): NAVY}),
    "parts of the screen": (PARTS, {(10, 10): WHITE, (100, 50): BLUE}),
    "fewer updates than frames": (SLOW, {(10, 10): BLUE}),
    "a picture that stands": (STILL, {(10, 10): BLUE}),
    "a surface kept over set_mode": (KEPT_REFERENCE, {(50, 50): RED}),
    "a surface that is locked": (LOCKED, {(6, 6): WHITE, (50, 50): RED}),
    "what was never shown": (NOT_SHOWN, {(10, 10): BLACK}),
}
LOOK = """
it("looks", function()
  -- query("visible_text") here changes nothing
  test_harness.wait_frames(97)
  test_harness.screenshot("v.png")
end)
"""


def picture_of(ended) -> pygame.Surface:
    artifacts = ended.test("looks")["attempts"][0]["artifacts"]
    [path] = [artifact["path"] for artifact in artifacts if artifact["kind"] == "screenshot"]
    return pygame.image.load(ended.folder / path)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize(("program", "colours"), PICTURES.values(), ids=PICTURES.keys())
def test_a_picture_is_what_was_shown(attach, program, colours, size):
    ended = attach.passes(OPEN.format(size=size) + program, LOOK)
    picture = picture_of(ended)
    assert {place: picture.get_at(place) for place in colours} == colours


LABEL = 'label = font.render("A", True, "white")'
TEXTS = {
    "converted": (f"{LABEL}.convert_alpha()", "show(label)"),
    "on a panel": (
        f"{LABEL}; panel = pygame.Surface((99, 40)); panel.blit(label, (9, 9))",
        "show(panel)",
    ),
    "on a scaled canvas": (
        f"{LABEL}; canvas = pygame.Surface((160, 100))",
        "show(canvas); canvas.blit(label, (9, 9)); pygame.transform.scale(canvas, SMALL, screen)",
    ),
    "beside one that is only measured": (
        LABEL,
        'show(label); font.render("B", True, "white").get_width()',
    ),
    "of freetype": (
        "import pygame.freetype; free = pygame.freetype.Font(None, 24)",
        'free.render_to(screen, (9, 9), "A", "white")',
    ),
    "of a sprite": (
        f"{LABEL}; s = pygame.sprite.Sprite(); s.image = label; s.rect = (9, 9, 0, 0)",
        "pygame.sprite.Group(s).draw(screen)",
    ),
    "drawn by blits with a keyword": (LABEL, "screen.blits(blit_sequence=[(label, (9, 9))])"),
    "of a window that has become smaller": (
        f"{LABEL}; screen.blit(label, (300, 90)); pygame.display.set_mode((100, 50))",
        "show(label)",
    ),
    "of the last flip": (
        LABEL,
        "show(label); pygame.display.flip(); screen.fill('red'); pygame.event.get(); show(label)",
    ),
}
READ = """
it("reads", function()
  test_harness.wait_frames(6)
  assert.same({ "A" }, test_harness.query("visible_text"))
end)
"""


@pytest.mark.parametrize(("before", "draw"), TEXTS.values(), ids=TEXTS.keys())
def test_text_that_can_be_read(attach, before, draw):
    show = f"SMALL = {SMALL}\ndef show(surface): screen.blit(surface, (9, 9))\n"
    attach.passes(OPEN.format(size=SMALL) + show + before + LOOP.format(draw=draw), READ)


def test_the_overlay_of_a_window_is_not_the_programs_text(attach, xvfb):
    if xvfb is None:
        pytest.skip("Xvfb is not installed")
    program = OPEN.format(size=SMALL) + LABEL + LOOP.format(draw="screen.blit(label, (9, 9))")
    attach.passes(program, READ, "--speed", "max", env={"DISPLAY": xvfb})


SHAPES = "pygame.draw.circle(screen, 'red', (n % 300, 90), 20)"


def test_the_overlay_of_a_program_that_uses_no_font(attach, xvfb):
    if xvfb is None:
        pytest.skip("Xvfb is not installed")
    program = (
        "import pygame, sys\npygame.display.init(); screen = pygame.display.set_mode((320, 200))\n"
        "clock = pygame.time.Clock(); n = 0"
    )
    attach.passes(
        program + LOOP.format(draw=f"assert not pygame.font.get_init(); {SHAPES}"),
        'it("runs", function() test_harness.wait_frames(9) end)',
        "--speed",
        "max",
        env={"DISPLAY": xvfb},
    )


FULLSCREEN = """
while True:
    for event in pygame.event.get():
        if event.type == pygame.KEYDOWN and event.key == pygame.K_F11:
            if screen.get_flags() & pygame.FULLSCREEN: screen = pygame.display.set_mode((320, 200))
            else: screen = pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
    screen.fill("navy"); pygame.display.flip(); clock.tick(60)
"""


def test_fullscreen_and_back(attach):
    attach.passes(
        OPEN.format(size=SMALL) + FULLSCREEN,
        """
        local function sizes_after_f11()
          test_harness.tap_key(KEY_F11)
          test_harness.wait_frames(3)
          return test_harness.query("window_size")
        end
        test_harness.wait_frames(3)
        assert.same({ 1280, 720 }, sizes_after_f11())
        assert.same({ 320, 200 }, sizes_after_f11())
        assert.same({ 1280, 720 }, sizes_after_f11())
        """,
    )


DRAWN = (
    "l = font.render(str(n), True, 'white'); screen.blit(l, (n, n)); c = l.convert_alpha();"
    "screen.blits([(pygame.transform.rotate(c, n), (99, n)), (l, (9, 9), (0, 0, 9, 9))]);"
    "screen.scroll(1, 2); screen.subsurface((20, 20, 40, 40)).fill('red', (1, 1, 9, 9));"
    "screen.blit(pygame.transform.smoothscale(screen.copy(), (60, 40)), (200, 20))"
)
EACH = """
it("looks", function()
  for _ = 1, 50 do
    test_harness.wait_frames(1)
    for _, name in ipairs({ QUERIES }) do assert(test_harness.query(name)) end
    print(test_harness.get_state("window.pixels"))
  end
end)
"""
QUERIES = '"visible_text", "window_size", "window_caption"'


def test_what_a_test_asks_for_changes_no_pixel(attach):
    program = OPEN.format(size=SMALL) + LOOP.format(draw=f"{SHAPES}; {DRAWN}")
    asked, not_asked = (
        attach.passes(program, EACH.replace("QUERIES", queries)).log("looks")
        for queries in (QUERIES, "")
    )
    assert len(set(asked)) == 50
    assert asked == not_asked
