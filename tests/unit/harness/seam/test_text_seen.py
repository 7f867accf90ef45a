"""Text drawn with pygame's fonts is seen where it appears, and no longer."""

import warnings

import pygame
import pytest

from harness.seam.flavour import IS_CE
from harness.seam.patches import Patches
from harness.seam.text_seen import TextSeen


@pytest.fixture
def seen():
    pygame.font.init()
    patches = Patches()
    text = TextSeen(patches)
    yield text
    patches.remove()


def screen_of(seen):
    return seen.screen((60, 40), 0, pygame.Surface((60, 40)))


def shown(seen):
    seen.end_frame()
    return seen.shown()


def test_what_is_rendered(seen):
    font = pygame.font.Font(None, 12)
    font.render("one", True, "white")
    font.render(b"two", True, "white")
    font.render("", True, "white")
    assert shown(seen) == ["one", "two"]
    assert shown(seen) == []


def test_what_was_rendered_before_and_is_blitted(seen):
    screen, label = screen_of(seen), pygame.font.Font(None, 12).render("label", True, "white")
    shown(seen)
    screen.blit(pygame.Surface((3, 3)), (0, 0))
    screen.blit(label, (0, 0))
    screen.blit(label, (9, 9))
    assert shown(seen) == ["label"]


def test_fonts_of_the_system_and_subclasses(seen):
    class Mine(pygame.font.Font):
        pass

    Mine(None, 12).render("mine", True, "white")
    with warnings.catch_warnings(action="ignore"):  # pygame-ce's, that there is no such font
        pygame.font.SysFont("none at all", 12).render("system", True, "white")
    assert shown(seen) == ["mine", "system"]


def test_what_is_blitted_with_others(seen):
    screen, font = screen_of(seen), pygame.font.Font(None, 12)
    labels = [font.render(text, True, "white") for text in ("one", "two")]
    shown(seen)
    assert len(screen.blits((label, (0, 0)) for label in labels)) == 2
    assert screen.blits([(pygame.Surface((1, 1)), (0, 0))], doreturn=False) is None
    assert shown(seen) == ["one", "two"]


@pytest.mark.skipif(not IS_CE, reason="pygame has neither Surface.fblits nor pygame.Font")
def test_what_pygame_ce_has_beside_that(seen):
    screen, label = screen_of(seen), pygame.Font(None, 12).render("label", True, "white")
    assert shown(seen) == ["label"]
    screen.fblits([(label, (0, 0))])
    assert shown(seen) == ["label"]


def test_it_comes_off():
    real, patches = pygame.font.Font, Patches()
    TextSeen(patches)
    patches.remove()
    assert pygame.font.Font is real
