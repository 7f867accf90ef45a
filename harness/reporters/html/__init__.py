"""report.html: one page that opens from disk, with all it takes to look into a run.

What the page shows is gathered here as plain data (`contents`) and written into the page as one
block of JSON; its own scripts, which stand in `templates/`, build the rest from it as it is asked
for. Nothing that comes from a test is ever markup. Artifacts are read with suspicion (`files`):
what is missing, torn, too large or elsewhere becomes a remark.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from harness.config.resolve import RunConfig
from harness.records.model import Report
from harness.records.trace import FILE as TRACE_FILE


def renderer(config: RunConfig) -> Callable[[Report], str]:
    """Return what renders the page of a run; loading that takes time, so it is done then."""

    def page(report: Report) -> str:
        from harness.reporters.html.page import render

        return render(
            report,
            os.path.dirname(config.report_json),
            os.path.dirname(config.reports["html"]),
            trace=os.path.join(config.out_dir, TRACE_FILE),
            root=config.root,
            permitted=(config.artifacts_dir,),
        )

    return page
