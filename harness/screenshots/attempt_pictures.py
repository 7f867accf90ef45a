"""Takes pictures of the game and holds them against baselines, for the test that runs.

An equal frame costs a draw and a hash. Only one that is not known to be equal is decoded, compared
(`comparison`) and, if it fails, shown (`difference`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from harness.config.resolve import RunConfig, baseline_folder
from harness.errors import CannotWrite, HarnessError, Undeclared
from harness.records.model import Artifact, ArtifactKind, FindingKind
from harness.records.store import Store
from harness.screenshots import baselines, problems
from harness.screenshots.baselines import Baseline, Buffer, Meta, Renderer, check_name
from harness.screenshots.claims import Claims
from harness.screenshots.options import MOST_STABLE_FRAMES, NAMES, Options, merged
from harness.screenshots.problems import MISSING, Problem
from harness.screenshots.regions import Box, is_covered, read_box, region_within
from harness.test_api.pictures import Verdict

SKIP = "skip"


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


class Taken(NamedTuple):
    """What an attempt has left."""

    artifacts: list[Artifact]
    names: list[str]
    """The pictures that it held against baselines."""
    updated: list[str]
    """Baselines that were written, as paths from the project's root."""
    remarks: list[tuple[FindingKind, str, str]]
    """What a person should know of pictures although nothing has failed: kind, name, words."""


_ENDINGS = (".actual", ".expected", ".diff")
_NOTHING = Taken([], [], [], [])
"""Between attempts, and without a game: nothing is ever added to it."""


class _Pending(NamedTuple):
    baseline: Baseline
    meta: Meta
    options: Options


class _Area(NamedTuple):
    """What is compared of a frame."""

    region: Box | None
    masks: list[Box]


