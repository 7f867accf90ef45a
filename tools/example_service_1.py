"""A service that works until it is asked to end: run by integrated_script.py."""

import signal
import sys
import time


def end(_number: int, _frame: object) -> None:
    print("example_service_1: ending in order", flush=True)
    sys.exit(0)


signal.signal(signal.SIGTERM, end)
print("example_service_1: started", flush=True)
while True:
    time.sleep(1)
    print("example_service_1: working", flush=True)
