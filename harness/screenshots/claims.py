"""Which test has made a picture a baseline, in a run of `--update-baselines`.

It is kept in a file of the run, because tests may run in processes of their own: two tests with
two pictures of one name would replace each other's baseline, and one of them fail from then on.
"""

from __future__ import annotations

import json
import os

from harness.records.store import Store

FILE = "baselines.jsonl"


class Claims:
    """Each line holds the baseline, the test and the attempt whose picture it is."""

    def __init__(self, store: Store, out_dir: str) -> None:
        self._store = store
        self._path = os.path.join(out_dir, FILE)

    def other(self, baseline: str, test: str, attempt: str) -> str:
        """Return the test that has another picture of this name, or nothing.

        The attempts of one test may differ: the last one counts. Names that differ in case alone
        are one file on some systems.
        """
        try:
            with open(self._path, encoding="utf-8") as file:
                claims = [json.loads(line) for line in file]
        except FileNotFoundError:
            return ""
        same = (claim for claim in claims if claim["baseline"].lower() == baseline.lower())
        others = (c["test"] for c in same if c["test"] != test or c["attempt"] == attempt)
        return next(others, "")

    def add(self, baseline: str, test: str, attempt: str) -> None:
        """Take note that a picture of this attempt is the baseline."""
        claim = {"baseline": baseline, "test": test, "attempt": attempt}
        with self._store.append_to(self._path, keep=True) as lines:
            lines.write(json.dumps(claim).encode() + b"\n")
