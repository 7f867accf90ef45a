"""The demo game's own suite, in fresh processes, time after time."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TIMES = re.compile(r'"(started_at|duration_ms)":("[^"]*"|[0-9.]+)')


def test_demo_game_writes_the_same_report_in_every_process(project, count):
    shutil.copytree(ROOT / "game", project.folder / "game")
    shutil.copytree(ROOT / "tests" / "e2e", project.folder / "tests" / "e2e")
    shutil.copytree(ROOT / "baselines", project.folder / "baselines")
    reports = set()
    for number in range(count(3, 50)):
        ended = project.run(game="game.app:create", env={"PYTHONHASHSEED": str(number)})
        assert ended.code == 0, ended.text
        reports.add(TIMES.sub("", (ended.folder / "report.json").read_text("utf-8")))
        logs = sorted((ended.folder / "artifacts").rglob("*.log"))
        reports.add("".join(path.read_text("utf-8") for path in logs))
    assert len(reports) == 2
