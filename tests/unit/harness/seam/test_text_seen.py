"""Text drawn with pygame's fonts is seen as long as it can be read on the screen, and no longer."""

import warnings

import pygame
import pytest

from harness.base.clock import FrameClock
from harness.hosting.readable import readable
from harness.seam.flavour import IS_CE
from harness.seam.presented import Presented
from harness.seam.text_seen import TextSeen

SIZE = (240, 120)
WHERE = (20, 20)


class Program:
    """What the lines of a program below call."""

    def __init__(self, patches):
        self.presented = Presented(FrameClock(60), lambda: 0)
        self.seen = TextSeen(patches, self.presented, readable)
        self.screen = pygame.display.set_mode(SIZE)
        self.presented.open(self.screen)
        self.font = pygame.font.Font(None, 28)

    def label(self, text="Score 10", colour="white", *args):
        return self.font.render(text, True, colour, *args)

    def canvas(self, *texts, size=(120, 60), flags=0):
        """Return a surface with texts below each other."""
        canvas = pygame.Surface(size, flags)
        for i, text in enumerate(texts or ["Score 10"]):
            canvas.blit(self.label(text), (5, 5 + 25 * i))
        return canvas

    def show(self, surface, *args, **kwargs):
        self.screen.blit(surface, WHERE, *args, **kwargs)

    def noise(self):
        """Return a picture without transparency that is stored as if it had some."""
        picture = pygame.Surface(SIZE, pygame.SRCALPHA)
        for x in range(0, SIZE[0], 4):
            for y in range(0, SIZE[1], 4):
                picture.fill(((x * 7) % 256, (y * 11 + x) % 256, (x * y) % 256), (x, y, 4, 4))
        return picture

    def read(self):
        """Return what can be read when all that is drawn has come to the screen."""
        self.presented.flip()
        return self.seen.readable()


@pytest.fixture
def program(display_patches):
    pygame.font.init()
    return Program(display_patches)


