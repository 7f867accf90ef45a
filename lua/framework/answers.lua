-- `nil, message`: whether the test took the message, and where. A call that takes one value, or
-- none, leaves the message unread; the number is in the bytecode of the line.

local jit_util = require("jit.util")
local traceback = require("framework.traceback")

local answers = {}

local tell -- told where the answer was given, its text, and whether the message was dropped

local function operation(fn, pc)
  local instruction = jit_util.funcbc(fn, pc)
  return bit.band(instruction, 255), bit.rshift(instruction, 24)
end

-- The operation next to last: the codes differ between versions of LuaJIT.
local function operation_of(text)
  local fn = load(text)
  return (operation(fn, jit_util.funcinfo(fn).bytecodes - 2))
end

local CALLS = {
  [operation_of("local f = ... f()")] = true,
  [operation_of("local f = ... f(...)")] = true,
}
local TAIL_CALLS = {}
for _, text in ipairs({ "local f = ... return f()", "local f = ... return f(...)" }) do
  local fn = load(text)
  TAIL_CALLS[operation(fn, jit_util.funcinfo(fn).bytecodes - 1)] = true
end

-- Does any call in this line take two values or all? Then one cannot say that none was read.
local function scan(fn, line)
  for pc = 1, jit_util.funcinfo(fn).bytecodes - 1 do
    if jit_util.funcinfo(fn, pc).currentline == line then
      local code, results = operation(fn, pc)
      if TAIL_CALLS[code] or (CALLS[code] and (results == 0 or results > 2)) then
        return true
      end
    end
  end
  return false
end

local scanned = setmetatable({}, { __mode = "k" })

local function takes_message(fn, line)
  local lines = scanned[fn] or {}
  scanned[fn] = lines
  if lines[line] == nil then
    lines[line] = scan(fn, line)
  end
  return lines[line]
end

-- Called by what a test calls: note that it answers `nil, message`. `why` is the kind of reason:
-- only for "undeclared" is a dropped message a mistake.
function answers.note(name, message, why)
  local where = traceback.position(traceback.capture())
  local caller = debug.getinfo(3, "Slf")
  local dropped = why == "undeclared"
    and traceback.is_test_code(caller)
    and not takes_message(caller.func, caller.currentline)
  tell(where or "", name .. " gave nil: " .. message, dropped)
end

function answers.bind(call)
  tell = call.note_answer
end

return answers
