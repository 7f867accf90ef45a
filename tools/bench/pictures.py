"""Comparing and writing pictures of 1280x720, against memcmp, OpenCV, pixelmatch and Pillow.

A comparison is measured over a ring of frames that no cache holds: a frame under test was drawn,
and its baseline decoded, before one is compared with the other. `memcmp` reads two equal frames of
the same ring to their ends. What the same costs with both frames in the cache is told as a stretch.
"""

from __future__ import annotations

import ctypes
import io
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageDraw
from rows import Row

from harness.screenshots import comparison, difference, png
from harness.screenshots.regions import Box

WIDTH, HEIGHT = 1280, 720
RING = 16
ROUNDS = 6
TOLERANCE = 2
REGION = Box(80, 40, 1100, 640)
MASKS = (Box(100, 100, 300, 200), Box(700, 350, 400, 120), Box(900, 100, 50, 500))

_libc = ctypes.CDLL(None)
_libc.memcmp.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)

_NODE = """
import pixelmatch from 'pixelmatch';
import {readFileSync} from 'fs';
const least = {};
for (const name of process.argv.slice(2)) {
  const [one, two] = ['expected', name].map((file) => readFileSync(file + '.raw'));
  const times = [];
  for (let round = 0; round < 20; round++) {
    const start = process.hrtime.bigint();
    pixelmatch(one, two, null, %d, %d, {threshold: 0.1});
    times.push(Number(process.hrtime.bigint() - start) / 1e9);
  }
  least[name] = Math.min(...times);
}
console.log(JSON.stringify(least));
"""


class Case(NamedTuple):
    name: str
    change: Callable[[Any], Any]
    options: dict[str, Any]


def _one_percent(frame: Any) -> Any:
    where = np.random.default_rng(1).random((HEIGHT, WIDTH)) < 0.01
    return np.where(where[..., None], frame ^ np.uint8(0x7F), frame)


