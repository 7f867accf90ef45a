"""The job summary and the annotations, of reports made by hand and of hostile ones."""

from __future__ import annotations

import re

import pytest

from harness.reporters.github import LIMIT_BYTES, MOST_ANNOTATIONS, annotate, summarize
from harness.reporters.markdown import block, cut, name, plain, shorten
from harness.reporters.shards import Given, problems, ranges

HOSTILE = (
    "``` ~~~ </details><script>x</script> | @octocat #1 [a](http://x) ![b](c) $m$ `c` "
    "\u202egnp.\u2066\u200b\x1b[31m\r\n\n# title\n::error::x\n<!-- \\| *b* _i_ \ud800 www.x.org"
)


@pytest.fixture
def shard(made):
    """Return a report as shard `number` of `total`."""

    def make(*tests, number=1, total=1, exit_code=0, **run):
        run = {"shard": number, "total_shards": total, "exit_code": exit_code} | run
        return Given(f"reports/e2e-{number}/report.json", made.report(*tests, **run))

    return make


def summary(*given, limit=LIMIT_BYTES):
    return summarize(list(given), problems(list(given)), limit)


def test_a_failure_has_all_it_takes(made, shard):
    artifacts = [
        {"kind": "log", "path": "artifacts/x/attempt-1.log"},
        {"kind": "diff", "path": "artifacts/x/menu.diff.png"},
    ]
    attempt = made.attempt(
        "failed",
        "tests/e2e/a_test.lua:9: expected 1\nactual 2",
        frame=12,
        place={"file": "tests/e2e/a_test.lua", "line": 9},
    )
    test = made.test("jumps", "failed", "assertion", attempts=[attempt], artifacts=artifacts)
    text = summary(shard(test, number=2, total=2, exit_code=1), shard(made.test("x"), total=2))
    assert text.startswith("## End-to-end tests: 1 of 2 tests failed\n")
    assert "#### `a_test.lua > jumps`\n" in text
    assert "`tests/e2e/a_test.lua:9` · failed (assertion) · shard 2 of 2 · seed 5" in text
    assert "```text\nframe 12:\ntests/e2e/a_test.lua:9: expected 1\nactual 2\n```" in text
    assert "--test-name 'a_test.lua > jumps'\n```" in text
    assert text.index("- diff: `reports/e2e-2/artifacts/x/menu.diff.png`") < text.index("- log:")
    assert "- forensics of the run: `reports/e2e-2/forensics`" in text


def test_every_status_is_told(every_status):
    given = [Given("report.json", every_status)]
    text = summarize(given, [])
    for title in ("### Runs", "### Failures", "### Flaky", "### Did not run"):
        assert text.count(f"{title}\n") == 1
    assert all(line.startswith("::") for line in annotate(given, []))


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([1, 2, 3], ""),
        ([1, 3], "shard 2 of 3"),
        ([3], "shards 1-2 of 3"),
        ([1], "shards 2-3 of 3"),
    ],
)
def test_missing_shards(shard, numbers, expected):
    found = " ".join(problems([shard(number=number, total=3) for number in numbers]))
    assert found.startswith(expected)
    assert bool(found) is bool(expected)


def test_a_huge_number_of_shards_is_told_in_short(shard):
    numbers = range(1, 2001, 2)
    found = problems([shard(number=number, total=10**9) for number in numbers])
    assert len(found) == 1
    assert len(found[0]) < 300


def test_shards_that_were_told_elsewhere(shard):
    assert problems([shard(number=2, total=4)], partial=True) == []


def test_shards_that_divided_different_tests(shard):
    given = [shard(number=1, total=2), shard(number=2, total=2, ordering_hash="sha256:other")]
    assert "different ordering_hashes" in problems(given)[0]
    assert "different ordering_hashes" in annotate(given, problems(given))[0]


def test_a_shard_that_is_there_twice(shard):
    given = [shard(number=1, total=2), shard(number=1, total=2), shard(number=2, total=2)]
    assert "shard 1 is there 2 times" in problems(given)[0]


def test_runs_of_other_platforms_are_no_missing_shards(shard):
    assert problems([shard(), shard(), shard(ordering_hash="sha256:other")]) == []


def test_a_code_that_no_test_explains(made, shard):
    given = shard(made.test("a", "not_run"), exit_code=3)
    assert "exit code 3 (timeout), and no test has failed" in summary(given)


def test_attempts_with_one_message_are_told_once(made, shard):
    attempts = [made.attempt("failed", "same"), made.attempt("failed", "same")]
    text = summary(shard(made.test("a", "failed", "error", attempts=attempts), exit_code=1))
    assert text.count("same\n") == 1
    assert "attempts 1-2, frame 3:" in text


