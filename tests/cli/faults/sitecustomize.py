"""Makes one of all the writes of a run fail, in whichever of its processes that is.

What counts is a call that changes something below a folder: opening a file to write, writing,
moving into place, making a folder. The calls of all processes are counted in one file.
"""

import errno
import os
import signal

PLACE, HOW, COUNTER = (os.environ.get(f"FAULT_{name}", "") for name in ("PLACE", "HOW", "COUNTER"))
NUMBER = int(os.environ.get("FAULT_NUMBER", "0"))
real_open, real_write, real_replace, real_mkdir = os.open, os.write, os.replace, os.mkdir
watched = set()


def due() -> bool:
    counter = real_open(COUNTER, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        real_write(counter, b".")
        place = os.lseek(counter, 0, os.SEEK_CUR)
    finally:
        os.close(counter)
    return place >= NUMBER if HOW == "full" else place == NUMBER


def strike() -> None:
    if HOW == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if HOW != "short":
        number = errno.ENOSPC if HOW == "full" else getattr(errno, HOW)
        raise OSError(number, os.strerror(number))


def below(path: object) -> bool:
    return isinstance(path, str) and os.path.abspath(path).startswith(PLACE)


def identity(descriptor: int) -> tuple[int, int, int]:
    """Tell an open file from one that gets the same number later."""
    status = os.fstat(descriptor)
    return descriptor, status.st_dev, status.st_ino


def open_(path, flags, *args, **kwargs):
    if not flags & (os.O_WRONLY | os.O_RDWR) or not below(path):
        return real_open(path, flags, *args, **kwargs)
    if due():
        strike()
    descriptor = real_open(path, flags, *args, **kwargs)
    watched.add(identity(descriptor))
    return descriptor


def write(descriptor, content):
    if identity(descriptor) in watched and due():
        written = real_write(descriptor, content[: (len(content) + 1) // 2])
        strike()
        return written
    return real_write(descriptor, content)


def replace(source, target, **kwargs):
    if below(target) and due():
        strike()
    return real_replace(source, target, **kwargs)


def mkdir(path, *args, **kwargs):
    if below(path) and not os.path.lexists(path) and due():
        strike()
    return real_mkdir(path, *args, **kwargs)


if PLACE:
    os.open, os.write, os.replace, os.mkdir = open_, write, replace, mkdir
