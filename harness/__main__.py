"""`python -m harness`, and `game-harness` once it is installed.

The first statements need nothing but built-in modules. Ctrl-C ends the command without a traceback
from here on. `python -m` has put the working folder in front of the path of imports, where a
`json.py` or `random.py` of the user would be imported by us: it is taken out again.
"""

import _signal  # type: ignore[import-not-found]
import gc
import os
import sys

_signal.signal(_signal.SIGINT, lambda _number, _frame: os._exit(130))


def _leave_working_folder() -> None:
    try:
        folder = os.getcwd()
    except OSError:  # it was removed, and Python has not put it on the path
        return
    if sys.path[:1] == [folder] and not sys.flags.safe_path:
        del sys.path[0]


if __name__ == "__main__":
    _leave_working_folder()

from typing import TYPE_CHECKING, NoReturn  # noqa: E402 - see above

from harness.base.streams import guard_streams  # noqa: E402
from harness.commands.verbs import needs_worker  # noqa: E402
from harness.runs.interrupts import end_at_once  # noqa: E402

if TYPE_CHECKING:
    from harness.processes.zygote import Source


def main() -> NoReturn:
    """Run one command, and end with its exit code."""
    _end(_run(sys.argv[1:]))


def scenarios() -> NoReturn:
    """Run `python -m harness scenarios`, as the script `test-scenarios`."""
    _end(_run(["scenarios", *sys.argv[1:]]))


def _end(code: int) -> NoReturn:
    """End this process at once: taking results apart takes longer than writing them."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _run(args: list[str]) -> int:
    """Run one command. What workers come from starts first, and boots beside our own imports."""
    guard_streams()
    end_at_once()
    source: Source | None = None
    try:
        source = _start() if needs_worker(args) else None
        return _command(args, source)
    except Exception as error:
        from harness.cli import report_fault

        return report_fault(error)
    finally:
        if source is not None:
            source.end()


def _start() -> "Source":
    gc.disable()  # neither imports nor results leave cycles, and looking for them takes long
    from harness.runs.source import start_source

    return start_source()


def _command(args: list[str], source: "Source | None") -> int:
    from harness.cli import main as run_command

    return run_command(args, source)


if __name__ == "__main__":
    main()
