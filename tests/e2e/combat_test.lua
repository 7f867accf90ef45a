-- Fights that are set up to the tile: what the log says, what the state is, how it looks.

local actions = require("demo")

local function set(path, value)
  assert(test_harness.set_state(path, value))
end

local function spawn(archetype, x, y)
  assert(test_harness.command("spawn_enemy", { archetype = archetype, x = x, y = y }))
end

-- Stand beside an enemy and look at it, with the wall behind it if there is one.
local function face(path)
  local x = test_harness.get_state(path .. "x")
  local side = x > 3 and 1 or -1
  set("hero.x", x - 1.2 * side)
  set("hero.y", test_harness.get_state(path .. "y"))
  set("hero.facing", side == 1 and "right" or "left")
end

local function strike_down(number, most)
  local path = "arena.enemies[" .. number .. "]."
  for blow = 1, most do
    face(path)
    actions.press(KEY_SPACE)
    if test_harness.get_state(path .. "health") == 0 then
      return blow
    end
    test_harness.wait_until_state("arena.hero.cooldown", 0)
  end
  assert.are.equal(0, test_harness.get_state(path .. "health"))
end

describe("combat", { tags = { "arena" } }, function()
  before_each(function()
    actions.start_game()
    assert(test_harness.command("arena_clear"))
    set("hero.x", 10)
    set("hero.y", 5.5)
    set("hero.facing", "right")
  end)

  it("moves the hero while a key is held", { tags = { "smoke" } }, function()
    test_harness.press_key(KEY_RIGHT)
    test_harness.wait_frames(30)
    assert.is_true(test_harness.get_state("hero.x") > 11)
    test_harness.release_key(KEY_RIGHT)
    test_harness.wait_frames(60)
    local rest = test_harness.get_state("hero.x")
    test_harness.wait_frames(10)
    assert_state("hero.x", rest)
    assert_state("arena.hero.facing", "right")
  end)

  it("takes three blows for a slime, and wins with the last enemy", function()
    spawn("slime", 11.2, 5.5)
    assert.are.equal(3, strike_down(1, 5))
    assert_log_contains("combat: slime hit for 10")
    assert_log_contains("combat: slime defeated")
    assert_log_contains("combat: victory")
    assert_state("arena.score", 100)
    assert_state("arena.alive", 0)
    test_harness.wait_until(function()
      return test_harness.query("ui_element_visible", { name = "result_panel" })
    end)
    actions.select("Main menu")
    assert_state("game.current_scene", "main_menu")
  end)

  it("lets no blow follow before its time", function()
    spawn("brute", 11.5, 5.5)
    test_harness.tap_key(KEY_SPACE)
    test_harness.wait_frames(6)
    test_harness.tap_key(KEY_SPACE)
    test_harness.wait_frames(6)
    assert_state("arena.enemies[1].health", 70)
    assert.is_true(test_harness.get_state("arena.hero.cooldown") > 0)
  end)

  it("hurts the hero by touch, then spares for a while", function()
    spawn("brute", 10.8, 5.5)
    test_harness.wait_until_log("combat: hero hit for 20")
    assert_state("hero.health", 80)
    assert_state("arena.hero.invulnerable", true)
    test_harness.wait_frames(20)
    assert_state("hero.health", 80)
  end)

  it("is lost at no health", function()
    set("hero.health", 5)
    spawn("bat", 10.3, 5.5)
    test_harness.wait_until_state("arena.result", "defeat")
    assert_log_contains("combat: hero hit for 5")
    assert_log_contains("combat: defeat")
    assert_state("hero.health", 0)
  end)

  it("heals by what the hero carries", function()
    set("hero.health", 50)
    actions.press(KEY_Q)
    assert_state("hero.health", 60)
    assert_state("inventory.slots[1].count", 2)
    assert_log_contains("combat: jam heals 10")
  end)

  it("looks as it should in the middle of a blow", { tags = { "screenshot" } }, function()
    test_harness.wait_frames(120) -- until nothing announces the wave any more
    spawn("slime", 11.1, 5.5)
    spawn("bat", 14, 3.5)
    spawn("brute", 15, 8)
    test_harness.tap_key(KEY_SPACE)
    test_harness.wait_frames(8)
    assert_state("arena.enemies[1].health", 20)
    assert_screenshot("combat_blow.png")
  end)
end)

describe("waves", { tags = { "arena" } }, function()
  it("follow one another", { timeout_frames = 6000 }, function()
    actions.start_game()
    assert_state("arena.wave", 1)
    local first = #test_harness.get_state("arena.enemies")
    for number = 1, first do
      set("hero.health", 100)
      strike_down(number, 12)
    end
    assert_state("arena.alive", 0)
    assert_state("arena.result", nil)
    test_harness.wait_until_log("combat: wave 2 of 3")
    assert_state("arena.wave", 2)
    assert.is_true(test_harness.get_state("arena.alive") > 0)
  end)
end)
