"""Where files may be written, and what an earlier run leaves."""

import os

import pytest

from harness.config.flags import FLAGS

TEST = 'it("t", function() print("a line") end)'
OUTPUTS = ["--artifacts", "--report-json", "--report-junit", "--report-tap"]


def check_refused(project, outside, *flags: str) -> None:
    before = sorted(outside.rglob("*"))
    ended = project.run(*flags)
    assert ended.code == 2, ended.text
    assert "outside the project" in ended.err
    assert sorted(outside.rglob("*")) == before
    assert not ended.folder.exists()


@pytest.fixture
def outside(tmp_path):
    folder = tmp_path / "outside"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("flag", OUTPUTS)
@pytest.mark.parametrize(
    "how", ["absolute", "relative", "link", "dots through a link", "file link"]
)
def test_outside_the_root(project, outside, flag, how):
    project.suite(TEST)
    (project.folder / "link").symlink_to(outside)
    (project.folder / "out.xml").symlink_to(outside / "out.xml")
    path = {
        "absolute": str(outside / "x"),
        "relative": "../outside/x",
        "link": "link/x",
        "dots through a link": "link/../outside/x",
        "file link": "out.xml",
    }[how]
    check_refused(project, outside, flag, path)


def test_a_report_folder_that_leads_out(project, outside):
    project.suite(TEST)
    (project.folder / "reports").symlink_to(outside)
    check_refused(project, outside)


def test_a_run_folder_that_leads_out(project, outside):
    project.suite(TEST)
    (project.folder / "reports").mkdir()
    (project.folder / "reports/run").symlink_to(outside)
    check_refused_through_run_folder(project, outside)


def check_refused_through_run_folder(project, outside) -> None:
    ended = project.run()
    assert ended.code == 2, ended.text
    assert list(outside.iterdir()) == []


def test_links_inside_the_run_folder_are_not_followed(project, outside):
    project.suite(TEST)
    (outside / "secret").write_text("kept")
    run = project.folder / "reports/run"
    run.mkdir(parents=True)
    (run / "report.json").symlink_to(outside / "secret")
    (run / "artifacts").symlink_to(outside)
    ended = project.run()
    assert ended.code in (0, 2), ended.text
    assert [path.name for path in outside.iterdir()] == ["secret"]
    assert (outside / "secret").read_text() == "kept"


@pytest.mark.parametrize("flag", OUTPUTS)
def test_output_roots_permit(project, outside, flag):
    project.write("harness.toml", 'output_roots = ["../outside"]\n')
    project.suite(TEST)
    ended = project.run(flag, "../outside/deep/x")
    assert ended.code == 0, ended.text
    assert (outside / "deep/x").exists()


def test_folders_are_made_and_nothing_temporary_stays(project):
    project.suite(TEST)
    flags = ["--report-json", "a/b/r.json", "--report-junit", "a/c/r.xml", "--report-tap", "d/r"]
    assert project.run(*flags, "--artifacts", "e/f").code == 0
    files = {str(p.relative_to(project.folder)) for p in project.folder.rglob("*") if p.is_file()}
    artifact = next(path for path in files if path.startswith("e/f/"))
    assert files == {
        "harness.toml", "tests/e2e/a_test.lua", "a/b/r.json", "a/c/r.xml", "d/r", artifact,
        "reports/run/events.jsonl", ".harness/timings.json",
    }  # fmt: skip


def test_artifact_paths_are_relative_to_the_report(project):
    project.suite(TEST)
    project.run("--report-json", "a/b/r.json", "--artifacts", "e/f")
    import json

    report = json.loads((project.folder / "a/b/r.json").read_text())
    path = report["tests"][0]["artifacts"][0]["path"]
    assert (project.folder / "a/b" / path).read_text().endswith("a line\n")
    assert report["paths"]["artifacts"] == "../../e/f"


def test_a_reused_run_id_replaces_the_earlier_run(project):
    project.suite(TEST)
    project.run()
    stray = project.write("reports/run/mine.txt", "kept")
    project.suite('it("silent", function() end)')
    ended = project.run()
    assert [test["name"] for test in ended.report["tests"]] == ["silent"]
    assert len(ended.events) == 5
    assert not (ended.folder / "artifacts").exists()
    assert stray.read_text() == "kept"


def test_a_run_that_cannot_start_leaves_no_earlier_report(project):
    project.suite(TEST)
    assert project.run().code == 0
    ended = project.run("--test-filter", "absent")
    assert ended.code == 2, ended.text
    assert not (ended.folder / "report.json").exists()


def test_each_run_gets_a_folder_of_its_own(project):
    project.suite(TEST)
    for _ in range(2):
        project.command("--test-mode", "--headless", "--game", "none")
    assert len(list((project.folder / "reports").iterdir())) == 2


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="root may write any file, so that there is nothing to refuse",
)
def test_a_folder_that_cannot_be_written(project):
    project.suite(TEST)
    project.write("locked/keep", "")
    (project.folder / "locked").chmod(0o500)
    ended = project.run("--report-json", "locked/r.json")
    assert ended.code == 2, ended.text


WRITTEN = [flag.name for flag in FLAGS if flag.name.startswith(("--report-", "--artifacts"))]
UNMAKEABLE = {
    "a folder": ("folder", "folder"),
    "below a file": ("file/x", "file"),
    "deep below a file": ("file/a/b/x", "file"),
    "itself a file of another kind": ("file", "file"),
    "a link to nothing below a file": ("loose/x", "file"),
}


@pytest.mark.parametrize("flag", WRITTEN)
@pytest.mark.parametrize("row", UNMAKEABLE)
def test_what_cannot_be_made_is_refused_before_any_test(project, flag, row):
    project.suite(TEST)
    project.write("folder/keep", "")
    project.write("file", "mine")
    (project.folder / "loose").symlink_to(project.folder / "file" / "gone")
    path, named = UNMAKEABLE[row]
    ended = project.run(flag, path)
    if flag == "--artifacts" and row == "a folder":
        assert ended.code == 0, ended.text
        return
    assert ended.code == 2, ended.text
    assert flag in ended.err
    assert named in ended.err
    assert not ended.folder.exists()
    assert (project.folder / "file").read_text() == "mine"


def test_a_run_folder_that_cannot_be_made(project):
    project.suite(TEST)
    project.write("reports", "")
    ended = project.run()
    assert ended.code == 2, ended.text
    assert "is not a folder" in ended.err
    assert "Traceback" not in ended.err


def test_artifacts_that_cannot_be_written(project):
    project.suite(TEST + '\nit("u", function() end)')
    assert project.run("--artifacts", "out").code == 0
    (folder,) = (project.folder / "out").iterdir()
    (folder / "attempt-1.log").unlink()
    folder.rmdir()
    folder.write_text("in the way")
    ended = project.run("--artifacts", "out")
    assert ended.code == 0, ended.text
    assert ended.err.count("cannot write") == 1
    assert str(folder / "attempt-1.log") in ended.err
    assert set(ended.statuses.values()) == {"passed"}
    assert ended.test("t")["artifacts"] == []
