"""report.json is the report, compact, in the order of the model."""

from __future__ import annotations

import json

from harness.records import model
from harness.reporters import json_report


def test_the_report_as_it_is(every_status):
    text = json_report.render(every_status)
    assert json.loads(text) == every_status
    assert text.endswith("}\n")
    assert text.count("\n") == 1
    assert ", " not in text.split('"message"')[0]


def test_keys_stand_in_the_order_of_the_model(every_status):
    report = json.loads(json_report.render(every_status))
    assert list(report) == list(model.Report.__annotations__)
    keys = [key for key in model.Run.__annotations__ if key not in ("positions", "missing")]
    assert list(report["run"]) == keys
    assert list(report["totals"]) == list(model.Totals.__annotations__)
    keys = [*model.Planned.__annotations__, *model.Test.__annotations__]
    assert list(report["tests"][0]) == list(dict.fromkeys(keys))


def test_totals_count_each_test_once(every_status):
    counts = dict(every_status["totals"])
    assert counts.pop("total") == sum(counts.values()) == len(every_status["tests"])


def test_tests_that_passed_are_written_as_the_encoder_writes_them(made, every_status):
    hostile = 'a"\\b\x00\x1f\x7f\r\n\t <&> é日 \U0001f600 \ufffe'
    plain = [made.attempt("passed")]
    more = {"place": {"file": "a.lua", "line": 1}}
    report = made.report(
        *every_status["tests"],
        made.test(hostile, suite=[hostile, "b"], tags=[hostile, "c"], file=hostile),
        made.test("no time", duration_ms=0.0, duration_frames=0,
                  attempts=[made.attempt("passed", frame=0)]),
        made.test("other frames", duration_frames=9),
        made.test("a remark", attempts=[made.attempt("passed", "failed as expected")]),
        made.test("a place", attempts=[made.attempt("passed", **more)]),
        made.test("a log", attempts=[made.attempt("passed", artifacts=[{"kind": "log"}])],
                  artifacts=[{"kind": "log"}]),
        made.test("a baseline", attempts=plain, updated_baselines=["b.png"]),
        made.test("flaky", "flaky", "assertion", attempts=plain),
    )  # fmt: skip
    expected = json.dumps(report, ensure_ascii=False, separators=(",", ":")) + "\n"
    assert json_report.render(report) == expected
    assert json_report.render(made.report()).endswith('"tests":[]}\n')
