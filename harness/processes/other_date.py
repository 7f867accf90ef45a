"""Another date for the second run of `verify`, so that clocks which Python does not read differ.

Debian's libfaketime moves the date of a process by a fixed time. The monotonic clock, timeouts and
the times of files stay as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

PLACES = (
    "/usr/lib/*/faketime/libfaketimeMT.so.1",
    "/usr/lib*/faketime/libfaketimeMT.so.1",
    "/usr/local/lib/faketime/libfaketimeMT.so.1",
)
SECONDS_APART = 1.1
"""How long after the end of the first run the second one starts where the library is missing."""
_AHEAD_SECONDS = ((401 * 24 + 5) * 60 + 17) * 60 + 23
"""Another year, month, day, weekday, hour, minute and second."""


def can_differ() -> bool:
    """Tell whether the library is there."""
    return bool(_library())


def other_date(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that give a process another date, none where the library is missing."""
    library = _library()
    if not library:
        return {}
    return {
        "LD_PRELOAD": f"{library} {environ.get('LD_PRELOAD', '')}".strip(),
        "FAKETIME": f"+{_AHEAD_SECONDS}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",  # its name before 0.9.9
        "FAKETIME_DISABLE_SHM": "1",  # which would stay after a process that was killed
        "NO_FAKE_STAT": "1",
    }


def _library() -> str:
    if sys.platform != "linux":
        return ""
    from glob import glob

    return next((path for place in PLACES for path in sorted(glob(place))), "")
