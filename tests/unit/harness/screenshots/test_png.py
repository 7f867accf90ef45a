"""Pictures as files: ours are read by others, and others' by us, whatever they hold."""

from __future__ import annotations

import io
import os
import random
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile, PngImagePlugin

from harness.screenshots.files import BadPicture, read_file
from harness.screenshots.png import SIGNATURE, decode, encode

SIZES = [(1, 1), (1, 40), (40, 1), (7, 5), (31, 33), (32, 64), (161, 97)]


def frame_of(size, seed=1, opaque=False):
    frame = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 4), dtype=np.uint8)
    if opaque:
        frame[..., 3] = 255
    return frame


def saved(image, **options):
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


def chunk(kind, data=b"", checksum=None):
    checksum = zlib.crc32(kind + data) if checksum is None else checksum
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def header(width, height, depth=8, colour=6, compression=0, filtering=0, interlace=0):
    values = (width, height, depth, colour, compression, filtering, interlace)
    return chunk(b"IHDR", struct.pack(">IIBBBBB", *values))


def file_of(*chunks):
    return SIGNATURE + b"".join(chunks)


def pixels(content):
    return chunk(b"IDAT", zlib.compress(content))


ONE = pixels(bytes(5))
END = chunk(b"IEND")


def by_pillow(content):
    with Image.open(io.BytesIO(content)) as image:
        return np.array(image.convert("RGBA"))


@pytest.mark.parametrize("opaque", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_round_trips(size, opaque, count):
    source = random.Random(f"{size}")
    for _ in range(count(10, 300)):
        frame = frame_of(size, source.randrange(2**32), opaque)
        content = encode(frame)
        assert (decode(content) == frame).all()
        assert (by_pillow(content) == frame).all()
        assert content == encode(np.asfortranarray(frame))


def test_an_opaque_frame_is_written_without_alpha():
    with Image.open(io.BytesIO(encode(frame_of((9, 9), opaque=True)))) as image:
        assert image.mode == "RGB"
    with Image.open(io.BytesIO(encode(frame_of((9, 9))))) as image:
        assert image.mode == "RGBA"


@pytest.mark.parametrize("view", [lambda f: f[::-1, ::2], lambda f: f[3:, 5:], np.asfortranarray])
def test_frames_need_not_lie_in_one_piece(view):
    frame = view(frame_of((61, 97)))
    assert (decode(encode(frame)) == frame).all()


@pytest.mark.parametrize("shape", [(0, 5, 4), (5, 0, 4), (5, 5, 3), (5, 5)])
def test_what_is_no_frame_is_not_encoded(shape):
    with pytest.raises(ValueError, match="a frame has the shape"):
        encode(np.zeros(shape, np.uint8))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
@pytest.mark.parametrize("level", [0, 1, 9])
def test_every_colour_type_that_pillow_writes(mode, level):
    image = Image.fromarray(frame_of((61, 37))).convert(mode)
    content = saved(image, compress_level=level)
    assert (decode(content) == np.array(image.convert("RGBA"))).all()


@pytest.mark.parametrize(("mode", "clear"), [("L", 7), ("RGB", (1, 2, 3)), ("P", 3), ("1", 1)])
def test_a_transparent_colour(mode, clear):
    image = Image.new("RGB", (9, 5), (1, 2, 3)).convert(mode)
    image.putpixel((4, 4), 0 if mode != "RGB" else (9, 9, 9))
    if mode == "L":
        image.paste(7, (0, 0, 3, 3))
    content = saved(image, transparency=clear)
    found = decode(content)
    assert (found == by_pillow(content)).all()


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_small_palettes(bits):
    image = Image.fromarray(frame_of((61, 37))).convert("RGB").quantize(2**bits)
    assert (decode(saved(image, bits=bits)) == np.array(image.convert("RGBA"))).all()


def test_grey_of_16_bits():
    values = np.arange(256 * 256, dtype=np.uint16).reshape(256, 256)
    found = decode(saved(Image.fromarray(values)))
    assert (found[..., :3] == (values >> 8)[..., None]).all()
    assert (found[..., 3] == 255).all()


@pytest.mark.parametrize(("colour", "samples"), [(2, 3), (4, 2), (6, 4)])
def test_colours_of_16_bits(colour, samples):
    values = np.random.default_rng(2).integers(0, 2**16, (5, 7, samples), dtype=np.uint16)
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    upper = (values >> 8).astype(np.uint8)
    colours = upper[..., [0, 0, 0]] if samples == 2 else upper[..., :3]
    found = decode(file_of(header(7, 5, 16, colour), pixels(rows), END))
    assert (found[..., :3] == colours).all()
    assert (found[..., 3] == (255 if samples == 3 else upper[..., -1])).all()


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 5), (8, 8), (9, 17), (33, 20)])
@pytest.mark.parametrize("samples", [3, 4])
def test_interlaced(size, samples):
    frame = frame_of(size, opaque=samples == 3)
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
              (0, 1, 1, 2))  # fmt: skip
    rows = b"".join(
        b"\0" + row[..., :samples].tobytes()
        for x, y, across, down in passes
        for row in frame[y::down, x::across]
        if row.size
    )
    content = file_of(
        header(*size, colour=2 if samples == 3 else 6, interlace=1), pixels(rows), END
    )
    assert (decode(content) == frame).all()


