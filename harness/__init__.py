"""A deterministic end-to-end test harness for Python games.

The library under the commands is `resolve`, which makes a `RunConfig`, and `Run`, which runs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.config import RunConfig, resolve
    from harness.supervisor.run import Run

__version__ = "0.1.0"

__all__ = ["Run", "RunConfig", "resolve"]


def __getattr__(name: str) -> Any:
    """Load the library's parts when they are asked for: most commands need few of them."""
    if name == "Run":
        from harness.supervisor.run import Run

        return Run
    if name in __all__:
        from harness import config

        return getattr(config, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
