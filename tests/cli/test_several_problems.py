"""What goes wrong behind a first failure is added to it, in order; nothing is dropped."""

from __future__ import annotations

from xml.etree import ElementTree as ET

SUITE = """
describe("all", function()
  after_each(function() error("inner one") end)
  after_each(function() error("inner two") end)
  after_all(function() error("closing one") end)
  after_all(function() error("closing two") end)
  it("t", function()
    finally(function() error("finalizer one") end)
    finally(function() error("finalizer two") end)
    error("first")
  end)
end)
after_each(function() if broken_outside then error("outer") end end)
it("fine", function() end)
""".replace("broken_outside", "false")
ORDER = ["first", "finalizer two", "finalizer one", "inner one", "inner two", "closing one",
         "closing two"]  # fmt: skip


def test_all_problems_are_reported_in_order(project, check_consistent):
    project.suite(SUITE)
    ended = project.run()
    check_consistent(ended, 1)
    message = ended.message("all > t")
    found = [message.index(words) for words in ORDER]
    assert found == sorted(found)
    assert message.count("\nalso: ") == len(ORDER) - 1
    assert all(words in ended.text for words in ORDER)
    junit = ET.parse(ended.folder / "report.junit.xml").getroot()
    (case,) = junit.findall(".//testcase[@name='t']")
    assert [child.tag for child in case if child.tag in ("failure", "error")] == ["error"]
    assert all(words in (case[0].text or "") for words in ORDER)


def test_an_expected_failure_hides_no_other(project):
    project.suite("""
it("t", { xfail = true }, function()
  finally(function() error("not this") end)
  error("expected")
end)
""")
    ended = project.run()
    assert ended.test("t")["status"] == "failed"
    assert "not this" in ended.message("t")


def test_a_crash_behind_a_failure(project, check_consistent):
    doom = 'test_harness.command("doom", { place = "update", how = "raise" })'
    project.suite(f"""
describe("each", function()
  after_each(function() {doom} test_harness.wait_frames(2) end)
  it("t", function() error("first") end)
end)
describe("all", function()
  after_all(function() {doom} test_harness.wait_frames(2) end)
  it("t", function() error("first") end)
end)
""")
    ended = project.run(game="probe.py:create")
    check_consistent(ended, 4)
    for name in ("each > t", "all > t"):
        assert ended.test(name)["status"] == "crashed"
        first, also = ended.message(name).split("\nalso: ")
        assert first.endswith("first")
        assert "raised" in also


def test_a_loop_behind_a_failure(project):
    project.suite("""
after_each(function() while true do end end)
it("t", function() error("first") end)
""")
    ended = project.run("--frame-seconds", "1")
    assert ended.code == 3
    assert ended.message("t").splitlines()[0].endswith("first")
    assert "\nalso: " in ended.message("t")
    assert "(--frame-seconds)" in ended.message("t")
