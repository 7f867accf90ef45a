-- What a player does, by real input alone: keys into menus, and the mouse on what is on screen.
-- Each action waits until it has happened, or fails and says what was on screen instead.
--
-- It looks at the game through its Test API Surface: the states named in `settings`, and the query
-- `ui_element_rect {name}`. A game with other names, keys or ways says so with `configure`.

local failure = require("framework.failure")
local format = require("framework.format")
local test_harness = require("framework.test_harness")
local usage = require("framework.usage")

local actions = {}

local settings = {
  -- State paths. Those that the game does not declare are taken as unknown.
  initialized = "game.initialized",
  scene = "game.current_scene",
  paused = "game.paused",
  items = "menu.items",
  selected = "menu.selected",
  -- Keys.
  next_key = test_harness.KEY_DOWN,
  choose_key = test_harness.KEY_RETURN,
  menu_key = test_harness.KEY_ESCAPE,
  -- The scene where the game begins, the entry that leads there, and the one that starts to play.
  home = "main_menu",
  home_entry = "Main menu",
  start_entry = "Start",
  -- By scene, the way from home: texts are entries to select, numbers are keys to press.
  routes = {},
  timeout_frames = 120,
}

local PRESS_FRAMES = 2 -- that a key is held
local SETTLE_FRAMES = 3 -- until it is up again and the game has seen it
local HOME_TRIES = 8

-- What the game shows.

local function state(name)
  return (test_harness.get_state(settings[name]))
end

local function on_screen()
  local parts = { "scene " .. format.value(state("scene")) }
  if state("paused") then
    parts[#parts + 1] = "paused"
  end
  local items = state("items")
  if items and #items > 0 then
    parts[#parts + 1] = "menu " .. format.value(items)
    parts[#parts + 1] = "selected " .. format.value(state("selected"))
  end
  return "on screen: " .. table.concat(parts, ", ")
end

local function fail(kind, message)
  error(failure.new(kind, message .. "; " .. on_screen()), 0)
end

local function await(what, condition)
  for _ = 1, settings.timeout_frames do
    if condition() then
      return
    end
    test_harness.wait_frames(1)
  end
  if not condition() then
    fail("timeout", what .. " did not come within " .. settings.timeout_frames .. " frames")
  end
end

local function offers(entry)
  for _, item in ipairs(state("items") or {}) do
    if item == entry then
      return true
    end
  end
  return false
end

-- Return the place of an element, or nil and why there is none.
local function rect_of(name)
  local rect, message = test_harness.query("ui_element_rect", { name = name })
  return rect, message or "it is not on screen"
end

-- Return the middle of an element, or the position that was given: { x, y } or { x =, y = }.
local function place_of(target, doing)
  if type(target) == "table" then
    local x, y = target.x or target[1], target.y or target[2]
    usage.check(type(x) == "number" and type(y) == "number", 1, doing, "name or position", target)
    return x, y
  end
  usage.check(type(target) == "string", 1, doing, "name or position", target)
  local rect, why = rect_of(target)
  if not rect then
    fail("assertion", doing .. ": there is no place for " .. format.value(target) .. ", " .. why)
  end
  return math.floor(rect.x + rect.w / 2), math.floor(rect.y + rect.h / 2)
end

-- What a player does.

function actions.press(key)
  test_harness.tap_key(key, PRESS_FRAMES)
  test_harness.wait_frames(SETTLE_FRAMES)
end

function actions.point_at(target)
  test_harness.move_mouse(place_of(target, "point_at"))
  test_harness.wait_frames(1)
end

function actions.click(target, button)
  local x, y = place_of(target, "click")
  test_harness.click(x, y, button or test_harness.MOUSE_LEFT)
  test_harness.wait_frames(SETTLE_FRAMES)
end

-- Press the button on `from`, move to `to` in a straight line within `frames`, and let go.
function actions.drag(from, to, options)
  local frames = options and options.frames or 8
  local button = options and options.button or test_harness.MOUSE_LEFT
  local from_x, from_y = place_of(from, "drag")
  local to_x, to_y = place_of(to, "drag")
  test_harness.move_mouse(from_x, from_y)
  test_harness.mouse_down(button)
  for step = 1, frames do
    test_harness.wait_frames(1)
    local part = step / frames
    test_harness.move_mouse(from_x + (to_x - from_x) * part, from_y + (to_y - from_y) * part)
  end
  test_harness.wait_frames(1)
  test_harness.mouse_up(button)
  test_harness.wait_frames(SETTLE_FRAMES)
end

local function choose(entry)
  for _ = 1, #state("items") do
    if state("selected") == entry then
      return actions.press(settings.choose_key)
    end
    actions.press(settings.next_key)
  end
  if state("selected") ~= entry then
    fail("assertion", "select: the selection does not get to " .. format.value(entry))
  end
  actions.press(settings.choose_key)
end

-- Choose an entry of the menu by keys; what is no entry but an element on screen is clicked.
function actions.select(entry)
  usage.check(type(entry) == "string", 1, "select", "string", entry)
  if offers(entry) then
    return choose(entry)
  end
  local items = state("items")
  if (not items or #items == 0) and rect_of(entry) then
    return actions.click(entry)
  end
  fail("assertion", "select: there is no entry " .. format.value(entry))
end

function actions.open_menu()
  if not state("paused") then
    actions.press(settings.menu_key)
  end
  await("the menu", function()
    return state("paused") and #(state("items") or {}) > 0
  end)
end

local function go_home()
  for _ = 1, HOME_TRIES do
    if state("scene") == settings.home then
      return
    elseif offers(settings.home_entry) then
      choose(settings.home_entry)
    else
      actions.press(settings.menu_key)
    end
  end
  if state("scene") ~= settings.home then
    fail("timeout", "no way leads to the scene " .. format.value(settings.home))
  end
end

local function follow(steps)
  for _, step in ipairs(steps) do
    if type(step) == "number" then
      actions.press(step)
    else
      actions.select(step)
    end
  end
end

-- Be in a scene, not under a pause: stay there, or go by way of home.
function actions.goto_scene(name)
  usage.check(type(name) == "string", 1, "goto_scene", "string", name)
  if state("scene") == name and not offers(settings.home_entry) then
    return
  end
  local route = settings.routes[name]
  if not route and name ~= settings.home then
    usage.fail("goto_scene: no way to '" .. name .. "' is known; say it with "
      .. "actions.configure({ routes = { " .. name .. " = { \"an entry\", KEY_X } } })")
  end
  go_home()
  follow(route or {})
  await("the scene " .. format.value(name), function()
    return state("scene") == name
  end)
end

-- Wait until the game is there, go home, and begin to play.
function actions.start_game()
  await("the game", function()
    return state("initialized") ~= false
  end)
  go_home()
  actions.select(settings.start_entry)
  await("the game's first scene", function()
    return state("scene") ~= settings.home
  end)
end

local function known_settings()
  local names = {}
  for name in pairs(settings) do
    names[#names + 1] = name
  end
  return "there are " .. table.concat(names, ", ")
end

function actions.configure(options)
  for name, value in pairs(options) do
    if settings[name] == nil then
      usage.fail("configure: there is no setting '" .. tostring(name) .. "'; " .. known_settings())
    end
    settings[name] = value
  end
end

return actions
