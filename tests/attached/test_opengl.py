"""Programs that draw with OpenGL: what a test sees is what the window shows, in every process."""

# ruff: noqa: E501 - shaders and programs in few lines

import io

import pygame
import pytest

OPEN = """
import pygame
from pygame.locals import *
pygame.init()
def attribute(*pairs):
    for name, value in pairs: pygame.display.gl_set_attribute(globals()["GL_" + name], value)
"""
LOOP = """
angle = passed = 0
clock = pygame.time.Clock()
while True:
    for event in pygame.event.get():
        if event.type == KEYDOWN: angle += 0.7
    passed += 1; angle += 0.05
    draw()
    pygame.display.flip()
    clock.tick(60)
"""
TRIANGLE = """
import moderngl, struct
context = moderngl.create_context()
program = context.program(
    vertex_shader='''#version 330
in vec2 place; in vec3 tint; uniform float angle; out vec3 colour;
void main() {
    mat2 turn = mat2(cos(angle), sin(angle), -sin(angle), cos(angle));
    gl_Position = vec4(turn * place, 0.0, 1.0); colour = tint;
}''',
    fragment_shader='''#version 330
in vec3 colour; out vec4 pixel;
void main() { pixel = vec4(pow(abs(sin(colour * 9.0)), vec3(0.7)), 1.0); }''')
corners = struct.pack("15f", -0.7, -0.7, 1, 0, 0, 0.7, -0.7, 0, 1, 0, 0, 0.8, 0, 0, 1)
shape = context.vertex_array(program, context.buffer(corners), "place", "tint")
def draw():
    context.clear(0.1, 0.2, 0.3)
    program["angle"].value = angle
    shape.render()
"""
CUBE = """
from OpenGL.GL import *
from OpenGL.GLU import gluPerspective
glMatrixMode(GL_PROJECTION)
gluPerspective(45, 4 / 3, 0.1, 50)
glTranslatef(0, 0, -5)
glEnable(GL_DEPTH_TEST)
corners = [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
faces = (0, 1, 3, 2), (4, 5, 7, 6), (0, 1, 5, 4), (2, 3, 7, 6), (0, 2, 6, 4), (1, 3, 7, 5)
def draw():
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT)
    glRotatef(3 * angle, 1, 2, 1)
    glBegin(GL_QUADS)
    for face in faces:
        for corner in face:
            glColor3f(*(0.5 + c / 2 for c in corners[corner])); glVertex3f(*corners[corner])
    glEnd()
"""
PLAIN = "pygame.display.set_mode((320, 240), OPENGL | DOUBLEBUF)"
SAMPLES = "attribute(('MULTISAMPLEBUFFERS', 1), ('MULTISAMPLESAMPLES', 4))\n"
CORE = "attribute(('CONTEXT_MAJOR_VERSION', 3), ('CONTEXT_MINOR_VERSION', 3), ('CONTEXT_PROFILE_MASK', GL_CONTEXT_PROFILE_CORE))\n"
PROGRAMS = {
    "moderngl": OPEN + PLAIN + TRIANGLE + LOOP,
    "moderngl, core profile, large": OPEN
    + CORE
    + PLAIN.replace("320, 240", "1000, 700")
    + TRIANGLE
    + LOOP,
    "moderngl, several samples": OPEN + SAMPLES + PLAIN + TRIANGLE + LOOP,
    "moderngl, more samples than there are": OPEN
    + SAMPLES.replace("4", "16")
    + PLAIN
    + TRIANGLE
    + LOOP,
    "PyOpenGL, one buffer": OPEN + PLAIN.replace(" | DOUBLEBUF", ", vsync=1") + CUBE + LOOP,
}
LOOK = """
test_harness.wait_frames(3)
test_harness.screenshot("first")
test_harness.tap_key(KEY_A)
test_harness.wait_frames(60)
test_harness.screenshot("second")
"""
ADAPTER = """
def expose(api, game):
    api.property("g.passed", lambda: game.namespace.passed)
"""


class Window:
    """Runs programs headless, and in a window under Xvfb."""

    def __init__(self, attach, display):
        self._attach = attach
        self._display = display
        attach.project.write("own.py", ADAPTER)

    def headless(self, program, lua, *flags, **options):
        return self._attach.passes(program, lua, "--adapter", "own.py", *flags, **options)

    def again(self):
        """Run the same in a window."""
        words = ["--game", "prog/main.py", "--adapter", "own.py", "--speed", "max"]
        ended = self._attach.project.command(
            "--test-mode", *words, "--run-id", "window", run_id="window",
            env={"DISPLAY": self._display},
        )  # fmt: skip
        assert ended.code == 0, ended.text
        assert "running headless" not in ended.text
        return ended


@pytest.fixture
def window(attach, xvfb):
    if xvfb is None:
        pytest.skip("Xvfb is not installed")
    return Window(attach, xvfb)


