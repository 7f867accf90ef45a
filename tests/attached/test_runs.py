"""Runs against a program that nobody prepared: isolation, retries, pictures, state, proofs."""

# ruff: noqa: E501, PT018, ISC002 - programs in a line each, and all that one run must show

import json

GAME = """
import random, logging
import pygame
pygame.init()
screen = pygame.display.set_mode((120, 90))
pygame.display.set_caption("Boxes")
clock = pygame.time.Clock()
font = pygame.font.Font(None, 20)
score = 0
class Box:
    def __init__(self, x): self.x = x
boxes = [Box(random.randrange(100)) for _ in range(3)]
print("started")
logging.getLogger("boxes").warning("careful")
while True:
    for event in pygame.event.get():
        if event.type == pygame.QUIT: raise SystemExit
        if event.type == pygame.KEYDOWN:
            score += 1
            boxes.append(Box(score))
    screen.fill((0, 0, 40))
    for box in boxes: pygame.draw.rect(screen, (200, 80, 80), (box.x, 40, 9, 9))
    screen.blit(font.render(f"Score {score}", True, (255, 255, 255)), (2, 2))
    pygame.display.flip()
    clock.tick(60)
"""
ADAPTER = """
def expose(api, game):
    def add(points: int):
        game.namespace.score += points

    api.property("score", lambda: game.namespace.score,
                 lambda value: setattr(game.namespace, "score", value))
    api.property("boxes", lambda: [box.x for box in game.objects("Box")])
    api.query("most", lambda: max(box.x for box in game.objects("Box")))
    api.command("add", add)
"""
PRESS = "test_harness.wait_frames(2) test_harness.tap_key(KEY_A) test_harness.wait_frames(2)"
SCORE = "test_harness.get_state('score')"
A, B = "a_test.lua", "b_test.lua"


def run(attach, suites, *flags, adapter=ADAPTER, game=GAME, **options):
    attach.project.write("mine.py", adapter)
    attach.project.write("prog/main.py", game)
    for name, lua in suites.items():
        attach.project.suite(lua, name)
    words = ("--adapter", "mine.py", *flags)
    return attach.project.run(*words, game="prog/main.py", **options)


def check(ended):
    assert set(ended.statuses.values()) == {"passed"}, ended.text
    assert ended.code == 0, ended.text
    return ended


def counts(*expected):
    """Return a file whose tests press a key each, and then expect these scores."""
    tests = [
        f"it('t{i}', function() {PRESS} assert.equal({score}, {SCORE}) end)"
        for i, score in enumerate(expected)
    ]
    return "\n".join(tests)


def test_a_game_for_each_file(attach):
    check(run(attach, {A: counts(1, 2), B: counts(1, 2)}))


def test_a_game_for_each_test(attach):
    check(run(attach, {A: counts(1, 1), B: counts(1, 1)}, "--isolate", "test"))


def test_one_game_for_the_run(attach):
    check(run(attach, {A: counts(1, 2), B: counts(3, 4)}, "--isolate", "run"))


def test_the_program_sees_the_same_random_numbers_in_every_game(attach):
    lua = "it('t', function() test_harness.wait_frames(1)\n" \
          "print('boxes', table.concat(test_harness.get_state('boxes'), ' ')) end)"  # fmt: skip
    ended = check(run(attach, {A: lua, B: lua}))
    logs = [path.read_text() for path in sorted((ended.folder / "artifacts").rglob("*.log"))]
    lines = [line for log in logs for line in log.splitlines() if "boxes\t" in line]
    assert len(lines) == 2 and len({line.split(": ")[1] for line in lines}) == 1, logs


def test_a_retry_begins_with_a_fresh_process(attach):
    again = f"""
    it('first', function() {PRESS} end)
    it('t', function() {PRESS} assert.equal(1, {SCORE}) end)
    it('next', function() assert.equal(1, {SCORE}) end)"""
    ended = run(attach, {A: again}, "--retry-failures", "1", "--allow-flaky")
    statuses = {"first": "passed", "t": "flaky", "next": "passed"}
    assert (ended.code, ended.statuses) == (0, statuses), ended.text
    ends = GAME.replace("score += 1", "1 / 0")
    again = f"it('t', function() {PRESS} assert.equal(2, {SCORE}) end)"
    ended = run(attach, {A: again}, "--retry-failures", "1", game=ends)
    assert ended.code == 1, ended.text
    attempts = ended.test("t")["attempts"]
    assert len(attempts) == 2 and all("ZeroDivision" in a["message"] for a in attempts)


