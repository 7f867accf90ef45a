"""Argparse's reading with our errors: what is wrong comes first, then the usage."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

from harness.errors import FlagError


class Parser(argparse.ArgumentParser):
    """A parser whose mistakes are a `FlagError` with its usage. Flags are not abbreviated."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Formatter, allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        raise FlagError(message, self.format_usage())


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Argparse's, at a width of its own: asking the terminal costs an import at every start."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100)
