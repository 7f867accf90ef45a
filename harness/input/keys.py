"""Names and codes of keys and mouse buttons, as tests know them.

`KEY_` and pygame's `K_` name in capitals stand for SDL's key code and the scan code of the key
that bears it on a US keyboard. They are written out here so that a test file loads without pygame;
a test compares them with pygame's.
"""

from __future__ import annotations

KEYS: dict[str, tuple[int, int]] = {
    "KEY_0": (48, 39),
    "KEY_1": (49, 30),
    "KEY_2": (50, 31),
    "KEY_3": (51, 32),
    "KEY_4": (52, 33),
    "KEY_5": (53, 34),
    "KEY_6": (54, 35),
    "KEY_7": (55, 36),
    "KEY_8": (56, 37),
    "KEY_9": (57, 38),
    "KEY_AC_BACK": (1073742094, 270),
    "KEY_AMPERSAND": (38, 0),
    "KEY_ASTERISK": (42, 0),
    "KEY_AT": (64, 0),
    "KEY_BACKQUOTE": (96, 53),
    "KEY_BACKSLASH": (92, 49),
    "KEY_BACKSPACE": (8, 42),
    "KEY_BREAK": (1073741896, 72),
    "KEY_CAPSLOCK": (1073741881, 57),
    "KEY_CARET": (94, 0),
    "KEY_CLEAR": (1073741980, 156),
    "KEY_COLON": (58, 0),
    "KEY_COMMA": (44, 54),
    "KEY_CURRENCYSUBUNIT": (1073742005, 181),
    "KEY_CURRENCYUNIT": (1073742004, 180),
    "KEY_DELETE": (127, 76),
    "KEY_DOLLAR": (36, 0),
    "KEY_DOWN": (1073741905, 81),
    "KEY_END": (1073741901, 77),
    "KEY_EQUALS": (61, 46),
    "KEY_ESCAPE": (27, 41),
    "KEY_EURO": (1073742004, 180),
    "KEY_EXCLAIM": (33, 0),
    "KEY_F1": (1073741882, 58),
    "KEY_F10": (1073741891, 67),
    "KEY_F11": (1073741892, 68),
    "KEY_F12": (1073741893, 69),
    "KEY_F13": (1073741928, 104),
    "KEY_F14": (1073741929, 105),
    "KEY_F15": (1073741930, 106),
    "KEY_F2": (1073741883, 59),
    "KEY_F3": (1073741884, 60),
    "KEY_F4": (1073741885, 61),
    "KEY_F5": (1073741886, 62),
    "KEY_F6": (1073741887, 63),
    "KEY_F7": (1073741888, 64),
    "KEY_F8": (1073741889, 65),
    "KEY_F9": (1073741890, 66),
    "KEY_GREATER": (62, 0),
    "KEY_HASH": (35, 50),
    "KEY_HELP": (1073741941, 117),
    "KEY_HOME": (1073741898, 74),
    "KEY_INSERT": (1073741897, 73),
    "KEY_KP0": (1073741922, 98),
    "KEY_KP1": (1073741913, 89),
    "KEY_KP2": (1073741914, 90),
    "KEY_KP3": (1073741915, 91),
    "KEY_KP4": (1073741916, 92),
    "KEY_KP5": (1073741917, 93),
    "KEY_KP6": (1073741918, 94),
    "KEY_KP7": (1073741919, 95),
    "KEY_KP8": (1073741920, 96),
    "KEY_KP9": (1073741921, 97),
    "KEY_KP_0": (1073741922, 98),
    "KEY_KP_1": (1073741913, 89),
    "KEY_KP_2": (1073741914, 90),
    "KEY_KP_3": (1073741915, 91),
    "KEY_KP_4": (1073741916, 92),
    "KEY_KP_5": (1073741917, 93),
    "KEY_KP_6": (1073741918, 94),
    "KEY_KP_7": (1073741919, 95),
    "KEY_KP_8": (1073741920, 96),
    "KEY_KP_9": (1073741921, 97),
    "KEY_KP_DIVIDE": (1073741908, 84),
    "KEY_KP_ENTER": (1073741912, 88),
    "KEY_KP_EQUALS": (1073741927, 103),
    "KEY_KP_MINUS": (1073741910, 86),
    "KEY_KP_MULTIPLY": (1073741909, 85),
    "KEY_KP_PERIOD": (1073741923, 99),
    "KEY_KP_PLUS": (1073741911, 87),
    "KEY_LALT": (1073742050, 226),
    "KEY_LCTRL": (1073742048, 224),
    "KEY_LEFT": (1073741904, 80),
    "KEY_LEFTBRACKET": (91, 47),
    "KEY_LEFTPAREN": (40, 0),
    "KEY_LESS": (60, 0),
    "KEY_LGUI": (1073742051, 227),
    "KEY_LMETA": (1073742051, 227),
    "KEY_LSHIFT": (1073742049, 225),
    "KEY_LSUPER": (1073742051, 227),
    "KEY_MENU": (1073741942, 118),
    "KEY_MINUS": (45, 45),
    "KEY_MODE": (1073742081, 257),
    "KEY_NUMLOCK": (1073741907, 83),
    "KEY_NUMLOCKCLEAR": (1073741907, 83),
    "KEY_PAGEDOWN": (1073741902, 78),
    "KEY_PAGEUP": (1073741899, 75),
    "KEY_PAUSE": (1073741896, 72),
    "KEY_PERCENT": (37, 0),
    "KEY_PERIOD": (46, 55),
    "KEY_PLUS": (43, 0),
    "KEY_POWER": (1073741926, 102),
    "KEY_PRINT": (1073741894, 70),
    "KEY_PRINTSCREEN": (1073741894, 70),
    "KEY_QUESTION": (63, 0),
    "KEY_QUOTE": (39, 52),
    "KEY_QUOTEDBL": (34, 0),
    "KEY_RALT": (1073742054, 230),
    "KEY_RCTRL": (1073742052, 228),
    "KEY_RETURN": (13, 40),
    "KEY_RGUI": (1073742055, 231),
    "KEY_RIGHT": (1073741903, 79),
    "KEY_RIGHTBRACKET": (93, 48),
    "KEY_RIGHTPAREN": (41, 0),
    "KEY_RMETA": (1073742055, 231),
    "KEY_RSHIFT": (1073742053, 229),
    "KEY_RSUPER": (1073742055, 231),
    "KEY_SCROLLLOCK": (1073741895, 71),
    "KEY_SCROLLOCK": (1073741895, 71),
    "KEY_SEMICOLON": (59, 51),
    "KEY_SLASH": (47, 56),
    "KEY_SPACE": (32, 44),
    "KEY_SYSREQ": (1073741978, 154),
    "KEY_TAB": (9, 43),
    "KEY_UNDERSCORE": (95, 0),
    "KEY_UNKNOWN": (0, 0),
    "KEY_UP": (1073741906, 82),
    "KEY_A": (97, 4),
    "KEY_B": (98, 5),
    "KEY_C": (99, 6),
    "KEY_D": (100, 7),
    "KEY_E": (101, 8),
    "KEY_F": (102, 9),
    "KEY_G": (103, 10),
    "KEY_H": (104, 11),
    "KEY_I": (105, 12),
    "KEY_J": (106, 13),
    "KEY_K": (107, 14),
    "KEY_L": (108, 15),
    "KEY_M": (109, 16),
    "KEY_N": (110, 17),
    "KEY_O": (111, 18),
    "KEY_P": (112, 19),
    "KEY_Q": (113, 20),
    "KEY_R": (114, 21),
    "KEY_S": (115, 22),
    "KEY_T": (116, 23),
    "KEY_U": (117, 24),
    "KEY_V": (118, 25),
    "KEY_W": (119, 26),
    "KEY_X": (120, 27),
    "KEY_Y": (121, 28),
    "KEY_Z": (122, 29),
}

