"""What an adapter reaches: the main module, objects, and the locals of functions that run."""

# ruff: noqa: E501 - programs in a line each

import pytest

LOOP = """
import pygame
def main():
    pygame.init(); pygame.display.set_mode((64, 48))
    score = 0
    {inner}
    while True:
        score += len(pygame.event.get(pygame.KEYDOWN)); pygame.display.flip()
"""
PLAYS = LOOP.format(inner="pass") + "main()\n"
SCORES = (
    "test_harness.wait_frames(3)\ntest_harness.tap_key(KEY_A)\ntest_harness.wait_frames(3)\n"
    'assert.equal(1, test_harness.get_state("seen"))'
)


def adapter(attach, seen: str, before: str = "") -> None:
    attach.project.write(
        "adapter.py",
        f"def expose(api, game):\n    {before or 'pass'}\n    api.property('seen', lambda: {seen})\n",
    )


WAYS = {
    "a local variable": 'game.local("main", "score", None)',
    "all local variables": 'game.locals("main")["score"] if "score" in game.locals("main") else None',
    "a helper of the adapter with the same name": "main(game)",
}


@pytest.mark.parametrize("way", WAYS)
def test_locals_of_a_running_function(attach, way):
    adapter(attach, WAYS[way], "def main(game, score=None): return game.local('main', 'score')")
    attach.project.write("prog/main.py", PLAYS)
    attach.passes(PLAYS, SCORES, "--digest", "off")


PROGRAMS = {
    "a method, by its qualified name": (
        (
            "class Game:\n    def run(self):\n        score = 0\n        while True:\n"
            "            score += len(pygame.event.get(pygame.KEYDOWN)); pygame.display.flip()\n"
            "Game().run()\n"
        ),
        'game.local("Game.run", "score", None)',
    ),
    "an outer function": (
        (
            "def step():\n    global n\n    n = len(pygame.event.get(pygame.KEYDOWN)); pygame.display.flip(); return n\n"
            "def main():\n    score = 0\n    while True:\n        score += step()\n"
            "main()\n"
        ),
        'game.local("main", "score", None)',
    ),
    "the innermost of several calls": (
        (
            "def play(depth):\n    score = 0\n    if depth: play(depth - 1)\n    while True:\n"
            "        score += len(pygame.event.get(pygame.KEYDOWN)); pygame.display.flip()\n"
            "play(3)\n"
        ),
        'game.local("play", "score", None)',
    ),
    "a coroutine that waits": (
        (
            "import asyncio\nasync def main():\n    score = 0\n    while True:\n"
            "        score += len(pygame.event.get(pygame.KEYDOWN)); pygame.display.flip(); await asyncio.sleep(1 / 60)\n"
            "asyncio.run(main())\n"
        ),
        'game.local("main", "score", None)',
    ),
    "a function in another thread": (
        (
            "import threading\ndef main():\n    score = 0\n    while True:\n"
            "        score += len(pygame.event.get(pygame.KEYDOWN)); pygame.display.flip(); clock.tick(60)\n"
            "thread = threading.Thread(target=main); thread.start(); thread.join()\n"
        ),
        'game.local("main", "score", None)',
    ),
    "a closure": (
        (
            "def main():\n    score = 0\n    def step():\n        nonlocal score\n"
            "        score += len(pygame.event.get(pygame.KEYDOWN)); pygame.display.flip()\n"
            "    while True: step()\n"
            "main()\n"
        ),
        'game.local("main.<locals>.step", "score", None)',
    ),
}
BEGIN = (
    "import pygame\npygame.init(); pygame.display.set_mode((64, 48)); clock = pygame.time.Clock()\n"
)


@pytest.mark.parametrize("name", PROGRAMS)
def test_functions_of_every_kind(attach, name):
    program, seen = PROGRAMS[name]
    adapter(attach, seen)
    attach.passes(BEGIN + program, SCORES)


def test_what_is_not_there_is_told_with_what_is(attach):
    attach.project.write(
        "adapter.py",
        "def expose(api, game):\n"
        "    api.query('function', lambda: game.local('mian', 'score'))\n"
        "    api.query('variable', lambda: game.local('main', 'scor'))\n",
    )
    attach.passes(
        PLAYS,
        "test_harness.wait_frames(2)\n"
        "local ok, message = pcall(test_harness.query, 'function')\n"
        "assert.is_false(ok)\n"
        "assert.matches(\"no function 'mian' is running; running: main, <module>\", message, 1, true)\n"
        "ok, message = pcall(test_harness.query, 'variable')\n"
        "assert.is_false(ok)\n"
        "assert.matches(\"main has no local variable 'scor' now; nearest: score\", message, 1, true)",
    )


def test_the_namespace_may_be_taken_at_once_and_is_that_of_the_program(attach):
    attach.project.write(
        "adapter.py",
        "def expose(api, game):\n"
        "    ns = game.namespace\n"
        "    before = [name for name in vars(ns) if not name.startswith('__')]\n"
        "    api.property('before', lambda: before)\n"
        "    api.property('n', lambda: getattr(ns, 'n', None), lambda value: setattr(ns, 'n', value))\n"
        "    api.property('known', lambda: 'n' in vars(ns) and 'n' in dir(ns))\n",
    )
    attach.passes(
        BEGIN + "n = 3\nwhile True: pygame.event.get(); pygame.display.flip()\n",
        "test_harness.wait_frames(2)\nassert_state('before', {})\nassert_state('n', 3)\n"
        "assert_state('known', true)\ntest_harness.set_state('n', 5)\nassert_state('n', 5)",
    )


def test_the_namespace_of_a_program_that_replaces_its_main_module(attach):
    attach.project.write(
        "adapter.py",
        "def expose(api, game):\n    ns = game.namespace\n"
        "    api.property('n', lambda: getattr(ns, 'n', None))\n",
    )
    attach.passes(
        BEGIN + "import sys, types\nn = 1\nmain = types.ModuleType('__main__'); main.n = 2\n"
        "sys.modules['__main__'] = main\nevents, flip = pygame.event.get, pygame.display.flip\n"
        "while True: events(); flip()\n",
        "test_harness.wait_frames(2)\nassert_state('n', 2)",
    )
