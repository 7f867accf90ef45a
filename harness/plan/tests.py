"""A test as collection found it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from harness.records.model import Planned

SEPARATOR = " > "


class Test(NamedTuple):
    full_name: str
    file: str
    """Path of the file, as reports show it."""
    line: int
    suite: tuple[str, ...]
    name: str
    tags: tuple[str, ...]
    """Own and inherited tags, each once, outermost first."""
    only: bool
    retries: int | None
    number: int
    """Position within its file, from 1."""

    @property
    def identity(self) -> str:
        """The full name, but for a file that is named from the root: no flag changes it."""
        return SEPARATOR.join((self.file, *self.suite, self.name))

    def planned(self) -> Planned:
        return {
            "full_name": self.full_name,
            "file": self.file,
            "line": self.line,
            "suite": list(self.suite),
            "name": self.name,
            "tags": list(self.tags),
        }