SHOWN = {
    "a label": "p.show(p.label())",
    "bytes": "p.show(p.label(b'Score 10'))",
    "jagged letters": "p.show(p.font.render('Score 10', False, 'white'))",
    "letters on a ground": "p.show(p.label('Score 10', 'red', 'blue'))",
    "a label that is converted": "p.show(p.label().convert_alpha())",
    "and loses its transparency": "p.show(p.label().convert())",
    "a copy": "p.show(p.label().copy())",
    "a copy of Python's": "import copy; p.show(copy.copy(p.label()))",
    "a part": "p.show(p.label().subsurface((0, 0, 40, 15)))",
    "an area": "p.show(p.label(), area=(0, 0, 60, 30))",
    "a larger one": "p.show(pygame.transform.scale(p.label(), (180, 60)))",
    "a smaller one": "p.show(pygame.transform.smoothscale(p.label(), (60, 14)))",
    "a doubled one": "p.show(pygame.transform.scale2x(p.label()))",
    "a turned one": "p.show(pygame.transform.rotate(p.label(), 30))",
    "turned and scaled": "p.show(pygame.transform.rotozoom(p.label(), -90, 0.8))",
    "a mirrored one": "p.show(pygame.transform.flip(p.label(), True, False))",
    "half transparent": "l = p.label(); l.set_alpha(100); p.show(l)",
    "with flags": "p.show(p.label(), special_flags=pygame.BLEND_ALPHA_SDL2)",
    "on a canvas": "p.show(p.canvas())",
    "on a transparent canvas": "p.show(p.canvas(flags=pygame.SRCALPHA))",
    "on a canvas on a canvas": "c = p.canvas(size=(90, 40)); d = pygame.Surface((100, 50));"
    "d.blit(c, (3, 3)); p.show(d)",
    "on a scaled canvas": "pygame.transform.scale(p.canvas(), SIZE, p.screen)",
    "on a turned canvas": "p.show(pygame.transform.rotate(p.canvas(), 90))",
    "on a mirrored canvas": "p.show(pygame.transform.flip(p.canvas(), False, True))",
    "on a canvas of another format": "p.show(p.canvas().convert(24))",
    "on a part of a canvas": "c = pygame.Surface((120, 60)); c.subsurface((10, 10, 100, 40))"
    ".blit(p.label(), (2, 2)); p.show(c)",
    "on a part of the screen": "p.screen.subsurface((10, 10, 180, 60)).blit(p.label(), (2, 2))",
    "to the surface of the display": "pygame.display.get_surface().blit(p.label(), WHERE)",
    "with others": "p.screen.blits([(p.label(), WHERE), (p.canvas('A'), (150, 50))])",
    "of a generator": "p.screen.blits(((s, WHERE, None, 0) for s in [p.label()]), False)",
    "in a group": "s = pygame.sprite.Sprite(); s.image = p.label(); s.rect = (9, 9, 0, 0);"
    "pygame.sprite.Group(s).draw(p.screen)",
    "at a rectangle": "p.screen.blit(p.label(), p.label().get_rect(center=(120, 60)))",
    "on a picture": "p.screen.blit(p.noise(), (0, 0)); p.show(p.label())",
    "below a transparent veil": "p.show(p.label()); v = pygame.Surface(SIZE, pygame.SRCALPHA);"
    "v.fill((0, 0, 0, 150)); p.screen.blit(v, (0, 0))",
    "below something small": "p.show(p.label()); p.screen.fill('red', (20, 20, 12, 30))",
    "moved with the screen": "p.show(p.label()); p.screen.scroll(15, 10)",
    "a method of the class": "pygame.Surface.blit(p.screen, p.label(), WHERE)",
}  # fmt: skip
HIDDEN = {
    "rendered only": "p.label()",
    "on a canvas that is not shown": "p.canvas()",
    "beside the screen": "p.screen.blit(p.label(), (-200, 20))",
    "all but a sliver": "p.screen.blit(p.label(), (238, 20))",
    "outside of the clip": "p.screen.set_clip((0, 0, 9, 9)); p.show(p.label())",
    "in an area without it": "p.show(p.canvas(size=(120, 90)), area=(0, 40, 120, 50))",
    "filled over": "p.show(p.label()); p.screen.fill('navy')",
    "filled over at its place": "p.show(p.label()); p.screen.fill('red', (10, 10, 150, 60))",
    "filled over on its canvas": "c = p.canvas(); c.fill('gray'); p.show(c)",
    "painted over": "p.show(p.label()); pygame.draw.rect(p.screen, 'red', (10, 10, 150, 60))",
    "covered": "p.show(p.label()); p.screen.blit(pygame.Surface(SIZE), (0, 0))",
    "covered by a picture with alpha": "p.show(p.label()); p.screen.blit(p.noise(), (0, 0))",
    "covered by tiles": "p.show(p.label());"
    "p.screen.blits([(pygame.Surface((10, 10)), (x, y)) for x in range(0, 240, 10) "
    "for y in range(0, 120, 10)])",
    "covered by what is scaled": "p.show(p.label());"
    "pygame.transform.scale(pygame.Surface((9, 9)), SIZE, p.screen)",
    "in the colour of the ground": "p.screen.fill('white'); p.show(p.label())",
    "faded out": "l = p.label(); l.set_alpha(2); p.show(l)",
    "on a display that opens anew": "p.show(p.label()); p.presented.open("
    "pygame.display.set_mode((300, 90)))",
    "blanks": "p.show(p.label('   '))",
}  # fmt: skip


def play(program, lines):
    exec(lines, {"p": program, "pygame": pygame, "SIZE": SIZE, "WHERE": WHERE})


@pytest.mark.parametrize("lines", SHOWN.values(), ids=SHOWN.keys())
def test_what_can_be_read(program, lines):
    play(program, lines)
    assert "Score 10" in program.read()


