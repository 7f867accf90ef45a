-- What a test raises when it fails, as opposed to an error: a table with a message and a kind.
-- tostring gives the message, so that pcall and has_error can look at it like at any error.

local format = require("framework.format")
local traceback = require("framework.traceback")

local Failure = {}
Failure.__index = Failure

function Failure.__tostring(self)
  return self.message
end

local failure = { Failure = Failure }

local origins = setmetatable({}, { __mode = "k" }) -- failure -> where it was made

function failure.new(kind, message)
  local made = setmetatable({ kind = kind, message = message }, Failure)
  local place, lines = traceback.capture()
  origins[made] = { place = place, lines = lines }
  return made
end

function failure.is(value)
  return getmetatable(value) == Failure
end

local OUT_OF_MEMORY = "not enough memory"
local BARE = { [OUT_OF_MEMORY] = true, ["stack overflow"] = true } -- Lua knows no place for these

function failure.is_out_of_memory(err)
  return err == OUT_OF_MEMORY
end

local function with_place(place, message)
  return place and traceback.position(place) .. ": " .. message or message
end

local remembered -- of the text that was raised last, caught and may be raised again: its place

-- A handler for errors that are raised again: that leaves the place of those that name none.
function failure.remember(err)
  if type(err) == "string" and not traceback.split(err) then
    local place, lines = traceback.capture()
    remembered = { err = err, place = place, lines = lines }
  end
  return err
end

local function explain_text(err, thread)
  local named, words = traceback.split(err)
  local bare, own = traceback.without_own(err, thread)
  local place, lines = traceback.capture(thread, named)
  if remembered and remembered.err == err then
    place, lines = remembered.place, remembered.lines
  end
  if named or own or BARE[bare] then
    return with_place(place, words or bare), place, lines
  end
  return err, place, lines
end

local function explain_object(err, thread)
  local origin = origins[err]
  local place, lines
  if origin then
    place, lines = origin.place, origin.lines
  else
    place, lines = traceback.capture(thread)
  end
  local message = failure.is(err) and err.message or "error object: " .. format.value(err)
  return with_place(place, message), place, lines
end

-- What is known of an error that has ended the coroutine `thread`: kind, message with its place,
-- place and traceback. Its stack is still there, also when it has overflown.
function failure.explain(err, thread)
  local explain = type(err) == "string" and explain_text or explain_object
  local message, place, lines = explain(err, thread)
  return {
    kind = failure.is(err) and err.kind or "error",
    message = format.clean(tostring(message)),
    place = place,
    traceback = table.concat(lines, "\n"),
  }
end

return failure