def test_baselines_and_doubts(made, shard):
    finding = {"kind": "guard", "frame": 1, "path": "", "message": "a thread was started"}
    attempt = made.attempt("passed", findings=[finding])
    test = made.test("a", attempts=[attempt], updated_baselines=["../../baselines/menu.png"])
    text = summary(shard(test))
    assert "### Doubts\n\n- a_test.lua &gt; a: a thread was started\n" in text
    assert "### Updated baselines\n\n- baselines/menu.png\n" in text


def test_screenshots_that_were_not_compared(made, shard):
    finding = {"kind": "not_compared", "frame": 1, "path": "menu", "message": "not compared: skip"}
    test = made.test("a", attempts=[made.attempt("passed", findings=[finding])])
    text = summary(shard(test))
    assert "### Doubts\n\n- 1 screenshot not compared" in text


def test_ten_annotations_with_failures_first(made, shard):
    tests = [made.test(f"flaky {n}", "flaky", attempts=["failed", "passed"]) for n in range(3)]
    tests += [made.test(f"bad {n}", "failed", "assertion") for n in range(8)]
    lines = annotate([shard(*tests, exit_code=1)], ["shard 2 is missing"])
    assert len(lines) == MOST_ANNOTATIONS
    assert [line.split()[0].rstrip(":") for line in lines[:8]] == ["::error"] * 8
    assert lines[8].startswith("::warning file=tests/e2e/a_test.lua,line=7,title=flaky%3A ")
    assert lines[9] == "::notice::3 more failures and warnings: see the job summary"


def test_annotations_are_escaped(made, shard):
    attempt = made.attempt("failed", "50% of\r\n::error::x")
    test = made.test("a:b,c%", "failed", "error", attempts=[attempt])
    (line,) = annotate([shard(test, exit_code=1)], [], "games/pong")
    assert line.startswith(
        "::error file=games/pong/tests/e2e/a_test.lua,line=7,"
        "title=failed%3A a_test.lua > a%3Ab%2Cc%25::frame 3:%0A50%25 of%0A::error::x%0Arepeat: "
    )
    assert "\n" not in line


def test_no_text_leaves_its_place(made, shard):
    """Neither fence, table, heading nor mention is made by the text of a test."""
    attempt = made.attempt("failed", HOSTILE, traceback=HOSTILE)
    artifacts = [{"kind": "diff", "path": HOSTILE}]
    bad = made.test(HOSTILE, "failed", "error", attempts=[attempt], artifacts=artifacts)
    given = shard(bad, made.test(HOSTILE, "not_run"), exit_code=1, resolution=HOSTILE, id=HOSTILE)
    text = summary(given)
    text.encode()
    outside = re.sub(r"^(`{3,})\w+\n.*?\n\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    assert not re.search(r"[\u202e\u2066\u200b\x1b\r]", text)
    assert "<script" not in outside
    assert "</details" not in outside
    assert not re.search(r"@octocat(?![^\n]*</code>)", outside)
    assert [line for line in outside.splitlines() if line.startswith("# ")] == []
    rows = [line for line in outside.splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows[:3]} == {9}
    assert {row.count("|") for row in rows[3:]} == {12}


@pytest.mark.parametrize("size", [3_000, 20_000, LIMIT_BYTES])
def test_it_stays_below_the_limit_and_tells_what_it_left_out(made, shard, size):
    message = ("\N{SNOWMAN}" * 200 + "\n") * 5
    attempt = made.attempt("failed", message)
    tests = [made.test(f"t{n}", "failed", "error", attempts=[attempt]) for n in range(300)]
    text = summary(shard(*tests, exit_code=1), limit=size)
    assert len(text.encode()) <= size
    shown = text.count("\n#### ")
    assert f"**Left out, to stay below GitHub's limit:** {300 - shown} failures" in text


def test_no_report_at_all():
    assert summarize([], ["x: cannot be read"]) == (
        "## End-to-end tests: none ran\n\n### Problems\n\n- x: cannot be read\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > b", "`a > b`"),
        ("a`b|c\\", "<code>a\\`b&#124;c&#92;</code>"),
        ("", "<code></code>"),
        ("\u202ex\n", "`\\u202ex\\x0a`"),
    ],
)
def test_names(text, expected):
    assert name(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("game.current_scene _a_", "game.current_scene \\_a\\_"),
        ("@me #1", "&#64;&#8203;me &#35;&#8203;1"),
        ("http://x www.y", "http&#58;//x www&#46;y"),
        ("<b>&", "&lt;b&gt;&amp;"),
    ],
)
def test_lines(text, expected):
    assert plain(text) == expected


def test_a_fence_is_longer_than_any_in_its_text():
    assert block("a\n````\nb") == "`````text\na\n````\nb\n`````\n"


def test_long_texts_are_cut():
    assert shorten("a\nb\nc", 2, 100) == "a\nb\n… 1 line cut …"
    assert shorten("abcdef", 2, 4) == "abcd\n… 2 characters cut …"
    assert cut("abc", 2) == "ab… (1 more)"


def test_ranges():
    assert ranges([5, 1, 2, 3, 3]) == "1-3, 5"
