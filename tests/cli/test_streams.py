"""Who reads the standard streams decides nothing: every report is written, the exit code is right.

In the shell's words `$RUN` is the command.
"""

import shlex
import subprocess
import sys

import pytest

SUITE = """
for i = 1, 600 do
  it("a test with a name of some length, so that a pipe is full, number " .. i, function() end)
end
it("ends", function() assert.equal(1, %d) end)
"""
STREAMS = {
    "the reader of the output leaves": "{ $RUN; echo $? >code; } | head -1 >shown",
    "the reader of all that is printed leaves": "{ $RUN 2>&1; echo $? >code; } | head -1 >shown",
    "no reader from the beginning": "{ sleep 0.1; $RUN; echo $? >code; } | true",
    "no standard input": "$RUN <&-; echo $? >code",
    "an empty standard input": "$RUN </dev/null; echo $? >code",
    "neither input nor error": "$RUN <&- 2>&-; echo $? >code",
    "no standard output": "$RUN >&-; echo $? >code",
    "no standard error": "$RUN 2>&-; echo $? >code",
    "no stream at all": "$RUN <&- >&- 2>&-; echo $? >code",
    "a full disk behind both outputs": "$RUN >/dev/full 2>/dev/full; echo $? >code",
}


@pytest.mark.parametrize("streams", STREAMS)
@pytest.mark.parametrize(("value", "code"), [(1, "0"), (2, "1")])
def test_reports_and_exit_code(project, streams, value, code):
    project.suite(SUITE % value)
    shell(project, STREAMS[streams], "--test-mode", "--game", "none", "--run-id", "run")
    assert (project.folder / "code").read_text().strip() == code
    run = project.folder / "reports/run"
    assert (run / "report.json").exists()
    assert (run / "report.junit.xml").exists()
    assert (run / "report.html").exists() == (code == "1")


def test_what_is_printed_before_the_reader_leaves(project):
    project.suite(SUITE % 1)
    words = ("--test-mode", "--game", "none")
    shell(project, STREAMS["the reader of the output leaves"], *words)
    assert (project.folder / "shown").read_text() == "601 tests of none, seed 12345\n"


@pytest.mark.parametrize("words", ["--help", "--test-mode --game none --list-tests", "baselines"])
def test_other_commands_end_in_order_too(project, words):
    project.suite(SUITE % 1)
    ended = shell(project, STREAMS["the reader of the output leaves"], *words.split())
    assert (project.folder / "code").read_text().strip() == "0"
    assert ended.stderr == ""


def shell(project, line: str, *words: str) -> subprocess.CompletedProcess:
    command = shlex.join([sys.executable, "-m", "harness", *words])
    if "--test-mode" in words:
        command += " --headless"
    return subprocess.run(
        ["sh", "-c", line.replace("$RUN", command)], cwd=project.folder, timeout=60, check=False,
        env=project.environment(None), capture_output=True, text=True,
    )  # fmt: skip
