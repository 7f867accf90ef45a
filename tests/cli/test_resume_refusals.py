"""`--resume` that is refused: flags beside it, other runs, other plans, broken journals."""

import json
import os

import pytest

from tests.cli.test_resume import CRASHING, cut, journal, resume


def check_refused(project, words, *flags, run="run"):
    """Check that a resumption ends with one message, and that nothing has changed."""
    before = {p: p.read_bytes() for p in sorted(project.folder.rglob("*")) if p.is_file()}
    ended = resume(project, *flags, run=run)
    assert ended.code == 2, ended.text
    assert words in ended.err, ended.err
    assert ended.err.count("harness: error:") == 1
    assert "Traceback" not in ended.text
    assert {p: p.read_bytes() for p in sorted(project.folder.rglob("*")) if p.is_file()} == before


def run_half(project):
    project.suite('for i = 1, 4 do it("t" .. i, function() print("x") end) end')
    project.run("--seed", "3")
    whole = journal(project).read_bytes()
    journal(project).write_bytes(cut(whole))


@pytest.fixture
def half(copy_of):
    """A project with a run of which half has ended."""
    return copy_of(run_half)


FLAGS = [["--seed", "3"], ["--run-id", "x"], ["--test-mode"], ["--test-filter", "t1"],
         ["--list-tests"], ["--shard", "1"], ["--report-json", "x"], ["--no-such"]]  # fmt: skip


@pytest.mark.parametrize("flags", FLAGS, ids=lambda flags: flags[0])
def test_flags_that_cannot_stand_beside(half, flags):
    check_refused(half, flags[0], *flags)


def test_other_commands_do_not_resume(half):
    ended = half.command("verify", "--resume", "run")
    assert ended.code == 2, ended.text
    assert "a command of its own" in ended.err


def test_flags_that_may_stand_beside(half):
    ended = resume(half, "--headless", "--timeout-seconds", "20")
    assert ended.code == 0, ended.text


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("absent", "no such run"),
        ("reports/absent", "no such run"),
        ("tests", "no run's folder"),
        ("reports/run/artifacts", "no run's folder"),
        ("/", "no run's folder"),
        ("..", "no run's folder"),
        ("", "not empty"),
        ("reports/run/events.jsonl", "no such run"),
        ("a\0b".replace("\0", "\udcff"), "no such run"),
    ],
)
def test_runs_that_are_none(half, run, words):
    check_refused(half, words, run=run)


@pytest.mark.parametrize("missing", ["", "folder", "socket"])
def test_without_a_journal(half, missing):
    journal(half).unlink()
    if missing == "folder":
        journal(half).mkdir()
    if missing == "socket":
        os.mkfifo(journal(half))
    check_refused(half, "no journal")


OTHER_PLANS = {
    "for i = 1, 3 do it('t' .. i, function() end) end": "test 4 of 4 was 'a_test.lua > t4', now "
    "it is none",
    "for i = 1, 5 do it('t' .. i, function() end) end": "test 5 of 4 was none",
    "for i = 4, 1, -1 do it('t' .. i, function() end) end": "test 1 of 4 was 'a_test.lua > t1', "
    "now it is 'a_test.lua > t4'",
    "it(": "test 1 of 4 was 'a_test.lua > t1', now it is 'a_test.lua'",
}


@pytest.mark.parametrize("suite", OTHER_PLANS)
def test_tests_that_are_not_those_of_the_plan(half, suite):
    half.suite(suite)
    check_refused(half, OTHER_PLANS[suite])


def test_no_test_is_left(half):
    (half.folder / "tests/e2e/a_test.lua").unlink()
    check_refused(half, "no test found")


def test_a_game_that_is_gone(project):
    game = project.write("game.py", CRASHING)
    project.suite('for i = 1, 4 do it("t" .. i, function() end) end')
    assert project.run("--game", "game.py:create", game=None).code == 0
    journal(project).write_bytes(journal(project).read_bytes()[:-400])
    game.unlink()
    check_refused(project, "game.py")