MOUSE_BUTTONS = {"MOUSE_LEFT": 1, "MOUSE_MIDDLE": 2, "MOUSE_RIGHT": 3}

SCANCODES: dict[int, int] = dict(KEYS.values())

NAMES: dict[int, str] = {code: name for name, (code, _) in reversed(KEYS.items())}
"""The first of a key's names, by its code."""

_SHIFTED = dict(zip("`1234567890-=[]\\;',./", '~!@#$%^&*()_+{}|:"<>?', strict=True))
_CONTROL_KEYS = {8: "\b", 9: "\t", 13: "\r", 27: "\x1b", 127: "\x7f"}
_KEYPAD = dict(
    zip(
        (KEYS[f"KEY_KP{name}"][0] for name in "1234567890"),
        "1234567890",
        strict=True,
    )
)
_KEYPAD |= {
    KEYS["KEY_KP_PERIOD"][0]: ".",
    KEYS["KEY_KP_DIVIDE"][0]: "/",
    KEYS["KEY_KP_MULTIPLY"][0]: "*",
    KEYS["KEY_KP_MINUS"][0]: "-",
    KEYS["KEY_KP_PLUS"][0]: "+",
    KEYS["KEY_KP_ENTER"][0]: "\r",
    KEYS["KEY_KP_EQUALS"][0]: "=",
}


def constant(name: str) -> int | None:
    """Return the value of `KEY_…` or `MOUSE_…`, or `None` for any other name."""
    if name in MOUSE_BUTTONS:
        return MOUSE_BUTTONS[name]
    return KEYS[name][0] if name in KEYS else None


def stroke(letter: str) -> tuple[int, bool] | None:
    """Return the key that types a letter on a US keyboard, and whether with shift."""
    return _STROKES.get(letter)


def typed(key: int, shift: bool, caps: bool, ctrl: bool) -> str:
    """Return the character that a key gives on a US keyboard, or an empty text."""
    if key in _CONTROL_KEYS or key in _KEYPAD:
        return _CONTROL_KEYS.get(key) or _KEYPAD[key]
    if not 32 <= key < 127:
        return ""
    letter = chr(key)
    if letter.isalpha():
        if ctrl:
            return chr(key - 96)
        return letter.upper() if shift != caps else letter
    return _SHIFTED.get(letter, letter) if shift else letter


_STROKES: dict[str, tuple[int, bool]] = {
    typed(key, shift, caps=False, ctrl=False): (key, shift)
    for shift in (True, False)  # those without win
    for key in (*range(32, 127), KEYS["KEY_TAB"][0], KEYS["KEY_RETURN"][0])
    if SCANCODES.get(key)
} | {"\n": (KEYS["KEY_RETURN"][0], False)}
