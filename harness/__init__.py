"""A deterministic end-to-end test harness for Python games.

The library under the commands is `resolve`, which makes a `RunConfig`, and `run`, which runs it.
"""

# Nothing of the standard library is imported here: the folder that the command was started in is
# still on the path of imports, and may hold files of the same names.
from harness.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from harness.config.resolve import RunConfig, resolve
    from harness.runs.run import Run, run

__all__ = ["Run", "RunConfig", "__version__", "resolve", "run"]


_HOMES = {
    "Run": "harness.runs.run",
    "run": "harness.runs.run",
    "RunConfig": "harness.config.resolve",
    "resolve": "harness.config.resolve",
}


def __getattr__(name: str) -> object:
    """Load the library's parts when they are asked for: most commands need few of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