def pictures(ended) -> dict[str, bytes]:
    artifacts = ended.test("t")["attempts"][0]["artifacts"]
    paths = [ended.folder / artifact["path"] for artifact in artifacts]
    return {path.name: path.read_bytes() for path in paths if path.suffix == ".png"}


def colours(picture: bytes) -> set[tuple[int, ...]]:
    surface = pygame.image.load(io.BytesIO(picture))
    width, height = surface.get_size()
    return {tuple(surface.get_at((x, y))) for x in range(0, width, 9) for y in range(0, height, 9)}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_same_pixels_in_every_process_and_in_a_window(window, name):
    first = pictures(window.headless(PROGRAMS[name], LOOK))
    second = pictures(window.headless(PROGRAMS[name], LOOK))
    assert sorted(first) == ["first.png", "second.png"]
    assert len({*first.values()}) == 2
    assert all(len(colours(picture)) > 20 for picture in first.values())
    assert first == second == pictures(window.again())


STATE = """
import ctypes, moderngl
from OpenGL.GL import *
context = moderngl.create_context()
other, pack = context.simple_framebuffer((50, 50)), context.buffer(reserve=4096)
names = (GL_PACK_SWAP_BYTES, GL_PACK_ALIGNMENT, GL_PACK_ROW_LENGTH, GL_PACK_SKIP_ROWS,
         GL_PACK_SKIP_PIXELS, GL_PIXEL_PACK_BUFFER_BINDING, GL_READ_FRAMEBUFFER_BINDING,
         GL_DRAW_FRAMEBUFFER_BINDING)
wanted = [1, 2, 7, 5, 3, pack.glo, other.glo, other.glo]
library = ctypes.CDLL("libGL.so.1")
def draw():
    if passed > 1: assert library.glGetError() == 0x500
    context.screen.use(); context.clear(0.2, passed / 100, 0.6)
    other.use(); context.clear(1, 1, 1)
    glBindBuffer(GL_PIXEL_PACK_BUFFER, pack.glo)
    if passed == 1:
        for name, value in zip(names[:5], wanted): glPixelStorei(name, value)
    assert [int(glGetIntegerv(name)) for name in names] == wanted
    library.glEnable(1)
"""


def test_what_a_program_has_set_stays_as_it_was(window):
    """Settings of reading, what is bound, and an error that the program has not asked for."""
    ended = window.headless(
        OPEN + PLAIN + STATE + LOOP, "test_harness.wait_frames(5) test_harness.screenshot('s')"
    )
    [picture] = pictures(ended).values()
    assert colours(picture) == {(51, 15, 153, 255)}


AGAIN = """
from OpenGL.GL import *
import ctypes
contexts, sizes = [], []
GetContext = ctypes.PyDLL(pygame.base.__file__).SDL_GL_GetCurrentContext
GetContext.restype = ctypes.c_void_p
def remember():
    contexts.append(GetContext())
    sizes.append(list(pygame.display.get_window_size()))
remember()
texture = glGenTextures(1)
def draw():
    if passed in (10, 20, 30):
        pygame.display.set_mode([(500, 300), (90, 80), (320, 240)][passed // 10 - 1], OPENGL | DOUBLEBUF)
        remember()
    width, height = pygame.display.get_window_size()
    glViewport(0, 0, width, height)
    glClearColor(0, 0, passed / 100, 1); glClear(GL_COLOR_BUFFER_BIT)
    glEnable(GL_SCISSOR_TEST); glScissor(width - 10, height - 10, 10, 10)
    glClearColor(1, 1, 0, 1); glClear(GL_COLOR_BUFFER_BIT); glDisable(GL_SCISSOR_TEST)
    assert len(set(contexts)) == 1
"""


def test_another_size_keeps_the_context(window):
    steps = "".join(f"test_harness.wait_frames(10) test_harness.screenshot('{n}')\n" for n in "123")
    program = OPEN + PLAIN + AGAIN + LOOP
    found = pictures(window.headless(program, steps))
    for name, size in {"1.png": (500, 300), "2.png": (90, 80), "3.png": (320, 240)}.items():
        picture = pygame.image.load(io.BytesIO(found[name]))
        assert picture.get_size() == size
        assert picture.get_at((size[0] - 1, 0)) == (255, 255, 0, 255)
        assert picture.get_at((size[0] - 11, 0))[:2] == (0, 0)
    assert found == pictures(window.again())


RESIZED = """
def draw():
    glClearColor(0, *(side / 1000 for side in pygame.display.get_window_size()), 1)
    glClear(GL_COLOR_BUFFER_BIT)
"""
MODES = """
from OpenGL.GL import *
pygame.display.set_caption("before"); pygame.event.set_blocked(KEYUP)
plain = pygame.display.set_mode((200, 100)); plain.fill("red"); pygame.display.flip()
pygame.event.get()
screen = pygame.display.set_mode((320, 240), OPENGL | DOUBLEBUF | RESIZABLE)
assert screen.get_flags() & (OPENGL | RESIZABLE) == OPENGL | RESIZABLE
assert pygame.display.get_caption()[0] == "before" and pygame.event.get_blocked(KEYUP)
assert pygame.display.get_driver() in ("offscreen", "x11"), pygame.display.get_driver()
for parts in ((1, 2, 3, 4), [(1, 2, 3, 4)]):
    try: pygame.display.update(parts)
    except pygame.error as error: assert str(error) == "Cannot update an OPENGL display"
    else: raise AssertionError
pygame.display.update()
"""


