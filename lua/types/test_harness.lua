---@meta
-- Written by tools/lua_types.py from harness/test_api/bindings.py: change those instead.

---What this run was started with.
---@class test_harness.args
---@field seed integer
---@field fixed_fps integer
---@field resolution string
---@field shard integer
---@field total_shards integer
---@field update_baselines boolean
---@field baseline_dir string
---@field artifacts_dir string
---@field report_json string
---@field report_junit string

---What a test does to the game and sees of it.
---@class test_harness
---@field args test_harness.args
test_harness = {}

---Let n frames pass.
---@param n integer at least 0
function test_harness.wait_frames(n) end

---The frame, counted from the start of the game.
---@return integer
function test_harness.now_frame() end

---Options of test_harness.wait_until.
---@class test_harness.wait_until.opts
---@field timeout_frames? integer at least 0; default 300
---@field fail_message? string
---@field poll_every_frames? integer at least 1; default 1

---Wait until the function returns something true.
---@param predicate_fn fun(): any
---@param opts? test_harness.wait_until.opts
---@return true
function test_harness.wait_until(predicate_fn, opts) end

---Options of test_harness.wait_until_state.
---@class test_harness.wait_until_state.opts
---@field timeout_frames? integer at least 0; default 300
---@field fail_message? string
---@field poll_every_frames? integer at least 1; default 1

---Wait until the state at the path equals what is expected.
---@param path string not empty
---@param expected? any
---@param opts? test_harness.wait_until_state.opts
---@return true
function test_harness.wait_until_state(path, expected, opts) end

---Options of test_harness.wait_until_log.
---@class test_harness.wait_until_log.opts
---@field since? integer at least 1
---@field regex? boolean default false
---@field timeout_frames? integer at least 0; default 300
---@field fail_message? string
---@field poll_every_frames? integer at least 1; default 1

---Wait until a log line contains the text.
---@param text string not empty
---@param opts? test_harness.wait_until_log.opts
---@return true
function test_harness.wait_until_log(text, opts) end

---End the run with this exit code.
---@param code integer from 0 to 255
function test_harness.exit(code) end

---Press a key at the start of the next frame.
---@param keycode integer
function test_harness.press_key(keycode) end

---Release a key at the start of the next frame.
---@param keycode integer
function test_harness.release_key(keycode) end

---Press a key in the next frame and release it frames_down frames later.
---@param keycode integer
---@param frames_down? integer at least 1; default 2
function test_harness.tap_key(keycode, frames_down) end

---Move the mouse to a place in the frame, in pixels.
---@param x number
---@param y number
function test_harness.move_mouse(x, y) end

---Press a mouse button at the start of the next frame.
---@param button integer
function test_harness.mouse_down(button) end

---Release a mouse button at the start of the next frame.
---@param button integer
function test_harness.mouse_up(button) end

---Move the mouse and press a button in the next frame, release it frames_down later.
---@param x number
---@param y number
---@param button? integer default 1
---@param frames_down? integer at least 1; default 1
function test_harness.click(x, y, button, frames_down) end

---Turn the wheel by notches, to the right and up, in the next frame.
---@param x integer from -100 to 100
---@param y integer from -100 to 100
function test_harness.mouse_wheel(x, y) end

---Enter text in the next frame as an input method does, without keys.
---@param str string
function test_harness.text_input(str) end

---Type text key by key as a person does; return when the last key is up.
---@param str string
---@param frames_per_key? integer at least 1; default 2
function test_harness.type_text(str, frames_per_key) end

---Close, resize, minimise or restore the window, move the focus, or drop something on it, at the start of the next frame.
---@param name string not empty
---@param args? table
function test_harness.window_event(name, args) end

---Press a gamepad's button at the start of the next frame.
---@param pad integer from 0 to 7
---@param button integer from 0 to 15
function test_harness.gamepad_button_down(pad, button) end

---Release a gamepad's button at the start of the next frame.
---@param pad integer from 0 to 7
---@param button integer from 0 to 15
function test_harness.gamepad_button_up(pad, button) end

