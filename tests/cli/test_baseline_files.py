"""The files of a baseline, from another renderer or damaged, and what is said of them."""

import json
import os
import shutil
import struct
import zlib

import pytest
from PIL import Image

from tests.cli.test_screenshots import FLAVOUR, accept, baseline, run, set_state, suite


@pytest.fixture
def accepted(copy_of):
    return copy_of(accept)


def test_the_meta_file_stands_below_the_test(accepted):
    meta = baseline(accepted, "square.meta.json")
    content = json.loads(meta.read_text())
    meta.write_text(json.dumps(content | {"threshold_percent": 1, "notes": "moves a little"}))
    suite(accepted, set_state("x", "110"))
    assert run(accepted).code == 0
    suite(accepted, set_state("x", "110"), "threshold_percent = 0")
    assert run(accepted).code == 1
    assert run(accepted, "--update-baselines").code == 0
    kept = json.loads(meta.read_text())
    assert (kept["threshold_percent"], kept["notes"]) == (1, "moves a little")


def test_another_renderer_is_said_first(accepted):
    meta = baseline(accepted, "square.meta.json")
    content = json.loads(meta.read_text())
    content["recorded"]["pygame"] = "pygame 1.9.6"
    meta.write_text(json.dumps(content))
    assert run(accepted).code == 0
    suite(accepted, set_state("x", "110"))
    first, second, *_ = run(accepted).message("looks").splitlines()
    assert "the baseline was rendered by pygame 1.9.6 with SDL" in first
    assert "screenshot 'square.png' differs" in second


def test_another_size_fails_and_shows_both(accepted):
    with Image.open(baseline(accepted)) as picture:
        picture.crop((0, 0, 600, 400)).save(baseline(accepted))
    ended = run(accepted)
    assert "the frame is 640x360, the baseline 600x400" in ended.message("looks")
    diff = ended.folder / ended.test("looks")["artifacts"][2]["path"]
    with Image.open(diff) as picture:
        assert picture.size == (640, 400)


def test_a_swapped_picture_beside_a_kept_hash_is_seen(accepted):
    with Image.open(baseline(accepted)) as picture:
        changed = picture.convert("RGB")
    changed.paste((0, 0, 0), (0, 0, 100, 100))
    changed.save(baseline(accepted))
    assert run(accepted).test("looks")["failure_kind"] == "screenshot"


def chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def huge(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = zlib.compress(bytes(50_000_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no PNG file"),
        (b"GIF89a", "is no PNG file"),
        (huge(2**31, 1), "2147483648"),
        (huge(1, 1), ""),
        (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b""), ""),
    ],
)
def test_a_baseline_that_cannot_be_read(accepted, content, words):
    baseline(accepted).write_bytes(content)
    ended = run(accepted)
    assert ended.test("looks")["failure_kind"] == "screenshot"
    message = ended.message("looks")
    assert f"baselines/linux/640x360/square{FLAVOUR}.png: " in message
    assert words in message
    assert "Traceback" not in ended.text
    assert run(accepted, "--update-baselines").code == 0
    assert run(accepted).code == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
@pytest.mark.parametrize("name", ["square.png", "square.meta.json"])
@pytest.mark.parametrize("what", ["pipe", "folder", "link out", "device"])
def test_a_baseline_that_is_no_file(accepted, name, what):
    path = baseline(accepted, name)
    outside = accepted.folder / "outside"
    shutil.copy(path, outside)
    path.unlink()
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero" if what == "device" else outside)
    ended = run(accepted)
    assert ended.code == 1, ended.text
    words = "leads out" if what in ("link out", "device") else "is no regular file"
    assert words in ended.message("looks")
    assert "Traceback" not in ended.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is no JSON"),
        ("[]", "expected an object of options"),
        ('{"treshold_percent": 1}', "unknown option 'treshold_percent'"),
        ('{"threshold_percent": "much"}', "option 'threshold_percent': expected a number"),
        ('{"threshold_percent": NaN}', "option 'threshold_percent': expected a number"),
        ('{"per_channel_tolerance": 1.5}', "expected a whole number from 0 to 255"),
        ('{"masks": 3}', "option 'masks': expected a list"),
        ('{"masks": [[1, 2, 3]]}', "option 'masks': "),
        ('{"region": {"x": 1}}', "option 'region': "),
        ('{"recorded": []}', "'recorded' is written by the harness"),
        ("[" * 100_000, "is no JSON"),
        (" " * 300_000, "is larger than"),
        ("\xff", "is no JSON"),
    ],
)
def test_a_meta_file_that_cannot_be_used(accepted, content, words):
    path = baseline(accepted, "square.meta.json")
    path.write_text(content, encoding="latin-1")
    for flags in ([], ["--update-baselines"]):
        ended = run(accepted, *flags)
        assert ended.code == 1, ended.text
        assert words in ended.message("looks")
        assert "Traceback" not in ended.text
    assert path.read_text(encoding="latin-1") == content
