"""A run's folder is held by one run, and what was made for that alone goes with it."""

from __future__ import annotations

from harness.runs.run_folder import hold


def test_it_is_held_by_one(tmp_path):
    path = tmp_path / "reports/run"
    first = hold(str(path))
    assert first is not None
    assert hold(str(path)) is None
    first.release()
    assert list(tmp_path.iterdir()) == []


def test_what_stands_in_it_stays(tmp_path):
    path = tmp_path / "reports/run"
    with hold(str(path)):
        (path / "events.jsonl").touch()
    with hold(str(path)):
        pass
    assert [each.name for each in path.iterdir()] == ["events.jsonl"]


def test_a_folder_that_cannot_be_made_is_nobodys(tmp_path):
    (tmp_path / "reports").touch()
    with hold(str(tmp_path / "reports/run")) as held:
        assert held is not None
