-- Stubs and mocks, and the snapshots that take them out again.

local subject = require("framework.assertions").new()
local probing = require("probing")
local raises, echo = probing.raises, probing.echo
local assert, spy, stub, mock = subject.assert, subject.spy, subject.stub, subject.mock
local match = subject.match

describe("a stub", function()
  it("does nothing, or returns what it was told to", function()
    local t = { f = echo }
    local s = stub(t, "f")
    assert.equal(0, select("#", t.f(1)))
    assert.stub(s).was.called_with(1)
    assert.equal(echo, s:revert())
    assert.equal(echo, t.f)
    stub(t, "f", 1, nil, 3)
    assert.equal(3, (select(3, t.f())))
    stub(t, "g", function(x)
      return x * 2
    end)
    assert.equal(8, t.g(4))
  end)

  it("puts back nil", function()
    local t = {}
    stub.new(t, "f"):revert()
    assert.is_nil(t.f)
  end)

  it("takes orders", function()
    local t = {}
    local s = stub(t, "f").returns(1, 2)
    assert.equal(2, (select(2, t.f())))
    s.invokes(echo)
    assert.equal("x", t.f("x"))
    s.by_default.returns("default")
    assert.equal("default", t.f())
    s.by_default.invokes(echo)
    assert.equal("y", t.f("y"))
  end)

  it("takes orders for certain arguments, the first that fits", function()
    local t, key = {}, {}
    local s = stub(t, "f").returns("default")
    s.on_call_with(1).returns("one")
    s.on_call_with(1).returns("late")
    s.on_call_with(match.is_string(), 2).invokes(echo)
    s.on_call_with(match.is_ref(key)).returns("key")
    s.on_call_with({}).returns("empty")
    s.on_call_with().returns("none")
    for _, row in ipairs({
      { "one", 1 },
      { "x", "x", 2 },
      { "default", "x" },
      { "key", key },
      { "empty", {} },
      { "none" },
    }) do
      assert.equal(row[1], t.f(unpack(row, 2)))
    end
  end)

  it("needs a table and a key that can be called", function()
    for _, row in ipairs({ { 5, "f" }, { {}, nil }, { { x = 1 }, "x" }, { nil, "x" } }) do
      assert.is_true(raises(function()
        stub(row[1], row[2])
      end))
    end
  end)

  it("needs neither when it stands alone", function()
    local s = stub()
    s("x")
    assert.stub(s).was.called_with("x")
  end)
end)

describe("a mock", function()
  local function game()
    local t = { f = echo, inner = { g = echo }, number = 5 }
    t.itself = t
    return t
  end

  it("spies on every function inside", function()
    local t = game()
    assert.equal(t, mock(t))
    assert.equal(2, t.inner.g(2))
    assert.spy(t.inner.g).was.called_with(2)
    mock.clear(t)
    assert.spy(t.inner.g).was_not.called()
    mock.revert(t)
    assert.equal(echo, t.f)
    assert.equal(echo, t.inner.g)
  end)

  it("stubs them", function()
    local t = mock(game(), true)
    assert.is_nil(t.f(1))
    assert.stub(t.f).was.called_with(1)
    t = mock(game(), true, function()
      return "told"
    end)
    assert.equal("told", t.inner.g())
  end)

  it("of a function is a spy, of anything else itself", function()
    assert.is_true(spy.is_spy(mock(echo)))
    assert.equal(5, mock(5))
  end)
end)

describe("a snapshot", function()
  it("puts back what was replaced since, in reverse", function()
    local t = { f = echo }
    local snapshot = subject.snapshot()
    spy.on(t, "f")
    spy.on(t, "f")
    stub(t, "f", 1)
    stub(t, "g", 1)
    mock(t)
    snapshot:revert()
    assert.equal(echo, t.f)
    assert.is_nil(t.g)
  end)

  it("takes newer ones with it", function()
    local t = { f = echo, g = echo }
    local outer = assert:snapshot()
    spy.on(t, "f")
    local inner = assert:snapshot()
    spy.on(t, "g")
    outer()
    assert.equal(echo, t.f)
    assert.equal(echo, t.g)
    assert.is_true(raises(function()
      inner:revert()
    end))
  end)
end)
