"""A service that fails after a while, one second by default: run by integrated_script.py."""

import sys
import time

seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
print(f"failing_script: failing in {seconds:g} s", flush=True)
time.sleep(seconds)
print("failing_script: failed", flush=True)
sys.exit(1)
