"""Makes one function of the harness raise, in whichever process of a run calls it."""

import importlib
import os
from functools import reduce


def fail(*_args, **_kwargs):
    raise RuntimeError("injected")


if where := os.environ.get("FAULT_IN"):
    module, _, path = where.partition(":")
    *holders, name = path.split(".")
    setattr(reduce(getattr, holders, importlib.import_module(module)), name, fail)
