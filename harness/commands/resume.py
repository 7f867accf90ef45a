"""`--resume RUN`: run what a run had left, and write its reports whole."""

from __future__ import annotations

import os

from harness.base.paths import find_root
from harness.commands.reported_run import run_and_report
from harness.config.command_line import parse
from harness.config.flags import BY_KEY
from harness.config.resolve import RunConfig, resolve
from harness.config.settings import Options
from harness.errors import HarnessError, UsageError
from harness.processes.zygote import Source
from harness.running.environment import git_sha
from harness.runs.resume import Recorded, is_file_name, options_of, read

_BESIDE = ("resume", "timeout_seconds", "headless")


def run(args: list[str], source: Source | None) -> int:
    """Return the exit code of the whole run."""
    typed = parse(args)
    for key in typed:
        if key not in _BESIDE:
            raise UsageError(
                f"{BY_KEY[key].name} cannot stand beside --resume: a run goes on as it was "
                "started; only --timeout-seconds and --headless may be given anew"
            )
    recorded, held = read(_text(typed.pop("resume")))
    with held:
        config = _configure(recorded, options_of(recorded, typed))
        return run_and_report(config, source, recorded)


def _text(run: str) -> str:
    try:
        return str(BY_KEY["resume"].read(run))
    except ValueError as error:
        raise UsageError(f"--resume {run}: {error}") from None


def _configure(recorded: Recorded, options: Options) -> RunConfig:
    """Return the run's configuration as seen from where it was started, and go there."""
    typed_in = recorded.started.get("folder", "")
    folder = os.path.realpath(
        os.path.join(recorded.root, typed_in if is_file_name(typed_in) else "")
    )
    if find_root(folder) != recorded.root or not is_file_name(typed_in):
        raise HarnessError(
            f"--resume {recorded.run_id}: it was started in another project: {folder!r}"
        )
    try:
        os.chdir(folder)
    except OSError:
        raise HarnessError(
            f"--resume {recorded.run_id}: the folder it was started in is gone: {folder!r}"
        ) from None
    config = resolve(options, tuple(recorded.started["args"]))
    return config._replace(warnings=(*config.warnings, *_warnings(recorded)))


def _warnings(recorded: Recorded) -> list[str]:
    """Tell what differs from when the run began; what had ended then stays as it was."""
    before, now = recorded.started["environment"]["git_sha"], git_sha(recorded.root)
    if before == now:
        return []
    return [f"the run began at commit {before or 'none'!r:.14}, now it is {now or 'none'!r:.14}"]
