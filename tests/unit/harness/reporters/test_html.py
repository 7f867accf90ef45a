"""The page as bytes: what a test says stays text, files beside it are read with suspicion."""

from __future__ import annotations

import json
import os
import re
import struct
import unicodedata
import zlib

import pytest

from harness.reporters.html.files import Files
from harness.reporters.html.logs import HEAD_LINES, LONGEST_LINE, TAIL_LINES, Logs
from harness.reporters.html.page import render
from harness.reporters.html.pictures import Pictures

DATA = re.compile(r'<script type="application/json" id="report-data">(.*?)</script>', re.DOTALL)
SURROGATES = "".join(map(chr, range(0xDFFF, 0xD7FF, -1)))
BMP = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x10000)))) + SURROGATES
"""Surrogates in falling order, in which no two of them are a pair."""
MARKUP = (
    "</script><script>alert(1)</script> <!-- --> ]]> <img src=x onerror=alert(1)> &amp; {{ 7*7 }}"
)
ASTRAL = "\U0001f600 \U000e0001 \U0010ffff \U00020000"
BIDI = "\u202eevil\u202c \u2066x\u2069 \u200f"
HOSTILE = [BMP, MARKUP, ASTRAL, BIDI, "\ud800", "\udfff", "\udfff\ud800", "\u2028\u2029", "\x00"]


def data_of(page):
    (text,) = DATA.findall(page)
    return json.loads(text)


def png(width=2, height=2, shade=0):
    rows = b"".join(b"\0" + bytes([shade]) * width * 3 for _ in range(height))
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)), (b"IEND", b""),
    ]  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def page_of(made, folder, *tests, **more):
    return render(made.report(*tests), str(folder), **more)


def attempt_of(made, folder, artifacts, **more):
    test = made.test("t", "failed", "error", attempts=[made.attempt("failed", artifacts=artifacts)])
    return data_of(page_of(made, folder, test, **more))["tests"][0]["attempts"][0]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_every_code_point_comes_through_everywhere(made, tmp_path, text):
    path = "artifacts/" + text.replace("\0", "")
    attempt = made.attempt(
        "failed", text, traceback=text, artifacts=[{"kind": "screenshot", "path": path}],
        findings=[{"kind": "guard", "frame": 1, "path": text, "message": text}],
    )  # fmt: skip
    test = made.test(text, "failed", "error", suite=[text], tags=[text], attempts=[attempt])
    page = page_of(made, tmp_path, test)
    page.encode("utf-8")
    shown = data_of(page)["tests"][0]
    assert shown["name"] == shown["suite"][0] == shown["tags"][0] == text
    part = shown["attempts"][0]
    if len(text) < 40_000:
        assert part["message"] == part["traceback"] == text
    assert part["findings"][0]["path"] == part["findings"][0]["message"] == text
    assert part["artifacts"][0][1] == path


def test_no_text_of_a_test_becomes_markup(made, tmp_path):
    (tmp_path / "a.log").write_text(f"[     1] info    game: {MARKUP}\n")
    log = [{"kind": "log", "path": "a.log"}]
    plain = page_of(made, tmp_path, made.test("x", attempts=[made.attempt("passed")]))
    attempt = made.attempt("passed", MARKUP, artifacts=log)
    hostile = page_of(made, tmp_path, made.test(MARKUP, tags=[MARKUP], attempts=[attempt]))
    for page in (plain, hostile):
        assert page.count("<script") == page.count("</script>") == 2
        assert page.count("<!--") == 0
    assert MARKUP in data_of(hostile)["tests"][0]["attempts"][0]["log"]["head"][0]


def test_only_ascii_stands_in_the_data(made, tmp_path):
    (text,) = DATA.findall(page_of(made, tmp_path, made.test(BMP)))
    assert text.isascii()
    assert not re.search("[<>&\x00-\x1f]", text)


