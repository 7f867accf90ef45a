"""Takes pictures of the game and holds them against baselines, for the test that runs.

An equal frame costs a draw and a hash. Only one that is not known to be equal is decoded, compared
(`comparison`) and, if it fails, shown (`difference`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from harness.artifacts import Store
from harness.config import RunConfig, baseline_folder
from harness.errors import CannotWrite, HarnessError
from harness.model import Artifact, ArtifactKind, FindingKind
from harness.screenshots import baselines
from harness.screenshots.baselines import Baseline, Buffer, Meta, Renderer, check_name
from harness.screenshots.options import MOST_STABLE_FRAMES, NAMES, Options, merged
from harness.screenshots.regions import Box, read_box

if TYPE_CHECKING:
    from harness.screenshots.comparison import Comparison
    from harness.screenshots.difference import Extent

SKIP = "skip"
MISSING = "missing_baseline"


class Eye(Protocol):
    """Whoever can draw the game."""

    renderer: Renderer

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of what it sees, in pixels."""

    def look(self, name: str) -> Buffer:
        """Draw the state as it is, for a picture called `name`.

        Return RGBA, row by row, where it stays until the next look.
        """


class Verdict(NamedTuple):
    """Why a picture fails its test."""

    kind: str
    """`screenshot` or `missing_baseline`."""
    message: str


class Taken(NamedTuple):
    """What an attempt has left."""

    artifacts: list[Artifact]
    names: list[str]
    """The pictures that it held against baselines."""
    updated: list[str]
    """Baselines that were written, as paths from the project's root."""
    remarks: list[tuple[FindingKind, str, str]]
    """What a person should know of pictures although nothing has failed: kind, name, words."""


_NOTHING = Taken([], [], [], [])
"""Between attempts, and without a game: nothing is ever added to it."""


class _Pending(NamedTuple):
    baseline: Baseline
    meta: Meta
    options: Options


class _Problem(NamedTuple):
    kind: str
    message: str
    expected: Any = None
    """The picture of the baseline, where it can be shown."""


