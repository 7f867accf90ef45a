"""Modules are met as they are imported, and nothing shows that somebody waited for them."""

from __future__ import annotations

import importlib
import importlib.util
import sys

import pytest

from harness.seam.import_hooks import LateImports


@pytest.fixture
def late(tmp_path, monkeypatch):
    """Late imports, and modules `early_bird`, `latecomer` and a package to be imported."""
    for name, text in {
        "early_bird.py": "value = 1",
        "latecomer.py": "value = 1\ndef function(): return value",
        "broken_late.py": "raise ValueError('broken')",
        "late_package/__init__.py": "from late_package.inner import value",
        "late_package/inner.py": "value = 2",
        "taker.py": "from latecomer import value",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    before, finders = set(sys.modules), list(sys.meta_path)
    late = LateImports()
    yield late
    late.remove()
    for name in set(sys.modules) - before:
        del sys.modules[name]
    assert sys.meta_path == finders


def test_a_module_is_met_before_anybody_takes_from_it(late):
    late.when_imported("latecomer", lambda module: setattr(module, "value", 5))
    assert importlib.import_module("taker").value == 5
    assert sys.modules["latecomer"].function() == 5


def test_a_loaded_module_is_met_at_once(late):
    importlib.import_module("early_bird")
    met = []
    late.when_imported("early_bird", met.append)
    assert met == [sys.modules["early_bird"]]


def test_several_wait_for_one_module(late):
    met = []
    for number in (1, 2):
        late.when_imported("latecomer", lambda _, number=number: met.append(number))
    importlib.import_module("latecomer")
    importlib.import_module("latecomer")
    assert met == [1, 2]


def test_a_package_is_met_when_all_of_it_is_there(late):
    met = []
    late.when_imported("late_package", lambda module: met.append(module.value))
    late.when_imported("late_package.inner", lambda module: met.append(module.__name__))
    importlib.import_module("late_package")
    assert met == ["late_package.inner", 2]


def test_no_trace_is_left_in_the_module(late):
    late.when_imported("latecomer", lambda _: None)
    met = importlib.import_module("latecomer")
    other = importlib.import_module("early_bird")
    assert type(met.__loader__) is type(met.__spec__.loader) is type(other.__loader__)
    assert met.__spec__.loader is met.__loader__
    assert met.__cached__


def test_a_reloaded_module_is_met_again(late):
    met = []
    late.when_imported("latecomer", met.append)
    module = importlib.import_module("latecomer")
    importlib.reload(module)
    assert met == [module, module]


def test_asking_where_a_module_is_meets_nothing(late):
    met = []
    late.when_imported("latecomer", met.append)
    spec = importlib.util.find_spec("latecomer")
    assert spec.loader.get_filename("latecomer") == spec.origin
    assert met == []


def test_what_is_missing_or_broken_is_so_as_ever(late):
    met = []
    late.when_imported("missing_late", met.append)
    late.when_imported("broken_late", met.append)
    with pytest.raises(ModuleNotFoundError, match="missing_late"):
        importlib.import_module("missing_late")
    with pytest.raises(ValueError, match="broken"):
        importlib.import_module("broken_late")
    assert "broken_late" not in sys.modules
    assert met == []
