"""Which Lua sources a test may load."""

from __future__ import annotations

import pytest

from harness.luahost.loader import Required, framework_source


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("framework.bootstrap", True),
        ("framework.wait", True),
        ("framework.nothing", False),
        ("framework", False),
        ("", False),
        ("..framework.wait", False),
        ("framework.wait\0", False),
    ],
)
def test_framework_modules(name, found):
    assert (framework_source(name) is not None) is found


@pytest.fixture
def required(tmp_path):
    suite = tmp_path / "suite"
    (suite / "sub").mkdir(parents=True)
    (suite / "steps.lua").write_bytes(b"return 1")
    (suite / "sub" / "more.lua").write_bytes(b"return 2")
    (tmp_path / "outside.lua").write_bytes(b"return 3")
    (suite / "link.lua").symlink_to(tmp_path / "outside.lua")
    (suite / "inner.lua").symlink_to(suite / "steps.lua")
    return Required(str(suite / "a_test.lua"), str(tmp_path))


@pytest.mark.parametrize(
    ("name", "shown", "source"),
    [
        ("steps", "suite/steps.lua", b"return 1"),
        ("sub.more", "suite/sub/more.lua", b"return 2"),
        ("sub/more", "suite/sub/more.lua", b"return 2"),
        ("inner", "suite/steps.lua", b"return 1"),
    ],
)
def test_files_beside_the_test(required, name, shown, source):
    assert required.source(name) == (shown, source)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing", "no module 'nothing'; looked for suite/nothing.lua and in the framework"),
        ("sub", "no module 'sub'"),
        ("link", "no module 'link'"),
        ("..outside", "'..outside' is no module name; use names like 'steps' or 'sub.steps'"),
        ("../outside", "is no module name"),
        ("/etc/passwd", "is no module name"),
        ("", "'' is no module name"),
        ("steps.lua", "no module 'steps.lua'; looked for suite/steps/lua.lua"),
        ("a b", "is no module name"),
    ],
)
def test_nothing_else(required, name, message):
    shown, text = required.source(name)
    assert shown is None
    assert message in text