def test_pixels_in_many_chunks_and_chunks_that_say_nothing_of_pixels():
    frame = frame_of((31, 33))
    packed = zlib.compress(b"".join(b"\0" + row.tobytes() for row in frame))
    pieces = [chunk(b"IDAT", packed[start : start + 100]) for start in range(0, len(packed), 100)]
    words = chunk(b"tEXt", b"Software\0game"), chunk(b"gAMA", bytes(4)), chunk(b"abCd", b"x")
    content = file_of(
        header(31, 33), *words, *pieces, chunk(b"IDAT"), chunk(b"tIME", bytes(7)), END
    )
    assert (decode(content) == frame).all()


BOMB = zlib.compress(bytes(100_000_000), 9)
ANIMATED = saved(
    Image.new("RGB", (4, 4)), save_all=True, append_images=[Image.new("RGB", (4, 4), "red")]
)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is no PNG file: it starts with ''"),
        (b"GIF89a......", "is no PNG file: it starts with 'GIF89a"),
        (SIGNATURE, "is cut off after 8 bytes"),
        (file_of(END), "its first chunk is 'IEND' of 0 bytes"),
        (file_of(chunk(b"IHDR", bytes(12))), "its first chunk is 'IHDR' of 12 bytes"),
        (file_of(header(1, 1)), "is cut off after 33 bytes"),
        (file_of(header(1, 1), ONE), "is cut off"),
        (file_of(header(1, 1), ONE[:-6]), "is cut off: its chunk 'IDAT' has"),
        (file_of(header(1, 1), struct.pack(">I", 2**32 - 1) + b"IDAT" + bytes(9)), "is cut off"),
        (file_of(header(1, 1), END), "is cut off: 5 of 5 bytes of pixels are missing"),
        (file_of(header(1, 1), pixels(bytes(4)), END), "is cut off: 1 of 5"),
        (file_of(header(1, 1), pixels(bytes(6)), END), "is a bomb: it holds more than the 5 bytes"),
        (file_of(header(1, 1), chunk(b"IDAT", BOMB), END), "is a bomb"),
        (file_of(header(1, 1), chunk(b"IDAT", b"nonsense"), END), "pixels do not decompress"),
        (file_of(header(1, 1), chunk(b"IDAT", ONE[8:-5]), END), "is cut off: 0 of 5"),
        (file_of(header(1, 1), chunk(b"IDAT", b"x", 5), END), "checksum of its chunk 'IDAT'"),
        (file_of(header(1, 1), chunk(b"tEXt", b"x", 5), ONE, END), "checksum of its chunk 'tEXt'"),
        (file_of(header(1, 1), ONE, END, b"more"), "goes on for 4 bytes after its end"),
        (file_of(header(1, 1), header(1, 1), ONE, END), "has two chunks IHDR"),
        (file_of(header(1, 1), chunk(b"NEWS"), ONE, END), "critical chunk that is not known"),
        (ANIMATED, "is an animated PNG"),
        (file_of(header(2**31, 1), ONE, END), "claims 2147483648x1 pixels"),
        (file_of(header(2**32 - 1, 2**32 - 1), ONE, END), "claims 4294967295x4294967295"),
        (file_of(header(0, 1), ONE, END), "claims 0x1 pixels"),
        (file_of(header(1, 0), ONE, END), "claims 1x0 pixels"),
        (file_of(header(16385, 1), ONE, END), "claims 16385x1 pixels"),
        (file_of(header(8001, 8000), ONE, END), "at most 64000000 are read"),
        (file_of(header(8000, 8000), ONE, END), "is cut off: 256007995 of 256008000"),
        (file_of(header(1, 1, 3), ONE, END), "claims 3 bits of colour type 6"),
        (file_of(header(1, 1, 8, 5), ONE, END), "claims 8 bits of colour type 5"),
        (file_of(header(1, 1, 16, 3), ONE, END), "claims 16 bits of colour type 3"),
        (file_of(header(1, 1, compression=1), ONE, END), "claims a compression"),
        (file_of(header(1, 1, filtering=1), ONE, END), "claims a compression"),
        (file_of(header(1, 1, interlace=2), ONE, END), "claims a compression"),
        (file_of(header(1, 1, 8, 3), pixels(bytes(2)), END), "cannot be decoded"),
        (file_of(header(1, 1), pixels(b"\x09" + bytes(4)), END), "cannot be decoded"),
    ],
)  # fmt: skip
def test_what_is_refused(content, message):
    with pytest.raises(BadPicture) as raised:
        decode(content)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"iCCP"])