class Shots:
    """The pictures of the running attempt. `eye` is there while a game is."""

    def __init__(self, config: RunConfig, store: Store, ask: Callable[[str, Any], Any]) -> None:
        self.eye: Eye | None = None
        self._config = config
        self._store = store
        self._ask = ask
        self._folder = self._test = ""
        self._claims = Claims(store, config.out_dir) if config.update_baselines else None
        folder = os.path.relpath(config.artifacts_dir, os.path.dirname(config.report_json))
        self._from_report = folder.replace(os.sep, "/")
        self._taken = Taken([], [], [], [])
        self._pending: _Pending | None = None
        self._last: object = None
        self._equal = 0
        self._seen: Buffer = None
        """The frame in which the game came to rest, or did not."""

    def begin_attempt(self, test: str, folder: str) -> None:
        """Have pictures from here on go to a folder, from that of the artifacts."""
        self._test, self._folder = test, folder
        self._taken = Taken([], [], [], [])

    def take_all(self) -> Taken:
        """Return what the attempt has left, and forget it."""
        taken, self._taken = self._taken, _NOTHING
        return taken

    def screenshot(self, path: str) -> bool:
        """Keep a picture among the artifacts of the attempt; tell whether the disk took it."""
        name = check_name(path)
        if name.removesuffix(".png").endswith(_ENDINGS):
            raise HarnessError(
                f"a picture that is kept cannot be called {path!r}: names that end in "
                f"{', '.join(_ENDINGS)} are those of comparisons"
            )
        return bool(self._keep("screenshot", self._stem(name), self._encoded(self._look(name))))

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
        area = self._area(pending)
        self._seen = self._look(pending.baseline.name)
        frame = self._compared_part(self._seen, area)
        self._equal = self._equal + 1 if frame == self._last else 1
        self._last = frame
        return self._equal >= pending.options.stabilize_frames

    def finish(self) -> Verdict | None:
        """Compare the frame with the baseline; return why it fails, if it does."""
        pending, config = self._a_pending(), self._config
        name, area = pending.baseline.name, self._area(pending)
        self._taken.names.append(name)
        pixels = self._look(name) if self._seen is None else self._seen
        problem = self._problem_of_frame(pending, area)
        if problem is None and config.screenshots == SKIP:
            message = f"screenshot {name!r} was not compared (--screenshots {SKIP})"
            self._remark("not_compared", name, message)
            return None
        problem = problem or self._problem(pending, area, pixels)
        if self._claims is not None:
            problem = self._settle(self._claims, pending, area, problem, pixels)
        if problem is None:
            return None
        if problem.kind == MISSING and not config.fail_on_missing_baseline:
            self._keep("actual", self._stem(name), self._encoded(pixels))
            self._remark("missing_baseline", name, problem.message)
            return None
        return self._fail(pending, area, problem, pixels)

    def _problem_of_frame(self, pending: _Pending, area: _Area) -> Problem | None:
        """Return why the frame cannot be compared with any baseline."""
        name, options = pending.baseline.name, pending.options
        width, height = self._an_eye().size
        if is_covered(region_within(area.region, width, height), area.masks):
            return problems.nothing_compared(name)
        if self._equal and self._equal < options.stabilize_frames:
            return problems.unstable(name, options)
        return None

    def _problem(self, pending: _Pending, area: _Area, pixels: Buffer) -> Problem | None:
        """Return what keeps the frame from being the same as the baseline."""
        baseline, meta = pending.baseline, pending.meta
        content = baselines.read_picture(baseline)
        if content is None:
            return problems.missing(baseline)
        if baselines.is_known_equal(meta, content, pixels):
            return None
        from harness.screenshots.png import BadPicture, decode

        try:
            expected = decode(content)
        except BadPicture as error:
            return problems.unreadable(baseline, error)
        actual = self._array(pixels)
        if expected.shape != actual.shape:
            return problems.other_size(baseline, expected, self._size_text)
        return self._difference(pending, area, actual, expected)

    def _difference(
        self, pending: _Pending, area: _Area, actual: Any, expected: Any
    ) -> Problem | None:
        from harness.screenshots.comparison import compare

        options, limits = pending.options, _limits(pending.options, area)
        compared = compare(actual, expected, **limits)
        if compared.percent <= options.threshold_percent:
            return None
        from harness.screenshots.difference import extent

        found = extent(actual, expected, **limits)
        return problems.different(pending.baseline.name, options, compared, found, expected)

    def _settle(
        self,
        claims: Claims,
        pending: _Pending,
        area: _Area,
        problem: Problem | None,
        pixels: Buffer,
    ) -> Problem | None:
        """Make the frame the baseline, unless it cannot be one; return what is wrong still."""
        baseline = pending.baseline
        if problem is not None and not problem.lasts:
            other = claims.other(baseline.shown, self._test, self._folder)
            if other:
                return problems.two_pictures(baseline, other)._replace(expected=problem.expected)
            self._keep_pictures(pending, area, problem, pixels)
            self._update(pending, pixels)
            problem = None
        if problem is None:
            claims.add(baseline.shown, self._test, self._folder)
        return problem

    def _update(self, pending: _Pending, pixels: Buffer) -> None:
        """Write the frame as the baseline, with what is recorded of it."""
        baseline, png = pending.baseline, self._encoded(pixels)
        recorded = baselines.record(self._an_eye().renderer, self._size_text, png, pixels)
        self._store.write(baseline.path, png)
        self._store.write(baseline.meta_path, pending.meta._replace(recorded=recorded).to_json())
        self._taken.updated.append(baseline.shown)

    def _fail(self, pending: _Pending, area: _Area, problem: Problem, pixels: Buffer) -> Verdict:
        """Keep the pictures and say where they are; that the renderer is another comes first."""
        kept = self._keep_pictures(pending, area, problem, pixels)
        if problem.kind != MISSING:
            kept.append(f"  baseline: {pending.baseline.shown}")
        lines = [*self._other_renderer(pending.meta), problem.message, *filter(None, kept)]
        return Verdict(problem.kind, "\n".join(lines))

    def _keep_pictures(
        self, pending: _Pending, area: _Area, problem: Problem, pixels: Buffer
    ) -> list[str]:
        """Keep the frame and, where there is one, the baseline and how the two differ."""
        stem, expected = self._stem(pending.baseline.name), problem.expected
        kept = [self._keep("actual", stem, self._encoded(pixels))]
        if expected is not None:
            from harness.screenshots.png import encode

            kept.append(self._keep("expected", stem, encode(expected)))
            if pending.options.generate_diff:
                diff = self._drawn_difference(pending.options, area, pixels, expected)
                kept.append(self._keep("diff", stem, encode(diff)))
        return kept

    def _drawn_difference(
        self, options: Options, area: _Area, pixels: Buffer, expected: Any
    ) -> Any:
        from harness.screenshots.difference import picture

        return picture(self._array(pixels), expected, **_limits(options, area))

    def _other_renderer(self, meta: Meta) -> list[str]:
        recorded, now = meta.renderer(), self._an_eye().renderer
        if recorded is None or recorded.may_be(now):
            return []
        words = f"the baseline was rendered by {recorded}, this is {now}"
        return [f"{words}: pixels may differ for that alone"]

    def _remark(self, kind: FindingKind, name: str, words: str) -> None:
        self._taken.remarks.append((kind, name, words))

    def _stem(self, name: str) -> str:
        """Return under which name pictures are kept that no other of the attempt has.

        Names that differ in case are one.
        """
        stem = wanted = name.removesuffix(".png")
        kept = {artifact["path"].lower() for artifact in self._taken.artifacts}
        number = 2
        while any(
            f"{self._folder}/{stem}{ending}.png".lower() in kept for ending in ("", *_ENDINGS)
        ):
            stem, number = f"{wanted}-{number}", number + 1
        return stem

    def _keep(self, kind: ArtifactKind, stem: str, png: bytes) -> str:
        """Write a picture; return the line of a message that says where it is."""
        ending = "" if kind == "screenshot" else f".{kind}"
        path = f"{self._folder}/{stem}{ending}.png"
        try:
            self._store.write(os.path.join(self._config.artifacts_dir, path), png)
        except CannotWrite as error:
            self._store.lost(error)
            return ""
        self._taken.artifacts.append({"kind": kind, "path": path})
        return f"  {kind}: {self._from_report}/{path}"

    def _compared_part(self, pixels: Buffer, area: _Area) -> object:
        """Return what tells the pixels that count from others."""
        if area.region is None and not area.masks:
            return baselines.hash_of(pixels)
        from harness.screenshots.comparison import fingerprint

        return fingerprint(self._array(pixels), area.region, area.masks)

    def _area(self, pending: _Pending) -> _Area:
        """Return region and masks in pixels, for names of UI elements what the game says of them.

        Raises `HarnessError` for a region outside of the frame, and for an element that is unknown.
        """
        options, size = pending.options, self._an_eye().size
        try:
            region_within(options.region, *size)
        except ValueError as error:
            raise HarnessError(f"screenshot {pending.baseline.name!r}: {error}") from None
        try:
            masks = [
                self._element(mask) if isinstance(mask, str) else mask for mask in options.masks
            ]
        except ValueError as error:
            raise HarnessError(f"screenshot {pending.baseline.name!r}: {error}") from None
        return _Area(options.region, masks)

    def _element(self, name: str) -> Box:
        """Ask the game where an element is. Raises `ValueError` if it has none of this name."""
        try:
            where = self._ask("ui_element_rect", {"name": name})
        except Undeclared:
            raise ValueError(
                f"mask {name!r}: the game declares no query 'ui_element_rect', which finds masks "
                "by name; declare it, or give an area like {10, 20, 30, 40}"
            ) from None
        if where is None:
            raise ValueError(f"mask {name!r}: the query 'ui_element_rect' finds no such element")
        try:
            return read_box(where)
        except ValueError as error:
            raise ValueError(f"mask {name!r}: query 'ui_element_rect': {error}") from None

    def _folder_of(self, size: tuple[int, int]) -> str:
        """Return the folder of the baselines: a program may open a window of another size."""
        if size == self._config.resolution:
            return self._config.baseline_dir
        return baseline_folder(self._config.root, sys.platform, size)

    @property
    def _size_text(self) -> str:
        return "{}x{}".format(*self._an_eye().size)

    def _array(self, pixels: Buffer) -> Any:
        from harness.screenshots.png import array_of

        return array_of(pixels, *self._an_eye().size)

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


def _limits(options: Options, area: _Area) -> dict[str, Any]:
    """Return what `compare` and those that describe a difference take."""
    return {
        "region": area.region,
        "masks": area.masks,
        "tolerance": options.per_channel_tolerance,
        "ignore_alpha": options.ignore_alpha,
    }