def test_state_without_touching_the_game(attach):
    check(run(attach, {A: f"""
    it("reads and sets", function()
      {PRESS}
      assert_state("score", 1)
      assert.equal(4, #test_harness.get_state("boxes"))
      assert.equal(1, test_harness.get_state("boxes[4]"))
      test_harness.command("add", {{ points = 5 }})
      assert_state("score", 6)
      test_harness.set_state("score", 40)
      test_harness.wait_frames(2)
      assert.same({{ "Score 40" }}, test_harness.query("visible_text"))
      assert.is_true(test_harness.query("most") > 0)
    end)
    it("knows the window", function()
      assert_state("window.size", {{ 120, 90 }})
      assert_state("window.caption", "Boxes")
      assert.same({{ 120, 90 }}, test_harness.query("window_size"))
      assert.equal("Boxes", test_harness.query("window_caption"))
      local before = test_harness.get_state("window.pixels")
      {PRESS}
      assert.not_equal(before, test_harness.get_state("window.pixels"))
    end)"""}))  # fmt: skip


def test_text_of_any_font_is_visible(attach):
    attach.passes(
        """
        import pygame, pygame.freetype, pygame.sysfont
        from pygame.font import Font, SysFont
        pygame.init(); screen = pygame.display.set_mode((99, 60))
        title = Font(None, 12).render("title", True, "white"); n = 0
        small, free = pygame.font.SysFont("arial", 9), pygame.freetype.Font(None, 9)
        while True:
            n += 1; screen.fill(0)
            for event in pygame.event.get(): pass
            if n > 5: screen.blit(title, (0, 0))
            if n > 8: pygame.display.get_surface().blits([(small.render("small", 1, "red"), (0, 9))])
            if n > 11: free.render_to(screen, (0, 20), "free", "red")
            pygame.display.flip()
        """,
        "local seen = {}\nfor i = 1, 14 do test_harness.wait_frames(1)\n"
        'seen[i] = table.concat(test_harness.query("visible_text"), " ") end\n'
        'assert.equal("", seen[3])\nassert.equal("title", seen[6])\n'
        'assert.equal("title small", seen[9])\nassert.equal("title small free", seen[13])',
    )


def test_text_stays_visible_until_the_next_picture(attach):
    attach.passes(
        """
        import pygame
        pygame.init(); screen = pygame.display.set_mode((99, 60)); clock = pygame.time.Clock(); n = 0
        while True:
            n += 1; screen.fill(0); pygame.event.get()
            if n < 8: screen.blit(pygame.font.Font(None, 12).render("slow", True, "white"), (0, 0))
            pygame.display.flip(); clock.tick(20)
        """,
        "for _ = 1, 12 do test_harness.wait_frames(1)\n"
        'assert.same({ "slow" }, test_harness.query("visible_text")) end\n'
        'test_harness.wait_frames(20) assert.same({}, test_harness.query("visible_text"))',
    )


ASKS = 'return { text = function() return test_harness.query("visible_text") end }'
"""A module that asks for the text of the window."""


def test_text_that_a_module_asks_for(attach):
    attach.project.write("tests/e2e/pages.lua", ASKS)
    check(run(attach, {A: """
    local pages = require("pages")
    it("reads", function()
      test_harness.wait_frames(2)
      assert.same({ "Score 0" }, pages.text())
    end)"""}))  # fmt: skip


def test_text_that_nobody_took_note_of_is_not_taken_for_none(attach):
    attach.project.write("tests/e2e/pages.lua", ASKS)
    ended = run(attach, {A: "it('t', function() require('pages').text() end)"})
    assert ended.code == 1, ended.text
    assert "visible_text is known only where a test's file" in ended.message("t")


def test_the_log_of_the_program(attach):
    check(run(attach, {A: """
    it("is searched", function()
      test_harness.wait_frames(1)
      assert_log_contains("started", { since = 1 })
      assert_log_contains("careful", { since = 1 })
    end)"""}))  # fmt: skip


