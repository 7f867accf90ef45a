-- Chains of words such as assert.is_not.equal or match.is_number, and the registry of the words.
-- A chain is a tree of nodes that are made once and kept; a node holds nothing of the call it is
-- used for, so nothing is left over when an assertion fails. What a node means is looked up at
-- its first call, and again after a word was registered.

local globals = require("framework.globals")
local usage = require("framework.usage")
local values = require("framework.values")

local getmetatable = debug.getmetatable

local chain = {}

-- Given a mistyped word and all words, names the nearest; set by the engine.
function chain.nearest()
  return ""
end

-- kind -> word -> { name, callback, positive, negative, … }
local words = { modifier = {}, assertion = {}, matcher = {} }

-- node -> the node before it, which as the first argument comes from a colon: assert:equal(1, 2).
local parents = setmetatable({}, { __mode = "k" })

local resolved = {} -- metatables of the nodes whose meaning was looked up

local call_unresolved

local function forget_meanings()
  for i = 1, #resolved do
    resolved[i].__call = call_unresolved
    resolved[i] = nil
  end
end

local function words_of(kind)
  words[kind] = words[kind] or {}
  return words[kind]
end

function chain.register(kind, name, word)
  word.name = string.lower(name)
  words_of(kind)[word.name] = word
  forget_meanings()
  return word
end

function chain.word(kind, name)
  return words_of(kind)[string.lower(name)]
end

function chain.unregister(kind, name)
  words_of(kind)[string.lower(name)] = nil
  forget_meanings()
end

local function tokens_of(path)
  local tokens = {}
  for token in string.gmatch(string.lower(path), "[^_]+") do
    tokens[#tokens + 1] = token
  end
  return tokens
end

local function known_words(kind)
  local names = {}
  for _, own in ipairs({ words[kind], words.modifier }) do
    for name in pairs(own) do
      names[#names + 1] = name
    end
  end
  return table.concat(names, " ")
end

-- `path` is what no word was found in; the words at its beginning may be good ones.
local function refuse(path, kind)
  local rest = path
  while rest do
    path = rest
    local first, after = string.match(rest, "^([^_]+)_(.+)$")
    rest = first and (words.modifier[first] or words[kind][first]) and after
  end
  usage.fail("unknown " .. kind .. " '" .. path .. "'" .. chain.nearest(path, known_words(kind)))
end

-- From the end, joining tokens: `error_matches` is one word, and so is `error` before `matches`.
local function names_of(path, kind)
  local tokens, own, names = tokens_of(path), words[kind], {}
  local i, name = #tokens, nil
  while i > 0 do
    name = name and tokens[i] .. "_" .. name or tokens[i]
    while i > 1 and own[tokens[i - 1] .. "_" .. name] do
      i = i - 1
      name = tokens[i] .. "_" .. name
    end
    if own[name] or words.modifier[name] then
      table.insert(names, 1, name)
      name = nil
    end
    i = i - 1
  end
  if name then
    refuse(name, kind)
  end
  return names
end

-- The last subject word of the path (or nil), and its modifiers in order.
local function parse(path, kind)
  local subject, modifiers = nil, {}
  local names = names_of(path, kind)
  for i = 1, #names do
    subject = words[kind][names[i]] or subject
    modifiers[#modifiers + 1] = words.modifier[names[i]]
  end
  return subject, modifiers
end

local function new_state(base)
  local state = { mod = true }
  for key, value in pairs(base or {}) do
    state[key] = value
  end
  return state
end

local new_node

local function bind(spec, modifiers, base, ...)
  local state = new_state(base)
  for i = 1, #modifiers do
    modifiers[i].callback(state, values.pack(...), 2)
  end
  return new_node(spec, "", state)
end

local function finish(node, spec, subject, modifiers, base, ...)
  if parents[node] == (...) then
    usage.fail("'" .. subject.name .. "' was called with a colon; write a dot before it")
  end
  local state = new_state(base)
  for i = 1, #modifiers do
    modifiers[i].callback(state)
  end
  return spec.finish(subject, state, values.pack(...), ...)
end

-- What the modifiers make of state.mod, or nil if one does more than that.
local function plain_mod(modifiers)
  local mod = true
  for i = 1, #modifiers do
    if not modifiers[i].polarity then
      return nil
    end
    mod = mod == (modifiers[i].polarity == "positive")
  end
  return mod
end

-- `quick` gives true, false, or nil where the whole procedure has to decide; on the passing way no
-- table is made.
local function quick_call(spec, subject, modifiers)
  local quick, mod = subject.quick, plain_mod(modifiers)
  return function(node, ...)
    if quick(...) == mod and parents[node] ~= (...) then
      return ...
    end
    return finish(node, spec, subject, modifiers, nil, ...)
  end
end

local function meaning(meta)
  local spec, base = meta.spec, meta.state
  local subject, modifiers = parse(meta.path, spec.kind)
  if not subject then
    return function(_, ...)
      return bind(spec, modifiers, base, ...)
    end
  elseif subject.quick and not base and plain_mod(modifiers) ~= nil then
    return quick_call(spec, subject, modifiers)
  end
  return function(node, ...)
    return finish(node, spec, subject, modifiers, base, ...)
  end
end

function call_unresolved(node, ...)
  local meta = getmetatable(node)
  local call = meaning(meta)
  -- A node with a state lives for one assertion: listing it would keep it alive.
  if not meta.state then
    meta.__call = call
    resolved[#resolved + 1] = meta
  end
  return call(node, ...)
end

-- The nodes after a node, by word. They are not in the node itself, so that a test's assignment
-- there is seen and put back.
local function children_of(parent, meta)
  return setmetatable({}, {
    __index = function(children, key)
      local path = meta.path == "" and key or meta.path .. "_" .. key
      local node = new_node(meta.spec, path, meta.state)
      rawset(children, key, node)
      parents[node] = parent
      return node
    end,
  })
end

local function start(node, meta)
  meta.__index, meta.__newindex = children_of(node, meta), globals.add
  meta.__metatable = false
  return setmetatable(node, meta)
end

function new_node(spec, path, state)
  return start({}, { __call = call_unresolved, spec = spec, path = path, state = state })
end

-- Make `root` the start of chains. `spec`: the kind of the subjects, and what a chain does in the
-- end, finish(subject, state, arguments, ...).
function chain.start(root, spec, call)
  return start(root, { __call = call, spec = spec, path = "" })
end

return chain
