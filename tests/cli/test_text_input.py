"""Text input: one event a code point, in order, all in one frame, and no key."""

import pytest

H = "test_harness"

TEXTS = {
    "plain": "Hello, World 42!",
    "one letter": "a",
    "nothing": "",
    "quotes and backslashes": "\"'\\n",
    "control characters": "a\tb\nc",
    "accents": "Ünïcödé ß ñ",
    "a combining accent": "e\u0301o\u0308",
    "Greek, Cyrillic, Armenian": "Ωμέγα Привет Բարև",
    "right to left": "שלום مرحبا",
    "direction marks": "\u202eabc\u202c\u200f",
    "Chinese, Japanese, Korean": "漢字 かな カナ 한국어",
    "Hangul in parts": "\u1112\u1161\u11ab",
    "Thai and Devanagari": "ภาษาไทย नमस्ते",
    "emoji": "😀🎮",
    "an emoji of several": "👨\u200d👩\u200d👧 👍🏽 🇫🇷 ❤\ufe0f",
    "mathematical letters": "𝔘𝕟𝒾",
    "ancient letters": "𐤀𓀀𒀀",
    "private use": "\ue000\U00100000",
    "the edges of the encodings": "\x7f\x80\u07ff\u0800\ud7ff\ue000\ufffd\U00010000\U0010fffd",
    "a byte order mark": "\ufeffx",
}

SHOW = """
it("{name}", function()
  local start = test_harness.now_frame()
  test_harness.text_input({text})
  test_harness.wait_frames(3)
  for _, line in ipairs(test_harness.get_state("lines")) do
    local kind, text = line.text:match("^(%S+) (.*)$")
    if kind == "TEXTINPUT" then
      print(line.frame - start, kind, table.concat({{ text:byte(1, -1) }}, " "))
    else
      print(line.frame - start, kind)
    end
  end
end)
"""


def lua_text(text: str) -> str:
    return '"' + "".join(f"\\{byte:03}" for byte in text.encode()) + '"'


@pytest.fixture(scope="module")
def ended(shared_project):
    lua = "".join(SHOW.format(name=name, text=lua_text(text)) for name, text in TEXTS.items())
    shared_project.suite(lua)
    return shared_project.run("--isolate", "test", "--gamepads", "0", game="devices.py:create")


@pytest.mark.parametrize("name", TEXTS)
def test_every_code_point_is_an_event(ended, name):
    assert ended.statuses[name] == "passed", ended.message(name)
    assert ended.log(name) == [
        f"1\tTEXTINPUT\t{' '.join(str(byte) for byte in letter.encode())}" for letter in TEXTS[name]
    ]


def test_a_long_text_arrives_whole(project):
    project.suite(f"""
it("t", function()
  test_harness.text_input(("aé漢😀"):rep(2500))
  {H}.wait_frames(1)
  local lines = {H}.get_state("lines")
  assert.equal(10000, #lines)
  assert.equal("TEXTINPUT 😀", lines[10000].text)
  assert.equal(lines[1].frame, lines[10000].frame)
end)
""")
    ended = project.run("--gamepads", "0", game="devices.py:create")
    assert ended.statuses == {"t": "passed"}, ended.out


def test_text_and_keys_keep_the_order_of_the_test(project):
    project.suite(f"""
it("t", function()
  {H}.press_key(KEY_A) {H}.text_input("xy") {H}.release_key(KEY_A) {H}.text_input("z")
  {H}.wait_frames(1)
  for _, line in ipairs({H}.get_state("lines")) do print(line.text) end
end)
""")
    ended = project.run("--gamepads", "0", game="devices.py:create")
    assert ended.log("t") == [
        "KEYDOWN 97", "TEXTINPUT x", "TEXTINPUT y", "KEYUP 97", "TEXTINPUT z"
    ]  # fmt: skip


def test_a_game_that_has_stopped_text_input_gets_none_and_the_log_says_so(project):
    project.suite(f"""
it("t", function()
  {H}.command("switch", {{ to = "stop_text" }})
  {H}.text_input("lost") {H}.press_key(KEY_A)
  {H}.wait_frames(2)
  {H}.command("switch", {{ to = "start_text" }})
  {H}.text_input("y")
  {H}.wait_frames(1)
  for _, line in ipairs({H}.get_state("lines")) do print(line.text) end
  assert_log_contains("stop_text_input")
end)
it("a fresh game takes text", function()
  {H}.text_input("z")
  {H}.wait_frames(1)
  assert_state("lines[1].text", "TEXTINPUT z")
end)
""")
    ended = project.run("--isolate", "test", "--gamepads", "0", game="devices.py:create")
    assert set(ended.statuses.values()) == {"passed"}, ended.out
    assert ended.log("t") == [
        "the text 'lost' reached nobody: the game has called pygame.key.stop_text_input",
        "KEYDOWN 97",
        "TEXTINPUT y",
    ]
    path = ended.folder / ended.test("t")["attempts"][0]["artifacts"][0]["path"]
    assert "warning harness: the text" in path.read_text("utf-8")
