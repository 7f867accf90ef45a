"""report.json, report.junit.xml, the TAP file and the journal, after a run with one of each."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schema"
SUITE = """
describe("block.with dots", { tags = { "x" } }, function()
  it("passes", function() print("logged") test_harness.wait_frames(2) end)
  it("fails", function() assert.equal("a\\nb", "c") end)
end)
it("errs", function() error("oops") end)
it("times out", { timeout_frames = 1 }, function() test_harness.wait_frames(5) end)
it("skips", { skip = "reason <&>" }, function() end)
it("is flaky", { retries = 1 }, function()
  assert(test_harness.get_state("starts") > 1, "first")
end)
it("fails twice", { retries = 1 }, function() error("again") end)
it("crashes", function()
  test_harness.command("doom", { place = "update", how = "raise" }) test_harness.wait_frames(2)
end)
it("dies", function() test_harness.command("doom_now", { how = "kill" }) end)
it("exits", function() test_harness.exit(0) end)
it("never runs", function() end)
"""
STATUSES = ["passed", "failed", "failed", "timed_out", "skipped", "flaky", "failed", "crashed",
            "crashed", "passed", "not_run"]  # fmt: skip
KEYS = {
    "": ["schema_version", "run", "environment", "paths", "totals", "tests"],
    "run": ["id", "game", "seed", "fixed_fps", "resolution", "shard", "total_shards",
            "ordering_hash", "args", "repeat", "exit_code", "duration_frames", "duration_ms",
            "started_at"],
    "environment": ["platform", "cpu", "python", "pygame", "sdl", "lua", "renderer", "git_sha"],
    "paths": ["baselines", "artifacts", "forensics"],
    "totals": ["total", "passed", "failed", "flaky", "skipped", "timed_out", "crashed", "not_run"],
}  # fmt: skip
TEST_KEYS = [
    "full_name", "file", "line", "suite", "name", "tags", "status", "failure_kind",
    "duration_frames", "duration_ms", "attempts", "artifacts", "updated_baselines",
]  # fmt: skip
ATTEMPT_KEYS = ["status", "message", "traceback", "frame", "artifacts"]
OPTIONAL_KEYS = ["place", "digest", "findings"]


@pytest.fixture(scope="module")
def ended(shared_project):
    shared_project.suite(SUITE)
    return shared_project.run("--report-tap", "r.tap", game="probe.py:create")


def check_schema(name: str, value: object) -> None:
    schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    jsonschema.validate(value, schema)


def test_statuses_and_totals(ended, check_consistent):
    report = check_consistent(ended, 4)
    assert [test["status"] for test in report["tests"]] == STATUSES
    kinds = [test["failure_kind"] for test in report["tests"]]
    assert kinds == [None, "assertion", "error", "timeout", None, "assertion", "error", "crash",
                     "crash", None, None]  # fmt: skip


def test_report_keys_and_their_order(ended):
    report = ended.report
    for name, keys in KEYS.items():
        assert list(report[name] if name else report) == keys
    for test in report["tests"]:
        assert list(test) == TEST_KEYS
        for attempt in test["attempts"]:
            keys = [key for key in attempt if key not in OPTIONAL_KEYS]
            assert keys == ATTEMPT_KEYS
            lost = attempt["status"] in ("crashed", "timed_out")
            assert ("digest" in attempt) is (not lost or "timeout_frames" in attempt["message"])


def test_report_fits_its_schema(ended):
    check_schema("report.schema.json", ended.report)


def test_each_event_fits_its_schema(ended):
    for event in ended.events:
        check_schema("events.schema.json", event)


def test_report_is_compact_and_ends_with_a_line_end(ended):
    text = (ended.folder / "report.json").read_text(encoding="utf-8")
    assert text == json.dumps(ended.report, separators=(",", ":"), ensure_ascii=False) + "\n"


def test_run_and_environment(ended):
    run, environment = ended.report["run"], ended.report["environment"]
    assert run["args"][0] == "--test-mode"
    assert "--run-id" not in run["args"]
    assert run["game"].endswith("probe.py:create")
    assert run["duration_frames"] > 0
    assert run["duration_ms"] > 0
    assert environment["pygame"].startswith("pygame")
    assert environment["lua"].startswith("LuaJIT")
    assert environment["platform"]


def test_artifacts_lie_where_the_report_says(ended):
    (artifact,) = ended.test("block.with dots > passes")["artifacts"]
    assert artifact["kind"] == "log"
    assert (ended.folder / artifact["path"]).read_text().endswith("logged\n")


def test_the_journal(ended):
    events = ended.events
    assert all(event["run"] == "run" for event in events)
    assert [event["type"] for event in events].count("worker_lost") == 1
    assert events[-1]["exit_code"] == 4
    assert [test["full_name"] for test in events[0]["tests"]] == [
        test["full_name"] for test in ended.report["tests"]
    ]


@pytest.fixture(scope="module")
def junit(ended):
    return ET.parse(ended.folder / "report.junit.xml").getroot()


CHILDREN = {
    "passes": ["system-out"],
    "fails": ["failure", "system-out"],
    "errs": ["error", "system-out"],
    "times out": ["failure", "system-out"],
    "skips": ["skipped", "system-out"],
    "is flaky": ["flakyFailure", "system-out"],
    "fails twice": ["error", "rerunFailure", "system-out"],
    "crashes": ["error", "system-out"],
    "dies": ["error", "system-out"],
    "exits": ["system-out"],
    "never runs": ["skipped"],
}


def test_junit_cases(junit):
    cases = junit.findall(".//testcase")
    assert {case.get("name"): [child.tag for child in case] for case in cases} == CHILDREN
    assert cases[0].get("classname") == "a_test.block_with dots"
    assert cases[2].get("classname") == "a_test"


def test_junit_counts(junit):
    (suite,) = junit
    for element in (junit, suite):
        counts = [element.get(name) for name in ("tests", "failures", "errors")]
        assert counts == ["11", "2", "4"]
    assert suite.get("skipped") == "2"
    assert suite.get("file") == "tests/e2e/a_test.lua"
    assert suite.get("timestamp", "").endswith("Z")


def test_junit_texts(junit):
    def case(name: str) -> ET.Element:
        return next(case for case in junit.iter("testcase") if case.get("name") == name)

    failure, _ = case("fails")
    assert failure.get("type") == "assertion"
    assert failure.get("message") in failure.text
    assert "\n  - b\n" in failure.get("message")
    assert "tests/e2e/a_test.lua:4" in failure.text
    assert case("skips")[0].get("message") == "reason <&>"
    assert case("passes")[0].text.startswith("[[ATTACHMENT|reports/run/artifacts/")


def test_tap(shared_project, ended):
    lines = (shared_project.folder / "r.tap").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["TAP version 13", "1..11"]
    results = [line for line in lines if line.startswith(("ok", "not ok"))]
    words = ["not ok" if line.startswith("not ok") else "ok" for line in results]
    bad = {"failed", "timed_out", "crashed"}
    assert words == ["not ok" if status in bad else "ok" for status in STATUSES]
    numbers = [int(line.split(" - ")[0].rpartition(" ")[2]) for line in results]
    assert numbers == list(range(1, 12))
    assert results[4].endswith("# SKIP reason <&>")
    assert results[10].endswith("# SKIP not run")
    assert sum(line == "  ---" for line in lines) == sum(line == "  ..." for line in lines)


HOSTILE = {
    "controls": "".join(f"\\{code:03}" for code in range(32)) + "\\127",
    "markup": "]]> <![CDATA[ <b> & &amp; \\\" '",
    "beyond the first plane": "🐢 \\240\\144\\140\\128 ż",
    "no code points": "\\239\\191\\190 \\239\\191\\191 \\237\\160\\128",
    "broken bytes": "\\255\\254 \\192\\128 \\245 cut \\226\\130",
    "separators": "\\226\\128\\168 \\194\\133",
    "shell": "$(touch x) `y` ; rm 'a' \\\\ %n # ::error:: \\r",
}


@pytest.fixture(scope="module")
def hostile(shared_project):
    lua = "".join(
        f'describe("d {text}", function() it("{name} {text}", {{ skip = false }}, function()\n'
        f'  print("{text}") error("{text}") end) end)\n'
        f'it("skip {name}", {{ skip = "{text}" }}, function() end)\n'
        for name, text in HOSTILE.items()
    )
    shared_project.suite(lua, "b_test.lua")
    flags = ["--test-script", "tests/e2e/b_test.lua", "--report-tap", "hostile.tap"]
    return shared_project.run(*flags, run_id="hostile")


def test_hostile_texts_leave_every_report_sound(shared_project, hostile, check_consistent):
    report = check_consistent(hostile, 1)
    assert report["totals"]["failed"] == report["totals"]["skipped"] == len(HOSTILE)
    check_schema("report.schema.json", report)
    tap = (shared_project.folder / "hostile.tap").read_text(encoding="utf-8").split("\n")
    assert sum(line.startswith(("ok ", "not ok ")) for line in tap) == 2 * len(HOSTILE)
    for test in report["tests"]:
        assert "\n" not in test["full_name"]
        assert "\r" not in test["full_name"]


def test_hostile_texts_keep_what_can_be_kept(hostile):
    messages = [test["attempts"][0]["message"] for test in hostile.report["tests"]]
    joined = "\n".join(messages)
    assert "🐢" in joined
    assert r"\xff\xfe" in joined
    assert "]]> <![CDATA[ <b> & &amp;" in joined
    junit = ET.parse(hostile.folder / "report.junit.xml").getroot()
    texts = "\n".join(case.get("name", "") for case in junit.iter("testcase"))
    assert "🐢" in texts
    assert "]]> <![CDATA[ <b> & &amp; \" '" in texts


def test_equal_names_in_junit_are_made_unique(project):
    project.suite("""
