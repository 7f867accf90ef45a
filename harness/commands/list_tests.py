"""`--list-tests`: the full names of the selected tests, one a line, and nothing else on stdout."""

from __future__ import annotations

import sys

from harness.base.clock import FrameClock
from harness.base.printable import visible, visible_lines
from harness.config.resolve import RunConfig
from harness.input.devices import Devices
from harness.logs.buffer import LogBuffer
from harness.plan.shards import shard_of
from harness.running.collect import collect, select
from harness.runs import interrupts as signals
from harness.test_api.calls import Calls


def list_tests(config: RunConfig) -> int:
    """Print the selection of this shard; 2 if a file does not load."""
    # Lua that does not return must not keep Ctrl-C from ending the command.
    signals.default()
    clock = FrameClock(config.fixed_fps)
    files = collect(config, Calls(config, clock, LogBuffer(clock), Devices(clock)))
    broken = [file.failure for file in files if file.failure]
    selected = select(files, config)
    chosen = [selected[position] for position in shard_of(selected, config)]
    sys.stdout.write("".join(f"{visible(test.full_name)}\n" for test in chosen if test.number))
    for failure in broken:
        print(f"harness: error: {visible_lines(failure.message)}", file=sys.stderr)
    return 2 if broken else 0
