"""The classes of `datetime` under the seal: they tell simulated time and pass for the real ones."""

# ruff: noqa: DTZ001, DTZ002, DTZ003, DTZ005, DTZ011 - what a call without a zone gives is what is tested

from __future__ import annotations

import copy
import datetime as dt
import functools
import json
import pickle

import pytest

from harness.seam.dates import SealedDates
from harness.seam.patches import Patches
from harness.seam.time import EPOCH

REAL_DATE, REAL_DATETIME = dt.date, dt.datetime
UTC, PLUS_TWO = dt.UTC, dt.timezone(dt.timedelta(hours=2))
NOW = EPOCH + 90061.25


@pytest.fixture(autouse=True)
def sealed():
    patches = Patches()
    SealedDates(lambda: NOW, patches).seal(dt)
    yield
    patches.remove()


def test_now_is_simulated():
    local = REAL_DATETIME.fromtimestamp(NOW)
    assert dt.datetime.now() == dt.datetime.today() == local
    assert dt.datetime.now(None) == dt.datetime.now(tz=None) == local
    assert dt.datetime.now(UTC) == REAL_DATETIME(2000, 1, 2, 1, 1, 1, 250000, UTC)
    assert dt.datetime.now(tz=PLUS_TWO).utcoffset() == dt.timedelta(hours=2)
    assert dt.datetime.utcnow() == REAL_DATETIME(2000, 1, 2, 1, 1, 1, 250000)
    assert dt.date.today() == local.date()


def test_what_is_no_zone_is_refused():
    with pytest.raises(TypeError, match="tzinfo argument must be None or of a tzinfo subclass"):
        dt.datetime.now("UTC")


MAKERS = {
    "now": lambda d: d.datetime.now(UTC),
    "by hand": lambda d: d.datetime(2001, 2, 3, 4, 5, 6, 7, UTC),
    "from a timestamp": lambda d: d.datetime.fromtimestamp(5, UTC),
    "from text": lambda d: d.datetime.fromisoformat("2001-02-03T04:05:06"),
    "parsed": lambda d: d.datetime.strptime("2001", "%Y"),
    "combined": lambda d: d.datetime.combine(d.date(2001, 2, 3), d.time(4)),
    "replaced": lambda d: d.datetime(2001, 2, 3).replace(year=5),
    "later": lambda d: d.datetime(2001, 2, 3) + d.timedelta(1),
    "elsewhere": lambda d: d.datetime(2001, 2, 3, tzinfo=UTC).astimezone(PLUS_TWO),
    "least": lambda d: d.datetime.min,
    "day": lambda d: d.date(2001, 2, 3),
    "day of a time": lambda d: d.datetime(2001, 2, 3).date(),
    "day from text": lambda d: d.date.fromisoformat("2001-02-03"),
    "day before": lambda d: d.date(2001, 2, 3) - d.timedelta(1),
    "day of the week": lambda d: d.date.fromisocalendar(2001, 2, 3),
    "greatest day": lambda d: d.date.max,
}


class Real:
    date, datetime, time, timedelta = REAL_DATE, REAL_DATETIME, dt.time, dt.timedelta


@pytest.mark.parametrize("maker", [row for row in MAKERS if row != "now"])
def test_what_they_make_is_like_what_the_real_ones_make(maker):
    made, real = MAKERS[maker](dt), MAKERS[maker](Real)
    assert made == real
    assert hash(made) == hash(real)
    assert (repr(made), str(made), made.isoformat()) == (repr(real), str(real), real.isoformat())
    assert f"{made:%Y %j}" == f"{real:%Y %j}"
    assert not made < real


@pytest.mark.parametrize("maker", MAKERS)
def test_they_are_instances_pickled_and_copied(maker):
    made = MAKERS[maker](dt)
    assert isinstance(made, dt.date)
    assert isinstance(made, dt.datetime) == isinstance(made, REAL_DATETIME)
    assert copy.copy(made) == copy.deepcopy(made) == made
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        for dumps, loads in ((pickle.dumps, pickle.loads), (pickle._dumps, pickle._loads)):
            back = loads(dumps(made, protocol))
            assert back == made
            assert repr(back) == repr(made)


def test_pickles_are_read_without_the_seal():
    patches = Patches()
    pickles = [pickle.dumps(make(dt)) for make in MAKERS.values()]
    patches.replace(dt, "datetime", REAL_DATETIME)
    patches.replace(dt, "date", REAL_DATE)
    kinds = {type(pickle.loads(pickled)) for pickled in pickles}
    patches.remove()
    assert kinds == {REAL_DATE, REAL_DATETIME}


def test_what_was_made_before_counts():
    real = REAL_DATETIME(2001, 2, 3)
    assert isinstance(real, dt.datetime)
    assert isinstance(real.date(), dt.date)
    assert not isinstance(real.date(), dt.datetime)
    assert not isinstance(5, dt.date)
    assert dt.datetime(2001, 2, 4) - real == dt.timedelta(1)
    assert real - dt.datetime(2001, 2, 2) == dt.timedelta(1)
    assert real > dt.datetime.now()


def test_they_are_subclasses_of_each_other_as_the_real_ones_are():
    assert issubclass(dt.datetime, dt.date)
    assert issubclass(REAL_DATETIME, dt.date)
    assert issubclass(dt.datetime, REAL_DATE)
    assert not issubclass(dt.date, dt.datetime)
    assert not issubclass(int, dt.date)


class Base:
    pass


def test_a_games_own_class():
    class Day(dt.datetime, Base):
        __slots__ = ("extra",)

        def tomorrow(self):
            return self + dt.timedelta(1)

    day = Day.now(UTC)
    assert type(day) is type(day.tomorrow()) is Day
    assert repr(Day(2001, 2, 3)) == "Day(2001, 2, 3, 0, 0)"
    assert isinstance(day, Day)
    assert not isinstance(REAL_DATETIME(2001, 2, 3), Day)
    assert not isinstance(dt.datetime.now(), Day)
    assert issubclass(Day, dt.date)
    assert not issubclass(dt.datetime, Day)


def test_functions_that_go_by_class():
    @functools.singledispatch
    def kind(value):
        return "other"

    kind.register(dt.date, lambda _: "date")
    kind.register(dt.datetime, lambda _: "datetime")
    assert [kind(value) for value in (dt.datetime.now(), dt.date.today(), 5)] == [
        "datetime", "date", "other",
    ]  # fmt: skip
    assert kind(REAL_DATE(2001, 2, 3)) == "date"
    match REAL_DATE(2001, 2, 3):
        case dt.date(year=year):
            assert year == 2001


def test_classes_show_themselves_as_the_real_ones_do():
    for sealed, real in ((dt.date, REAL_DATE), (dt.datetime, REAL_DATETIME)):
        assert repr(sealed) == repr(real)
        assert (sealed.__name__, sealed.__module__) == (real.__name__, real.__module__)
        assert sealed.__doc__ == real.__doc__
        assert not hasattr(sealed.today(), "__dict__")


def test_what_the_real_ones_refuse_is_refused():
    with pytest.raises(ValueError, match="month must be in"):
        dt.datetime(2001, 13, 1)
    with pytest.raises(TypeError):
        sorted([dt.datetime.now(), 5])
    with pytest.raises(TypeError):
        json.dumps(dt.date.today())
