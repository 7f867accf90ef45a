"""Files of services: what they declare, and every mistake with its line."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.processes.policy import Rules
from harness.processes.readiness import Ready
from harness.services.config import _SERVICE, _SUPERVISOR, read_settings, start_order

ROOT = Path(__file__).resolve().parents[4]


def read(tmp_path, text: str):
    path = tmp_path / "services.toml"
    path.write_text(text)
    return read_settings(str(path))


def test_defaults(tmp_path):
    settings = read(tmp_path, '[service.a]\ncommand = "run it"\n')
    service = settings.services["a"]
    assert service.command.words == ("run", "it")
    assert service.command.cwd == str(tmp_path)
    assert service.rules == Rules("on-failure", 3, 3.0, "fixed", 10.0)
    assert (service.stop_signal, service.stop_timeout_seconds) == (signal.SIGTERM, 5.0)
    assert (service.ready, service.ready_timeout_seconds) == (None, 30.0)
    assert service.log_limit_bytes == 10_000_000
    assert settings.log_dir == str(tmp_path / "logs")
    assert settings.control == str(tmp_path / "logs" / "control.sock")
    assert settings.respawn is True


def test_everything_that_can_be_said(tmp_path):
    settings = read(
        tmp_path,
        """
        [supervisor]
        log_dir = "var/logs"
        control = "var/s.sock"
        respawn = false
        [service.db]
        command = ["db", "--port", "1"]
        [service."web-1.x"]
        command = "web 'two words'"
        cwd = "inner"
        env = { A = "1" }
        policy = "always"
        max_retries = -1
        retry_delay_seconds = 0
        backoff = "exponential"
        stable_seconds = 1.5
        stop_signal = "SIGINT"
        stop_timeout_seconds = 2
        depends_on = ["db"]
        ready = { file = "up" }
        ready_timeout_seconds = 4
        log_limit_bytes = 5000
        """,
    )
    web = settings.services["web-1.x"]
    assert web.command.words == ("web", "two words")
    assert web.command.cwd == str(tmp_path / "inner")
    assert web.command.env == {"A": "1"}
    assert web.rules == Rules("always", -1, 0.0, "exponential", 1.5)
    assert web.stop_signal == signal.SIGINT
    assert web.ready == Ready("file", str(tmp_path / "inner" / "up"))
    assert settings.control == str(tmp_path / "var" / "s.sock")
    assert settings.respawn is False
    assert start_order(settings.services) == ["db", "web-1.x"]


def test_a_mapping_is_read_like_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = read_settings({"service": {"a": {"command": ["x"], "depends_on": ()}}})
    assert settings.log_dir == str(tmp_path / "logs")
    assert settings.source == ""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("command = []", "command = []: expected a program and its arguments"),
        ("command = 3", "command = 3: expected a list of texts"),
        ("command = ['a', 1]", "expected a list of texts"),
        ('command = "a \'b"', "cannot be split into words: no closing quotation"),
        ('command = "a\\u0000b"', "cannot hold a zero byte"),
        ("polcy = 'always'", "unknown key 'polcy'; nearest: policy"),
        ("policy = 'allways'", "expected one of always, on-failure, never; nearest: always"),
        ("policy = ['always']", "expected one of always"),
        ("max_retries = -2", "expected a whole number from -1"),
        ("max_retries = true", "expected a whole number"),
        ("max_retries = 1.5", "expected a whole number"),
        ("retry_delay_seconds = -1", "expected a number of seconds"),
        ("retry_delay_seconds = nan", "expected a number of seconds"),
        ("retry_delay_seconds = inf", "expected a number of seconds"),
        ("retry_delay_seconds = '3'", "expected a number of seconds"),
        ("backoff = 'linear'", "expected one of fixed, exponential"),
        ("stop_signal = 'TREM'", 'expected the name of a signal, as "TERM"; nearest: TERM'),
        ("stop_signal = 15", "expected the name of a signal"),
        ("depends_on = 'b'", "expected a list of texts"),
        ("depends_on = ['bb']", "no service 'bb'"),
        ("depends_on = ['a']", "a circle: a -> a"),
        ("ready = { lines = 'x' }", "expected one of { line"),
        ("ready = { line = 'x', port = 1 }", "expected one of { line"),
        ("ready = { port = 0 }", "expected a whole number from 1 to 65535"),
        ("ready = { line = '' }", "expected a text"),
        ("env = { A = 1 }", "expected a table of texts"),
        ("env = { 'A=B' = 'x' }", "cannot name a variable"),
        ("log_limit_bytes = 10", "expected a whole number from 1000"),
        ("cwd = ''", "expected a text"),
    ],
)
def test_mistakes_of_a_service(tmp_path, line, told):
    other = "" if line.startswith("command") else "command = 'x'\n"
    with pytest.raises(UsageError) as caught:
        read(tmp_path, f"[service.a]\n{other}{line}\n")
    where = 3 if other else 2
    assert told in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path}/services.toml:{where}: service.a: ")


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_file(tmp_path):
    with pytest.raises(UsageError) as caught:
        read(
            tmp_path,
            "[supervisor]\nrespawn = 1\n[services.x]\n[service.a]\nmax_retries = 'x'\n"
            "depends_on = ['b']\n[service.b]\ncommand = 'x'\ndepends_on = ['a']\n"
            "[service.'no/path']\ncommand = 'x'\n[service.supervisor]\ncommand = 'x'\n",
        )
    lines = [line.split(":", 1)[1].split(": ", 1) for line in str(caught.value).splitlines()]
    assert [int(number) for number, _ in lines] == [2, 3, 4, 5, 6, 10, 12]
    text = str(caught.value)
    assert "unknown key 'services'; nearest: service" in text
    assert "command is missing" in text
    assert "a circle: a -> b -> a" in text or "a circle: b -> a -> b" in text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[service", "cannot be read as TOML"),
        ("service = 3", "expected a table, got 3"),
        ("[service]\na = 3", "expected a table, got 3"),
        ("supervisor = 3", "expected a table, got 3"),
        ("a = " + "[" * 3000, "cannot be read as TOML"),
        ("'\x1b[2J' = 1", "cannot be read as TOML"),
        ("[service.\"\\u001b[2J\"]\ncommand = 'x'", "\\x1b[2J"),
    ],
)
def test_files_that_are_none(tmp_path, text, told):
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text)
    assert told in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_settings(str(tmp_path / "missing.toml"))


def test_a_long_chain_of_dependencies(tmp_path):
    chain = [f"[service.s{i}]\ncommand = 'x'\ndepends_on = ['s{i + 1}']\n" for i in range(2000)]
    settings = read(tmp_path, "".join(chain) + "[service.s2000]\ncommand = 'x'\n")
    assert start_order(settings.services)[0] == "s2000"


def test_the_example_of_the_documentation(tmp_path):
    page = (ROOT / "docs" / "services.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    assert list(read(tmp_path, example).services) == ["api", "worker"]


def test_the_documentation_has_every_key_with_its_default():
    page = (ROOT / "docs" / "services.md").read_text(encoding="utf-8")
    keys = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    for key in [*_SERVICE, *_SUPERVISOR]:
        assert key in keys
