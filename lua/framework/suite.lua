-- describe/it build a tree and run nothing. The flat list of its tests is what gets selected,
-- sharded and run.

local format = require("framework.format")
local globals = require("framework.globals")

local find, getinfo, type = string.find, debug.getinfo, type

local suite = {}

local root -- the block of the file itself
local block -- the block being declared
local tests
local script_call -- what made the file a script: name and where it was called

local HOOKS = { "before_all", "after_all", "before_each", "after_each" }
local HOOK_WORDS = {
  before_all = "before_all", after_all = "after_all", before_each = "before_each",
  after_each = "after_each", setup = "before_all", teardown = "after_all",
}

local OPTIONS = {
  tags = "a list of texts",
  timeout_frames = "a whole number above 0",
  retries = "a whole number from 0",
  skip = "true, false or a reason",
  only = "true or false",
  when = "true, false or a function",
  xfail = "true, false or a reason",
}

local function is_whole(value, low)
  return type(value) == "number" and value >= low and value % 1 == 0
end

local function is_reason(value)
  return type(value) == "boolean" or type(value) == "string"
end

local CHECKS = {
  tags = function(value)
    local count = 0
    for _, tag in next, value do
      if type(tag) ~= "string" or tag == "" or string.find(tag, "[,%c]") then
        return false
      end
      count = count + 1
    end
    return count == #value -- all of them have a place in the list
  end,
  timeout_frames = function(value)
    return is_whole(value, 1)
  end,
  retries = function(value)
    return is_whole(value, 0)
  end,
  skip = is_reason,
  only = function(value)
    return type(value) == "boolean"
  end,
  when = function(value)
    return type(value) == "boolean" or type(value) == "function"
  end,
  xfail = is_reason,
}

local function check_options(what, options, level)
  for key, value in pairs(options) do
    if not OPTIONS[key] then
      local known = "only, retries, skip, tags, timeout_frames, when, xfail"
      error(what .. ": unknown option " .. format.value(key) .. "; known: " .. known, level + 1)
    end
    local ok, valid = pcall(CHECKS[key], value)
    if not (ok and valid) then
      local expected = " must be " .. OPTIONS[key] .. ", got " .. format.value(value)
      error(what .. ": option '" .. key .. "'" .. expected, level + 1)
    end
  end
end

local function complain(what, argument, expected, got, level)
  local message = what .. ": argument '" .. argument .. "' must be " .. expected
  error(message .. ", got " .. format.value(got), level + 1)
end

-- One line, valid UTF-8: names are printed one a line and stand in reports.
local function clean_name(name)
  if not find(name, "[%c\128-\255]") then
    return name
  end
  return (string.gsub(format.clean(name), "[\r\n]", { ["\r"] = "\\r", ["\n"] = "\\n" }))
end

local NO_OPTIONS = {}

local function read_arguments(what, name, options, fn, level)
  if type(options) == "function" and fn == nil then
    options, fn = nil, options
  end
  if type(name) ~= "string" or name == "" then
    complain(what, "name", "a text that is not empty", name, level + 1)
  elseif fn ~= nil and type(fn) ~= "function" then
    complain(what, "fn", "a function", fn, level + 1)
  elseif options == nil then
    return clean_name(name), NO_OPTIONS, fn
  elseif type(options) ~= "table" then
    complain(what, "opts", "a table", options, level + 1)
  end
  check_options(what, options, level + 1)
  return clean_name(name), options, fn
end

local function require_declaring(what)
  if not block and script_call then
    local reason = " was called at the top of a file that declares tests, where no game runs yet; "
    local where = script_call.where and script_call.where .. ": " or ""
    error(where .. script_call.name .. reason .. "move it into it() or a hook", 0)
  elseif not block then
    error(what .. " was called while tests run; it belongs to the top of a file or a describe", 3)
  end
end

local function joined_tags(around, own)
  if not own or #own == 0 then
    return around
  end
  return (around == "" and "" or around .. ",") .. format.clean(table.concat(own, ","))
end

local function with_own(inherited, options)
  local merged = {}
  for key, value in pairs(inherited) do
    merged[key] = value
  end
  for key, value in pairs(options) do
    merged[key] = value
  end
  return merged
end

local OUTSIDE = { inherited = {}, tags = "", path = {} }

local function new_block(name, options, parent, line)
  local around = parent or OUTSIDE
  local made = { name = name, parent = parent, line = line }
  made.inherited = with_own(around.inherited, options)
  made.tags = joined_tags(around.tags, options.tags)
  made.path = { unpack(around.path) }
  made.path[#made.path + 1] = made
  for _, hook in ipairs(HOOKS) do
    made[hook] = {}
  end
  return made
end

local function line_of_caller()
  return getinfo(3, "l").currentline
end

local function declare_block(what, name, options, fn, insulated)
  name, options, fn = read_arguments(what, name, options, fn, 3)
  if not fn then
    error(what .. ": argument 'fn' must be a function, got nil", 3)
  end
  local outer, made = block, new_block(name, options, block, getinfo(3, "l").currentline)
  block = made
  if insulated then
    globals.insulate(made, fn)
  else
    fn()
  end
  block = outer
end

-- The words for a block of tests. Messages have the one that was written. What an insulated block
-- assigns to globals, and the files it requires, end with it.
for _, word in ipairs({ "describe", "context", "insulate" }) do
  suite[word] = function(name, options, fn)
    require_declaring(word)
    declare_block(word, name, options, fn, word == "insulate")
  end
end

local function declare(what, name, options, fn, line)
  local test = { name = name, options = options, fn = fn, block = block, line = line }
  if not fn and not options.skip then
    test.pending = what == "pending" and "pending" or "no function was given"
  end
  tests[#tests + 1] = test
  return test
end

for _, word in ipairs({ "it", "spec", "test" }) do
  suite[word] = function(name, options, fn)
    require_declaring(word)
    name, options, fn = read_arguments(word, name, options, fn, 2)
    declare(word, name, options, fn, line_of_caller())
  end
end

-- pending(name) and pending(name, fn) declare a test that is skipped; the function never runs.
function suite.pending(name, options, fn)
  name, options = read_arguments("pending", name, options, fn, 2)
  declare("pending", name, options, nil, line_of_caller())
end

for word, hook in pairs(HOOK_WORDS) do
  suite[word] = function(fn)
    require_declaring(word)
    if type(fn) ~= "function" then
      error(word .. ": argument 'fn' must be a function, got " .. format.value(fn), 2)
    end
    table.insert(block[hook], { fn = fn, name = word, line = line_of_caller() })
  end
end

function suite.begin()
  root = new_block(nil, {}, nil, 0)
  block, tests = root, {}
end

-- End the declarations and return the list of tests in order.
function suite.finish()
  block = nil
  return tests
end

function suite.is_declaring()
  return block ~= nil
end

function suite.in_describe()
  return block ~= root
end

-- Note the call of `name` at `where` that needs a running game, at the top of the file.
function suite.note_script(name, where)
  script_call = { name = name, where = where }
end

-- A file that declares no test is one test: its own text, run as a whole.
function suite.script(fn)
  suite.begin()
  declare("script", nil, {}, fn, 1)
  return suite.finish()
end

-- An option of the test, or of the nearest block around it that sets it.
function suite.option(test, key)
  local value = test.options[key]
  if value == nil then
    return test.block.inherited[key]
  end
  return value
end

-- The tags of the blocks around a test and its own, outermost first, joined by commas.
function suite.tags(test)
  return joined_tags(test.block.tags, test.options.tags)
end

-- The blocks around a test, outermost first.
function suite.blocks(test)
  return test.block.path
end

return suite
