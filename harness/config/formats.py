"""The formats of a run's report, as data: a format is a row here and a module in `reporters/`.

The module of a row has `renderer(config) -> Callable[[Report], str]`. Loading it is quick: what
takes time is imported when the report is rendered.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple


class Format(NamedTuple):
    name: str
    """The flag is `--report-<name>`, the setting `report_<name>`."""
    module: str
    """In `harness.reporters`."""
    file: str
    """Its name in the run's folder; empty if it is written to the path that was asked for alone."""
    when: Literal["always", "failed", "asked"]
    """It is written always, or where the run has failed, and in any case where it was asked for."""
    head: re.Pattern[bytes]
    """What such a report begins with: only a file that does is replaced by another one."""
    help: str

    @property
    def flag(self) -> str:
        return f"--report-{self.name}"

    @property
    def key(self) -> str:
        return f"report_{self.name}"


FORMATS = (
    Format("json", "json_report", "report.json", "always",
           re.compile(rb'\s*\{\s*"schema_version":\s*\d+,\s*"run":'),
           "default: reports/<run_id>/report.json"),
    Format("junit", "junit", "report.junit.xml", "always",
           re.compile(rb"\s*(<\?xml[^>]*>\s*)?<testsuites?\b"),
           "default: reports/<run_id>/report.junit.xml"),
    Format("tap", "tap", "", "asked",
           re.compile(rb"TAP version "),
           "also write the results as TAP 13"),
    Format("html", "html", "report.html", "failed",
           re.compile(rb'<!doctype html>\s*<html lang="en">\s*<head>\s*<meta charset="utf-8">'
                      rb'\s*<meta http-equiv="Content-Security-Policy"'),
           "default: reports/<run_id>/report.html, if the run fails"),
)  # fmt: skip
"""In the order of `--help`, in which they are written. `json` is what paths are relative to."""
