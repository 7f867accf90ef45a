"""What is said of an error of the harness itself: that it is one, what it is, and where."""

from __future__ import annotations

import os

from harness.base.raised import words
from harness.errors import HarnessFault

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_ABOVE = os.path.dirname(_PACKAGE)


def fault(error: BaseException) -> HarnessFault:
    """Return what is reported. The message names the innermost line of the harness that ran."""
    import traceback  # it loads more than most runs need

    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(_ABOVE)]
    place = ""
    if ours:
        file = os.path.relpath(ours[-1].filename, _ABOVE).replace(os.sep, "/")
        place = f" at {file}:{ours[-1].lineno}"
    message = f"this is an error of the harness itself: {words(error)}{place}; please report it"
    return HarnessFault(message, "".join(traceback.format_list(frames)).rstrip())
