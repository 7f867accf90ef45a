"""A deterministic end-to-end test harness for Python games."""

__version__ = "0.1.0"