class Shots:
    """The pictures of the running attempt. `eye` is there while a game is."""

    def __init__(self, config: RunConfig, store: Store, ask: Callable[[str, Any], Any]) -> None:
        self.eye: Eye | None = None
        self._config = config
        self._store = store
        self._ask = ask
        self._folder = ""
        folder = os.path.relpath(config.artifacts_dir, os.path.dirname(config.report_json))
        self._from_report = folder.replace(os.sep, "/")
        self._taken = Taken([], [], [], [])
        self._pending: _Pending | None = None
        self._last: object = None
        self._equal = 0
        self._seen: Buffer = None
        """The frame in which the game came to rest, or did not."""

    def begin_attempt(self, folder: str) -> None:
        """Have pictures from here on go to a folder, from that of the artifacts."""
        self._folder = folder
        self._taken = Taken([], [], [], [])

    def take_all(self) -> Taken:
        """Return what the attempt has left, and forget it."""
        taken, self._taken = self._taken, _NOTHING
        return taken

    def screenshot(self, path: str) -> bool:
        """Keep a picture among the artifacts of the attempt; tell whether the disk took it."""
        name = check_name(path)
        return bool(self._keep("screenshot", name, self._encoded(self._look(name))))

    def begin(self, name: str, given: dict[str, Any]) -> int:
        """Begin to hold the game against a baseline; return how often `is_stable` is to be asked.

        Raises `HarnessError` for a wrong name or option, and for files that cannot be used.
        """
        config, eye = self._config, self._an_eye()
        name = check_name(name)
        flavour = eye.renderer.flavour
        baseline = baselines.locate(self._folder_of(eye.size), config.root, name, flavour)
        meta = baselines.read_meta(baseline)
        try:
            options = merged(meta.options, {key: given[key] for key in NAMES if key in given})
        except ValueError as error:
            raise HarnessError(f"screenshot {name!r}: {error}") from None
        self._pending = _Pending(baseline, meta, options)
        self._last = self._seen = None
        self._equal = 0
        return MOST_STABLE_FRAMES if options.stabilize_frames > 1 else 0

    def is_stable(self) -> bool:
        """Look at the frame; tell whether it is the last of enough equal ones in a row."""
        pending = self._a_pending()
        self._seen = self._look(pending.baseline.name)
        frame = self._compared_part(self._seen, pending.options)
        self._equal = self._equal + 1 if frame == self._last else 1
        self._last = frame
        return self._equal >= pending.options.stabilize_frames

    def finish(self) -> Verdict | None:
        """Hold the frame against the baseline; return why it fails, if it does."""
        pending, config = self._a_pending(), self._config
        name = pending.baseline.name
        self._taken.names.append(name)
        pixels = self._look(name) if self._seen is None else self._seen
        if self._equal and self._equal < pending.options.stabilize_frames:
            return self._fail(pending, _unstable(pending), pixels)
        if config.screenshots == SKIP:
            message = f"screenshot {name!r} was not compared (--screenshots {SKIP})"
            self._remark("not_compared", name, message)
            return None
        problem = self._problem(pending, pixels)
        if problem is None:
            return None
        if config.update_baselines:
            self._update(pending, pixels)
            return None
        if problem.kind == MISSING and not config.fail_on_missing_baseline:
            self._keep("actual", name, self._encoded(pixels))
            self._remark("missing_baseline", name, problem.message)
            return None
        return self._fail(pending, problem, pixels)

    def _problem(self, pending: _Pending, pixels: Buffer) -> _Problem | None:
        """Return what keeps the frame from being the same as the baseline."""
        baseline, meta = pending.baseline, pending.meta
        content = baselines.read_picture(baseline)
        if content is None:
            return _missing(baseline)
        if baselines.is_known_equal(meta, content, pixels):
            return None
        from harness.screenshots.png import BadPicture, decode

        try:
            expected = decode(content)
        except BadPicture as error:
            return _Problem("screenshot", f"{baseline.shown}: {error}")
        actual = self._array(pixels)
        if expected.shape != actual.shape:
            return _other_size(baseline, expected, self._size_text)
        return self._difference(pending, actual, expected)

    def _difference(self, pending: _Pending, actual: Any, expected: Any) -> _Problem | None:
        from harness.screenshots.comparison import compare

        limits = self._limits(pending.options)
        compared = compare(actual, expected, **limits)
        if compared.percent <= pending.options.threshold_percent:
            return None
        from harness.screenshots.difference import extent

        return _different(pending, compared, extent(actual, expected, **limits), expected)

    def _update(self, pending: _Pending, pixels: Buffer) -> None:
        """Write the frame as the baseline, with what is recorded of it."""
        baseline, png = pending.baseline, self._encoded(pixels)
        recorded = baselines.record(self._an_eye().renderer, self._size_text, png, pixels)
        self._store.write(baseline.path, png)
        self._store.write(baseline.meta_path, pending.meta._replace(recorded=recorded).to_json())
        self._taken.updated.append(baseline.shown)

    def _fail(self, pending: _Pending, problem: _Problem, pixels: Buffer) -> Verdict:
        """Keep the pictures and say where they are; that the renderer is another comes first."""
        baseline, expected = pending.baseline, problem.expected
        kept = [self._keep("actual", baseline.name, self._encoded(pixels))]
        if expected is not None:
            from harness.screenshots.png import encode

            kept.append(self._keep("expected", baseline.name, encode(expected)))
            if pending.options.generate_diff:
                diff = self._drawn_difference(pending.options, pixels, expected)
                kept.append(self._keep("diff", baseline.name, encode(diff)))
        if problem.kind != MISSING:
            kept.append(f"  baseline: {baseline.shown}")
        lines = [*self._other_renderer(pending.meta), problem.message, *filter(None, kept)]
        return Verdict(problem.kind, "\n".join(lines))

    def _drawn_difference(self, options: Options, pixels: Buffer, expected: Any) -> Any:
        from harness.screenshots.difference import picture

        return picture(self._array(pixels), expected, **self._limits(options))

    def _limits(self, options: Options) -> dict[str, Any]:
        """Return what `compare` and those that tell of a difference are to hold."""
        return {
            "region": options.region,
            "masks": self._boxes(options),
            "tolerance": options.per_channel_tolerance,
            "ignore_alpha": options.ignore_alpha,
        }

    def _other_renderer(self, meta: Meta) -> list[str]:
        recorded, now = meta.renderer(), self._an_eye().renderer
        if recorded is None or recorded.may_be(now):
            return []
        words = f"the baseline was rendered by {recorded}, this is {now}"
        return [f"{words}: pixels may differ for that alone"]

    def _remark(self, kind: FindingKind, name: str, words: str) -> None:
        self._taken.remarks.append((kind, name, words))

    def _keep(self, kind: ArtifactKind, name: str, png: bytes) -> str:
        """Write a picture; return the line of a message that says where it is."""
        ending = "" if kind == "screenshot" else f".{kind}"
        path = f"{self._folder}/{name.removesuffix('.png')}{ending}.png"
        try:
            self._store.write(os.path.join(self._config.artifacts_dir, path), png)
        except CannotWrite as error:
            self._store.lost(error)
            return ""
        artifact: Artifact = {"kind": kind, "path": path}
        if artifact not in self._taken.artifacts:
            self._taken.artifacts.append(artifact)
        return f"  {kind}: {self._from_report}/{path}"

    def _compared_part(self, pixels: Buffer, options: Options) -> object:
        """Return what tells the pixels that count from others."""
        masks = self._boxes(options)
        if options.region is None and not masks:
            return baselines.hash_of(pixels)
        from harness.screenshots.comparison import fingerprint

        return fingerprint(self._array(pixels), options.region, masks)

    def _boxes(self, options: Options) -> list[Box]:
        """Return the masks, for names of UI elements what the game says of them."""
        return [self._element(mask) if isinstance(mask, str) else mask for mask in options.masks]

    def _element(self, name: str) -> Box:
        where = self._ask("ui_element_rect", {"name": name})
        try:
            return read_box(where)
        except ValueError as error:
            raise HarnessError(f"mask {name!r}: query 'ui_element_rect': {error}") from None

    def _folder_of(self, size: tuple[int, int]) -> str:
        """Return the folder of the baselines: a program may open a window of another size."""
        if size == self._config.resolution:
            return self._config.baseline_dir
        return baseline_folder(self._config.root, sys.platform, size)

    @property
    def _size_text(self) -> str:
        return "{}x{}".format(*self._an_eye().size)

    def _array(self, pixels: Buffer) -> Any:
        import numpy as np

        width, height = self._an_eye().size
        return np.frombuffer(pixels, np.uint8).reshape(height, width, 4)

    def _encoded(self, pixels: Buffer) -> bytes:
        from harness.screenshots import png

        return png.encode(self._array(pixels))

    def _look(self, name: str) -> Buffer:
        return self._an_eye().look(name)

    def _an_eye(self) -> Eye:
        if self.eye is None:
            raise HarnessError("there is no game to take a picture of (--game none)")
        return self.eye

    def _a_pending(self) -> _Pending:
        assert self._pending is not None
        return self._pending


