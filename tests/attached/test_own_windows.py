"""Windows beside the display: renderers of `pygame._sdl2`, and `pygame.Window` of pygame-ce."""

# ruff: noqa: E501 - programs in few lines

import io

import pygame
import pytest

from harness.seam.flavour import IS_CE

LOOP = """
clock, passed, pressed = pygame.time.Clock(), 0, 0
while True:
    for event in pygame.event.get():
        if event.type == pygame.KEYDOWN: pressed += 1
    passed += 1
    draw()
    clock.tick(60)
"""
RENDERER = """
import pygame
from pygame._sdl2 import video
pygame.init()
window = video.Window("one", (320, 240))
renderer = video.Renderer(window, accelerated=1)
image = pygame.Surface((40, 30), pygame.SRCALPHA); pygame.draw.circle(image, (250, 200, 90, 190), (20, 15), 14)
texture = video.Texture.from_surface(renderer, image)
def draw():
    renderer.draw_color = (0, 0, passed, 255); renderer.clear()
    renderer.draw_color = (200, 0, 0, 255); renderer.fill_rect((0, 0, 20, 10)); renderer.draw_line((5, 9), (300, 177))
    texture.draw(dstrect=(100 + passed, 100, 80, 60), angle=passed)
    renderer.present()
"""
ONE = """
import pygame
from pygame._sdl2 import video
pygame.init()
"""
PLAIN = 'renderer = video.Renderer(video.Window("one", (320, 240)))'

LOOK = """
test_harness.wait_frames(3)
test_harness.screenshot("first")
test_harness.tap_key(KEY_A)
test_harness.wait_frames(60)
test_harness.screenshot("second")
assert.equal(64, test_harness.get_state("g.passed"))
assert.equal(1, test_harness.get_state("g.pressed"))
"""
SHOT = "test_harness.wait_frames(9) test_harness.screenshot('s')"


def pictures(ended) -> dict[str, bytes]:
    artifacts = ended.test("t")["attempts"][0]["artifacts"]
    paths = [ended.folder / artifact["path"] for artifact in artifacts]
    return {path.name: path.read_bytes() for path in paths if path.suffix == ".png"}


def picture(ended) -> pygame.Surface:
    [only] = pictures(ended).values()
    return pygame.image.load(io.BytesIO(only))


def test_a_renderer_shows_the_same_in_every_process_and_in_a_window(attach, xvfb):
    if xvfb is None:
        pytest.skip("Xvfb is not installed")
    first = pictures(attach.passes(RENDERER + LOOP, LOOK))
    assert len({*first.values()}) == 2
    shown = pygame.image.load(io.BytesIO(first["second.png"]))
    assert (shown.get_size(), shown.get_at((3, 3))) == ((320, 240), (200, 0, 0, 255))
    assert pictures(attach.passes(RENDERER + LOOP, LOOK)) == first
    ended = attach.project.command(
        "--test-mode", "--game", "prog/main.py", "--adapter", "adapter.py", "--speed", "max",
        "--run-id", "window", run_id="window", env={"DISPLAY": xvfb},
    )  # fmt: skip
    assert ended.code == 0, ended.text
    assert pictures(ended) == first


STATES = {
    "viewport": "renderer.set_viewport((30, 40, 50, 60))",
    "scale": "renderer.scale = (2, 4)",
    "logical size": "renderer.logical_size = (160, 240)",
    "logical size and viewport": "renderer.logical_size = (160, 120); renderer.set_viewport((3, 4, 50, 60))",
    "scale and viewport": "renderer.scale = (2, 3); renderer.set_viewport((3, 4, 50, 60))",
    "target between": "renderer.target = video.Texture(renderer, (9, 9), target=True)",
}


@pytest.mark.parametrize("name", STATES)
def test_what_is_set_of_a_renderer_stays(attach, name):
    program = f"""
def state(): return tuple(renderer.get_viewport()), tuple(renderer.scale), tuple(renderer.logical_size), renderer.target
{STATES[name]}
expected = state()
def draw():
    assert state() == expected, (state(), expected)
    target, renderer.target = renderer.target, None
    renderer.draw_color = (1, 2, 250, 255); renderer.clear()
    renderer.present()
    if target is not None: renderer.target = target; renderer.draw_color = (255, 0, 0, 255); renderer.clear(); renderer.present()
"""
    shown = picture(attach.passes(ONE + PLAIN + program + LOOP, SHOT))
    assert (shown.get_size(), shown.get_at((319, 239))) == ((320, 240), (1, 2, 250, 255))


