"""Key input: which events arrive in which frame, and what the game can poll meanwhile."""

import pytest

H = "test_harness"
SHIFT, CAPS, CTRL = 1, 0x2000, 0x40

# Lua, and the events it leads to: (frame from the first call, kind, key, unicode, mod)
EVENTS = {
    "press": (f"{H}.press_key(KEY_A)", [(1, "down", "a", "a", 0)]),
    "press and release in one frame": (
        f"{H}.press_key(KEY_A) {H}.release_key(KEY_A)",
        [(1, "down", "a", "a", 0), (1, "up", "a", "a", 0)]),
    "press twice": (f"{H}.press_key(KEY_A) {H}.press_key(KEY_A)", [(1, "down", "a", "a", 0)]),
    "release of a key that is up": (f"{H}.release_key(KEY_A)", []),
    "tap": (f"{H}.tap_key(KEY_A)", [(1, "down", "a", "a", 0), (3, "up", "a", "a", 0)]),
    "tap for one frame": (
        f"{H}.tap_key(KEY_A, 1)", [(1, "down", "a", "a", 0), (2, "up", "a", "a", 0)]),
    "tap for long": (
        f"{H}.tap_key(KEY_A, 9)", [(1, "down", "a", "a", 0), (10, "up", "a", "a", 0)]),
    "two taps at once": (
        f"{H}.tap_key(KEY_B) {H}.tap_key(KEY_A)",
        [(1, "down", "b", "b", 0), (1, "down", "a", "a", 0),
         (3, "up", "b", "b", 0), (3, "up", "a", "a", 0)]),
    "press after waiting": (
        f"{H}.wait_frames(4) {H}.press_key(KEY_A)", [(5, "down", "a", "a", 0)]),
    "shift": (
        (f"{H}.press_key(KEY_LSHIFT) {H}.tap_key(KEY_A) {H}.wait_frames(5) "
        f"{H}.release_key(KEY_LSHIFT)"),
        [(1, "down", "left shift", "", SHIFT), (1, "down", "a", "A", SHIFT),
         (3, "up", "a", "A", SHIFT), (6, "up", "left shift", "", 0)]),
    "shift and a digit": (
        f"{H}.press_key(KEY_RSHIFT) {H}.press_key(KEY_1)",
        [(1, "down", "right shift", "", 2), (1, "down", "1", "!", 2)]),
    "caps lock": (
        f"{H}.tap_key(KEY_CAPSLOCK, 1) {H}.wait_frames(3) {H}.press_key(KEY_A)",
        [(1, "down", "caps lock", "", CAPS), (2, "up", "caps lock", "", CAPS),
         (4, "down", "a", "A", CAPS)]),
    "control": (
        f"{H}.press_key(KEY_LCTRL) {H}.press_key(KEY_A)",
        [(1, "down", "left ctrl", "", CTRL), (1, "down", "a", "\x01", CTRL)]),
    "keys that bear no character": (
        f"{H}.press_key(KEY_RIGHT) {H}.press_key(KEY_F1)",
        [(1, "down", "right", "", 0), (1, "down", "f1", "", 0)]),
    "keys that bear a control character": (
        f"{H}.press_key(KEY_RETURN) {H}.press_key(KEY_SPACE) {H}.press_key(KEY_ESCAPE)",
        [(1, "down", "return", "\r", 0), (1, "down", "space", " ", 0),
         (1, "down", "escape", "\x1b", 0)]),
    "repeat": (
        (f'{H}.command("repeat_keys", {{ delay = 100, interval = 50 }}) {H}.press_key(KEY_A) '
        f"{H}.wait_frames(14) {H}.release_key(KEY_A)"),
        [(1, "down", "a", "a", 0), (7, "down", "a", "a", 0), (10, "down", "a", "a", 0),
         (13, "down", "a", "a", 0), (15, "up", "a", "a", 0)]),
    "repeat of the key pressed last": (
        (f'{H}.command("repeat_keys", {{ delay = 100, interval = 100 }}) {H}.press_key(KEY_A) '
        f"{H}.wait_frames(3) {H}.press_key(KEY_B) {H}.wait_frames(8) "
        f"{H}.release_key(KEY_B)"),
        [(1, "down", "a", "a", 0), (4, "down", "b", "b", 0), (10, "down", "b", "b", 0),
         (12, "up", "b", "b", 0)]),
}  # fmt: skip

