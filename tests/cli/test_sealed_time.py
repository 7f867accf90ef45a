"""A game that reads every clock sees simulated time, the same in every run."""

import pytest

GAME = "sealed.py:create"
SHOW = """
local function show(value)
  if type(value) ~= "table" then return tostring(value) end
  local keys, parts = {}, {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for _, key in ipairs(keys) do parts[#parts + 1] = tostring(key) .. "=" .. show(value[key]) end
  return "{" .. table.concat(parts, " ") .. "}"
end
"""
WATCH = (
    SHOW
    + """
it("watches", function()
  test_harness.wait_frames(3)
  test_harness.command("sleep", { seconds = 0.5 })
  test_harness.wait_frames(3)
  for _, frame in ipairs(test_harness.get_state("frames")) do print(show(frame)) end
end)
"""
)


@pytest.fixture
def suite(project):
    """Return a function from Lua to the run of it."""

    def suite(lua, *flags, **options):
        project.suite(lua)
        return project.run(*flags, game=GAME, **options)

    return suite


def check(ended):
    assert set(ended.statuses.values()) == {"passed"}, ended.text


def test_clocks_show_the_time_of_their_frame(suite):
    check(
        suite("""
it("frame by frame", function()
  test_harness.wait_frames(59)
  local frame = test_harness.get_state("frames[60]")
  assert.equal(60, test_harness.now_frame())
  assert.near(1, frame.time, 1e-6)
  assert.equal(1, frame.monotonic)
  assert.equal(1, frame.perf_counter)
  assert.equal(1000, frame.ticks)
  assert.equal("2000-01-01T00:00:01+00:00", frame.now)
  assert.equal("2000-01-01", frame.today)
  assert.equal("00:00:01", frame.ctime)
  assert.equal(os.time(), math.floor(frame.time) + 946684800)
  local passed = 0
  for i = 2, 60 do
    local tick = test_harness.get_state("frames[" .. i .. "].tick")
    assert.is_true(tick == 16 or tick == 17)
    passed = passed + tick
  end
  assert.equal(984, passed)
end)
""")
    )


def test_another_rate_of_frames(suite):
    check(
        suite(
            """
it("frame by frame", function()
  test_harness.wait_frames(9)
  local frame = test_harness.get_state("frames[10]")
  assert.equal(1, frame.monotonic)
  assert.equal(1000, frame.ticks)
  assert.equal(100, frame.tick)
end)
""",
            "--fixed-fps",
            "10",
        )
    )


def test_sleeping_costs_nothing_and_is_seen(suite):
    ended = suite("""
it("sleeps", function()
  test_harness.wait_frames(1)
  test_harness.command("sleep", { seconds = 9 })
  test_harness.wait_frames(2)
  local frames = test_harness.get_state("frames")
  assert.near(9 + 3 / 60, frames[3].monotonic, 1e-6)
  assert.equal(frames[3].monotonic, frames[4].monotonic)
  assert.equal("00:00:09", frames[4].ctime)
end)
it("goes on where the game is", function()
  assert.is_true(test_harness.get_state("frames[1].monotonic") < 1)
end)
""")
    check(ended)


def test_timers_fire_at_frame_boundaries(suite):
    check(
        suite(
            """
it("every tenth of a second", function()
  test_harness.wait_frames(5)
  test_harness.command("set_timer", { millis = 100 })
  test_harness.wait_frames(20)
  assert.same({ 12, 18, 24 }, test_harness.get_state("ticked"))
  test_harness.command("set_timer", { millis = 0 })
  test_harness.wait_frames(20)
  assert.same(3, #test_harness.get_state("ticked"))
  test_harness.command("set_timer", { millis = 1 })
end)
it("not in a fresh game", function()
  test_harness.wait_frames(20)
  assert.same({}, test_harness.get_state("ticked"))
  assert.near(21 / 60, test_harness.get_state("frames[21].monotonic"), 1e-9)
end)
""",
            "--isolate",
            "test",
        )
    )


def test_the_same_in_every_process(suite):
    logs = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        ended = suite(WATCH, env={"PYTHONHASHSEED": seed, "TZ": zone})
        check(ended)
        logs.append(ended.log("watches"))
    assert logs[0] == logs[1]
    assert len(logs[0]) == 7
    assert "monotonic=0.58333333333333 " in logs[0][-1]


def test_the_report_keeps_the_wall_clock(suite):
    ended = suite(WATCH)
    assert not ended.report["run"]["started_at"].startswith("2000")
    assert ended.report["run"]["duration_ms"] > 0
