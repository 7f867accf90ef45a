"""JUnit XML against the structure that CI servers accept, and what it says of each status."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from harness.reporters import junit

GOLDEN = Path(__file__).resolve().parents[3] / "golden" / "junit.rng"


@pytest.fixture(scope="module")
def structure():
    return etree.RelaxNG(etree.parse(GOLDEN))


def parse(report):
    return etree.fromstring(junit.render(report).encode("utf-8", "strict"))


def case(made, *args, **more):
    """Return the `testcase` of one test."""
    return parse(made.report(made.test(*args, **more))).find("testsuite/testcase")


def test_every_status_fits_the_structure(structure, every_status):
    structure.assertValid(parse(every_status))


def test_no_test_fits_the_structure(structure, made):
    structure.assertValid(parse(made.report()))


FLAKY_WITHOUT_TYPE = """
<testsuite name='a' tests='0' failures='0' errors='0'>
  <testcase name='a' classname='b'><flakyFailure message='m'/></testcase>
</testsuite>
"""


@pytest.mark.parametrize(
    "document",
    [
        "<testsuites><testcase name='a' classname='b'/></testsuites>",
        "<testsuite name='a' tests='1' failures='0' errors='0'><testcase name='a'/></testsuite>",
        "<testsuite name='a' tests='x' failures='0' errors='0'/>",
        "<testsuite name='a' tests='1' failures='0'/>",
        "<testsuite name='a' tests='1' failures='0' errors='0' time='soon'/>",
        FLAKY_WITHOUT_TYPE,
    ],
    ids=["case", "class", "number", "count", "time", "type"],
)
def test_the_structure_refuses_what_servers_refuse(structure, document):
    assert not structure.validate(etree.fromstring(document))


@pytest.mark.parametrize(
    ("status", "kind", "attempts", "tags"),
    [
        ("passed", None, ["passed"], []),
        ("failed", "assertion", ["failed"], ["failure"]),
        ("failed", "screenshot", ["failed"], ["failure"]),
        ("failed", "missing_baseline", ["failed"], ["failure"]),
        ("failed", "error", ["failed"], ["error"]),
        ("failed", "hook", ["failed"], ["error"]),
        ("timed_out", "timeout", ["timed_out"], ["failure"]),
        ("crashed", "crash", ["crashed"], ["error"]),
        ("failed", "assertion", ["failed", "failed", "failed"],
         ["failure", "rerunFailure", "rerunFailure"]),
        ("flaky", "assertion", ["failed", "failed", "passed"], ["flakyFailure", "flakyFailure"]),
        ("skipped", None, ["skipped"], ["skipped"]),
        ("not_run", None, [], ["skipped"]),
    ],
)  # fmt: skip
def test_elements(made, status, kind, attempts, tags):
    element = case(made, "x", status, kind, attempts=attempts)
    assert [child.tag for child in element] == tags


def test_the_message_stands_in_the_attribute_and_the_body(made):
    broken = made.attempt("failed", "one\n<two>", traceback="a.lua:3: in 'f'", frame=12)
    failure = case(made, "x", "failed", "assertion", attempts=[broken]).find("failure")
    assert failure.get("message") == "one\n<two>"
    assert failure.get("type") == "assertion"
    assert failure.text == "one\n<two>\nframe 12\na.lua:3: in 'f'"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a<b>&\"c'", "a<b>&\"c'"),
        ("x\0\x08\x1by", "x\\x00\\x08\\x1by"),
        ("\ud800\ufffe\uffff", "\\ud800\\ufffe\\uffff"),
        ("opens \u202egnp.exe", "opens \\u202egnp.exe"),
        ("日本 \U0001f600", "日本 \U0001f600"),
        ("a\tb\nc\rd", "a\tb\nc\\x0dd"),
        ("&amp; ]]>", "&amp; ]]>"),
    ],
)
def test_hostile_names_are_shown_letter_by_letter(made, text, expected):
    assert case(made, text).get("name") == expected


@pytest.mark.parametrize(
    ("suite", "classname"),
    [([], "a_test"), (["d", "e"], "a_test.d.e"), (["v1.2 beta"], "a_test.v1_2 beta")],
)
def test_classnames_are_the_file_and_the_blocks_joined_by_dots(made, suite, classname):
    assert case(made, "x", suite=suite).get("classname") == classname


def test_folders_are_dots_too(made):
    element = case(made, "x", full_name="menu/a_test.lua > x")
    assert element.get("classname") == "menu.a_test"


def test_names_are_unique(made):
    root = parse(made.report(*[made.test("x") for _ in range(3)], made.test("x", suite=["d"])))
    names = [(item.get("classname"), item.get("name")) for item in root.iter("testcase")]
    assert names == [("a_test", "x"), ("a_test", "x (2)"), ("a_test", "x (3)"), ("a_test.d", "x")]


def test_artifacts_are_attachments_of_one_output(made):
    kept = [{"kind": "log", "path": "a/1.log"}, {"kind": "diff", "path": "a/d.png"}]
    report = made.report(made.test("x", artifacts=kept))
    outputs = etree.fromstring(junit.render(report, "reports/run").encode()).iter("system-out")
    assert [output.text for output in outputs] == [
        "[[ATTACHMENT|reports/run/a/1.log]]\n[[ATTACHMENT|reports/run/a/d.png]]\n"
    ]


def test_every_case_has_its_place(every_status):
    places = [(item.get("file"), item.get("line")) for item in parse(every_status).iter("testcase")]
    assert places == [(test["file"], str(test["line"])) for test in every_status["tests"]]


def test_a_message_of_any_length_is_cut(made):
    broken = made.attempt("failed", "begins" + "x" * 4_000_000 + "ends", traceback="y" * 4_000_000)
    failure = case(made, "x", "failed", "error", attempts=[broken]).find("error")
    assert len(etree.tostring(failure)) < 100_000
    for text in (failure.get("message"), failure.text):
        assert text.startswith("begins")
        assert "characters cut" in text
    assert failure.get("message").endswith("ends")


def test_counts_agree_with_the_elements(every_status):
    root = parse(every_status)
    for name, tag in (("failures", "failure"), ("errors", "error"), ("tests", "testcase")):
        assert int(root.get(name)) == len(list(root.iter(tag)))
        assert sum(int(suite.get(name)) for suite in root) == int(root.get(name))
    assert sum(int(suite.get("skipped")) for suite in root) == len(list(root.iter("skipped")))


def test_one_suite_a_file_with_its_time(every_status):
    root = parse(every_status)
    files = ["tests/e2e/a_test.lua", "tests/e2e/b_test.lua", "tests/e2e/a_test.lua"]
    assert [suite.get("file") for suite in root] == [*files, "tests/e2e/c_test.lua"]
    assert root[0].get("time") == "0.125"
    assert {suite.get("timestamp") for suite in root} == {"2026-02-02T12:00:00Z"}


def test_a_part_of_a_run_is_an_error(made, structure):
    root = parse(made.report(made.test("t"), missing="shard 2 of 3 is missing"))
    structure.assertValid(root)
    assert (root.get("tests"), root.get("errors")) == ("2", "1")
    assert root.find("testsuite/testcase").get("name") == "shard 2 of 3 is missing"
    assert root.find("testsuite/testcase/error") is not None
