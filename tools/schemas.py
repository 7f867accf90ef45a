#!/usr/bin/env python3
"""Writes docs/schema/*.schema.json: the JSON Schemas of what `harness/records/model.py` declares.

python tools/schemas.py            write them
python tools/schemas.py --check    tell whether they are fresh; exit 1 if not
"""

from __future__ import annotations

import inspect
import json
import sys
import typing
from pathlib import Path
from typing import Annotated, Any

import typing_extensions
from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

# Below Python 3.12 pydantic reads this TypedDict only; the model keeps to the standard library.
typing.TypedDict = typing_extensions.TypedDict

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from harness.records import model  # noqa: E402 - after the exchange above

FOLDER = ROOT / "docs" / "schema"
SHAPES: dict[str, tuple[Any, str]] = {
    "report": (
        model.Report,
        "What a run writes as report.json.",
    ),
    "events": (
        Annotated[model.Event, Field(discriminator="type")],
        "One line of events.jsonl. The first is run_started, the last run_finished.",
    ),
    "trace": (
        model.TraceHeader | model.TraceLine,
        "One line of trace.jsonl. The first is the header, all others are lines of frames.",
    ),
}


class Generator(GenerateJsonSchema):
    """Pydantic's, without titles that repeat the names of the fields."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def main(words: list[str]) -> int:
    if words not in ([], ["--check"]):
        print(__doc__)
        return 2
    stale = []
    for name in SHAPES:
        path, text = FOLDER / f"{name}.schema.json", render(name)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(str(path.relative_to(ROOT)))
            if not words:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if words and stale:
        print(f"stale: {', '.join(stale)}; run `python tools/schemas.py`")
        return 1
    return 0


def render(name: str) -> str:
    """Return the text of one schema."""
    shape, description = SHAPES[name]
    generated = TypeAdapter(shape).json_schema(schema_generator=Generator)
    schema = {
        **generated,
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"urn:game-harness:{name}:{model.SCHEMA_VERSION}",
        "title": f"{name}, version {model.SCHEMA_VERSION}",
        "description": description,
    }
    return json.dumps(schema, indent=2, sort_keys=True) + "\n"


def close_shapes() -> None:
    """Have every declared dictionary refuse other keys, and tell what its docstrings tell."""
    strict = ConfigDict(extra="forbid", use_attribute_docstrings=True)
    for value in vars(model).values():
        if inspect.isclass(value) and typing_extensions.is_typeddict(value):
            value.__pydantic_config__ = strict  # type: ignore[attr-defined]


close_shapes()

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
