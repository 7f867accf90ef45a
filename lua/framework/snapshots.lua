-- What a test changed in the assertion library (spies in place, formatters, parameters), undone
-- in reverse order. Each change leaves a function that undoes it; a snapshot is a place in that
-- list.

local usage = require("framework.usage")

local snapshots = {}

local Snapshot = {}
Snapshot.__index = Snapshot

local undos = {}
local taken = {} -- snapshots that can still be reverted, oldest first

local formatters = {} -- newest first; replaced as a whole, so that undoing is putting back
local parameters = { TableFormatLevel = 3 }

function snapshots.take()
  local snapshot = setmetatable({ place = #undos, depth = #taken + 1 }, Snapshot)
  taken[snapshot.depth] = snapshot
  return snapshot
end

local function forget_from(snapshot)
  if getmetatable(snapshot) ~= Snapshot or taken[snapshot.depth] ~= snapshot then
    usage.fail("not a snapshot that can be reverted: it was before, or an older one was")
  end
  for depth = #taken, snapshot.depth, -1 do
    taken[depth] = nil
  end
end

-- Undo all that changed since; snapshots taken since are gone with it.
function Snapshot:revert()
  forget_from(self)
  for i = #undos, self.place + 1, -1 do
    local undo = undos[i]
    undos[i] = nil
    undo()
  end
end

-- Forget the snapshot and those taken since; the changes stay.
function Snapshot:remove()
  forget_from(self)
end

Snapshot.__call = Snapshot.revert

function snapshots.on_revert(undo)
  undos[#undos + 1] = undo
end

local function replace_formatters(list)
  local before = formatters
  formatters = list
  snapshots.on_revert(function()
    formatters = before
  end)
end

function snapshots.add_formatter(formatter)
  replace_formatters({ formatter, unpack(formatters) })
end

function snapshots.remove_formatter(formatter)
  local list = {}
  for i = 1, #formatters do
    if formatters[i] ~= formatter then
      list[#list + 1] = formatters[i]
    end
  end
  replace_formatters(list)
end

-- What the first formatter that knows the value makes of it, or nil.
function snapshots.format(value, details)
  for i = 1, #formatters do
    local shown = formatters[i](value, details)
    if shown ~= nil then
      return shown
    end
  end
end

function snapshots.set_parameter(name, value)
  local before = parameters[name]
  parameters[name] = value
  snapshots.on_revert(function()
    parameters[name] = before
  end)
end

function snapshots.get_parameter(name)
  return parameters[name]
end

return snapshots