---Move a gamepad's axis at the start of the next frame.
---@param pad integer from 0 to 7
---@param axis integer from 0 to 5
---@param value number from -1 to 1
function test_harness.gamepad_set_axis(pad, axis, value) end

---Connect a gamepad at the start of the next frame.
---@param pad integer from 0 to 7
function test_harness.gamepad_connect(pad) end

---Disconnect a gamepad at the start of the next frame.
---@param pad integer from 0 to 7
function test_harness.gamepad_disconnect(pad) end

---Read declared state.
---@param path string not empty
---@return any
---@return string? message
function test_harness.get_state(path) end

---Write declared state.
---@param path string not empty
---@param value? any
---@return true?
---@return string? message
function test_harness.set_state(path, value) end

---Ask the game a declared question.
---@param name string not empty
---@param args? table
---@return any
---@return string? message
function test_harness.query(name, args) end

---Have the game carry out a declared action.
---@param name string not empty
---@param args? table
---@return true?
---@return string? message
function test_harness.command(name, args) end

---Keep a picture of the game among the artifacts of the attempt.
---@param path string not empty
---@return true?
---@return string? message
function test_harness.screenshot(path) end

---Options of test_harness.assert_screenshot.
---@class test_harness.assert_screenshot.opts
---@field threshold_percent? number from 0 to 100
---@field per_channel_tolerance? integer from 0 to 255
---@field generate_diff? boolean
---@field region? table
---@field masks? table
---@field ignore_alpha? boolean
---@field stabilize_frames? integer from 0 to 300

---Fail unless the game looks like the baseline of this name.
---@param name string not empty
---@param opts? test_harness.assert_screenshot.opts
---@return true
function test_harness.assert_screenshot(name, opts) end

---The index of the next log line.
---@return integer
function test_harness.log_mark() end

---Options of test_harness.find_log.
---@class test_harness.find_log.opts
---@field since? integer at least 1
---@field regex? boolean default false

---Find the first log line with the text.
---@param text string not empty
---@param opts? test_harness.find_log.opts
---@return boolean
---@return integer?
---@return string?
function test_harness.find_log(text, opts) end

---Options of test_harness.expect_log_error.
---@class test_harness.expect_log_error.opts
---@field regex? boolean default false

---Fail unless the test logs an error with the text, which then fails nothing.
---@param text string not empty
---@param opts? test_harness.expect_log_error.opts
function test_harness.expect_log_error(text, opts) end

---Forget the log's lines; indices go on.
function test_harness.clear_logs() end

---Options of assert_state.
---@class test_harness.assert_state.opts
---@field tolerance? number at least 0; default 0
---@field message? string

---Fail unless the state at the path equals what is expected.
---@param path string not empty
---@param expected? any
---@param opts? test_harness.assert_state.opts
---@return true
function assert_state(path, expected, opts) end

---Options of assert_log_contains.
---@class test_harness.assert_log_contains.opts
---@field since? integer at least 1
---@field regex? boolean default false
---@field message? string

---Fail unless a log line contains the text.
---@param text string not empty
---@param opts? test_harness.assert_log_contains.opts
---@return true
function assert_log_contains(text, opts) end

---Options of assert_screenshot.
---@class test_harness.assert_screenshot.opts
---@field threshold_percent? number from 0 to 100
---@field per_channel_tolerance? integer from 0 to 255
---@field generate_diff? boolean
---@field region? table
---@field masks? table
---@field ignore_alpha? boolean
---@field stabilize_frames? integer from 0 to 300

---The same as test_harness.assert_screenshot.
---@param name string not empty
---@param opts? test_harness.assert_screenshot.opts
---@return true
function assert_screenshot(name, opts) end

