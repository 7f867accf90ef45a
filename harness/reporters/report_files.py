"""The reports that a run leaves: which formats, where, and what renders each."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from harness.config.formats import FORMATS, Format
from harness.config.resolve import RunConfig
from harness.records.model import Report

Renderer = Callable[[Report], str]


def renderers(config: RunConfig, failed: bool) -> dict[str, Renderer]:
    """Return what renders each report of a run that has `failed` or not, by the report's path."""
    return {
        config.reports[each.name]: renderer(each, config)
        for each in FORMATS
        if each.when == "always"
        or (each.when == "failed" and failed)
        or each.name in config.reports_asked
    }


def renderer(row: Format, config: RunConfig) -> Renderer:
    module = importlib.import_module(f"harness.reporters.{row.module}")
    made: Renderer = module.renderer(config)
    return made
