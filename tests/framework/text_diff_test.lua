-- Texts of several lines, compared line by line.

local expect = require("probing").expect
local text_diff = require("framework.text_diff")

local function numbers(first, last)
  local lines = {}
  for i = first, last do
    lines[#lines + 1] = "line " .. i .. "\n"
  end
  return table.concat(lines)
end

local function check(expected, actual, shown)
  expect(true, text_diff.applies(expected, actual))
  expect(shown, table.concat(text_diff.lines(expected, actual), "\n"))
end

describe("a text of several lines", function()
  it("is only compared with another text", function()
    expect(false, text_diff.applies("a", "b"))
    expect(false, text_diff.applies("a\nb", 3))
    expect(false, text_diff.applies(nil, "a\nb"))
    expect(true, text_diff.applies("a", "b\n"))
  end)

  it("shows lines that are missing, new or changed", function()
    check("a\nb\nc\n", "a\nc\n", "  a\n- b\n  c")
    check("a\nc\n", "a\nb\nc\n", "  a\n+ b\n  c")
    check("a\nb\n", "a\nx\ny\n", "  a\n- b\n+ x\n+ y")
    check("a\nb\nc\nd\n", "b\nx\nd\ne\n", "- a\n  b\n- c\n+ x\n  d\n+ e")
    check("", "a\n", "+ a")
    check("a\na\na\n", "a\na\n", "  a\n  a\n- a")
  end)

  it("counts the equal lines that are far from a difference", function()
    check(
      numbers(1, 20),
      numbers(1, 9) .. numbers(11, 20),
      "  … 6 equal lines\n  line 7\n  line 8\n  line 9\n- line 10\n  line 11\n  line 12\n  line 13"
    )
  end)

  it("may lack the end of its last line", function()
    check("a\nb", "a\nb\n", "  a\n- b (no newline at the end)\n+ b")
    check("a\nb", "a\nc", "  a\n- b\n+ c")
  end)

  it("shows what is not seen", function()
    check("a  \nb\0\n", "a\t\nb\r\n", "- a\\x20\\x20\n- b\\x00\n+ a\t\n+ b\\x0d")
    check("\255\n", "\254\n", "- \\xff\n+ \\xfe")
  end)

  it("may be very long", function()
    local expected = numbers(1, 3000)
    local lines = text_diff.lines(expected, string.gsub(expected, "line", "row"))
    expect(6000, #lines)
    expect("- line 1", lines[1])
    expect("+ row 3000", lines[6000])
  end)
end)
