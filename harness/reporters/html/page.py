"""The page itself: data, styles and scripts put into the template.

The page may load nothing but pictures, and run nothing but the one script whose hash it names.
"""

from __future__ import annotations

import json
import os
import re
from binascii import b2a_base64
from collections.abc import Mapping
from typing import Any

from harness.base.hashes import sha256
from harness.base.printable import counted, visible
from harness.records.model import Report
from harness.reporters.html.contents import Contents
from harness.reporters.html.files import Files

_TEMPLATES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "templates")
_SCRIPTS = (
    "dom.js", "model.js", "list.js", "message.js", "axis-lanes.js", "axis.js", "pictures.js",
    "log.js", "detail.js", "overview.js", "report.js",
)  # fmt: skip
_MARKUP = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def render(
    report: Report,
    folder: str,
    beside: str = "",
    *,
    trace: str = "",
    root: str = "",
    permitted: tuple[str, ...] = (),
) -> str:
    """Return the page of a run.

    `folder` is where the report's relative paths begin, `beside` the folder in which the page will
    lie (the same, unless told), `trace` the run's trace.jsonl, which may be missing, and `root` the
    folder in which the Lua sources are looked up. Artifacts are read in `folder` and in the
    `permitted` folders.
    """
    files = Files(folder, beside or folder, permitted)
    data = Contents(report, files, trace=trace, root=root).page()
    style = _text("report.css")
    script = "(() => {\n" + "\n".join(map(_text, _SCRIPTS)) + "})();\n"
    title = visible(_title(report)).encode("ascii", "replace").decode()
    return _filled(
        _text("report.html"),
        {name: str(count) for name, count in report["totals"].items()}
        | {
            "title": _escaped(title),
            "policy": _escaped(_policy(style, script)),
            "style": style,
            "script": script,
            "data": as_json(data),
        },
    )


def _title(report: Report) -> str:
    """Return what tells the tabs of several runs apart: the outcome, then which run it is."""
    counts, run = report["totals"], report["run"]
    bad = counts["failed"] + counts["timed_out"] + counts["crashed"]
    if bad:
        outcome = f"{bad} of {counted(counts['total'], 'test')} failed"
    elif counts["not_run"] or run["exit_code"]:
        outcome = f"exit code {run['exit_code']}, {counts['not_run']} not run"
    else:
        outcome = f"{counted(counts['total'], 'test')} passed"
    flaky = f", {counts['flaky']} flaky" if counts["flaky"] else ""
    return f"{outcome}{flaky} - {run['id']} - {run['game']}"


def as_json(data: Any) -> str:
    """Return ASCII that no parser of HTML can take for anything but text."""
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    for character, escaped in _MARKUP.items():
        text = text.replace(character, escaped)
    return text


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; img-src data: file: 'self'; style-src {_hash(style)}; "
        f"script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = b2a_base64(sha256(text.encode()).digest(), newline=False)
    return f"'sha256-{digest.decode('ascii')}'"


def _text(name: str) -> str:
    with open(os.path.join(_TEMPLATES, name), encoding="utf-8") as file:
        return file.read()


def _filled(template: str, texts: Mapping[str, str]) -> str:
    """Return a template with a text for each `{{ name }}`; in the texts nothing is replaced.

    A library for templates would take longer to load than all else that is done for the page.
    """
    outside_and_names = re.split(r"\{\{ (\w+) \}\}", template)
    outside_and_names[1::2] = [texts[name] for name in outside_and_names[1::2]]
    return "".join(outside_and_names)


def _escaped(text: str) -> str:
    """Return the escaped form of a text for use between tags or quotes."""
    return re.sub("[&<>\"']", lambda match: f"&#{ord(match[0])};", text)
