"""Has what a game writes go to a private folder, so that every fresh game finds the same files.

What the harness itself writes in the same process, the results of the run, stays in place.
"""

from __future__ import annotations

import os
from typing import Any

from harness.base.paths import inside
from harness.config.resolve import RunConfig
from harness.hosting.games import Factory, GameContext
from harness.running.session import Session
from harness.seam.import_hooks import LateImports
from harness.seam.patches import Patches
from harness.seam.private_files.writes import PrivateWrites


def keep_writes_apart(
    session: Session, patches: Patches, late: LateImports, folder: str
) -> PrivateWrites:
    """Have what is written in the project, in the game's own folder, in the working folder and at
    home go to the session's private folder.
    """
    config = session.config
    folders = [config.root, os.getcwd()]
    if not inside(folder, config.root):
        folders.append(folder)
    ours = [*_written_by_us(config), *filter(None, [session.evidence])]
    writes = PrivateWrites(patches, folders, session.private, ours)
    writes.watch(late)
    return writes


def with_fresh_files(factory: Factory, writes: PrivateWrites) -> Factory:
    """Return a factory each of whose games finds the files that are there now, after the import."""
    writes.keep()

    def create(context: GameContext) -> Any:
        writes.restart()
        return factory(context)

    return create


def _written_by_us(config: RunConfig) -> list[str]:
    """Return the folders of a run's results; where those are not there yet, what is to be made."""
    folders = [config.out_dir, config.artifacts_dir, os.path.join(config.root, "baselines")]
    for i in range(len(folders)):
        while not os.path.exists(os.path.dirname(folders[i])):
            folders[i] = os.path.dirname(folders[i])
    return folders