def test_hostile_runs_have_a_title(made, tmp_path):
    page = render(made.report(game=MARKUP, id="\ud800</title>"), str(tmp_path))
    title = re.search("<title>(.*?)</title>", page)[1]
    assert "<" not in title
    assert not any(unicodedata.category(c) == "Cs" for c in page)


def test_the_same_report_gives_the_same_bytes(every_status, tmp_path):
    (tmp_path / "trace.jsonl").write_text('{"frame":1,"test":"a","attempt":1,"type":"game"}\n')
    trace = str(tmp_path / "trace.jsonl")
    assert len({render(every_status, str(tmp_path), trace=trace) for _ in range(3)}) == 1


def test_the_page_loads_nothing_and_runs_one_script(made, tmp_path):
    page = page_of(made, tmp_path, made.test("x"))
    policy = re.search('http-equiv="Content-Security-Policy" content="(.*?)"', page)[1]
    assert "default-src &#39;none&#39;" in policy
    assert "unsafe" not in policy
    assert not re.search(r"(?:src|href)=\"(?:https?:|//)", page)


# files

UNREADABLE = [
    "missing", "a folder", "a pipe", "../out", "/etc/passwd", "\0", "", ".", "link", "x" * 5000,
    "\ud800",
]  # fmt: skip
NOT_FOUND = [
    ("/etc/x.lua", 1), ("../out.lua", 1), ("a.lua", 0), ("a.lua", -1), ("a.lua", 99),
    ("a.lua", 10**15), ("absent.lua", 1), (".", 1), ("", 1), ("a\0b", 1), ("x" * 5000, 1),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["log", "actual", "screenshot"])
@pytest.mark.parametrize("path", UNREADABLE, ids=range(len(UNREADABLE)))
def test_a_file_that_cannot_be_read_is_a_remark(made, tmp_path, kind, path):
    folder = tmp_path / "report"
    (folder / "a folder").mkdir(parents=True)
    os.mkfifo(folder / "a pipe")
    (tmp_path / "out").write_bytes(png())
    (folder / "link").symlink_to(tmp_path / "out")
    shown = attempt_of(made, folder, [{"kind": kind, "path": path}])
    if kind == "log":
        assert shown["log"]["remark"]
    else:
        picture = (shown.get("screenshots") or [shown["compared"][0].get("actual")])[0]
        assert picture["remark"]


@pytest.mark.parametrize("text", [b"", b"no picture", png()[:-4], b"\x89PNG\r\n\x1a\n", png()[:20]])
def test_a_torn_picture_is_a_remark(made, tmp_path, text):
    (tmp_path / "a.png").write_bytes(text)
    shown = attempt_of(made, tmp_path, [{"kind": "screenshot", "path": "a.png"}])
    assert shown["screenshots"][0]["remark"]
    assert "at" not in shown["screenshots"][0]


def test_pictures_are_grouped_and_stand_in_the_page_once(made, tmp_path):
    (tmp_path / "artifacts").mkdir()
    for kind in ("actual", "expected", "diff"):
        (tmp_path / f"artifacts/menu.{kind}.png").write_bytes(png(shade=9 * (kind == "diff")))
    parts = [
        {"kind": kind, "path": f"artifacts/menu.{kind}.png"}
        for kind in ("actual", "expected", "diff")
    ]
    test = made.test("t", "failed", "error", attempts=[made.attempt("failed", artifacts=parts)])
    data = data_of(page_of(made, tmp_path, test))
    (group,) = data["tests"][0]["attempts"][0]["compared"]
    assert group["name"] == "menu"
    assert [group[kind]["at"] for kind in ("actual", "expected", "diff")] == [0, 0, 1]
    assert len(data["pictures"]) == 2


