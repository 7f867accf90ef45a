"""Whatever is broken in the rules of the court, a scenario or a unit test fails."""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "mutate.py"
_spec = importlib.util.spec_from_file_location("mutate", TOOL)
mutate = importlib.util.module_from_spec(_spec)
sys.modules["mutate"] = mutate
_spec.loader.exec_module(mutate)


def test_some_mutants_are_noticed(tmp_path, count):
    """With --long all of them are tried by the test below."""
    mutants = [m for m in mutate.all_mutants() if (m.file, m.change) not in mutate.EQUAL]
    chosen = random.Random(7).sample(mutants, count(4, 4))
    for i, mutant in enumerate(chosen):
        assert mutate.survives(tmp_path / str(i), mutant, scenarios_only=False) is None, mutant[:3]


def test_the_game_as_it_is_survives(tmp_path):
    """The tests of a mutant pass where nothing is broken: it is the mutation that they notice."""
    text = (ROOT / mutate.RULES / "ball.py").read_text(encoding="utf-8")
    same = mutate.Mutant("ball.py", 0, "nothing", text)
    assert mutate.survives(tmp_path / "same", same, scenarios_only=False) is same


def test_every_mutant_is_noticed(count):
    if count(False, True):
        done = subprocess.run(
            [sys.executable, TOOL], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