def _upper_half(frame: Any) -> Any:
    return np.concatenate([frame[: HEIGHT // 2] ^ np.uint8(0x7F), frame[HEIGHT // 2 :]])


def _every_second(frame: Any) -> Any:
    where = np.random.default_rng(1).random((HEIGHT, WIDTH)) < 0.5
    return np.where(where[..., None], frame ^ np.uint8(0x7F), frame)


def _all(frame: Any) -> Any:
    return frame ^ np.uint8(0x7F)


PLAIN = {"region": None, "masks": (), "ignore_alpha": True}
WITH_ALPHA = {**PLAIN, "ignore_alpha": False}
PARTS = {"region": REGION, "masks": MASKS, "ignore_alpha": True}
CASES = (
    Case("identical", np.copy, PLAIN),
    Case("1 % differ", _one_percent, PLAIN),
    Case("upper half differs", _upper_half, PLAIN),
    Case("half of the pixels differ", _every_second, PLAIN),
    Case("all differ", _all, PLAIN),
    Case("all differ, with alpha", _all, WITH_ALPHA),
    Case("1 % differ, region, masks", _one_percent, PARTS),
    Case("all differ, region, masks", _all, PARTS),
    Case("all differ, masks, alpha", _all, {**PARTS, "region": None, "ignore_alpha": False}),
)


def picture_rows(names: list[str]) -> Iterator[Row]:
    if names and "pictures" not in names:
        return
    frame = game_like()
    ours = {}
    for case in CASES:
        ours[case.name] = yield from _case_rows(case, frame)
    yield from _pixelmatch_rows(frame, ours)
    yield from _file_rows(frame)
    changed = _all(frame)
    yield _of_memcmp("fingerprint of a frame", frame, lambda: comparison.fingerprint(frame), 1.5)
    yield _of_memcmp("where frames differ, told of a failure", frame,
                     lambda: difference.extent(changed, frame, **PARTS), 17)  # fmt: skip
    yield _of_memcmp("picture of a difference", frame,
                     lambda: difference.picture(changed, frame, **PARTS), 200)  # fmt: skip


def game_like() -> Any:
    """Return an opaque frame: a sky, shapes, sprites, texts, particles."""
    rng = np.random.default_rng(7)
    frame = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    for channel, start in enumerate((20, 60, 110)):
        frame[..., channel] = start + y * 110 // HEIGHT + x * 30 // WIDTH
    image = Image.fromarray(frame)
    draw = ImageDraw.Draw(image)
    for left, top, size, *colour in rng.integers(0, [WIDTH, HEIGHT, 90, 256, 256, 256], (80, 6)):
        shape = draw.ellipse if size % 2 else draw.rectangle
        shape((left, top, left + size, top + size), fill=tuple(map(int, colour)))
    sprite = rng.normal(128, 30, (12, 12, 3)).clip(0, 255).astype(np.uint8)
    stamp = Image.fromarray(sprite.repeat(4, 0).repeat(4, 1))
    for left, top in rng.integers(0, [WIDTH, HEIGHT], (120, 2)):
        image.paste(stamp, (int(left), int(top)))
    for line in range(12):
        text = f"Score {line * 12345}  Lives 3  The quick brown fox"
        draw.text((20 + line * 30, 20 + line * 55), text, fill="white", font_size=24)
    frame = np.array(image)
    particles = rng.integers(0, [HEIGHT, WIDTH], (15_000, 2))
    frame[particles[:, 0], particles[:, 1], :3] = rng.integers(0, 256, (15_000, 3))
    return frame


def _case_rows(case: Case, frame: Any) -> Iterator[Row]:
    """Yield the rows of a case and return the seconds of ours, in the cache."""
    changed = case.change(frame)
    limit = 1.5 if case.change is np.copy else 4.5
    ring = [(frame.copy(), frame.copy(), changed.copy()) for _ in range(RING)]
    takes = _measured(case, ring)
    yield _ratio(f"{case.name}, of memcmp", takes["ours"], takes["memcmp"], limit)
    if "opencv" in takes:
        yield _ratio(f"{case.name}, of OpenCV", takes["ours"], takes["opencv"], 1)
    cached = _measured(case, ring[:1])
    yield _ratio(f"{case.name}, of memcmp, both in the cache", cached["ours"], cached["memcmp"],
                 limit, stretch=True)  # fmt: skip
    if "opencv" in cached:
        yield _ratio(f"{case.name}, of OpenCV, in the cache", cached["ours"], cached["opencv"], 1)
    return cached["ours"]


def _measured(case: Case, ring: list[tuple[Any, Any, Any]]) -> dict[str, float]:
    """Return seconds, each contender going through the whole ring in its turn.

    Medians of a ring, in which the least is the pair that happened to stay in a cache; else the
    least, because what disturbs a measurement of this length only ever makes it longer.
    """
    contenders: dict[str, Callable[[Any, Any, Any], Any]] = {
        "memcmp": lambda one, two, _: _memcmp(one, two),
        "ours": lambda one, _, other: comparison.compare(
            other, one, tolerance=TOLERANCE, **case.options
        ),
    }
    if opencv := _opencv(case):
        contenders["opencv"] = lambda one, _, other: opencv(other, one)
        one, two, other = ring[0]
        assert opencv(other, one) == contenders["ours"](one, two, other).differing
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS * RING // len(ring)):
        for name, contend in contenders.items():
            for frames in ring * (1 if len(ring) > 1 else 3):
                times[name].append(_seconds(partial(contend, *frames)))
    typical: Callable[[list[float]], float] = statistics.median if len(ring) > 1 else min
    return {name: typical(taken) for name, taken in times.items()}


def _opencv(case: Case) -> Callable[[Any, Any], int] | None:
    """Return the same comparison with OpenCV, in buffers that it reuses; it only counts."""
    try:
        import cv2
    except ImportError:
        print("left out: OpenCV is not installed (opencv-python-headless)")
        return None
    x, y, w, h = case.options["region"] or (0, 0, WIDTH, HEIGHT)
    high = (TOLERANCE, TOLERANCE, TOLERANCE, 255 if case.options["ignore_alpha"] else TOLERANCE)
    part = slice(y, y + h), slice(x, x + w)
    difference, within = np.empty((h, w, 4), np.uint8), np.empty((h, w), np.uint8)

    def compare(actual: Any, expected: Any) -> int:
        cv2.absdiff(actual[part], expected[part], difference)
        cv2.inRange(difference, (0, 0, 0, 0), high, within)
        for mask in case.options["masks"]:
            left, top = max(mask.x - x, 0), max(mask.y - y, 0)
            within[top : mask.y - y + mask.h, left : mask.x - x + mask.w] = 255
        return w * h - int(cv2.countNonZero(within))

    return compare


def _pixelmatch_rows(frame: Any, ours: dict[str, float]) -> Iterator[Row]:
    """Compare in node; frames go there as raw bytes, so that only the comparison is measured."""
    cases = [case for case in CASES if case.options is PLAIN]
    try:
        least = _pixelmatch(frame, cases)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"left out: pixelmatch in node ({error})")
        return
    for case in cases:
        times = least[case.name]
        yield Row(f"{case.name}, faster than pixelmatch", f"{ours[case.name] * 1e3:.3f} ms",
                  f"{times * 1e3:.3f} ms", times / ours[case.name], "x", 5,
                  more_is_better=True)  # fmt: skip


def _pixelmatch(frame: Any, cases: list[Case]) -> dict[str, float]:
    for program in ("node", "npm"):
        if not shutil.which(program):
            raise FileNotFoundError(f"{program} is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        install = ["npm", "install", "--no-audit", "--no-fund", "pixelmatch"]
        subprocess.run(install, cwd=folder, check=True, capture_output=True, timeout=120)
        (folder / "compare.mjs").write_text(_NODE % (WIDTH, HEIGHT))
        (folder / "expected.raw").write_bytes(frame.tobytes())
        for case in cases:
            (folder / f"{case.name}.raw").write_bytes(case.change(frame).tobytes())
        words = ["node", "compare.mjs", *(case.name for case in cases)]
        done = subprocess.run(words, cwd=folder, check=True, capture_output=True, timeout=120)
        least: dict[str, float] = json.loads(done.stdout)
        return least


def _file_rows(frame: Any) -> Iterator[Row]:
    """Write a frame as Pillow writes it, with and without the alpha that we leave out."""
    for what, image in (
        ("RGBA", Image.fromarray(frame)),
        ("RGB", Image.fromarray(frame).convert("RGB")),
    ):

        def by_pillow(image: Any = image) -> bytes:
            file = io.BytesIO()
            image.save(file, "PNG", compress_level=1)
            return file.getvalue()

        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(15):
            times[0].append(_seconds(lambda: png.encode(frame)))
            times[1].append(_seconds(by_pillow))
        ours, theirs = map(min, times)
        yield _ratio(f"PNG, time, of Pillow's level 1 of {what}", ours, theirs, 0.6)
        sizes = len(png.encode(frame)), len(by_pillow())
        yield Row(f"PNG, size, of Pillow's level 1 of {what}", f"{sizes[0]}", f"{sizes[1]}",
                  sizes[0] / sizes[1], "x", 1.1)  # fmt: skip


def _of_memcmp(name: str, frame: Any, do: Callable[[], Any], limit: float) -> Row:
    """Compare with reading two equal frames, in turn."""
    same = frame.copy()
    times = [(_seconds(do), _seconds(lambda: _memcmp(frame, same))) for _ in range(15)]
    ours, theirs = (min(taken) for taken in zip(*times, strict=True))
    return _ratio(f"{name}, of memcmp", ours, theirs, limit)


def _memcmp(one: Any, two: Any) -> int:
    return int(_libc.memcmp(one.ctypes.data, two.ctypes.data, one.nbytes))


def _ratio(name: str, ours: float, theirs: float, limit: float, *, stretch: bool = False) -> Row:
    return Row(name, f"{ours * 1e3:.3f} ms", f"{theirs * 1e3:.3f} ms", ours / theirs, "x", limit,
               stretch=stretch)  # fmt: skip


def _seconds(do: Callable[[], Any]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started