def test_pictures_above_the_cap_stay_beside_the_page(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.png").write_bytes(png(shade=ord(name)))
    size = (tmp_path / "a.png").stat().st_size
    pictures = Pictures(Files(str(tmp_path), str(tmp_path)), inline_bytes=size)
    parts = [{"kind": "screenshot", "path": f"{name}.png"} for name in ("a", "b", "a")]
    _, shown = pictures.of(parts)
    assert [picture.get("at") for picture in shown] == [0, None, 0]
    assert shown[1]["link"] == "./b.png"


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("a/b c.png", "./run/a/b%20c.png"), ("a#b?c", "./run/a%23b%3Fc"),
        ("javascript:alert(1)", "./run/javascript%3Aalert%281%29"), ("//host/x", ""), ("../x", ""),
        ("../run/x", "./run/x"), ("a\\b", "./run/a%5Cb"), ("é", "./run/%C3%A9"), ("\ud800", ""),
    ],
)  # fmt: skip
def test_links_are_relative_to_the_page(tmp_path, path, link):
    (tmp_path / "run").mkdir()
    assert Files(str(tmp_path / "run"), str(tmp_path)).link(path) == link


def test_a_page_may_lie_elsewhere(tmp_path):
    files = Files(str(tmp_path / "run"), str(tmp_path / "pages"), (str(tmp_path / "shots"),))
    assert files.link("a.log") == "./../run/a.log"
    assert files.link("../shots/a.png") == "./../shots/a.png"
    assert files.link("../secret") == ""


def test_long_logs_keep_both_ends(tmp_path):
    (tmp_path / "a.log").write_text("".join(f"line {n}\n" for n in range(5000)))
    shown = Logs(Files(str(tmp_path), str(tmp_path))).of("a.log")
    assert (len(shown["head"]), len(shown["tail"])) == (HEAD_LINES, TAIL_LINES)
    assert shown["cut"] == 5000 - HEAD_LINES - TAIL_LINES
    assert shown["tail"][-1] == "line 4999"


def test_logs_may_hold_anything(tmp_path):
    (tmp_path / "a.log").write_bytes(b"\xff\xfe\x00" + b"x" * (LONGEST_LINE * 2))
    (line,) = Logs(Files(str(tmp_path), str(tmp_path))).of("a.log")["head"]
    assert line.startswith("\ufffd\ufffd\0xx")
    assert "characters cut" in line


def test_all_logs_together_have_an_end(tmp_path):
    (tmp_path / "a.log").write_text("x" * 60)
    logs = Logs(Files(str(tmp_path), str(tmp_path)), characters=100)
    assert "head" in logs.of("a.log")
    assert "head" not in logs.of("a.log")


# source and command


def test_the_lua_around_the_failure(made, tmp_path):
    (tmp_path / "a_test.lua").write_text("".join(f"line {n}\n" for n in range(1, 30)))
    attempt = made.attempt("failed", "no", place={"file": "a_test.lua", "line": 10})
    page = page_of(made, tmp_path, made.test("t", "failed", attempts=[attempt]), root=str(tmp_path))
    source = data_of(page)["tests"][0]["attempts"][0]["source"]
    assert (source["line"], source["first"]) == (10, 6)
    assert source["lines"][4] == "line 10"


@pytest.mark.parametrize(("file", "line"), NOT_FOUND, ids=range(len(NOT_FOUND)))
def test_no_source_from_elsewhere(made, tmp_path, file, line):
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "out.lua").write_text("secret")
    (root / "a.lua").write_text("x")
    place = {"file": file, "line": line}
    test = made.test("t", "failed", attempts=[made.attempt("failed", "no", place=place)])
    page = page_of(made, root, test, root=str(root))
    assert "source" not in data_of(page)["tests"][0]["attempts"][0]


def test_each_test_has_its_command(made, tmp_path):
    tests = [made.test("one", "failed", "error"), made.test("two")]
    data = data_of(page_of(made, tmp_path, *tests))
    commands = [data["repro"] + test["repro"] for test in data["tests"]]
    assert commands[0].endswith("64x48 --test-name 'a_test.lua > one'")
    assert commands[1].endswith("64x48 --test-name 'a_test.lua > two'")
