"""What keeps a picture from being its baseline, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.screenshots.baselines import Baseline
from harness.screenshots.options import MOST_STABLE_FRAMES, Options

if TYPE_CHECKING:
    from harness.screenshots.comparison import Comparison
    from harness.screenshots.difference import Extent

MISSING = "missing_baseline"
DIFFERENT = "screenshot"


class Problem(NamedTuple):
    """Why a picture fails its test."""

    kind: str
    """`screenshot` or `missing_baseline`."""
    message: str
    expected: Any = None
    """The picture of the baseline, where there is one that can be shown."""
    lasts: bool = False
    """Writing the picture as the baseline would not mend it."""


def missing(baseline: Baseline) -> Problem:
    message = (
        f"screenshot {baseline.name!r} has no baseline: {baseline.shown} does not exist; look at "
        "the picture and accept it with --update-baselines"
    )
    return Problem(MISSING, message)


def unreadable(baseline: Baseline, error: Exception) -> Problem:
    return Problem(DIFFERENT, f"{baseline.shown}: {error}")


def unstable(name: str, options: Options) -> Problem:
    message = (
        f"screenshot {name!r} did not come to rest: stabilize_frames = "
        f"{options.stabilize_frames} needs that many equal frames in a row, and "
        f"{MOST_STABLE_FRAMES} frames had none; mask what moves, or compare a region"
    )
    return Problem(DIFFERENT, message, lasts=True)


def nothing_compared(name: str) -> Problem:
    message = (
        f"screenshot {name!r} compares no pixel: its masks cover the whole region; "
        "make the masks smaller or the region larger"
    )
    return Problem(DIFFERENT, message, lasts=True)


def two_pictures(baseline: Baseline, test: str) -> Problem:
    message = (
        f"screenshot {baseline.name!r}: one baseline cannot be two pictures: in this run of "
        f"--update-baselines {test!r} had another picture of this name, case aside; "
        "give each its own name"
    )
    return Problem(DIFFERENT, message, lasts=True)


def other_size(baseline: Baseline, expected: Any, size: str) -> Problem:
    height, width = expected.shape[:2]
    message = (
        f"screenshot {baseline.name!r} has another size: the frame is {size}, "
        f"the baseline {width}x{height}"
    )
    return Problem(DIFFERENT, message, expected)


def different(
    name: str, options: Options, compared: Comparison, extent: Extent, expected: Any
) -> Problem:
    box = extent.box
    assert box is not None
    message = (
        f"screenshot {name!r} differs: {compared.differing} of {compared.compared} pixels "
        f"({compared.percent:.4g} %), threshold_percent allows {options.threshold_percent:g} %\n"
        f"  within x={box.x} y={box.y} w={box.w} h={box.h}\n"
        f"  largest difference: {extent.largest} in {extent.largest_channel}, "
        f"per_channel_tolerance allows {options.per_channel_tolerance}"
    )
    return Problem(DIFFERENT, message, expected)
