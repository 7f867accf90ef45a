"""Adds a format of reports to the harness: one row, and the one module beside this file."""

import os
import re

import harness.reporters
from harness.config import formats

harness.reporters.__path__.append(os.path.dirname(__file__))
formats.FORMATS = (
    *formats.FORMATS,
    formats.Format("names", "names_report", "report.names", "failed", re.compile(rb"names:"),
                   "default: reports/<run_id>/report.names, if the run fails"),
)  # fmt: skip
