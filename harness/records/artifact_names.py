"""Where the files of an attempt are, below the folder of artifacts."""

from __future__ import annotations

from harness.base.hashes import blake2b
from harness.records.store import slug


def attempt_stem(full_name: str, attempt: int) -> str:
    """Return the path of an attempt's files without their endings: readable, and unique."""
    digest = blake2b(full_name.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{slug(full_name)}-{digest}/attempt-{attempt}"
