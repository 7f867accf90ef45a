"""Which programs are found, and what is said of those that are not."""

import sys

import pytest

from harness.errors import GameUnavailable
from harness.hosting.programs import Program


@pytest.fixture
def root(tmp_path, monkeypatch):
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "__init__.py").write_text("raise RuntimeError")
    (tmp_path / "pack" / "play.py").touch()
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole" / "__main__.py").touch()
    (tmp_path / "main.py").write_text("value = __name__, __file__")
    for name in ("argv", "path"):
        monkeypatch.setattr(sys, name, list(getattr(sys, name)))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.chdir(tmp_path)
    return str(tmp_path)


@pytest.mark.parametrize("name", ["pack.play", "whole", "json.tool"])
def test_modules_are_found_and_not_imported(root, name):
    assert Program(name, root).folder == root
    assert "pack" not in sys.modules


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nothing", "there is no module named 'nothing'"),
        ("pack.nothing", "there is no module named 'nothing' in pack"),
        ("pack", "it is a folder without __main__.py"),
        ("main.nothing", "there is no module named 'nothing' in main"),
        ("/mian.py", "no such file; nearest: main.py"),
        ("/zzz.py", "no such file"),
    ],
)
def test_what_is_not_there_is_refused(root, name, words):
    name = f"{root}{name}" if name.startswith("/") else name
    with pytest.raises(GameUnavailable, match=words):
        Program(name, root)


def test_a_file_runs_as_main(root):
    program = Program(f"{root}/main.py", root)
    program.enter()
    program.run()
    assert program.namespace.value == ("__main__", f"{root}/main.py")
    assert sys.argv == [f"{root}/main.py"]
    assert sys.path[0] == root
