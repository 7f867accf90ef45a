"""However much a test writes, little of it is held and kept, and what is cut is counted."""

import re

GAME = """
class Game:
    def __init__(self, context): self.context = context
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api):
        api.command("lines", self.lines)
        api.command("at_once", self.at_once)
        api.command("pieces", self.pieces)
        api.command("print_part", lambda text: print(text, end=""))
        api.query("peak", peak)
    def lines(self, count):
        for number in range(int(count)):
            print("line %08d " % number + "x" * 85)
    def at_once(self, megabytes):
        print(("x" * 99 + "\\n") * int(megabytes * 10000), end="")
    def pieces(self, megabytes):
        piece = "y" * 1000
        for _ in range(int(megabytes * 1000)):
            print(piece, end="")
        print()

def peak():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) // 1024 for line in file if line.startswith("VmHWM"))

def create(context): return Game(context)
"""
LINE = "x" * 85


def run(project, lua, **options):
    project.write("chatty.py", GAME)
    project.suite(lua)
    return project.run(game="chatty:create", **options)


def kept(ended, name="t") -> list[str]:
    (part,) = ended.test(name)["artifacts"]
    return (ended.folder / part["path"]).read_text("utf-8").splitlines()


def cut(lines: list[str]) -> int:
    """Return how many lines were cut in the one place where some were."""
    (found,) = [line for line in lines if re.fullmatch(r"… \d+ lines cut …", line)]
    return int(found.split()[1])


def test_many_lines_leave_head_and_tail(project, count):
    megabytes = count(40, 200)
    total = megabytes * 10_000
    ended = run(
        project,
        f"""
it("t", function()
  local before = test_harness.query("peak")
  for _ = 1, {megabytes // 10} do
    test_harness.command("lines", {{ count = 100000 }})
    test_harness.wait_frames(1)
  end
  assert(test_harness.query("peak") - before < 64, "megabytes more")
end)
""",
    )
    assert ended.code == 0, ended.text
    lines = kept(ended)
    assert cut(lines) + len(lines) - 1 == total
    assert lines[0].endswith(f"stdout: line 00000000 {LINE}")
    assert lines[-1].endswith(f"stdout: line 00099999 {LINE}")
    assert 1000 < len(lines) < 12_000
    assert "… " in lines[1000]


def test_lines_of_lua_are_counted_as_well(project):
    project.suite("""
it("t", function() for i = 1, 30000 do print("line " .. i) end end)
it("u", function() print("short") end)
""")
    ended = project.run()
    lines = kept(ended)
    assert cut(lines) == 30_000 - (len(lines) - 1)
    assert lines[-1].endswith("line 30000")
    assert ended.log("u") == ["short"]


def test_one_print_of_many_lines(project, count):
    megabytes = count(20, 100)
    ended = run(
        project,
        f"""
it("t", function()
  local before = test_harness.query("peak")
  test_harness.command("at_once", {{ megabytes = {megabytes} }})
  assert(test_harness.query("peak") - before < 3 * {megabytes} + 32, "megabytes more")
end)
""",
    )
    assert ended.code == 0, ended.text
    lines = kept(ended)
    assert cut(lines) + len(lines) - 1 == megabytes * 10_000


def test_a_line_without_an_end_is_cut(project, count):
    megabytes = count(20, 200)
    ended = run(
        project,
        f"""
it("t", function()
  local before = test_harness.query("peak")
  test_harness.command("pieces", {{ megabytes = {megabytes} }})
  assert(test_harness.query("peak") - before < 16, "megabytes more")
end)
""",
    )
    assert ended.code == 0, ended.text
    (line,) = kept(ended)
    assert line.endswith(f"y … {megabytes * 1_000_000 - 65_536} characters cut …")
    assert len(line) < 66_000


def test_what_is_found_of_a_long_log_is_its_end(project):
    ended = run(
        project,
        """
it("t", function()
  test_harness.command("lines", { count = 20000 })
  assert_log_contains("line 00019999")
  assert.is_false((test_harness.find_log("line 00000000")))
  test_harness.clear_logs()
  test_harness.command("print_part", { text = "after" })
end)
it("u", function() end)
""",
    )
    assert ended.code == 0, ended.text
