"""The declared state as text, and the digest of it: what two runs are compared by.

Every property is read in the order of its declaration, and each section (the first word of a path)
becomes one line of JSON: types stay apart (1, 1.0, true, "1"), floats are exact, keys are sorted.
So the text holds what tests can see, and nothing else: no addresses, no order of a dictionary.
"""

from __future__ import annotations

import json
import marshal
from collections.abc import Callable
from typing import Any

from harness.base.hashes import blake2b
from harness.base.raised import name_of
from harness.test_api.plain_data import check_plain
from harness.test_api.registry import Property, Registry

_DIGEST_BYTES = 8


def read_state(registry: Registry) -> dict[str, str]:
    """Return each section's values, in declared order, as JSON text."""
    return {name: _text(properties) for name, properties in registry.sections.items()}


def snapshot(registry: Registry) -> bytes:
    """Return the state for comparison with another moment of this process: quick to take.

    Version 2 of the format has no references, so that the bytes follow from the values alone.
    """
    try:
        values = [[declared.get() for declared in part] for part in registry.sections.values()]
        return marshal.dumps(values, 2)
    except (
        BaseException
    ):  # what a property raises, or what is not plain data, is reported by its text
        values = [json.loads(text) for text in read_state(registry).values()]
        return marshal.dumps(values, 2)


def values_of(taken: bytes) -> list[list[Any]]:
    """Return the values in a snapshot, by section."""
    values: list[list[Any]] = marshal.loads(taken)
    return values


def digest(text: str) -> str:
    """Return 16 hexadecimal digits of BLAKE2b."""
    return blake2b(text.encode("ascii"), digest_size=_DIGEST_BYTES).hexdigest()


def digest_of_all(state: dict[str, str]) -> str:
    return digest("\n".join(f"{name} {text}" for name, text in state.items()))


def _text(properties: list[Property]) -> str:
    try:
        return _encode([declared.get() for declared in properties])
    except BaseException:  # what a property raises, or what is not plain data, stays its own
        return _encode([_sortable(_plain(_value(declared))) for declared in properties])


def _value(declared: Property) -> Any:
    try:
        return declared.get()
    except BaseException as error:
        return {"raised": name_of(error)}


def _plain(value: Any) -> Any:
    """Return what a test would get; what it could not get is told by its kind."""
    try:
        return check_plain(value, "state")
    except Exception:  # also what a class of the game raises when it is looked at
        return {"no plain data": type(value).__name__}


def _sortable(value: Any) -> Any:
    """Return plain data in which no dictionary mixes texts and numbers as keys: JSON sorts them."""
    if isinstance(value, list):
        return [_sortable(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len({isinstance(key, str) for key in value}) < 2:
        return {key: _sortable(item) for key, item in value.items()}
    pairs = sorted(value.items(), key=lambda pair: (isinstance(pair[0], str), pair[0]))
    return {"mixed keys": [[key, _sortable(item)] for key, item in pairs]}


def _make_encoder() -> Callable[[list[Any]], str]:
    """Return a function from plain values to JSON; `json.dumps` would set up anew at every call."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False).encode
    escape = json.encoder.encode_basestring_ascii
    encode = make(None, _as_plain, escape, None, ":", ",", True, False, True)
    return lambda values: "".join(encode(values, 0))


def _as_plain(value: Any) -> Any:
    """Encode what is no JSON as a test would get it, or raise `SurfaceError`."""
    return check_plain(value, "state")


_encode = _make_encoder()
