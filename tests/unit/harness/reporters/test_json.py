"""report.json is the report, compact, in the order of the model."""

from __future__ import annotations

import json

from harness import model
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
    assert list(report["run"]) == list(model.Run.__annotations__)
    assert list(report["totals"]) == list(model.Totals.__annotations__)
    keys = [*model.Planned.__annotations__, *model.Test.__annotations__]
    assert list(report["tests"][0]) == list(dict.fromkeys(keys))


def test_totals_count_each_test_once(every_status):
    counts = dict(every_status["totals"])
    assert counts.pop("total") == sum(counts.values()) == len(every_status["tests"])
