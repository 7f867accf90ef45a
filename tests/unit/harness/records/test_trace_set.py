"""The traces of a run's parts become one, in the order of the plan."""

import pytest

from harness.records import trace_set
from harness.records.store import Store

HEADER = '{"type":"header"}\n'


def line(test: str, frame: int = 0) -> str:
    return f'{{"frame":{frame},"test":"{test}","attempt":1,"type":"game","phase":"start"}}\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "traces").mkdir()
    return tmp_path


def write(folder, position: int, *lines: str) -> None:
    path = folder / "traces" / f"{position:07}.jsonl"
    assert str(path) == trace_set.part_file(str(folder), position)
    path.write_text("".join([HEADER, *lines]))


def merged(folder, *forgotten: str) -> str:
    trace_set.merge(Store((str(folder),)), str(folder), forgotten)
    return (folder / "trace.jsonl").read_text()


def test_parts_follow_the_plan(folder):
    write(folder, 10, line("c"))
    write(folder, 2, line("b"))
    write(folder, 0, line("a"), line("a", 7))
    expected = "".join([HEADER, line("a"), line("a", 7), line("b"), line("c")])
    assert b"".join(trace_set.lines(str(folder))).decode() == expected
    assert merged(folder) == expected
    assert not (folder / "traces").exists()


def test_a_trace_that_is_there_comes_first(folder):
    (folder / "trace.jsonl").write_text(HEADER + line("a"))
    write(folder, 3, line("b"))
    assert merged(folder) == HEADER + line("a") + line("b")


def test_a_torn_line_is_left_out(folder):
    write(folder, 0, line("a"), '{"frame":1,"te')
    write(folder, 1, line("b"))
    assert merged(folder) == HEADER + line("a") + line("b")


def test_tests_may_be_forgotten(folder):
    write(folder, 0, line("a"), line('say \\"b\\"'), line("a", 2))
    assert merged(folder, 'say "b"') == HEADER + line("a") + line("a", 2)


@pytest.mark.parametrize(("position", "part"), [(0, 0), (1, 0), (4, 4), (9, 4)])
def test_the_trace_of_a_test(folder, position, part):
    write(folder, 0)
    write(folder, 4)
    found = trace_set.file_of(str(folder), position)
    assert found == trace_set.part_file(str(folder), part)


def test_without_parts_there_is_one_trace(tmp_path):
    assert trace_set.file_of(str(tmp_path), 3) == str(tmp_path / "trace.jsonl")
    trace_set.merge(Store((str(tmp_path),)), str(tmp_path))
    assert not list(tmp_path.iterdir())
