"""Names of pictures, and files beside them that nobody may trust."""

import json
import random

import pytest

from harness.errors import HarnessError
from harness.screenshots import baselines
from harness.screenshots.baselines import Meta, Renderer, check_name
from harness.screenshots.options import Options, merged
from harness.screenshots.regions import Box

META = {
    "notes": "moves", "threshold_percent": 0.5, "per_channel_tolerance": 3, "generate_diff": True,
    "region": [0, 0, 10, 10], "masks": ["clock", {"x": 1, "y": 2, "w": 3, "h": 4}],
    "ignore_alpha": False, "stabilize_frames": 2,
    "recorded": {"pygame": "pygame 2.6.1", "sdl": "2.28.4", "font": "", "png": "x", "pixels": "y"},
}  # fmt: skip


def located(folder, name="a.png", flavour="pygame"):
    return baselines.locate(str(folder), str(folder), name, flavour)


@pytest.mark.parametrize("name", ["a", "a.png", "menu/idle 2.png", "a+b_c-d.e.png", "0"])
def test_names(name):
    assert check_name(name) == name.removesuffix(".png") + ".png"


@pytest.mark.parametrize(
    "name", ["", ".png", "/a", "a/", "a//b", "../a", "a/..", "a\\b", "a\0", "a\n", "ä", "a ", "a."]
)
def test_names_that_are_none(name):
    with pytest.raises(HarnessError, match="a picture is named with"):
        check_name(name)


def test_each_flavour_has_pictures_of_its_own(tmp_path):
    assert located(tmp_path).path == str(tmp_path / "a.png")
    other = located(tmp_path, "menu/a.png", "pygame-ce")
    assert other.path == str(tmp_path / "menu" / "a@pygame-ce.png")
    assert other.meta_path == str(tmp_path / "menu" / "a@pygame-ce.meta.json")


def test_a_meta_file_comes_back(tmp_path):
    baseline = located(tmp_path)
    (tmp_path / "a.meta.json").write_text(json.dumps(META))
    meta = baselines.read_meta(baseline)
    (tmp_path / "a.meta.json").write_text(meta.to_json())
    assert baselines.read_meta(baseline) == meta
    assert meta.renderer() == Renderer("pygame 2.6.1", "2.28.4", "")
    assert merged(meta.options, {"threshold_percent": 1}) == Options(
        threshold_percent=1, per_channel_tolerance=3, region=Box(0, 0, 10, 10),
        masks=("clock", Box(1, 2, 3, 4)), ignore_alpha=False, stabilize_frames=2,
    )  # fmt: skip


def test_nothing_beside_it(tmp_path):
    assert baselines.read_meta(located(tmp_path)) == Meta()
    assert merged({}, {}) == Options()


def test_hashes_hold_for_the_very_file():
    meta = Meta(recorded=baselines.record(Renderer("pygame 2", "2"), "1x1", b"file", b"pixels"))
    assert baselines.is_known_equal(meta, b"file", b"pixels")
    assert not baselines.is_known_equal(meta, b"other", b"pixels")
    assert not baselines.is_known_equal(meta, b"file", b"others")
    assert not baselines.is_known_equal(Meta(), b"file", b"pixels")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("p 1", "2", "f 1"), ("p 1", "2", "f 1"), True),
        (("p 1", "2", ""), ("p 1", "2", "f 1"), True),
        (("p 1", "2", "f 2"), ("p 1", "2", "f 1"), False),
        (("p 1", "3", ""), ("p 1", "2", ""), False),
        (("p 2", "2", ""), ("p 1", "2", ""), False),
    ],
)
def test_renderers(one, other, same):
    assert Renderer(*one).may_be(Renderer(*other)) is same


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Change, cut, double or insert a few bytes; values are swapped for odd ones too."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content) + 1)
        length = chance.randint(0, 12)
        new = chance.choice(
            [b"", chance.randbytes(length), content[at : at + length] * 2, b"null", b"-1e999",
             b"[[[[", b'"\\ud800"', b"9" * 400, b"NaN", b"{}"]
        )  # fmt: skip
        content = content[:at] + new + content[at + chance.randint(0, 12) :]
    return content


def test_damaged_meta_files(tmp_path, count):
    """Each gives options that can be used, or a message; never anything else."""
    chance, path = random.Random(5), tmp_path / "a.meta.json"
    baseline, whole = located(tmp_path), json.dumps(META).encode()
    messages = []
    for _ in range(count(500, 10_000)):
        path.write_bytes(damaged(whole, chance))
        try:
            meta = baselines.read_meta(baseline)
            options = merged(meta.options, {})
        except (HarnessError, ValueError) as error:
            messages.append(str(error))
        else:
            assert 0 <= options.threshold_percent <= 100
            json.loads(meta.to_json())
    assert messages
    assert all(messages)
