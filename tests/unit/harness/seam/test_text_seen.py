"""Text drawn with pygame's fonts is seen where it appears, and no longer."""

import pygame
import pytest

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
    pygame.font.SysFont("none at all", 12).render("system", True, "white")
    assert shown(seen) == ["mine", "system"]


def test_it_comes_off():
    real, patches = pygame.font.Font, Patches()
    TextSeen(patches)
    patches.remove()
    assert pygame.font.Font is real