KEY_0, test_harness.KEY_0 = 48, 48
KEY_1, test_harness.KEY_1 = 49, 49
KEY_2, test_harness.KEY_2 = 50, 50
KEY_3, test_harness.KEY_3 = 51, 51
KEY_4, test_harness.KEY_4 = 52, 52
KEY_5, test_harness.KEY_5 = 53, 53
KEY_6, test_harness.KEY_6 = 54, 54
KEY_7, test_harness.KEY_7 = 55, 55
KEY_8, test_harness.KEY_8 = 56, 56
KEY_9, test_harness.KEY_9 = 57, 57
KEY_AC_BACK, test_harness.KEY_AC_BACK = 1073742094, 1073742094
KEY_AMPERSAND, test_harness.KEY_AMPERSAND = 38, 38
KEY_ASTERISK, test_harness.KEY_ASTERISK = 42, 42
KEY_AT, test_harness.KEY_AT = 64, 64
KEY_BACKQUOTE, test_harness.KEY_BACKQUOTE = 96, 96
KEY_BACKSLASH, test_harness.KEY_BACKSLASH = 92, 92
KEY_BACKSPACE, test_harness.KEY_BACKSPACE = 8, 8
KEY_BREAK, test_harness.KEY_BREAK = 1073741896, 1073741896
KEY_CAPSLOCK, test_harness.KEY_CAPSLOCK = 1073741881, 1073741881
KEY_CARET, test_harness.KEY_CARET = 94, 94
KEY_CLEAR, test_harness.KEY_CLEAR = 1073741980, 1073741980
KEY_COLON, test_harness.KEY_COLON = 58, 58
KEY_COMMA, test_harness.KEY_COMMA = 44, 44
KEY_CURRENCYSUBUNIT, test_harness.KEY_CURRENCYSUBUNIT = 1073742005, 1073742005
KEY_CURRENCYUNIT, test_harness.KEY_CURRENCYUNIT = 1073742004, 1073742004
KEY_DELETE, test_harness.KEY_DELETE = 127, 127
KEY_DOLLAR, test_harness.KEY_DOLLAR = 36, 36
KEY_DOWN, test_harness.KEY_DOWN = 1073741905, 1073741905
KEY_END, test_harness.KEY_END = 1073741901, 1073741901
KEY_EQUALS, test_harness.KEY_EQUALS = 61, 61
KEY_ESCAPE, test_harness.KEY_ESCAPE = 27, 27
KEY_EURO, test_harness.KEY_EURO = 1073742004, 1073742004
KEY_EXCLAIM, test_harness.KEY_EXCLAIM = 33, 33
KEY_F1, test_harness.KEY_F1 = 1073741882, 1073741882
KEY_F10, test_harness.KEY_F10 = 1073741891, 1073741891
KEY_F11, test_harness.KEY_F11 = 1073741892, 1073741892
KEY_F12, test_harness.KEY_F12 = 1073741893, 1073741893
KEY_F13, test_harness.KEY_F13 = 1073741928, 1073741928
KEY_F14, test_harness.KEY_F14 = 1073741929, 1073741929
KEY_F15, test_harness.KEY_F15 = 1073741930, 1073741930
KEY_F2, test_harness.KEY_F2 = 1073741883, 1073741883
KEY_F3, test_harness.KEY_F3 = 1073741884, 1073741884
KEY_F4, test_harness.KEY_F4 = 1073741885, 1073741885
KEY_F5, test_harness.KEY_F5 = 1073741886, 1073741886
KEY_F6, test_harness.KEY_F6 = 1073741887, 1073741887
KEY_F7, test_harness.KEY_F7 = 1073741888, 1073741888
KEY_F8, test_harness.KEY_F8 = 1073741889, 1073741889
KEY_F9, test_harness.KEY_F9 = 1073741890, 1073741890
KEY_GREATER, test_harness.KEY_GREATER = 62, 62
KEY_HASH, test_harness.KEY_HASH = 35, 35
KEY_HELP, test_harness.KEY_HELP = 1073741941, 1073741941
KEY_HOME, test_harness.KEY_HOME = 1073741898, 1073741898
KEY_INSERT, test_harness.KEY_INSERT = 1073741897, 1073741897
KEY_KP0, test_harness.KEY_KP0 = 1073741922, 1073741922
KEY_KP1, test_harness.KEY_KP1 = 1073741913, 1073741913
KEY_KP2, test_harness.KEY_KP2 = 1073741914, 1073741914
KEY_KP3, test_harness.KEY_KP3 = 1073741915, 1073741915
KEY_KP4, test_harness.KEY_KP4 = 1073741916, 1073741916
KEY_KP5, test_harness.KEY_KP5 = 1073741917, 1073741917
KEY_KP6, test_harness.KEY_KP6 = 1073741918, 1073741918
KEY_KP7, test_harness.KEY_KP7 = 1073741919, 1073741919
KEY_KP8, test_harness.KEY_KP8 = 1073741920, 1073741920
KEY_KP9, test_harness.KEY_KP9 = 1073741921, 1073741921
KEY_KP_0, test_harness.KEY_KP_0 = 1073741922, 1073741922
KEY_KP_1, test_harness.KEY_KP_1 = 1073741913, 1073741913
KEY_KP_2, test_harness.KEY_KP_2 = 1073741914, 1073741914
KEY_KP_3, test_harness.KEY_KP_3 = 1073741915, 1073741915
KEY_KP_4, test_harness.KEY_KP_4 = 1073741916, 1073741916
KEY_KP_5, test_harness.KEY_KP_5 = 1073741917, 1073741917
KEY_KP_6, test_harness.KEY_KP_6 = 1073741918, 1073741918
KEY_KP_7, test_harness.KEY_KP_7 = 1073741919, 1073741919
KEY_KP_8, test_harness.KEY_KP_8 = 1073741920, 1073741920
KEY_KP_9, test_harness.KEY_KP_9 = 1073741921, 1073741921
KEY_KP_DIVIDE, test_harness.KEY_KP_DIVIDE = 1073741908, 1073741908
KEY_KP_ENTER, test_harness.KEY_KP_ENTER = 1073741912, 1073741912
KEY_KP_EQUALS, test_harness.KEY_KP_EQUALS = 1073741927, 1073741927
KEY_KP_MINUS, test_harness.KEY_KP_MINUS = 1073741910, 1073741910
KEY_KP_MULTIPLY, test_harness.KEY_KP_MULTIPLY = 1073741909, 1073741909
KEY_KP_PERIOD, test_harness.KEY_KP_PERIOD = 1073741923, 1073741923
KEY_KP_PLUS, test_harness.KEY_KP_PLUS = 1073741911, 1073741911
KEY_LALT, test_harness.KEY_LALT = 1073742050, 1073742050
KEY_LCTRL, test_harness.KEY_LCTRL = 1073742048, 1073742048
KEY_LEFT, test_harness.KEY_LEFT = 1073741904, 1073741904
KEY_LEFTBRACKET, test_harness.KEY_LEFTBRACKET = 91, 91
KEY_LEFTPAREN, test_harness.KEY_LEFTPAREN = 40, 40
KEY_LESS, test_harness.KEY_LESS = 60, 60
KEY_LGUI, test_harness.KEY_LGUI = 1073742051, 1073742051
KEY_LMETA, test_harness.KEY_LMETA = 1073742051, 1073742051
KEY_LSHIFT, test_harness.KEY_LSHIFT = 1073742049, 1073742049
KEY_LSUPER, test_harness.KEY_LSUPER = 1073742051, 1073742051
KEY_MENU, test_harness.KEY_MENU = 1073741942, 1073741942
KEY_MINUS, test_harness.KEY_MINUS = 45, 45
KEY_MODE, test_harness.KEY_MODE = 1073742081, 1073742081
KEY_NUMLOCK, test_harness.KEY_NUMLOCK = 1073741907, 1073741907
KEY_NUMLOCKCLEAR, test_harness.KEY_NUMLOCKCLEAR = 1073741907, 1073741907
KEY_PAGEDOWN, test_harness.KEY_PAGEDOWN = 1073741902, 1073741902
KEY_PAGEUP, test_harness.KEY_PAGEUP = 1073741899, 1073741899
KEY_PAUSE, test_harness.KEY_PAUSE = 1073741896, 1073741896
KEY_PERCENT, test_harness.KEY_PERCENT = 37, 37
KEY_PERIOD, test_harness.KEY_PERIOD = 46, 46
KEY_PLUS, test_harness.KEY_PLUS = 43, 43
KEY_POWER, test_harness.KEY_POWER = 1073741926, 1073741926
KEY_PRINT, test_harness.KEY_PRINT = 1073741894, 1073741894
KEY_PRINTSCREEN, test_harness.KEY_PRINTSCREEN = 1073741894, 1073741894
KEY_QUESTION, test_harness.KEY_QUESTION = 63, 63
KEY_QUOTE, test_harness.KEY_QUOTE = 39, 39
KEY_QUOTEDBL, test_harness.KEY_QUOTEDBL = 34, 34
KEY_RALT, test_harness.KEY_RALT = 1073742054, 1073742054
KEY_RCTRL, test_harness.KEY_RCTRL = 1073742052, 1073742052
KEY_RETURN, test_harness.KEY_RETURN = 13, 13
KEY_RGUI, test_harness.KEY_RGUI = 1073742055, 1073742055
KEY_RIGHT, test_harness.KEY_RIGHT = 1073741903, 1073741903
KEY_RIGHTBRACKET, test_harness.KEY_RIGHTBRACKET = 93, 93
KEY_RIGHTPAREN, test_harness.KEY_RIGHTPAREN = 41, 41
KEY_RMETA, test_harness.KEY_RMETA = 1073742055, 1073742055
KEY_RSHIFT, test_harness.KEY_RSHIFT = 1073742053, 1073742053
KEY_RSUPER, test_harness.KEY_RSUPER = 1073742055, 1073742055
KEY_SCROLLLOCK, test_harness.KEY_SCROLLLOCK = 1073741895, 1073741895
KEY_SCROLLOCK, test_harness.KEY_SCROLLOCK = 1073741895, 1073741895
KEY_SEMICOLON, test_harness.KEY_SEMICOLON = 59, 59
KEY_SLASH, test_harness.KEY_SLASH = 47, 47
KEY_SPACE, test_harness.KEY_SPACE = 32, 32
KEY_SYSREQ, test_harness.KEY_SYSREQ = 1073741978, 1073741978
KEY_TAB, test_harness.KEY_TAB = 9, 9
KEY_UNDERSCORE, test_harness.KEY_UNDERSCORE = 95, 95
KEY_UNKNOWN, test_harness.KEY_UNKNOWN = 0, 0
KEY_UP, test_harness.KEY_UP = 1073741906, 1073741906
KEY_A, test_harness.KEY_A = 97, 97
KEY_B, test_harness.KEY_B = 98, 98
KEY_C, test_harness.KEY_C = 99, 99
KEY_D, test_harness.KEY_D = 100, 100
KEY_E, test_harness.KEY_E = 101, 101
KEY_F, test_harness.KEY_F = 102, 102
KEY_G, test_harness.KEY_G = 103, 103
KEY_H, test_harness.KEY_H = 104, 104
KEY_I, test_harness.KEY_I = 105, 105
KEY_J, test_harness.KEY_J = 106, 106
KEY_K, test_harness.KEY_K = 107, 107
KEY_L, test_harness.KEY_L = 108, 108
KEY_M, test_harness.KEY_M = 109, 109
KEY_N, test_harness.KEY_N = 110, 110
KEY_O, test_harness.KEY_O = 111, 111
KEY_P, test_harness.KEY_P = 112, 112
KEY_Q, test_harness.KEY_Q = 113, 113
KEY_R, test_harness.KEY_R = 114, 114
KEY_S, test_harness.KEY_S = 115, 115
KEY_T, test_harness.KEY_T = 116, 116
KEY_U, test_harness.KEY_U = 117, 117
KEY_V, test_harness.KEY_V = 118, 118
KEY_W, test_harness.KEY_W = 119, 119
KEY_X, test_harness.KEY_X = 120, 120
KEY_Y, test_harness.KEY_Y = 121, 121
KEY_Z, test_harness.KEY_Z = 122, 122
MOUSE_LEFT, test_harness.MOUSE_LEFT = 1, 1
MOUSE_MIDDLE, test_harness.MOUSE_MIDDLE = 2, 2
MOUSE_RIGHT, test_harness.MOUSE_RIGHT = 3, 3
