"""pygame imported quickly is pygame, with its slow parts left for later."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(code):
    lines = f"import sys\nfrom harness.seam.fast_import import import_pygame\n{code}"
    return subprocess.run(
        [sys.executable, "-c", lines], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import_pygame(); print('numpy' in sys.modules)", "False"),
        ("import_pygame(); print('pkg_resources' in sys.modules)", "False"),
        ("import pygame; print(import_pygame() is pygame)", "True"),
        ("p = import_pygame(); import pygame; print(p is pygame)", "True"),
        ("p = import_pygame(); print(p.display.init())", "None"),
        ("p = import_pygame(); print(p.surfarray is sys.modules['pygame.surfarray'])", "True"),
        ("import_pygame(); import pygame.sndarray as s; print(s.__name__)", "pygame.sndarray"),
        ("import_pygame(); print('hello' )", "hello"),
    ],
)
def test_after_the_import(code, expected):
    done = run(code)
    assert done.stdout.strip() == expected, done.stderr


def test_pkg_resources_may_be_imported_afterwards():
    pytest.importorskip("pip")
    done = run("import_pygame(); print(sys.modules.get('pkg_resources', 'gone'))")
    assert done.stdout.strip() == "gone", done.stderr


def test_surfaces_become_arrays_where_numpy_is():
    done = run("p = import_pygame()\nprint(p.surfarray.array3d(p.Surface((2, 3))).shape)")
    assert done.stdout.strip() == "(2, 3, 3)", done.stderr