SHOW = """
it("{name}", function()
  local start = test_harness.now_frame()
  {lua}
  test_harness.wait_frames(20)
  for _, e in ipairs(test_harness.get_state("events")) do
    print("event", e.frame - start, e.kind, e.key, e.unicode:byte() or 0, e.mod)
  end
  for _, h in ipairs(test_harness.get_state("held")) do
    print("held", h.frame - start, table.concat(h.keys, "+"), h.mods, h.dt * 60)
  end
end)
"""


@pytest.fixture(scope="module")
def ended(shared_project):
    lua = "".join(SHOW.format(name=name, lua=body) for name, (body, _) in EVENTS.items())
    shared_project.suite(lua)
    return shared_project.run("--isolate", "test", game="probe.py:create")


def shown(ended, name: str, what: str) -> list[list[str]]:
    rows = [line.split("\t") for line in ended.log(name)]
    return [row[1:] for row in rows if row[0] == what]


@pytest.mark.parametrize("name", EVENTS)
def test_events(ended, name):
    expected = [
        [str(frame), kind, key, str(ord(unicode or "\0")), str(mod)]
        for frame, kind, key, unicode, mod in EVENTS[name][1]
    ]
    assert shown(ended, name, "event") == expected


HELD = {
    "press": [(frame, "a") for frame in range(1, 21)],
    "tap": [(1, "a"), (2, "a")],
    "tap for one frame": [(1, "a")],
    "two taps at once": [(1, "a+b"), (2, "a+b")],
    "press and release in one frame": [],
    "press after waiting": [(frame, "a") for frame in range(5, 25)],
}


@pytest.mark.parametrize("name", HELD)
def test_polled_state(ended, name):
    rows = shown(ended, name, "held")
    assert [(int(row[0]), row[1]) for row in rows] == HELD[name]
    assert {row[3] for row in rows} <= {"1"}


def test_polled_modifiers(ended):
    mods = [int(row[2]) for row in shown(ended, "shift", "held")]
    assert mods == [SHIFT] * 5


def test_input_at_frame_zero_is_not_lost(project):
    project.suite("""
before_all(function() test_harness.press_key(KEY_A) end)
it("t", function()
  test_harness.wait_frames(1)
  assert_state("events[1].key", "a")
end)
""")
    assert project.run(game="probe.py:create").statuses == {"t": "passed"}


def test_every_key_constant_arrives_as_its_key(project):
    import pygame

    names = sorted({name for name in vars(pygame) if name.startswith("K_")} - {"K_UNKNOWN"})
    lines = [f"  {{ KEY_{name[2:].upper()}, {getattr(pygame, name)} }}," for name in names]
    project.suite(
        'it("codes", function()\n  for i, pair in ipairs({\n'
        + "\n".join(lines)
        + "\n  }) do assert.equal(pair[2], pair[1], i) test_harness.tap_key(pair[1], 1)\n"
        "  test_harness.wait_frames(3) end\nend)"
    )
    ended = project.run(game="probe.py:create")
    assert ended.statuses == {"codes": "passed"}, ended.out


def test_constants_are_fields_and_globals(project):
    project.suite("""
it("t", function()
  assert.equal(test_harness.KEY_A, KEY_A)
  assert.equal(1, MOUSE_LEFT) assert.equal(2, MOUSE_MIDDLE) assert.equal(3, MOUSE_RIGHT)
  assert.equal(MOUSE_RIGHT, test_harness.MOUSE_RIGHT)
end)
""")
    assert project.run().statuses == {"t": "passed"}