def test_windows_of_several_sizes_and_one_that_is_closed(attach):
    program = """
windows = [video.Window(str(n), (100 * n, 50)) for n in (1, 2)]
renderers = [video.Renderer(window) for window in windows]
def draw():
    for n, renderer in enumerate(renderers, 1):
        renderer.draw_color = (passed, n, 0, 255); renderer.clear(); renderer.present()
    if passed == 20: windows[1].size = (70, 60)
    if passed == 30: windows[1].destroy(); renderers.pop()
"""
    lua = """
    test_harness.wait_frames(10) test_harness.screenshot("1")
    test_harness.wait_frames(15) test_harness.screenshot("2")
    test_harness.wait_frames(15) test_harness.screenshot("3")
    """
    found = pictures(attach.passes(ONE + program + LOOP, lua))
    sizes = {"1.png": ((200, 50), 2), "2.png": ((70, 60), 2), "3.png": ((100, 50), 1)}
    for name, (size, number) in sizes.items():
        shown = pygame.image.load(io.BytesIO(found[name]))
        assert (shown.get_size(), shown.get_at((5, 5))[1]) == (size, number)


def test_a_window_beside_the_display(attach):
    program = """
screen = pygame.display.set_mode((90, 80))
window = video.Window("one", (300, 200)); renderer = video.Renderer(window)
def draw():
    screen.fill((0, passed, 0)); pygame.display.flip()
    if passed < 20: renderer.draw_color = (passed, 0, 0, 255); renderer.clear(); renderer.present()
    if passed == 20: window.destroy()
"""
    lua = """
    test_harness.wait_frames(9) test_harness.screenshot("1")
    test_harness.wait_frames(20) test_harness.screenshot("2")
    """
    found = pictures(attach.passes(ONE + program + LOOP, lua))
    first, second = (pygame.image.load(io.BytesIO(found[name])) for name in ("1.png", "2.png"))
    assert (first.get_size(), first.get_at((5, 5))) == ((300, 200), (10, 0, 0, 255))
    assert (second.get_size(), second.get_at((5, 5))) == ((90, 80), (0, 30, 0, 255))


def test_the_last_picture_is_kept(attach):
    end = "    if passed == 40: {}\n"
    for how in ("pygame.quit(); raise SystemExit(3)", "window.destroy(); raise ValueError", "1/0"):
        ended = attach(RENDERER + LOOP + end.format(how), "test_harness.wait_frames(99)")
        assert ended.code == 1, ended.text
        [final] = ended.folder.glob("artifacts/*/*final.png")
        assert pygame.image.load(final).get_at((3, 3)) == (200, 0, 0, 255)


WINDOW = """
import pygame
pygame.init()
window = pygame.Window("one", (300, 200), resizable=True)
surface = window.get_surface()
font = pygame.font.Font(None, 40)
def draw():
    window.get_surface().fill((passed, 0, 9))
    surface.blit(font.render("Hello", True, "white"), (50, 50))
    window.flip()
    surface.fill("red")
    if passed == 30: window.size = (90, 80)
"""


@pytest.mark.skipif(not IS_CE, reason="pygame has no pygame.Window")
def test_a_window_of_pygame_ce(attach, xvfb):
    lua = """
    test_harness.wait_frames(10) test_harness.screenshot("1")
    assert.same({"Hello"}, test_harness.query("visible_text"))
    test_harness.wait_frames(25) test_harness.screenshot("2")
    """
    found = pictures(attach.passes(WINDOW + LOOP, lua))
    first, second = (pygame.image.load(io.BytesIO(found[name])) for name in ("1.png", "2.png"))
    assert (first.get_size(), first.get_at((0, 0))) == ((300, 200), (11, 0, 9, 255))
    assert (second.get_size(), second.get_at((0, 0))) == ((90, 80), (36, 0, 9, 255))


@pytest.mark.skipif(not IS_CE, reason="pygame has no pygame.Window")
def test_a_window_of_pygame_ce_that_opengl_draws(attach, xvfb):
    if xvfb is None:
        pytest.skip("Xvfb is not installed")
    program = """
import pygame
pygame.init()
window = pygame.Window("one", (300, 200), opengl=True)
import moderngl
context = moderngl.create_context()
def draw():
    context.clear(0, passed / 100, 1); window.flip()
"""
    ended = attach(program + LOOP, SHOT)
    assert "OpenGL support" in ended.message("t"), ended.text
    ended = attach.project.command(
        "--test-mode", "--game", "prog/main.py", "--adapter", "adapter.py", "--speed", "max",
        "--run-id", "window", run_id="window", env={"DISPLAY": xvfb},
    )  # fmt: skip
    assert ended.code == 0, ended.text
    shown = picture(ended)
    assert (shown.get_size(), shown.get_at((5, 5))) == ((300, 200), (0, 26, 255, 255))
