"""What editors tell about tests is fresh, complete, and Lua that the language server reads."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lupa.luajit21 import LuaRuntime

from harness.config.resolve import resolve
from harness.input.keys import KEYS, MOUSE_BUTTONS
from harness.test_api import bindings, calls

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORK = ROOT / "lua" / "framework"
FILES = {path.name: path for path in sorted((ROOT / "lua" / "types").glob("*.lua"))}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in FILES.items()}
ALL = "\n".join(TEXTS.values())

BUILT_IN = {"any", "boolean", "fun", "function", "integer", "nil", "number", "self", "string",
            "table", "true"}  # fmt: skip
KEYWORDS = {"true": "True", "false": "False", "nil": "Nil", "function": "Function", "not": "Not"}

LISTEN = """
local heard = {}
local chain = require("framework.chain")
local register = chain.register
function chain.register(kind, name, word)
  heard[#heard + 1] = kind .. " " .. name
  return register(kind, name, word)
end
require("framework.assertions")
return heard
"""


def loaded():
    """Return the globals of a bare LuaJIT that has run both files."""
    lua = LuaRuntime()
    for name, text in TEXTS.items():
        lua.compile(text, name=name.encode())()
    return lua.globals()


def reached(table, name):
    """Return what a dotted name leads to."""
    for word in name.split("."):
        table = table[word]
    return table


def test_the_files_are_fresh():
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "lua_types.py", "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_two_files():
    assert list(FILES) == ["framework.lua", "test_harness.lua"]
    assert all(text.startswith("---@meta\n") for text in TEXTS.values())


# Everything is there.


@pytest.mark.parametrize("binding", bindings.BINDINGS, ids=lambda binding: binding.name)
def test_every_function_is_there(binding):
    names = ", ".join(param.name for param in binding.params)
    text = TEXTS["test_harness.lua"]
    place = text.index(f"\nfunction {binding.name}({names}) end\n")
    above = text[:place].rpartition("\n\n")[2]
    assert above.partition("\n")[0] == f"---{binding.words}"
    for param in binding.params:
        mark = "" if param.required else "?"
        assert re.search(rf"^---@param {param.name}{re.escape(mark)} \S", above, re.MULTILINE)
    assert ("---@return" in above) == bool(binding.returns)
    assert callable(reached(loaded(), binding.name))


def test_every_option_is_there():
    for binding in bindings.BINDINGS:
        for param in binding.params:
            if param.fields:
                short = binding.name.removeprefix("test_harness.")
                fields = fields_of(f"test_harness.{short}.{param.name}")
                assert [name.rstrip("?") for name in fields] == [f.name for f in param.fields]


def test_every_constant_is_there_twice():
    found = loaded()
    codes = {name: code for name, (code, _) in KEYS.items()} | MOUSE_BUTTONS
    for name, code in codes.items():
        assert found[name] == found["test_harness"][name] == code


def test_every_argument_of_the_run_is_there():
    config = resolve({"headless": True, "game": "none"}, (), str(ROOT), {}, needs_suite=False)
    assert fields_of("test_harness.args") == list(calls.test_args(config))


def test_every_global_of_the_framework_is_there():
    source = (FRAMEWORK / "bootstrap.lua").read_text(encoding="utf-8")
    listed = " ".join(re.findall(r"ipairs\(\{ (.+?) \}\)", source, re.DOTALL))
    names = {*re.findall(r"\bglobals\.(\w+)", source), *re.findall(r'"(\w+)"', listed)}
    assert len(names) > 18
    found = loaded()
    assert [name for name in sorted(names) if found[name] is None] == []


def test_every_option_of_a_test_is_there():
    source = (FRAMEWORK / "suite.lua").read_text(encoding="utf-8")
    options = re.search(r"^local OPTIONS = \{\n(.*?)^\}", source, re.DOTALL | re.MULTILINE)[1]
    names = re.findall(r"^  (\w+) =", options, re.MULTILINE)
    assert fields_of("test_harness.test_options") == [f"{name}?" for name in names]


def registered(kind):
    lua = LuaRuntime()
    lua.globals().package.path = str(ROOT / "lua" / "?.lua")
    words = (word.split() for word in lua.execute(LISTEN).values())
    return {KEYWORDS.get(name, name) for found, name in words if found == kind}


@pytest.mark.parametrize(
    ("kind", "library"),
    [("assertion", "assert"), ("modifier", "assert"), ("matcher", "match_library")],
)
def test_every_registered_word_is_there(kind, library):
    assert registered(kind) - set(fields_of(f"test_harness.{library}")) == set()


def test_every_word_is_registered():
    def check(library, known):
        parts = re.compile("(?:(?:is|are|was|has|does)_)?(?:(?:not|no)_)?(.+)")
        names = fields_of(f"test_harness.{library}")
        said = {parts.fullmatch(name)[1] for name in names}
        assert {KEYWORDS.get(name, name) for name in said} <= known | {"no", "_"}

    check("assert", registered("assertion") | registered("modifier"))
    check("match_library", registered("matcher"))


@pytest.mark.parametrize("module", ["spy", "stub", "mock"])
def test_every_function_of_a_module_is_there(module):
    source = (FRAMEWORK / f"{module}.lua").read_text(encoding="utf-8")
    inner = {"add", "is_inherited", "put_back"}
    names = set(re.findall(rf"^function {module}\.(\w+)", source, re.MULTILINE)) - inner
    assert names == set(loaded()[module].keys())


# It is Lua, and the annotations are of the form that LuaLS knows.


@pytest.mark.parametrize("name", FILES)
def test_it_is_lua(name):
    LuaRuntime().compile(TEXTS[name])


@pytest.mark.skipif(not shutil.which("luacheck"), reason="luacheck is not installed")
def test_luacheck_is_content():
    command = ["luacheck", "--quiet", "lua/types"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def fields_of(name):
    """Return the names of a class's fields, in order."""
    lines = re.search(rf"^---@class {re.escape(name)}\n((?:---@field .*\n)*)", ALL, re.MULTILINE)[1]
    return re.findall(r"^---@field (\S+)", lines, re.MULTILINE)


def annotations():
    for name, text in TEXTS.items():
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith("---@"):
                yield f"{name}:{number}", line[4:]


def type_of(word, rest):
    """Return the type of an annotation, without names and words."""
    if word == "class":
        return rest.partition(": ")[2]
    if word in ("param", "field"):
        rest = rest.partition(" ")[2]
    return up_to_words(rest)


def up_to_words(text):
    """Cut a text where its type ends: at a space that is in no bracket and continues nothing."""
    depth = 0
    for i, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if letter == " " and depth == 0 and text[i - 1] not in ":,":
            return text[:i]
    assert depth == 0, text
    return text


def named_types(text):
    """Return the types that a type is made of."""
    without_texts = re.sub(r'"[^"]*"', "", text)
    without_names = re.sub(r"(?:\w+\??|\.\.\.): ", "", without_texts)
    return set(re.findall(r"[a-z_][\w.]*\w", without_names))


def test_annotations_are_of_known_forms():
    forms = {
        "meta": r"",
        "class": r"[\w.]+(: [\w., ]+)?",
        "field": r"\w+\?? \S.*",
        "param": r"(\w+\??|\.\.\.) \S.*",
        "return": r"\S+( \w+)?",
        "overload": r"fun\(.*\)(: \S+)?",
    }
    for place, annotation in annotations():
        word, _, rest = annotation.partition(" ")
        assert re.fullmatch(forms[word], rest), f"{place}: {annotation}"


def test_types_are_known():
    classes = set(re.findall(r"^---@class ([\w.]+)", ALL, re.MULTILINE))
    for place, annotation in annotations():
        word, _, rest = annotation.partition(" ")
        unknown = named_types(type_of(word, rest)) - BUILT_IN - classes
        assert not unknown, f"{place}: {annotation}"


def test_params_are_those_of_the_function():
    for block in ALL.split("\n\n"):
        heading = re.search(r"^function [\w.:]+\((.*)\) end", block, re.MULTILINE)
        if heading:
            params = re.findall(r"^---@param (\S+?)\?? ", block, re.MULTILINE)
            assert ", ".join(params) == heading[1]


def test_the_tool_refuses_other_words():
    command = [sys.executable, ROOT / "tools" / "lua_types.py", "--chek"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--check" in done.stdout