def test_pictures_at_the_size_of_the_program(attach):
    lua = f"it('t', function() {PRESS} test_harness.assert_screenshot('after', {{}}) end)"
    missing = run(attach, {A: lua})
    assert missing.code == 1, missing.text
    check(run(attach, {A: lua}, "--update-baselines"))
    [picture] = (attach.project.folder / "baselines").rglob("*.png")
    assert picture.parent.name == "120x90"
    check(run(attach, {A: lua}))
    ended = run(attach, {A: lua.replace("wait_frames(2)", "tap_key(KEY_B)")})
    assert ended.code == 1, ended.text
    assert ended.test("t")["failure_kind"] == "screenshot"


def test_what_a_broken_adapter_is_told(attach):
    ended = run(attach, {A: counts(1)}, adapter="x = 1")
    assert ended.code == 2 and "has no function expose(api, game)" in ended.err, ended.text
    ended = run(attach, {A: counts(1)}, adapter="1 / 0")
    assert ended.code == 2 and "ZeroDivisionError" in ended.err, ended.text
    ended = run(attach, {A: counts(1)}, adapter="def expose(api, game):\n    1 / 0")
    assert ended.code == 1, ended.text
    assert "the adapter's expose raised ZeroDivisionError" in ended.message("t0"), ended.text
    assert "mine.py:2" in ended.message("t0"), ended.text
    late = "def expose(api, game):\n    api.property('score', lambda: game.namespace.nothing)"
    ended = run(attach, {A: counts(1)}, adapter=late)
    assert ended.code == 1 and "nothing" in ended.message("t0"), ended.text


def test_verify_finds_what_differs_and_when(attach):
    attach.project.write("prog/main.py", GAME)
    attach.project.suite("it('t', function() test_harness.wait_frames(20) end)")
    words = ("verify", "--test-mode", "--headless", "--game", "prog/main.py", "--run-id", "v")
    same = attach.project.command(*words)
    assert same.code == 0 and "the same in both runs: 20 frames" in same.out, same.text
    planted = GAME.replace("    clock.tick", "    frame = pygame.time.get_ticks() // 16\n"
                           "    if frame > 9: score = hash('x') % 1000\n    clock.tick")  # fmt: skip
    attach.project.write("prog/main.py", planted)
    differs = attach.project.command(*words[:-1], "w")
    assert differs.code == 1 and "DIFFERENT" in differs.out, differs.text
    assert "window" in differs.out and "frame 1" in differs.out, differs.text


def test_a_trace_is_replayed(attach):
    check(run(attach, {A: counts(1, 2), B: counts(1)}, "--digest", "frames"))
    replayed = attach.project.command("replay", "reports/run/trace.jsonl", "--run-id", "again")
    assert replayed.code == 0 and "the same as recorded" in replayed.out, replayed.text
    attach.project.write("prog/main.py", GAME.replace("score += 1", "score += 2"))
    changed = attach.project.command("replay", "reports/run/trace.jsonl", "--run-id", "third")
    assert changed.code == 1 and "DIFFERENT" in changed.out, changed.text


def test_a_trace_says_which_program_it_takes(attach):
    check(run(attach, {A: counts(1)}))
    first = (attach.project.folder / "reports/run/trace.jsonl").read_text().splitlines()[0]
    header = json.loads(first)
    assert header["game"] == "prog/main.py" and header["adapter"] == "mine.py"


def test_verify_lists_a_program_its_folders_by_name_in_both_runs(attach):
    planted = GAME.replace("score = 0", "import glob, os\nhere = os.listdir('.') + glob.glob('*')\n"
                           "score = sum(map(ord, here[0] + here[-1]))", 1)  # fmt: skip
    assert planted != GAME
    attach.project.write("prog/main.py", planted)
    attach.project.suite("it('t', function() test_harness.wait_frames(5) end)")
    words = ("verify", "--test-mode", "--headless", "--game", "prog/main.py")
    same = attach.project.command(*words)
    assert same.code == 0 and "reverse" not in same.out, same.text


def test_a_failed_test_that_began_elsewhere_is_named(attach):
    lua = f"""
it("scores", function() {PRESS} end)
it("passes anywhere", function() end)
it("wants the beginning", function() assert_state("score", 0) end)
"""
    ended = run(attach, {A: lua})
    found = {
        test["name"]: [item["kind"] for item in test["attempts"][0].get("findings", ())]
        for test in ended.report["tests"]
    }
    assert found == {
        "scores": [],
        "passes anywhere": [],
        "wants the beginning": ["order_dependent"],
    }
    assert "wants the beginning: began in a state that tests before it had left" in ended.out
