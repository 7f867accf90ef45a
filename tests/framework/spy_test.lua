-- Spies: what they record, and the assertions on it.

local assertions = require("framework.assertions")
local probing = require("probing")
local raises, echo = probing.raises, probing.echo

local subject = assertions.new()
local assert, spy, match = subject.assert, subject.spy, subject.match

local function fails(fn)
  local ok, err = pcall(fn)
  return not ok and getmetatable(err) == assertions.Failure
end

local function called_times(count)
  local s = spy.new()
  for _ = 1, count do
    s()
  end
  return s
end

describe("a spy", function()
  it("calls through and records", function()
    local s = spy.new(echo)
    local a, b = s(1, nil)
    assert.equal(1, a)
    assert.is_nil(b)
    assert.equal(2, s.calls[1].vals.n)
    assert.equal(1, s.returnvals[1].vals[1])
    assert.is_true(spy.is_spy(s))
    assert.is_false(spy.is_spy({}))
  end)

  it("records a call that raises", function()
    local s = spy.new(function()
      error("boom")
    end)
    assert.has_error(s, "boom")
    assert.spy(s).was.called(1)
    assert.equal(0, #s.returnvals)
  end)

  it("refuses what cannot be called", function()
    assert.is_true(raises(function()
      spy.new(5)
    end))
  end)

  it("on a table replaces, and puts back", function()
    local t = { f = echo }
    local s = spy.on(t, "f")
    assert.equal(3, t.f(3))
    assert.spy(t.f).was.called_with(3)
    assert.equal(echo, s:revert())
    assert.equal(echo, t.f)
    t.f = nil
    s:revert()
    assert.is_nil(t.f)
  end)

  it("on an inherited key leaves nothing behind", function()
    local t = setmetatable({}, { __index = { f = echo } })
    local s = spy.on(t, "f")
    assert.equal(s, rawget(t, "f"))
    s:revert()
    assert.is_nil(rawget(t, "f"))
  end)

  it("forgets its calls when cleared", function()
    local s = called_times(2)
    assert.equal(s, s:clear())
    assert.spy(s).was_not.called()
  end)

  it("keeps the arguments as they were and as they are", function()
    local s, t = spy.new(), { 1 }
    s(t)
    t[1] = 2
    assert.spy(s).was.called_with({ 1 })
    assert.spy(s).was_not.called_with({ 2 })
    assert.spy(s).was.called_with(match.is_ref(t))
    assert.equal(t, s.calls[1].refs[1])
  end)
end)

describe("count of calls:", function()
  for _, row in ipairs({
    { "called", 1, nil, true },
    { "called", 0, nil, false },
    { "called", 2, 2, true },
    { "called", 1, 2, false },
    { "called", 0, 0, true },
    { "called_at_least", 2, 2, true },
    { "called_at_least", 1, 2, false },
    { "called_at_most", 2, 2, true },
    { "called_at_most", 3, 2, false },
    { "called_more_than", 3, 2, true },
    { "called_more_than", 2, 2, false },
    { "called_less_than", 1, 2, true },
    { "called_less_than", 2, 2, false },
  }) do
    local word, count, times, holds = row[1], row[2], row[3], row[4]
    it(word .. "(" .. tostring(times) .. ") after " .. count, function()
      local s = called_times(count)
      assert.equal(not holds, fails(function()
        assert.spy(s).was[word](times)
      end))
      assert.equal(holds, fails(function()
        assert.spy(s).was_not[word](times)
      end))
    end)
  end
end)

describe("arguments:", function()
  for i, row in ipairs({
    { true, { "a", { 1 } }, { "a", { 1 } } },
    { false, { "a" }, { "b" } },
    { false, { "a" }, { "a", "b" } },
    { false, { "a", nil, n = 2 }, { "a" } },
    { true, { nil, nil, n = 2 }, { nil, nil, n = 2 } },
    { true, { 1, "x" }, { match._, match.is_string() } },
    { false, { 1 }, { match.is_table() } },
    { true, { nil, n = 1 }, { match.is_nil() } },
    { true, {}, {} },
  }) do
    it("case " .. i, function()
      local s = spy.new(echo)
      s(unpack(row[2], 1, row[2].n or #row[2]))
      s("another call")
      for _, word in ipairs({ "called_with", "returned_with" }) do
        assert.equal(not row[1], fails(function()
          assert.spy(s).was[word](unpack(row[3], 1, row[3].n or #row[3]))
        end))
        assert.equal(row[1], fails(function()
          assert.spy(s)["was_not_" .. word](unpack(row[3], 1, row[3].n or #row[3]))
        end))
      end
    end)
  end

  it("the message shows them", function()
    local s = spy.new()
    s(1, "x")
    local _, err = pcall(assert.spy(s).was.called_with, match.is_near(1, 2), 5)
    local lines = "expected:  (match.is_near(1, 2), 5)\nlast call: (1, \"x\")"
    assert.equal("expected a call with these arguments\n" .. lines, err.message)
    _, err = pcall(assert.spy(s, "mine").was.called, 2)
    assert.equal("mine\nexpected 2 call(s), but there were 1\nlast call: (1, \"x\")", err.message)
  end)

  it("only of spies", function()
    for _, word in ipairs({ "called", "called_with", "returned_with" }) do
      for _, payload in ipairs({ echo, {}, "text", 5 }) do
        assert.is_true(raises(function()
          assert.spy(payload).was[word]()
        end))
      end
      assert.is_true(raises(assert.was[word]))
    end
  end)
end)
