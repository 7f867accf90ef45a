"""Damaged files and random words: one clear message, a documented exit code, no traceback."""

import random

import pytest

TEST_FILE = b"""
local helper = { count = 0 }
describe("a block", { tags = { "fast" }, retries = 1 }, function()
  before_each(function() helper.count = helper.count + 1 end)
  it("waits", { timeout_frames = 30 }, function()
    test_harness.tap_key(KEY_RETURN, 3)
    test_harness.wait_frames(2)
    assert.are.same({ a = { 1, 2 } }, { a = { 1, 2 } })
  end)
  it("looks", function()
    local found, index = test_harness.find_log("x%d+", { regex = false })
    assert.is_false(found)
    assert.is_nil(index)
    assert_state("nothing", 1, { tolerance = 0.5 })
  end)
end)
"""
SETTINGS = b"""
game = "none"
seed = 7
fixed_fps = 60
resolution = "320x200"
exclude_tag = ["slow", "broken"]
output_roots = ["../elsewhere"]
frame_seconds = 2.5
"""
WORDS = [
    "--seed", "--shard", "--total-shards", "--resolution", "--test-filter", "--include-tag",
    "--run-id", "--artifacts", "--report-json", "--isolate", "--frame-seconds", "--list-tests",
    "--allow-flaky", "--fail-on-missing-baseline", "=", "--", "-x", "0", "1", "-1", "99999999999",
    "1x1", "0x0", "/(/", "/a/", "*", "[", "../..", "/", "~", "", " ", "\u00fc", "none", "a:b", "\n",
]  # fmt: skip
CODES = (0, 1, 2, 3)


def damaged(text: bytes, stream: random.Random) -> bytes:
    """Return `text` with a few bytes changed, dropped, doubled or replaced by any."""
    content = bytearray(text)
    for _ in range(stream.randint(1, 6)):
        place = stream.randrange(len(content))
        end = min(len(content), place + stream.randint(1, 12))
        piece = bytes(stream.randrange(256) for _ in range(stream.randint(0, 4)))
        content[place:end] = stream.choice([b"", piece, bytes(content[place:end]) * 2])
    return bytes(content)


def check_clear(ended) -> None:
    assert ended.code in CODES, ended.text
    assert "Traceback" not in ended.err, ended.text
    assert ended.err or ended.code != 2, ended.text


@pytest.mark.parametrize("seed", range(4))
def test_damaged_test_files(project, count, seed):
    stream = random.Random(seed)
    for number in range(count(40, 2500)):
        project.suite(damaged(TEST_FILE, stream), f"f{number:04}_test.lua")
    ended = project.run("--frame-seconds", "1", "--timeout-seconds", "3000")
    check_clear(ended)
    assert ended.report["totals"]["crashed"] == 0, ended.out
    assert ended.report["totals"]["not_run"] == 0, ended.out


@pytest.mark.parametrize("seed", range(2))
def test_damaged_settings(project, count, seed):
    stream = random.Random(seed)
    project.suite(b'it("t", function() end)')
    for _ in range(count(8, 400)):
        project.write("harness.toml", damaged(SETTINGS, stream))
        check_clear(project.run("--list-tests", game=None))


@pytest.mark.parametrize("seed", range(2))
def test_random_words(project, count, seed):
    stream = random.Random(seed)
    project.suite(b'it("t", function() end)')
    for _ in range(count(8, 400)):
        check_clear(project.run(*stream.choices(WORDS, k=stream.randint(1, 6))))