def spoil(path, **changes):
    """Change values of the first event of a journal."""
    first, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(json.dumps(json.loads(first) | changes).encode() + b"\n" + rest)


def rename_artifact(path, name):
    """Change the path of the first picture or log that a journal names."""
    content = path.read_bytes().replace(b"attempt-1.log", name, 1)
    path.write_bytes(content)


BROKEN = {
    "an artifact of a NUL": (lambda p: rename_artifact(p, rb"\u0000"), "an artifact"),
    "an artifact of a surrogate": (lambda p: rename_artifact(p, rb"\ud800"), "an artifact"),
    "empty": (lambda p: p.write_bytes(b""), "no run_started"),
    "torn first line": (lambda p: p.write_bytes(p.read_bytes()[:80]), "no run_started"),
    "no JSON": (lambda p: p.write_bytes(p.read_bytes() + b"{oops\n"), "no JSON"),
    "binary": (lambda p: p.write_bytes(bytes(range(256)) * 9), "no JSON"),
    "nested": (lambda p: p.write_bytes(b"[" * 10**6 + b"\n"), "no JSON"),
    "another version": (lambda p: spoil(p, schema_version=2), "version 2"),
    "a version of text": (lambda p: spoil(p, schema_version="1"), "version '1'"),
    "a version that steers": (lambda p: spoil(p, schema_version="\x1b[2J"), "\\x1b[2J"),
    "an argument that steers": (lambda p: spoil(p, args=["--test-mode", "--\x1b[2J"]), "\\x1b[2J"),
    "a game of a surrogate": (lambda p: spoil(p, game="\ud800.py:x"), "cannot be used"),
    "a folder of a NUL": (lambda p: spoil(p, folder="a\0"), "another project"),
    "a folder of a surrogate": (lambda p: spoil(p, folder="\ud800"), "another project"),
    "no first event": (lambda p: p.write_bytes(p.read_bytes().split(b"\n", 1)[1]), "run_started"),
    "another run": (lambda p: spoil(p, run="other"), "'other'"),
    "more": (lambda p: spoil(p, more=1), "no event of a run"),
    "a seed of text": (lambda p: spoil(p, seed="3"), "no event of a run"),
    "a seed too large": (lambda p: spoil(p, seed=2**40), "--seed"),
    "a shard too large": (lambda p: spoil(p, shard=2), "--shard"),
    "a resolution": (lambda p: spoil(p, resolution="0x0"), "--resolution"),
    "arguments": (lambda p: spoil(p, args=["--test-mode", 5]), "no event of a run"),
    "help": (lambda p: spoil(p, args=["--test-mode", "--help"]), "--help"),
    "version": (lambda p: spoil(p, args=["--test-mode", "--version"]), "--version"),
    "unknown flag": (lambda p: spoil(p, args=["--test-mode", "--nope"]), "--nope"),
    "a verify": (lambda p: spoil(p, args=["verify"]), "verify"),
    "a library's": (lambda p: spoil(p, args=[]), "--test-mode"),
    "a NUL": (lambda p: spoil(p, args=["--test-mode", "--artifacts", "a\0"]), "a\\x00"),
    "a surrogate": (lambda p: spoil(p, args=["--test-mode", "--game=\ud800"]), "cannot be used"),
    "an output outside": (
        lambda p: spoil(p, args=["--test-mode", "--report-json", "../../x"]), "outside",
    ),
    "a folder outside": (lambda p: spoil(p, folder="../.."), "another project"),
    "a folder that is gone": (lambda p: spoil(p, folder="gone"), "is gone"),
}  # fmt: skip


@pytest.mark.parametrize("row", BROKEN)
def test_journals_that_are_broken(half, row):
    change, words = BROKEN[row]
    change(journal(half))
    check_refused(half, words)
