"""Whatever is broken in the rules of the court, a scenario or a unit test fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "mutate.py"


def mutate(*words: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, TOOL, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, [*done.stdout.splitlines(), done.stderr]


def test_mutants_are_noticed(count):
    """Some of them, and all with --long."""
    code, lines = mutate(*count(["--sample", "4"], []))
    assert code == 0, lines
    assert lines[-2].endswith(" 0 survive")
    assert not [line for line in lines if line.endswith("remove it from equal_mutants.txt")]


def test_what_no_test_notices_is_listed():
    """No scenario has a computer in it, so that none notices what is wrong with it."""
    rules = (ROOT / "game/rules/court/computer.py").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(rules, 1) if '"normal": Skill(' in text)
    code, lines = mutate("computer.py", str(line), "--scenarios")
    assert code == 1
    assert lines[-2] == "0 noticed, 0 equal, 6 survive"
    assert f'{line}: computer.py: "normal": Skill(0.042, 0.9, 0.88), | 0.9 -> 0.81' in lines