def test_texts_are_not_unpacked(kind):
    start = b"name\0\0" if kind != b"iTXt" else b"name\0\1\0\0\0"
    frame = frame_of((3, 3))
    rows = b"".join(b"\0" + row.tobytes() for row in frame)
    content = file_of(header(3, 3), chunk(kind, start + BOMB), pixels(rows), END)
    assert (decode(content) == frame).all()


def test_the_most_pixels_are_the_callers(monkeypatch):
    content = encode(frame_of((10, 10)))
    assert decode(content, most_pixels=100).shape == (10, 10, 4)
    with pytest.raises(BadPicture, match="claims 10x10 pixels; at most 99 are read"):
        decode(content, most_pixels=99)


def test_pillows_own_settings_change_nothing(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 5)
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    monkeypatch.setattr(PngImagePlugin, "MAX_TEXT_CHUNK", 1)
    frame = frame_of((10, 10))
    assert (decode(encode(frame)) == frame).all()
    with pytest.raises(BadPicture):
        decode(encode(frame)[:-20])


MUTATIONS = """
import io, random, resource, struct, sys, warnings, zlib
import numpy as np
from PIL import Image
from harness.screenshots.files import BadPicture
from harness.screenshots.png import SIGNATURE, decode, encode

warnings.simplefilter("error")
source, rounds = random.Random(7), int(sys.argv[1])
frame = np.random.default_rng(7).integers(0, 256, (23, 19, 4), dtype=np.uint8)
image = Image.fromarray(frame)


def saved(image, **options):
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


grey = Image.fromarray(np.arange(400, dtype=np.uint16).reshape(20, 20))
files = [encode(frame), saved(grey), saved(image.convert("P"), transparency=b"123")]
files += [saved(image.convert(mode)) for mode in ("1", "L", "LA", "RGB", "RGBA")]
for file in files:
    decode(file)


def chunks(content):
    at = 8
    while at + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        yield kind, content[at + 8 : at + 8 + length]
        at += 12 + length


def flipped(data):
    data = bytearray(data)
    for _ in range(source.choice([1, 1, 2, 8])):
        if data:
            value = source.choice([0, 1, 127, 128, 255, source.randrange(256)])
            data[source.randrange(len(data))] = value
    return bytes(data)


def inflated_and_flipped(data):
    try:
        return zlib.compress(flipped(zlib.decompress(data)))
    except zlib.error:
        return data


def within(content):
    # Damage behind right checksums: what a file holds that was made to harm.
    parts = list(chunks(content))
    for _ in range(source.choice([1, 1, 2])):
        at = source.randrange(len(parts))
        kind, data = parts[at]
        action = source.randrange(6)
        if action == 0:
            parts[at] = kind, flipped(data)
        elif action == 1:
            parts[at] = kind, data[: source.randrange(len(data) + 1)]
        elif action == 2:
            parts.insert(source.randrange(len(parts)), (kind, data))
        elif action == 3 and len(parts) > 1:
            del parts[at]
        elif action == 4:
            other = source.choice([b"PLTE", b"tRNS", b"zTXt", b"iCCP", b"sBIT"])
            parts.insert(at, (other, flipped(bytes(9))))
        else:
            parts[at] = kind, inflated_and_flipped(data) if kind == b"IDAT" else flipped(data)
    return SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def cut(content):
    return content[: source.randrange(len(content))]


used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 400 * 2**20,) * 2)
read = refused = 0
for _ in range(rounds):
    content = source.choice([flipped, cut, within, within, within])(source.choice(files))
    try:
        picture = decode(content)
    except BadPicture as error:
        refused += 1
        assert "MemoryError" not in repr(error.__cause__), repr(error)
    else:
        read += 1
        width, height = struct.unpack_from(">II", content, 16)
        assert picture.shape == (height, width, 4) and picture.dtype == np.uint8
print(read, refused)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits and measures the memory of a process")
def test_damaged_files_are_refused_or_read(count):
    rounds = count(600, 10_000)
    done = subprocess.run(
        [sys.executable, "-c", MUTATIONS, str(rounds)], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[4], timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    read, refused = map(int, done.stdout.split())
    assert read + refused == rounds
    assert min(read, refused) > rounds // 20


def test_a_file_is_read(tmp_path):
    (tmp_path / "a.png").write_bytes(b"content")
    (tmp_path / "link.png").symlink_to(tmp_path / "a.png")
    assert read_file(str(tmp_path / "a.png")) == read_file(str(tmp_path / "link.png")) == b"content"
    assert read_file(str(tmp_path / "a.png"), limit_bytes=7) == b"content"
    (tmp_path / "empty.png").touch()
    assert read_file(str(tmp_path / "empty.png")) == b""


def test_a_file_that_is_missing(tmp_path):
    (tmp_path / "link.png").symlink_to(tmp_path / "nowhere")
    for name in ("a.png", "link.png", "folder/a.png"):
        with pytest.raises(FileNotFoundError):
            read_file(str(tmp_path / name))


def _loop(path):
    path.symlink_to(path)


def _sparse(path):
    with path.open("wb") as file:
        file.truncate(64 * 2**20 + 1)


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no named pipes or devices in folders"
)
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (os.mkfifo, "is no regular file"),
        (Path.mkdir, "is no regular file"),
        (lambda path: path.symlink_to("/dev/zero"), "is no regular file"),
        (lambda path: path.symlink_to("/dev/tty"), ""),
        (_loop, "cannot be read: "),
        (_sparse, "is larger than the 67108864 bytes that are read"),
    ],
)
def test_what_is_no_file(tmp_path, make, message):
    make(tmp_path / "a.png")
    with pytest.raises(BadPicture) as raised:
        read_file(str(tmp_path / "a.png"))
    assert message in str(raised.value)


def test_a_file_larger_than_is_wanted(tmp_path):
    (tmp_path / "a.png").write_bytes(b"content")
    with pytest.raises(BadPicture, match="is larger than the 6 bytes"):
        read_file(str(tmp_path / "a.png"), limit_bytes=6)
