-- Matchers: values that stand for "any value that …" among expected arguments. `match._` fits
-- anything; match.is_number() and the like are chains that end in a matcher.

local chain = require("framework.chain")
local format = require("framework.format")
local values = require("framework.values")

local match = {}

local Matcher = {}

function Matcher.__call(self, value)
  return (not self.callback(value)) ~= self.mod
end

function Matcher.__tostring(self)
  local arguments = values.show(self.arguments, format.value)
  return "match." .. (self.mod and "is_" or "is_not_") .. self.name .. arguments
end

local function new(name, mod, callback, arguments)
  local fields = { name = name, mod = mod, callback = callback, arguments = arguments }
  return setmetatable(fields, Matcher)
end

function match.is_matcher(v)
  return type(v) == "table" and getmetatable(v) == Matcher
end

function match.is_ref_matcher(v)
  return match.is_matcher(v) and v.name == "ref"
end

match._ = new("anything", true, function()
  return true
end, values.pack())

return chain.start(match, {
  kind = "matcher",
  finish = function(word, state, arguments)
    return new(word.name, state.mod, word.callback(state, arguments, 2), arguments)
  end,
})
