-- The court: from the menu to a goal, with keys and two gamepads.

local actions = require("demo")

local LEAN = math.rad(25)
local GRAVITY, SLOWEST, FASTEST, RAISED = 1200, 420, 1150, 74
local HOOP_X, HOOP_Y = 1172, 290

local function player(number)
  return test_harness.get_state("court.players[" .. number .. "]")
end

--- Return the charge that brings a shot from `x` into the right basket.
local function charge_from(x)
  local ahead = HOOP_X - x
  local rise = ahead / math.tan(LEAN) - (HOOP_Y - RAISED)
  local speed = math.sqrt(GRAVITY / 2 / rise) * ahead / math.sin(LEAN)
  return (speed - SLOWEST) / (FASTEST - SLOWEST)
end

local function wait_until(what, condition)
  test_harness.wait_until(condition, { timeout_frames = 900, fail_message = what })
end

--- Have the second person in, so that no computer plays, and the ball on the floor near p1.
local function start_for_two()
  assert(test_harness.command("load_scene", { name = "court" }))
  test_harness.wait_until_state("court.phase", "play", { timeout_frames = 300 })
  test_harness.tap_key(KEY_LEFT)
  test_harness.wait_until_state("court.humans", 2)
end

describe("court", { tags = { "court" } }, function()
  it("is entered from the menu, and counts down", { tags = { "smoke" } }, function()
    actions.select("Court")
    test_harness.wait_until_state("game.current_scene", "court")
    assert_state("court.phase", "countdown")
    assert_state("court.score.left", 0)
    assert_state("court.score.right", 0)
    test_harness.wait_until_state("court.phase", "play", { timeout_frames = 300 })
    test_harness.wait_frames(60)
    assert.is_true(test_harness.get_state("court.clock") < 89.1)
    assert_log_contains("court: match on moonlight")
  end)

  it("is played with keys, up to a goal", function()
    start_for_two()
    wait_until("the ball never came to rest on the platform", function()
      local ball = test_harness.get_state("court.ball")
      return ball.y == 134 and ball.velocity_y == 0
    end)
    test_harness.press_key(KEY_D)
    test_harness.wait_frames(3)
    test_harness.tap_key(KEY_W)
    wait_until("p1 never landed on the platform", function()
      return player(1).grounded and player(1).y == 120
    end)
    test_harness.release_key(KEY_D)
    test_harness.tap_key(KEY_S)
    wait_until("p1 never got the ball", function()
      return player(1).holding_ball
    end)
    test_harness.press_key(KEY_D)
    wait_until("p1 never came near the basket", function()
      return player(1).x > 880 and player(1).grounded
    end)
    test_harness.release_key(KEY_D)
    wait_until("p1 never stood still", function()
      return player(1).velocity_x == 0
    end)
    assert.equals(0, player(1).y)
    local wanted = charge_from(player(1).x)
    test_harness.press_key(KEY_SPACE)
    wait_until("p1 never gathered strength", function()
      return player(1).charge >= wanted
    end)
    test_harness.release_key(KEY_SPACE)
    test_harness.wait_until_state("court.score.left", 1, { timeout_frames = 300 })
    assert_state("court.score.right", 0)
    assert_state("court.phase", "goal")
    assert_log_contains("court: goal by p1")
    assert_log_contains("court: left scores, 1 : 0")
    test_harness.wait_until_state("court.phase", "countdown", { timeout_frames = 300 })
    assert_state("court.players[1].x", 410)
  end)

  it("is played with gamepads", function()
    assert(test_harness.command("load_scene", { name = "court" }))
    test_harness.gamepad_connect(1)
    test_harness.wait_until_state("court.phase", "play", { timeout_frames = 300 })
    test_harness.gamepad_button_down(1, 0)
    test_harness.wait_frames(4)
    test_harness.gamepad_button_up(1, 0)
    assert_state("court.humans", 2)
    assert.is_true(player(2).y > 0)
    test_harness.gamepad_set_axis(0, 0, -1)
    test_harness.gamepad_set_axis(1, 0, 1)
    test_harness.wait_frames(45)
    assert.is_true(player(1).x < 300)
    assert.is_true(player(2).x > 980)
    assert_log_contains("court: a second player joins")
  end)

  it("holds still while it is paused, and starts anew", function()
    start_for_two()
    test_harness.wait_frames(20)
    test_harness.tap_key(KEY_ESCAPE)
    test_harness.wait_until_state("game.paused", true)
    local clock = test_harness.get_state("court.clock")
    test_harness.wait_frames(30)
    assert_state("court.clock", clock)
    actions.select("Restart")
    test_harness.wait_until_state("game.paused", false)
    assert_state("court.clock", 90)
    assert_state("court.phase", "countdown")
  end)

  it("ends when the time is up, and goes on to the next court", function()
    start_for_two()
    assert(test_harness.command("court_give_ball", { player = "p2" }))
    test_harness.tap_key(KEY_LEFT)
    assert(test_harness.command("court_set_clock", { seconds = 0.5 }))
    test_harness.wait_until_state("court.overtime", true)
    assert_state("court.winner", nil)
    test_harness.wait_until_state("court.phase", "play", { timeout_frames = 300 })
    assert(test_harness.command("court_give_ball", { player = "p2" }))
    test_harness.press_key(KEY_LEFT)
    wait_until("p2 never came near the basket", function()
      return player(2).x < 400
    end)
    test_harness.release_key(KEY_LEFT)
    wait_until("p2 never stood still", function()
      return player(2).velocity_x == 0
    end)
    local wanted = charge_from(1280 - player(2).x)
    test_harness.press_key(KEY_RETURN)
    wait_until("p2 never gathered strength", function()
      return player(2).charge >= wanted
    end)
    test_harness.release_key(KEY_RETURN)
    test_harness.wait_until_state("court.winner", "right", { timeout_frames = 600 })
    assert_log_contains("court: right wins")
    test_harness.wait_until_state("menu.selected", "Rematch", { timeout_frames = 300 })
    actions.select("Next court")
    test_harness.wait_until_state("court.level", "terraces")
    assert_state("court.score.right", 0)
    assert_state("court.humans", 2)
  end)
end)