describe("a.b", function() it("t", function() end) end)
describe("a_b", function() it("t", function() end) end)
""")
    junit = ET.parse(project.run().folder / "report.junit.xml").getroot()
    names = [(case.get("classname"), case.get("name")) for case in junit.iter("testcase")]
    assert len(set(names)) == 2


def test_two_files_are_two_suites_in_junit(project):
    project.suite('it("t", function() end)')
    project.suite('it("t", function() error("x") end)', "sub/b_test.lua")
    junit = ET.parse(project.run().folder / "report.junit.xml").getroot()
    assert [(s.get("name"), s.get("tests"), s.get("errors")) for s in junit] == [
        ("tests/e2e/a_test.lua", "1", "0"), ("tests/e2e/sub/b_test.lua", "1", "1"),
    ]  # fmt: skip


def test_junit_fits_the_schema_of_ci_servers(ended, hostile):
    etree = pytest.importorskip("lxml.etree")
    schema = etree.RelaxNG(file=str(SCHEMAS.parents[1] / "tests" / "golden" / "junit.rng"))
    for folder in (ended.folder, hostile.folder):
        schema.assertValid(etree.parse(folder / "report.junit.xml"))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (r"""load("error('x')", "@\255bad")()""", "\\xffbad:1: x"),
        (r"""local t = {} t["\255f"] = function() error("deep") end t["\255f"]()""", "deep"),
    ],
)
def test_names_of_chunks_and_functions_may_be_any_bytes(project, check_consistent, body, message):
    project.suite(f'it("t", function() {body} end)')
    ended = project.run()
    check_consistent(ended, 1)
    assert message in ended.message("t")
