"""Services that stay up: `ServiceManager`, `respawn_self` and `log`, for programs of one's own.

`python -m harness supervise FILE` is the command over the same parts; docs/services.md describes
both.
"""

from harness.services.log_lines import log
from harness.services.manager import ServiceManager
from harness.services.respawn import respawn_self

__all__ = ["ServiceManager", "log", "respawn_self"]
