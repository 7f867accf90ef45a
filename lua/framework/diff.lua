-- Every path at which two values differ, in the order of the keys, so that a failing comparison
-- of large tables shows the differences and nothing else.

local equality = require("framework.equality")
local format = require("framework.format")
local ordered = require("framework.ordered")
local text_diff = require("framework.text_diff")

local diff = {}

-- Tables shared many times over could differ at more paths than fit into memory.
local MOST_LINES = 10000
-- Two values that take more than this are shown one below the other.
local LINE_BYTES = 200

local function step(key)
  if format.is_name(key) then
    return "." .. key
  end
  return "[" .. format.value(key, { depth = 2, items = 10 }) .. "]"
end

local function all_keys(a, b)
  local union = {}
  for key in next, a do
    union[key] = true
  end
  for key in next, b do
    union[key] = true
  end
  return ordered.keys(union)
end

local function add(report, line)
  if #report.lines == MOST_LINES then
    report.lines[MOST_LINES + 1] = "… and more"
  elseif #report.lines < MOST_LINES then
    report.lines[#report.lines + 1] = line
  end
end

local function note(report, path, expected, actual)
  local where = path == "" and "(root)" or path
  if #expected + #actual < LINE_BYTES then
    add(report, where .. ": expected " .. expected .. ", actual " .. actual)
  else
    add(report, where .. ":")
    add(report, "  expected: " .. expected)
    add(report, "  actual:   " .. actual)
  end
end

local function note_texts(report, path, lines)
  add(report, (path == "" and "(root)" or path) .. ": - expected, + actual")
  for i = 1, #lines do
    add(report, "  " .. lines[i])
  end
end

local walk

local function walk_key(report, path, key, expected, actual)
  local wanted, given = rawget(expected, key), actual[key]
  path = path .. step(key)
  if wanted == nil then
    if expected[key] == nil then
      note(report, path, "nothing", report.write(given))
    end
  elseif given == nil then
    note(report, path, report.write(wanted), "nothing")
  else
    walk(report, path, wanted, given, false)
  end
end

-- A pair is not walked again while it is open, or after it was found equal; one that differs is,
-- since its differences are found at another path then.
local function walk_contents(report, path, expected, actual)
  local partners = report.settled[expected] or {}
  report.settled[expected] = partners
  if partners[actual] then
    return
  end
  partners[actual] = true
  local lines_before = #report.lines
  local keys = all_keys(expected, actual)
  for i = 1, #keys do
    walk_key(report, path, keys[i], expected, actual)
  end
  partners[actual] = #report.lines == lines_before or nil
end

function walk(report, path, expected, actual, top)
  local verdict = equality.verdict(expected, actual, top)
  if verdict == true or #report.lines > MOST_LINES then
    return
  end
  local lines_before = #report.lines
  if type(expected) == "table" and type(actual) == "table" then
    walk_contents(report, path, expected, actual)
  end
  -- An __eq may tell apart what has the same contents.
  if verdict == false and #report.lines == lines_before then
    if text_diff.applies(expected, actual) then
      note_texts(report, path, text_diff.lines(expected, actual))
    else
      note(report, path, report.write(expected), report.write(actual))
    end
  end
end

-- `write` turns a value into text.
function diff.paths(expected, actual, write)
  local report = { lines = {}, settled = {}, write = write or format.value }
  walk(report, "", expected, actual, true)
  return report.lines
end

return diff
