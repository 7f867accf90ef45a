"""`supervise`: keep the services of a file up, or ask the supervisor that does."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from harness.config.arguments import Parser
from harness.errors import HarnessError, UsageError

if TYPE_CHECKING:
    from harness.processes.zygote import Source
    from harness.services.views import View

_REQUESTS = {
    "status": "show the services",
    "start": "start services, by default all",
    "stop": "stop services, by default all",
    "restart": "stop and start services, by default all",
    "reload": "read the file again, and touch what has changed",
}
_FINE, _FAILED = 0, 1


def run(args: list[str], _source: Source | None) -> int:
    """Supervise a file, or ask a supervisor; return the exit code."""
    from harness.services.config import check_platform

    check_platform()
    if args[:1] and args[0] in _REQUESTS:
        return _ask(args[0], args[1:])
    return _supervise(args)


def _supervise(args: list[str]) -> int:
    from harness.services.supervisor import Supervisor

    requests = "\n".join(f"  {name:<8} {words}" for name, words in _REQUESTS.items())
    parser = Parser(
        prog="python -m harness supervise",
        description=__doc__,
        epilog=f"requests to a supervisor, as `supervise REQUEST [NAME…] --file FILE`:\n{requests}",
    )
    parser.add_argument("file", metavar="FILE", help="TOML with [service.NAME] tables")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument(
        "--until-done", action="store_true",
        help="end when nothing runs or will be restarted; exit code 1 if a service failed for good",
    )  # fmt: skip
    typed = parser.parse_args(args)
    return Supervisor(typed.file, _view(typed.json), typed.until_done).run()


def _view(as_json: bool) -> View:
    from harness.services import views

    if as_json:
        return views.JsonLines(sys.stdout)
    if views.is_live(sys.stdout, os.environ.get("TERM", "")):
        return views.Live(sys.stdout)
    return views.Lines(sys.stdout)


def _ask(request: str, args: list[str]) -> int:
    from harness.processes.control import NoSupervisor, ask
    from harness.services.config import read_settings

    typed = _parse_request(request, args)
    path = read_settings(typed.file).control
    try:
        answer = ask(path, {"command": request, "names": typed.names})
    except NoSupervisor as error:
        raise UsageError(
            f"no supervisor of {typed.file} answers on {path}: {error}; start one with "
            f"`python -m harness supervise {typed.file}`"
        ) from None
    return _tell(answer, typed.json)


def _parse_request(request: str, args: list[str]) -> argparse.Namespace:
    parser = Parser(prog=f"python -m harness supervise {request}", description=_REQUESTS[request])
    parser.add_argument("names", metavar="NAME", nargs="*", help="services (default: all)")
    parser.add_argument("--file", metavar="FILE", required=True, help="the supervised file")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    return parser.parse_args(args)


def _tell(answer: dict[str, Any], as_json: bool) -> int:
    from harness.services.status import table

    if as_json:
        print(json.dumps(answer))
    elif "services" in answer:
        print("\n".join(table(answer["services"])))
    if answer["ok"]:
        return _FINE
    if "services" not in answer:
        raise HarnessError(answer["error"])
    print(f"harness: {answer['error']}", file=sys.stderr)
    return _FAILED