@pytest.mark.parametrize("lines", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_cannot_be_read(program, lines):
    play(program, lines)
    assert program.read() == []


def test_it_counts_from_when_it_comes_to_the_screen(program):
    program.show(program.label())
    assert program.seen.readable() == []
    assert program.read() == ["Score 10"]
    program.screen.fill("navy")
    assert program.seen.readable() == ["Score 10"]
    assert program.read() == []


def test_it_stays_until_it_is_painted_over(program):
    program.show(program.label())
    for i in range(5):
        pygame.draw.circle(program.screen, "red", (200, 90), 3 + i)
        assert program.read() == ["Score 10"]


def test_parts_of_the_screen(program):
    program.show(program.label())
    program.screen.blit(program.label("below"), (20, 80))
    program.presented.update([pygame.Rect(0, 0, 240, 60)])
    assert program.seen.readable() == ["Score 10"]
    program.screen.fill("navy")
    program.presented.update([pygame.Rect(0, 60, 240, 60)])
    assert program.seen.readable() == ["Score 10"]
    program.presented.update([pygame.Rect(0, 0, 240, 60)])
    assert program.seen.readable() == []


def test_a_text_in_the_place_of_another(program):
    for number in range(8, 13):
        program.screen.blit(program.noise(), (0, 0))
        program.show(program.label(f"Score {number}"))
    assert program.read() == ["Score 12"]


def test_texts_have_the_order_of_their_drawing(program):
    program.show(program.canvas("one", "two"))
    program.screen.blit(program.label("three"), (150, 20))
    assert program.read() == ["one", "two", "three"]


def test_many_texts_are_not_kept_for_ever(program):
    for i in range(1000):
        program.screen.blit(program.noise(), (0, 0), (0, 0, 240, 120))
        program.screen.blit(program.label(f"{i}"), (i * 37 % 200, i * 23 % 90))
    assert program.read() == ["999"]


def test_surfaces_end_as_they_did(program):
    import gc
    import weakref

    canvas = program.canvas()
    program.show(canvas)
    canvas.blit(pygame.transform.rotate(canvas, 90), (0, 0))
    ends = weakref.ref(canvas)
    del canvas
    program.screen.fill("navy")
    program.read()
    gc.collect()
    assert ends() is None


def test_fonts_of_the_system_and_subclasses(program):
    class Mine(pygame.font.Font):
        pass

    program.show(Mine(None, 20).render("mine", True, "white"))
    with warnings.catch_warnings(action="ignore"):  # pygame-ce's, that there is no such font
        font = pygame.font.SysFont("none at all", 20)
    program.screen.blit(font.render("system", True, "white"), (20, 70))
    assert program.read() == ["mine", "system"]


def test_freetype(program):
    import pygame.freetype

    pygame.freetype.init()
    program.seen._watch_freetype(pygame.freetype)
    font = pygame.freetype.Font(None, 20)
    surface, _ = font.render("rendered", "white")
    program.show(surface)
    font.render_to(program.screen, (20, 80), "direct", "white")
    font.render_to(pygame.Surface((9, 9)), (0, 0), "elsewhere", "white")
    assert program.read() == ["rendered", "direct"]


@pytest.mark.skipif(not IS_CE, reason="only pygame-ce has these functions")
def test_what_pygame_ce_has_beside_that(program):
    label = pygame.Font(None, 20).render("label", True, "white")
    program.screen.fblits([(label.premul_alpha(), (9, 9))], pygame.BLEND_PREMULTIPLIED)
    assert program.read() == ["label"]


def test_kinds_and_errors_are_pygames(program):
    assert type(program.screen) is type(program.label()) is pygame.Surface
    assert type(program.font) is pygame.font.Font
    with pytest.raises(TypeError):
        program.screen.blit("no surface", (0, 0))
    with pytest.raises((TypeError, ValueError)):
        program.screen.blits([("no surface", (0, 0))])
    assert program.screen.blits([(program.label(), WHERE)]) == [
        program.screen.blit(program.label(), WHERE)
    ]
    assert program.screen.blits([(program.label(), WHERE)], doreturn=False) is None


def test_it_comes_off(display_patches):
    before = {name: vars(pygame.Surface)[name] for name in ("blit", "fill", "copy", "scroll")}
    TextSeen(display_patches, Presented(FrameClock(60), lambda: 0), readable)
    assert vars(pygame.Surface)["blit"] is not before["blit"]
    display_patches.remove()
    assert {name: vars(pygame.Surface)[name] for name in before} == before
    assert pygame.Surface((3, 3)).blit.__self__.get_size() == (3, 3)
