"""report.json: the report as it is, compact, keys in the order of the model.

Tests that passed with nothing to say are written without a JSON encoder: there may be very many.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from json.encoder import encode_basestring as _text

from harness.config.resolve import RunConfig
from harness.records.model import Report, Test

_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), check_circular=False
).encode  # fmt: skip


def renderer(_config: RunConfig) -> Callable[[Report], str]:
    return render


def render(report: Report) -> str:
    """Return the document, with a line end."""
    frame = _encode({**report, "tests": []})
    tests = ",".join(map(_test, report["tests"]))
    return f"{frame.removesuffix(']}')}{tests}]}}\n"


def _test(test: Test) -> str:
    frames = test["duration_frames"]
    plain = {"status": "passed", "message": "", "traceback": "", "frame": frames, "artifacts": []}
    more = test["status"] != "passed" or test["artifacts"] or test["updated_baselines"]
    if more or test["attempts"] != [plain]:
        return _encode(test)
    return (
        f'{{"full_name":{_text(test["full_name"])},"file":{_text(test["file"])},'
        f'"line":{test["line"]},"suite":{_list(*test["suite"])},"name":{_text(test["name"])},'
        f'"tags":{_list(*test["tags"])},"status":"passed","failure_kind":null,'
        f'"duration_frames":{frames},"duration_ms":{test["duration_ms"]!r},'
        f'"attempts":[{{"status":"passed","message":"","traceback":"","frame":{frames},'
        '"artifacts":[]}],"artifacts":[],"updated_baselines":[]}'
    )


@lru_cache(maxsize=1024)
def _list(*texts: str) -> str:
    return f"[{','.join(map(_text, texts))}]"
