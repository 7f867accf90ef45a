"""pygame.mixer on simulation time, against pygame's own.

What takes no time is compared in both, step by step; what does is compared with few looks and wide
margins, because the real mixer goes by the wall clock.
"""

from __future__ import annotations

import io
import time
import wave
from pathlib import Path

import pygame
import pytest

from harness.seam.flavour import IS_CE
from harness.seam.patches import Patches
from harness.seam.sound import SealedSound

USER = pygame.USEREVENT
RATE = 44100
OGG = str(Path(pygame.__file__).with_name("examples") / "data" / "house_lo.ogg")
OGG_SECONDS = 7.104852
"""The real mixer seeks in it to where it is told, which it does not in WAV files."""


class World:
    """A mixer with 8 channels, `a` of 0.2 and `b` of 1 second, time, and the events that came."""

    def __init__(self, folder):
        pygame.mixer.quit()
        pygame.display.init()
        pygame.mixer.init(RATE, -16, 2, 512)
        pygame.mixer.music.set_endevent()
        pygame.mixer.set_reserved(0)
        pygame.mixer.set_num_channels(8)
        self.mixer, self.music = pygame.mixer, pygame.mixer.music
        self.a, self.b = self.sound(0.2), self.sound(1)
        self.c = self.mixer.Channel(0)
        self.short = self.file(folder / "short.wav", 0.2)
        self.long = self.file(folder / "long.wav", 1)
        self.music.load(self.short)
        self.music.play()
        self.music.stop()
        self.music.unload()
        self.file_data = (folder / "short.wav").read_bytes()
        pygame.event.clear()

    def sound(self, seconds):
        return self.mixer.Sound(buffer=bytes(round(RATE * seconds) * 4))

    def file(self, path, seconds):
        with wave.open(str(path), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(bytes(round(RATE * seconds) * 4))
        return str(path)

    def busy(self):
        return "".join(
            str(int(self.mixer.Channel(number).get_busy()))
            for number in range(self.mixer.get_num_channels())
        )

    def position(self):
        return self.music.get_pos()


class RealWorld(World):
    late = 1
    """How much longer something may take: a machine has more to do."""

    def wait(self, seconds):
        time.sleep(seconds)

    def position(self):
        """Where nothing plays, pygame-ce tells how long SDL has been running."""
        position = super().position()
        return position if position < 0 or not IS_CE or self.music.get_busy() else -1

    def seconds_until(self, over):
        started = time.perf_counter()
        while not over() and time.perf_counter() - started < 5:
            time.sleep(0.005)
        return time.perf_counter() - started

    def events(self):
        return [(e.type - USER, e.dict) for e in pygame.event.get() if e.type >= USER]


class SealedWorld(World):
    """Time passes in frames of 10 ms."""

    late = 0.001

    def __init__(self, folder, audible=False):
        self.patches, self.now, self.posted = Patches(), 100.0, []
        self.sealed = SealedSound(self.patches, lambda: self.now, self.posted.append, audible)
        super().__init__(folder)

    def wait(self, seconds):
        for _ in range(round(seconds * 100)):
            self.now = round(self.now + 0.01, 6)
            if self.sealed.active:
                self.sealed.update()

    def seconds_until(self, over):
        started = self.now
        while not over() and self.now - started < 5:
            self.wait(0.01)
        return self.now - started

    def events(self):
        came = [(event.type - USER, event.dict) for event in self.posted]
        self.posted.clear()
        return came


@pytest.fixture
def real(tmp_path, request):
    if not request.config.getoption("--long"):
        pytest.skip("the real mixer goes by the wall clock: it is compared with --long")
    yield RealWorld(tmp_path)
    pygame.mixer.quit()


@pytest.fixture
def sealed(tmp_path):
    world = SealedWorld(tmp_path)
    yield world
    world.patches.remove()
    pygame.mixer.quit()


def told(world, step):
    """Return what a step returns or raises, and the events it brings."""
    try:
        result = step(world)
    except Exception as error:
        result = (type(error), str(error))
    return result, world.events()


def in_turn(*steps):
    return steps


def kind(value):
    return type(value).__name__ if value is not None else None


ENDS = in_turn(lambda w: w.c.set_endevent(USER + 1), lambda w: w.c.get_endevent() - USER)
AT_ONCE = {
    "idle": in_turn(
        lambda w: (w.c.get_busy(), w.c.get_sound(), w.c.get_queue(), w.c.get_endevent()),
        lambda w: (w.mixer.get_busy(), w.a.get_num_channels(), w.mixer.get_num_channels()),
        lambda w: (w.c.stop(), w.c.pause(), w.c.unpause(), w.c.fadeout(10), w.a.stop()),
        lambda w: (w.mixer.stop(), w.mixer.pause(), w.mixer.unpause(), w.mixer.fadeout(10)),
    ),
    "playing": (
        *ENDS,
        lambda w: w.c.play(w.b),
        lambda w: (w.c.get_busy(), w.c.get_sound() is w.b, w.mixer.get_busy(), w.busy()),
        lambda w: (w.b.get_num_channels(), w.a.get_num_channels()),
        lambda w: (w.c.pause(), w.c.get_busy(), w.mixer.get_busy(), w.c.unpause()),
        lambda w: w.c.stop(),
        lambda w: (w.c.get_busy(), w.c.get_sound(), w.mixer.get_busy()),
        lambda w: w.c.stop(),
    ),
    "over another": (
        *ENDS,
        lambda w: w.c.play(w.b),
        lambda w: w.c.play(w.a, loops=-1),
        lambda w: (w.c.get_sound() is w.a, w.c.queue(w.b), w.c.get_queue() is w.b),
        lambda w: w.c.play(w.b),
        lambda w: (w.c.get_sound() is w.b, w.c.get_queue()),
    ),
    "stopped with a queue": (
        *ENDS,
        lambda w: (w.c.play(w.b), w.c.queue(w.a), w.c.get_queue() is w.a),
        lambda w: w.c.stop(),
        lambda w: (w.c.get_busy(), w.c.get_sound() is w.a, w.c.get_queue()),
        lambda w: (w.c.play(w.b), w.c.queue(w.b), w.b.get_num_channels()),
        lambda w: w.b.stop(),
        lambda w: (w.c.get_busy(), w.busy()),
    ),
    "queued with nothing before": in_turn(
        lambda w: w.c.queue(w.b), lambda w: (w.c.get_sound() is w.b, w.c.get_queue(), w.busy())
    ),
    "a sound finds its channel": in_turn(
        lambda w: kind(w.b.play()),
        lambda w: w.busy(),
        lambda w: w.mixer.set_reserved(3),
        lambda w: (kind(w.b.play()), w.busy()),
        lambda w: (kind(w.mixer.find_channel()), w.mixer.find_channel().play(w.b), w.busy()),
        lambda w: (w.mixer.set_reserved(99), w.b.play(), w.mixer.set_reserved(0)),
        lambda w: ([kind(w.b.play()) for _ in range(7)], w.busy(), w.b.get_num_channels()),
        lambda w: (w.mixer.find_channel(), kind(w.mixer.find_channel(True)), w.b.play()),
        lambda w: (w.b.stop(), w.busy()),
    ),
    "fewer channels": (
        lambda w: w.mixer.Channel(5).set_endevent(USER + 5),
        lambda w: [kind(w.b.play()) for _ in range(7)],
        lambda w: w.mixer.set_num_channels(3),
        lambda w: (w.busy(), w.b.get_num_channels(), w.mixer.get_busy()),
        lambda w: w.mixer.Channel(3),
        lambda w: (w.mixer.set_num_channels(9), w.busy()),
        lambda w: w.mixer.stop(),
    ),
    "no channels": in_turn(
        lambda w: w.mixer.set_num_channels(0),
        lambda w: w.mixer.find_channel(),
        lambda w: w.mixer.find_channel(True),
    ),
    "volumes": in_turn(
        lambda w: (w.c.set_volume(0.5), w.c.play(w.b), w.c.get_volume()),
        lambda w: (w.c.stop(), w.b.play().get_volume()),
        lambda w: (w.c.set_volume(0.25, 0.75), w.c.get_volume()),
        lambda w: (w.b.set_volume(0.5), w.b.get_volume(), w.music.get_volume()),
        lambda w: w.c.set_volume("loud"),
    ),
    "a sound of nothing": in_turn(lambda w: w.mixer.Sound(buffer=b"").play(), World.busy),
    "refused by a sound": in_turn(
        lambda w: w.a.play("x"),
        lambda w: w.a.play(1.5),
        lambda w: w.a.play(None),
        lambda w: w.a.play(0, "y"),
        lambda w: w.a.play(0, 0, 1.5),
        lambda w: w.a.fadeout("x"),
        World.busy,
    ),
    "refused by a channel": in_turn(
        lambda w: w.c.play(1),
        lambda w: w.c.play(None),
        lambda w: w.c.play(w.a, "x"),
        lambda w: w.c.play(Sound=w.b, loops=1, maxtime=0, fade_ms=0),
        lambda w: w.c.queue(1),
        lambda w: w.c.fadeout("x"),
        lambda w: w.c.fadeout(1.5),
        lambda w: w.c.set_endevent("x"),
        lambda w: (w.c.set_endevent(), w.c.get_endevent()),
        lambda w: w.c.nonsense,
    ),
    "refused channels": tuple(
        lambda w, number=number: w.mixer.Channel(number) for number in (8, -1, 100, "a", 1.5, None)
    ),
    "refused by the mixer": in_turn(
        lambda w: w.mixer.fadeout("x"),
        lambda w: w.mixer.fadeout(1.5),
        lambda w: w.mixer.set_num_channels("x"),
        lambda w: w.mixer.set_reserved("x"),
    ),
    "music that is not there": in_turn(
        lambda w: (w.music.get_busy(), w.position(), w.music.get_endevent()),
        lambda w: w.music.play(),
        lambda w: (w.music.stop(), w.music.pause(), w.music.rewind(), w.music.fadeout(10)),
        lambda w: w.music.set_pos(1),
        lambda w: w.music.load("missing.wav"),
        lambda w: w.music.load(1.5),
        lambda w: w.music.load(io.BytesIO(b"garbage")),
        lambda w: w.music.queue("missing.wav"),
        lambda w: (w.music.queue(w.short), w.music.get_busy()),
    ),
    "music": in_turn(
        lambda w: w.music.set_endevent(USER + 2),
        lambda w: (w.music.load(w.long), w.music.get_busy(), w.position()),
        lambda w: (w.music.play(), w.music.get_busy(), w.position(), w.mixer.get_busy()),
        lambda w: (w.music.pause(), w.music.get_busy(), w.music.unpause(), w.music.get_busy()),
        lambda w: w.music.play(),
        lambda w: w.music.stop(),
        lambda w: (w.music.get_busy(), w.position()),
        lambda w: w.music.stop(),
        lambda w: (w.music.play(-1), w.music.pause(), w.music.stop()),
        lambda w: (w.music.play(), w.music.load(w.short), w.music.get_busy()),
        lambda w: (w.music.play(), w.music.unload(), w.music.get_busy()),
        lambda w: w.music.play(),
    ),
    "music from memory": in_turn(
        lambda w: w.music.load(io.BytesIO(w.file_data)),
        lambda w: (w.music.play(), w.music.get_busy()),
        lambda w: (w.music.load(io.BytesIO(w.file_data), "wav"), w.music.get_busy()),
        lambda w: w.music.queue(io.BytesIO(w.file_data), "wav", 2),
    ),
    "a queue of music": in_turn(
        lambda w: (w.music.set_endevent(USER + 2), w.music.load(w.long), w.music.play()),
        lambda w: (w.music.queue(w.short), w.music.stop()),
        lambda w: w.music.get_busy(),
        lambda w: (w.music.play(), w.music.queue(w.short), w.music.fadeout(0)),
        lambda w: w.music.get_busy(),
    ),
    "refused by music": in_turn(
        lambda w: w.music.load(w.long),
        lambda w: w.music.play("x"),
        lambda w: w.music.play(1.5),
        lambda w: w.music.fadeout("x"),
        lambda w: w.music.set_pos("x"),
        lambda w: w.music.set_endevent("x"),
        lambda w: w.music.queue(w.long, "", "x"),
        lambda w: (w.music.play(), w.music.set_pos(-5)),
        lambda w: w.music.set_pos(5),
        lambda w: w.music.play(0, 5.0),
        lambda w: w.music.get_busy(),
    ),
    "a mixer that has been quit": in_turn(
        lambda w: (w.c.set_endevent(USER + 1), w.music.set_endevent(USER + 2)),
        lambda w: (kind(w.b.play()), w.music.load(w.long), w.music.play()),
        lambda w: w.mixer.quit(),
        lambda w: (w.mixer.get_init(), w.mixer.get_busy(), w.music.get_endevent() - USER),
        *(lambda w, name=name: getattr(w.c, name)() for name in ("get_busy", "stop", "pause")),
        *(lambda w, name=name: getattr(w.b, name)() for name in ("stop", "get_num_channels")),
        *(
            lambda w, name=name: getattr(w.mixer, name)()
            for name in ("stop", "pause", "unpause", "find_channel", "get_num_channels")
        ),
        *(
            lambda w, name=name: getattr(w.music, name)()
            for name in ("get_busy", "get_pos", "stop", "pause", "unpause", "rewind", "play")
        ),
        lambda w: w.mixer.fadeout(1),
        lambda w: w.mixer.set_num_channels(3),
        lambda w: w.mixer.set_reserved(3),
        lambda w: w.mixer.Channel(0),
        lambda w: w.mixer.Sound(buffer=b"1234"),
        lambda w: w.music.load(w.long),
        lambda w: (w.mixer.init(), w.busy(), w.mixer.Channel(0).get_endevent()),
        lambda w: (w.music.get_busy(), w.music.play()),
    ),
    "pygame has been quit": in_turn(
        lambda w: (kind(w.b.play()), w.music.load(w.long), w.music.play()),
        lambda w: (
            pygame.quit(),
            pygame.display.init(),
            w.mixer.init(),
            w.busy(),
            w.mixer.get_busy(),
        ),
        lambda w: (kind(w.sound(1).play()), w.busy(), w.music.get_busy()),
        lambda w: (pygame.quit(), pygame.display.init(), w.mixer.init(), w.busy()),
    ),
    "no video, no events": in_turn(
        lambda w: (w.c.set_endevent(USER + 1), w.c.play(w.b)),
        lambda w: (pygame.display.quit(), w.c.stop(), pygame.display.init()),
        lambda w: w.c.get_busy(),
    ),
}


@pytest.mark.parametrize("what", AT_ONCE)
def test_what_takes_no_time_is_the_same(what, tmp_path):
    """Run the steps in a sealed mixer and then in the real one."""
    worlds = []
    for make in (SealedWorld, RealWorld):
        world = make(tmp_path)
        try:
            worlds.append([told(world, step) for step in AT_ONCE[what]])
        finally:
            if make is SealedWorld:
                world.patches.remove()
            pygame.mixer.quit()
    assert worlds[0] == worlds[1]


ENDING = {
    "a sound": (lambda w: w.c.play(w.a), 0.2),
    "twice": (lambda w: w.c.play(w.a, 1), 0.4),
    "for a while": (lambda w: w.c.play(w.b, maxtime=200), 0.2),
    "for a while, of many": (lambda w: w.c.play(w.a, -1, 300), 0.3),
    "faded": (lambda w: (w.c.play(w.b), w.c.fadeout(200)), 0.2),
    "faded in": (lambda w: w.c.play(w.a, fade_ms=1000), 0.2),
    "faded by its sound": (lambda w: (w.c.play(w.b), w.b.fadeout(200)), 0.2),
    "faded by the mixer": (lambda w: (w.c.play(w.b), w.mixer.fadeout(200)), 0.2),
    "faded again": (lambda w: (w.c.play(w.b), w.c.fadeout(200), w.c.fadeout(900)), 0.2),
    "with a queue": (lambda w: (w.c.play(w.a), w.c.queue(w.a)), 0.4),
    "faded with a queue": (lambda w: (w.c.play(w.b), w.c.fadeout(200), w.c.queue(w.a)), 0.4),
    "paused": (lambda w: (w.c.play(w.a), w.c.pause(), w.wait(0.3), w.c.unpause()), 0.2),
    "all paused": (
        lambda w: (w.c.play(w.a), w.mixer.pause(), w.wait(0.3), w.mixer.unpause()), 0.2
    ),
}  # fmt: skip


def in_both(cases, *really):
    """Return the cases for a sealed mixer, and those for the real one: it takes its time."""
    return [("sealed", what) for what in cases] + [("real", what) for what in really]


@pytest.mark.parametrize(
    ("fixture", "what"),
    in_both(ENDING, "twice", "for a while, of many", "faded with a queue", "paused", "faded again"),
)
def test_when_a_channel_comes_to_its_end(fixture, what, request):
    world = request.getfixturevalue(fixture)
    begin, seconds = ENDING[what]
    begin(world)
    assert (world.c.get_busy(), world.mixer.get_busy()) == (True, True)
    took = world.seconds_until(lambda: not world.c.get_busy())
    assert seconds - 0.05 < took < seconds + world.late
    assert (world.mixer.get_busy(), world.c.get_sound(), world.c.get_queue()) == (False, None, None)


STAYING = {
    "for ever": lambda w: w.c.play(w.a, -1),
    "paused": lambda w: (w.c.play(w.a), w.c.pause()),
    "paused in a fade": lambda w: (w.c.play(w.b), w.c.fadeout(100), w.c.pause()),
    "silent, and so not faded": lambda w: (w.c.set_volume(0), w.c.play(w.b), w.c.fadeout(100)),
    "faded for less than nothing": lambda w: (w.c.play(w.b), w.c.fadeout(-5)),
}


@pytest.mark.parametrize(
    ("fixture", "what"), in_both(STAYING, "paused in a fade", "silent, and so not faded")
)
def test_what_goes_on_playing(fixture, what, request):
    world = request.getfixturevalue(fixture)
    STAYING[what](world)
    world.wait(0.35)
    assert world.c.get_busy()


MUSIC_ENDING = {
    "once": (lambda w: w.music.play(), 0.2),
    "once, said otherwise": (lambda w: w.music.play(1), 0.2),
    "twice": (lambda w: w.music.play(2), 0.4),
    "faded": (lambda w: (w.music.play(-1), w.music.fadeout(200)), 0.2),
    "queued": (lambda w: (w.music.play(), w.music.queue(w.short)), 0.4),
    "queued before": (lambda w: (w.music.queue(w.short), w.music.play()), 0.4),
    "queued twice": (lambda w: (w.music.play(), w.music.queue(w.short, loops=2)), 0.6),
    "faded, which drops the queue": (
        lambda w: (w.music.play(), w.music.queue(w.long), w.music.fadeout(150)), 0.15
    ),
    "paused": (lambda w: (w.music.play(), w.music.pause(), w.wait(0.3), w.music.unpause()), 0.2),
    "paused in a fade": (
        lambda w: (w.music.play(-1), w.music.fadeout(200), w.music.pause(), w.wait(0.3),
                   w.music.unpause()), 0.2
    ),
    "from memory": (lambda w: (w.music.load(io.BytesIO(w.file_data)), w.music.play()), 0.2),
    "from its middle": (lambda w: (w.music.load(OGG), w.music.play(0, OGG_SECONDS - 0.3)), 0.3),
    "set near its end": (
        lambda w: (w.music.load(OGG), w.music.play(), w.music.set_pos(OGG_SECONDS - 0.3)), 0.3
    ),
    "begun anew": (lambda w: (w.music.play(), w.wait(0.1), w.music.rewind()), 0.2),
}  # fmt: skip


@pytest.mark.parametrize(
    ("fixture", "what"),
    in_both(MUSIC_ENDING, "once", "twice", "queued before", "paused in a fade", "set near its end"),
)
def test_when_music_comes_to_its_end(fixture, what, request):
    world = request.getfixturevalue(fixture)
    begin, seconds = MUSIC_ENDING[what]
    world.music.load(world.short)
    begin(world)
    assert world.music.get_busy()
    assert world.music.get_pos() >= 0
    took = world.seconds_until(lambda: not world.music.get_busy())
    assert seconds - 0.05 < took < seconds + world.late
    assert (world.music.get_busy(), world.position()) == (False, -1)


def test_time_goes_to_the_frame(sealed):
    sealed.c.play(sealed.a)
    sealed.music.load(sealed.long)
    sealed.music.play()
    shown = []
    for _ in range(22):
        shown.append((sealed.c.get_busy(), sealed.music.get_pos()))
        sealed.wait(0.01)
    assert shown == [(frame < 20, frame * 10) for frame in range(22)]


def test_a_loop_that_only_asks_comes_to_its_end(tmp_path):
    """Where looking at the clock moves it, a program may wait with nothing but questions."""
    world = SealedWorld(tmp_path)
    try:
        world.sealed._now = lambda: setattr(world, "now", world.now + 0.001) or world.now
        world.a.play()
        while world.mixer.get_busy():
            pass
        world.music.load(world.short)
        world.music.play()
        while world.music.get_busy():
            pass
    finally:
        world.patches.remove()
        pygame.mixer.quit()


def test_events_come_in_the_order_of_their_times(sealed):
    sealed.music.set_endevent(USER + 9)
    sealed.music.load(sealed.short)
    sealed.music.play()
    for number, seconds in ((3, 0.3), (2, 0.2), (1, 0.1), (0, 0.2)):
        channel = sealed.mixer.Channel(number)
        channel.set_endevent(USER + number)
        channel.play(sealed.sound(seconds))
    sealed.now += 1
    sealed.sealed.update()
    music, two = (9, {}), [(0, {"code": 0}), (2, {"code": 2})]
    assert sealed.events() == [(1, {"code": 1}), music, *two, (3, {"code": 3})]
    sealed.sealed.update()
    assert sealed.events() == []


def test_what_is_queued_follows_without_a_gap(sealed):
    sealed.c.set_endevent(USER)
    sealed.c.play(sealed.sound(0.103))
    sealed.c.queue(sealed.sound(0.103))
    sealed.wait(0.2)
    assert (sealed.c.get_busy(), len(sealed.events())) == (True, 1)
    sealed.wait(0.01)
    assert (sealed.c.get_busy(), len(sealed.events())) == (False, 1)


def test_a_mixer_is_active_while_something_plays(sealed):
    states = [sealed.sealed.active]
    for step in (
        sealed.a.play,
        lambda: sealed.wait(0.2),
        lambda: sealed.music.load(sealed.short),
        sealed.music.play,
        sealed.music.stop,
    ):
        step()
        states.append(sealed.sealed.active)
    assert states == [False, True, False, False, True, False]


def test_the_longest_playing_channel_makes_room(sealed):
    for number in (3, 0, 1, 2, 4, 5, 6, 7):
        sealed.mixer.Channel(number).play(sealed.b)
    sealed.mixer.Channel(3).set_volume(0.25)
    assert sealed.mixer.find_channel(True).get_volume() == 0.25


def test_types_are_those_that_programs_check(sealed):
    class Effect(pygame.mixer.Sound):
        def play(self, *args, **kwargs):
            self.plays = getattr(self, "plays", 0) + 1
            return super().play(*args, **kwargs)

    effect = Effect(buffer=bytes(40000))
    channel = effect.play()
    assert isinstance(channel, pygame.mixer.Channel)
    assert isinstance(channel, pygame.mixer.ChannelType)
    assert isinstance(effect, pygame.mixer.SoundType)
    assert channel.get_sound() is effect
    assert effect.plays == 1
    assert isinstance(sealed.a, pygame.mixer.Sound)
    assert repr(sealed.a).startswith("<pygame.mixer.Sound object at")
    assert repr(channel).startswith("<pygame.mixer.Channel object at")
    with pytest.raises(AttributeError):
        sealed.a.anything = 1


def test_a_sound_that_tells_another_length_plays_as_long_as_it_is(sealed):
    class Effect(pygame.mixer.Sound):
        def get_length(self):
            return 99

    channel = Effect(buffer=bytes(40000)).play()
    sealed.wait(0.3)
    assert not channel.get_busy()


def test_sounds_made_before_and_other_layers_of_the_class_are_sounds(tmp_path, monkeypatch):
    class Layer(pygame.mixer.Sound):
        """As one that has its paths translated."""

    pygame.mixer.init()
    before = pygame.mixer.Sound(buffer=bytes(40000))
    monkeypatch.setattr(pygame.mixer, "Sound", Layer)
    world = SealedWorld(tmp_path)
    try:
        world.c.play(before)
        assert world.c.get_sound() is before
        assert isinstance(world.a, Layer)
    finally:
        world.patches.remove()
        pygame.mixer.quit()
    assert pygame.mixer.Sound is Layer


def test_a_file_that_no_length_is_known_of_plays_until_it_is_stopped(sealed):
    sealed.sealed.length_of = lambda _: float("inf")
    sealed.music.load(sealed.short)
    sealed.music.play()
    sealed.wait(20)
    assert (sealed.music.get_busy(), sealed.music.get_pos()) == (True, 20000)


def test_the_length_of_what_is_no_sound_is_not_known(sealed, tmp_path):
    (tmp_path / "tune.mid").write_bytes(b"MThd nothing that can be decoded")
    for file in (str(tmp_path / "tune.mid"), str(tmp_path / "missing"), io.BytesIO(b"")):
        assert sealed.sealed.length_of(file) == float("inf")


def test_a_file_is_found_after_the_program_has_moved(sealed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sealed.music.load("long.wav")
    sealed.music.queue("short.wav")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    sealed.music.play()
    sealed.wait(1.1)
    assert sealed.music.get_busy()
    sealed.wait(0.1)
    assert not sealed.music.get_busy()


def test_where_somebody_listens_the_real_mixer_plays(tmp_path):
    world = SealedWorld(tmp_path, audible=True)
    try:
        real = world.sealed._real.Channel(0)
        world.b.play()
        assert real.get_busy()
        world.c.queue(world.a)
        world.wait(1)
        assert real.get_sound() is world.a
        world.c.stop()
        assert not real.get_busy()
        world.music.load(world.long)
        world.music.play()
        assert world.sealed.music._real.get_busy()
        world.music.stop()
        assert not world.sealed.music._real.get_busy()
    finally:
        world.patches.remove()
        pygame.mixer.quit()


def test_where_nobody_listens_it_does_not(sealed):
    sealed.b.play()
    sealed.music.load(sealed.long)
    sealed.music.play()
    assert not sealed.sealed._real.get_busy()
    assert not sealed.sealed.music._real.get_busy()


def test_a_system_without_a_mixer_is_left_alone(monkeypatch):
    missing = object()
    monkeypatch.setattr(pygame, "mixer", missing)
    patches = Patches()
    sealed = SealedSound(patches, float, print)
    sealed.update()
    assert not sealed.active
    assert not list(patches)


def test_a_mixer_that_cannot_be_opened_says_so(sealed):
    sealed.mixer.quit()
    with pytest.raises(pygame.error):
        sealed.mixer.init(frequency=-1, devicename="no such device")
    assert not sealed.sealed.active


def test_removal_leaves_pygame_as_it_was(tmp_path):
    modules = (pygame.mixer, pygame.mixer_music)
    before = [dict(vars(module)) for module in modules]
    world = SealedWorld(tmp_path)
    assert pygame.mixer.Sound is not before[0]["Sound"]
    assert pygame.mixer.music.play is not before[1]["play"]
    world.b.play()
    world.patches.remove()
    assert [dict(vars(module)) for module in modules] == before
    pygame.mixer.quit()