def test_a_plain_display_becomes_one_that_is_resized(window):
    lua = """
    test_harness.wait_frames(1)
    test_harness.window_event("resized", { w = 400, h = 500 })
    test_harness.wait_frames(3)
    test_harness.screenshot("s")
    """
    ended = window.headless(OPEN + MODES + RESIZED + LOOP, lua)
    [picture] = pictures(ended).values()
    assert colours(picture) == {(0, 102, 128, 255)}
    assert pygame.image.load(io.BytesIO(picture)).get_size() == (400, 500)


def test_a_plain_display_after_it(window):
    program = PLAIN + "\npygame.display.flip()\nscreen = pygame.display.set_mode((70, 60))\n"
    draw = "def draw(): screen.fill((passed, 0, 9))\n"
    ended = window.headless(
        OPEN + program + draw + LOOP, "test_harness.wait_frames(5) test_harness.screenshot('s')"
    )
    assert colours(*pictures(ended).values()) == {(5, 0, 9, 255)}
    program = PLAIN + "\npygame.quit(); pygame.init()\n" + PLAIN + CUBE
    window.headless(OPEN + program + LOOP, "test_harness.wait_frames(5)")


ES = """
attribute(("CONTEXT_PROFILE_MASK", GL_CONTEXT_PROFILE_ES), ("CONTEXT_MAJOR_VERSION", 2))
pygame.display.set_mode((100, 50), OPENGL)
import ctypes
library = ctypes.CDLL("libGLESv2.so.2")
library.glClearColor.argtypes = [ctypes.c_float] * 4
library.glGetString.restype = ctypes.c_char_p
assert library.glGetString(0x1F02).startswith(b"OpenGL ES")
def draw(): library.glClearColor(0.2, 0.4, 0.8, 1); library.glClear(0x4000); assert library.glGetError() == 0
"""


def test_opengl_es(window):
    ended = window.headless(
        OPEN + ES + LOOP, "test_harness.wait_frames(5) test_harness.screenshot('s')"
    )
    assert colours(*pictures(ended).values()) == {(51, 102, 204, 255)}


def test_the_last_frame_is_kept(window):
    """Of a program that fails, and of one that has closed its display."""
    for end in ("pygame.quit(); raise SystemExit(3)", "raise ValueError"):
        program = OPEN + PLAIN + CUBE + LOOP + f"    if passed == 40: {end}\n"
        ended = window._attach(program, "test_harness.wait_frames(99)", "--adapter", "own.py")
        assert ended.code == 1, ended.text
        [final] = ended.folder.glob("artifacts/*/*final.png")
        assert len(colours(final.read_bytes())) > 20


REFUSED = """
for size in ((-1, 5), (70000, 5)):
    try: pygame.display.set_mode(size, OPENGL)
    except pygame.error as error: assert "libgl1" not in str(error), error
    else: raise AssertionError
attribute(("CONTEXT_MAJOR_VERSION", 9))
try: pygame.display.set_mode((60, 50), OPENGL)
except pygame.error as error: assert "context" in str(error), error
else: raise AssertionError
pygame.quit(); pygame.init()
pygame.display.set_mode((60, 50), OPENGL)
assert pygame.display.gl_get_attribute(GL_CONTEXT_MAJOR_VERSION) < 9
def draw(): pass
"""


def test_what_cannot_open_is_refused_as_pygame_does(window):
    window.headless(OPEN + REFUSED + LOOP, "test_harness.wait_frames(2)")


def test_without_a_renderer_the_packages_are_named(window):
    ended = window._attach(
        OPEN + PLAIN, "test_harness.wait_frames(9)", env={"SDL_VIDEO_EGL_DRIVER": "libmissing.so"}
    )
    assert ended.code == 1
    assert "libgl1-mesa-dri, libegl1 and libgl1" in ended.message("t"), ended.text
    assert "Could not load EGL library" in ended.message("t").replace("\n", " ")


HOSTED = """
import pygame
class Game:
    def __init__(self):
        pygame.display.set_mode((1280, 720))
        pygame.display.set_mode((1280, 720), pygame.OPENGL)
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api): pass
def create(context): return Game()
"""


def test_a_hosted_game_is_told_to_be_attached(project):
    project.write("game.py", HOSTED)
    project.suite("it('t', function() end)")
    ended = project.run(game="game:create")
    assert "name the program itself: --game path/to/main.py" in ended.message("t"), ended.text
    assert ended.code == 4
