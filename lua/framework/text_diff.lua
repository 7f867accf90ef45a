-- Two texts of several lines, line by line: "- " before what only the expected one has, "+ " before
-- what only the actual one has, and a few equal lines around.

local text = require("framework.text")

local byte, find, sub = string.byte, string.find, string.sub
local gmatch, gsub = string.gmatch, string.gsub

local text_diff = {}

local CONTEXT = 3
-- Beyond that, what lies between the first and the last difference is shown as one block.
local MOST_PAIRS = 250000

-- Lines with their ends, so that a text without the last one differs.
local function split(s)
  local lines = {}
  for line in gmatch(s, "[^\n]*\n?") do
    if line ~= "" then
      lines[#lines + 1] = line
    end
  end
  return lines
end

local function escape(char)
  return char == "\t" and char or string.format("\\x%02x", byte(char))
end

-- Spaces before the end of a line are not seen either.
local function shown(line, marks_end)
  local cut = gsub(line, "\n$", "")
  cut = text.clean((gsub(cut, "%c", escape)))
  cut = gsub(cut, " +$", function(spaces)
    return string.rep("\\x20", #spaces)
  end)
  return marks_end and sub(line, -1) ~= "\n" and cut .. " (no newline at the end)" or cut
end

local function equal_ends(a, b)
  local first, last = 0, 0
  local shorter = math.min(#a, #b)
  while first < shorter and a[first + 1] == b[first + 1] do
    first = first + 1
  end
  while last < shorter - first and a[#a - last] == b[#b - last] do
    last = last + 1
  end
  return first, last
end

-- longest[i][j] is how many lines the parts from a[i] and from b[j] on have in common.
local function common_lengths(a, b, first, last)
  local longest = {}
  for i = #a - last + 1, first + 1, -1 do
    longest[i] = {}
    for j = #b - last + 1, first + 1, -1 do
      if i > #a - last or j > #b - last then
        longest[i][j] = 0
      elseif a[i] == b[j] then
        longest[i][j] = longest[i + 1][j + 1] + 1
      else
        longest[i][j] = math.max(longest[i + 1][j], longest[i][j + 1])
      end
    end
  end
  return longest
end

local function is_removed_next(longest, i, j, a_end, b_end)
  if i > a_end or j > b_end then
    return i <= a_end
  end
  return not longest or longest[i + 1][j] >= longest[i][j + 1]
end

-- Steps from one text to the other: { sign, line } each.
local function edits(a, b)
  local first, last = equal_ends(a, b)
  local a_end, b_end = #a - last, #b - last
  local small = (a_end - first) * (b_end - first) <= MOST_PAIRS
  local longest = small and common_lengths(a, b, first, last)
  local steps, i, j = {}, first + 1, first + 1
  for k = 1, first do
    steps[k] = { " ", a[k] }
  end
  while i <= a_end or j <= b_end do
    if longest and i <= a_end and j <= b_end and a[i] == b[j] then
      steps[#steps + 1] = { " ", a[i] }
      i, j = i + 1, j + 1
    elseif is_removed_next(longest, i, j, a_end, b_end) then
      steps[#steps + 1] = { "-", a[i] }
      i = i + 1
    else
      steps[#steps + 1] = { "+", b[j] }
      j = j + 1
    end
  end
  for k = a_end + 1, #a do
    steps[#steps + 1] = { " ", a[k] }
  end
  return steps
end

-- Which steps are shown: those that change something, and the equal ones near them.
local function near_changes(steps)
  local near = {}
  for i = 1, #steps do
    if steps[i][1] ~= " " then
      for k = math.max(1, i - CONTEXT), math.min(#steps, i + CONTEXT) do
        near[k] = true
      end
    end
  end
  return near
end

-- Whether both are texts and one has several lines.
function text_diff.applies(expected, actual)
  return type(expected) == "string"
    and type(actual) == "string"
    and (find(expected, "\n", 1, true) or find(actual, "\n", 1, true)) ~= nil
end

function text_diff.lines(expected, actual)
  local steps = edits(split(expected), split(actual))
  local near = near_changes(steps)
  local marks_end = (sub(expected, -1) == "\n") ~= (sub(actual, -1) == "\n")
  local lines, skipped = {}, 0
  for i = 1, #steps do
    if near[i] then
      if skipped > 0 then
        lines[#lines + 1] = "  … " .. skipped .. (skipped == 1 and " equal line" or " equal lines")
        skipped = 0
      end
      local sign, line = steps[i][1], steps[i][2]
      lines[#lines + 1] = sign .. " " .. shown(line, marks_end and sign ~= " ")
    else
      skipped = skipped + 1
    end
  end
  return lines
end

return text_diff