def _missing(baseline: Baseline) -> _Problem:
    message = (
        f"screenshot {baseline.name!r} has no baseline: {baseline.shown} does not exist; look at "
        "the picture and accept it with --update-baselines"
    )
    return _Problem(MISSING, message)


def _unstable(pending: _Pending) -> _Problem:
    wanted = pending.options.stabilize_frames
    message = (
        f"screenshot {pending.baseline.name!r} did not come to rest: {wanted} equal frames in a "
        f"row were waited for (stabilize_frames), and {MOST_STABLE_FRAMES} frames had none; mask "
        "what moves, or compare a region"
    )
    return _Problem("screenshot", message)


def _other_size(baseline: Baseline, expected: Any, size: str) -> _Problem:
    height, width = expected.shape[:2]
    message = (
        f"screenshot {baseline.name!r} has another size: the frame is {size}, "
        f"the baseline {width}x{height}"
    )
    return _Problem("screenshot", message, expected)


def _different(pending: _Pending, compared: Comparison, extent: Extent, expected: Any) -> _Problem:
    options, box = pending.options, extent.box
    assert box is not None
    message = (
        f"screenshot {pending.baseline.name!r} differs: {compared.differing} of "
        f"{compared.compared} pixels ({compared.percent:.4g} %), {options.threshold_percent:g} % "
        "may (threshold_percent)\n"
        f"  within x={box.x} y={box.y} w={box.w} h={box.h}\n"
        f"  largest difference: {extent.largest} in {extent.largest_channel}, up to "
        f"{options.per_channel_tolerance} is none (per_channel_tolerance)"
    )
    return _Problem("screenshot", message, expected)
