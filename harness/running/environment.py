"""What a run ran on, as its report records it."""

from __future__ import annotations

import functools
import os
import re
import sys

if not hasattr(os, "uname"):
    import platform

from harness.config.resolve import RunConfig
from harness.records.model import Environment

_HASH = re.compile(r"[0-9a-f]{40,64}")


def describe_environment(
    config: RunConfig, renderer: str = "", has_lua: bool = False
) -> Environment:
    """Return the environment, with SDL's video driver as the renderer.

    `pygame`, `sdl` and `renderer` are empty where no game is hosted, `lua` where no test takes it.
    """
    has_pygame = "pygame" in sys.modules
    return {
        "platform": f"{sys.platform}-{_machine()}",
        "cpu": _cpu(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "pygame": pygame_name(),
        "sdl": sdl_version() if has_pygame else "",
        "lua": _lua() if has_lua else "",
        "renderer": renderer,
        "git_sha": git_sha(config.root),
    }


def pygame_name() -> str:
    """Return flavour and version of the pygame that is loaded, or an empty text."""
    module = sys.modules.get("pygame")
    if module is None:
        return ""
    flavour = "pygame-ce" if getattr(module, "IS_CE", False) else "pygame"
    return f"{flavour} {module.version.ver}"


def font_renderer() -> str:
    """Return what renders text for the pygame that is loaded."""
    return f"SDL_ttf {_dotted(sys.modules['pygame'].font.get_sdl_ttf_version())}"


def sdl_version() -> str:
    """Return the version of SDL under the pygame that is loaded."""
    return _dotted(sys.modules["pygame"].get_sdl_version())


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def git_sha(root: str) -> str:
    """Return the commit that is checked out in `root`, or an empty text; git is not needed."""
    git = _git_folder(root)
    head = _read(os.path.join(git, "HEAD")).strip()
    if _HASH.fullmatch(head):
        return head
    # A worktree has a HEAD of its own, its branches are those of the repository.
    shared = os.path.join(git, _read(os.path.join(git, "commondir")).strip())
    return _branch(shared, head.removeprefix("ref: "))


def _branch(git: str, name: str) -> str:
    loose = _read(os.path.join(git, *name.split("/"))).strip()
    if _HASH.fullmatch(loose):
        return loose
    for line in _read(os.path.join(git, "packed-refs")).splitlines():
        commit, _, packed = line.partition(" ")
        if packed == name and _HASH.fullmatch(commit):
            return commit
    return ""


def _git_folder(root: str) -> str:
    """Return the folder with HEAD; in a worktree `.git` is a file that names it."""
    git = os.path.join(root, ".git")
    if os.path.isfile(git):
        return os.path.join(root, _read(git).removeprefix("gitdir:").strip())
    return git


def _lua() -> str:
    module = sys.modules.get("lupa")
    return "" if module is None else f"LuaJIT 2.1 (lupa {module.__version__})"


def _machine() -> str:
    if hasattr(os, "uname"):
        return os.uname().machine
    return platform.machine()


@functools.cache
def _cpu() -> str:
    match = re.search(r"^model name\s*:\s*(.+)$", _read("/proc/cpuinfo", 4096), re.MULTILINE)
    return match[1].strip() if match else _machine()


def _read(path: str, most: int = 1 << 20) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(most)
    except OSError:
        return ""
