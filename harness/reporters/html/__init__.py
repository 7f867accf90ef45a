"""report.html: one page that opens from disk, with all it takes to look into a run.

What the page shows is gathered here as plain data (`contents`) and written into the page as one
block of JSON; its own scripts, which stand in `templates/`, build the rest from it as it is asked
for. Nothing that comes from a test is ever markup. Artifacts are read with suspicion (`files`):
what is missing, torn, too large or elsewhere becomes a remark.
"""

from __future__ import annotations

from harness.reporters.html.page import render

__all__ = ["render"]
