// From the marks of an attempt to the lanes of its frame axis.
//
// An item of a lane is { from, to, kind, label, tip, open? }: a bar where it lasts, else a mark.
// `open` is what a click leads to: { log: index } or { picture: name }.

const KEY_LANES = 8;
const BUTTONS = { 1: "left", 2: "middle", 3: "right" };

function laneMaker() {
  const lanes = new Map();
  return {
    lanes,
    put(lane, item) {
      if (!lanes.has(lane)) lanes.set(lane, { name: lane, items: [] });
      lanes.get(lane).items.push(item);
    },
  };
}

/** Pairs what goes down with what goes up; what stays down lasts until `end`. */
function pairer(end, put) {
  const down = new Map();
  const close = (name, to, stays) => {
    const { lane, from, kind, label, what } = down.get(name);
    down.delete(name);
    const held = stays ? "held until the end" : `for ${count(to - from, "frame")}`;
    put(lane, { from, to: Math.max(to, from), kind, label, tip: `frame ${from}: ${what} down, ${held}` });
  };
  return {
    press(name, lane, from, kind, label, what) {
      if (down.has(name)) close(name, from, false);
      down.set(name, { lane, from, kind, label, what });
    },
    release(name, to) {
      if (down.has(name)) close(name, to, false);
      else return false;
      return true;
    },
    finish() {
      for (const name of [...down.keys()]) close(name, end, true);
    },
  };
}

/** Names of keys that get a lane of their own, in the order of their first use. */
function keyLanes(marks) {
  const names = [...new Set(marks.filter((mark) => mark[1] === "key_down" || mark[1] === "key_up").map((mark) => mark[2]))];
  const own = names.length <= KEY_LANES ? names : names.slice(0, KEY_LANES - 1);
  return (name) => (own.includes(name) ? name : "more keys");
}

function lanesOf(attempt, logLines, end) {
  const { lanes, put } = laneMaker();
  const marks = attempt.axis.marks;
  const laneOfKey = keyLanes(marks);
  const pairs = pairer(end, put);
  const point = (lane, frame, kind, label, tip, open) => put(lane, { from: frame, to: frame, kind, label, tip: `frame ${frame}: ${tip}`, open });
  const readers = {
    key_down: (f, key) => pairs.press(`key ${key}`, laneOfKey(key), f, "key", key, key),
    key_up: (f, key) => pairs.release(`key ${key}`, f) || point(laneOfKey(key), f, "key", "", `${key} up`),
    mouse_down: (f, button) => pairs.press(`mouse ${button}`, "mouse", f, "mouse", BUTTONS[button] || `button ${button}`, `mouse ${BUTTONS[button] || button}`),
    mouse_up: (f, button) => pairs.release(`mouse ${button}`, f) || point("mouse", f, "mouse", "", `mouse ${BUTTONS[button] || button} up`),
    mouse_move: (f, x, y) => point("mouse", f, "move", "", `mouse to ${x}, ${y}`),
    wheel: (f, x, y) => point("mouse", f, "wheel", "", `wheel ${x}, ${y}`),
    text: (f, text) => point("text", f, "text", text, `text "${text}"`),
    pad_down: (f, pad, button) => pairs.press(`pad ${pad} ${button}`, `pad ${pad}`, f, "pad", `button ${button}`, `pad ${pad} button ${button}`),
    pad_up: (f, pad, button) => pairs.release(`pad ${pad} ${button}`, f) || point(`pad ${pad}`, f, "pad", "", `button ${button} up`),
    pad_axis: (f, pad, axis, value) => point(`pad ${pad}`, f, "stick", "", `axis ${axis} to ${value}`),
    pad_added: (f, pad) => point(`pad ${pad}`, f, "pad", "", "connected"),
    pad_removed: (f, pad) => point(`pad ${pad}`, f, "pad", "", "disconnected"),
    window: (f, name) => point("window", f, "text", "", name.replace("_", " ")),
    wait: (f, name, until, text) => put("waits", {
      from: f, to: Math.max(f, until === null ? end : Math.min(until, end)), kind: "wait", label: text || (until === null ? name : count(until - f, "frame")),
      tip: waitTip(f, name, until, text, end),
    }),
    picture: (f, name) => point("pictures", f, "picture", name, `picture ${name}`, { picture: name }),
    command: (f, name, args) => point("game", f, "command", name, `command ${name} ${args}`),
    set_state: (f, path, value) => point("game", f, "command", path, `set_state ${path} = ${value}`),
    reseed: (f) => point("game", f, "quiet", "", "random streams begin anew"),
    digest: (f, at) => point("game", f, "quiet", "", `digest at the ${at}`),
    game: (f) => point("game", f, "quiet", "", "a fresh game"),
    crash: (f, message) => point("game", f, "crash", "crash", `crash: ${message}`),
    reload: (f, path) => point("game", f, "command", path, `reload ${path}`),
  };
  for (const [frame, type, ...values] of marks) readers[type]?.(frame, ...values);
  pairs.finish();
  logLines.forEach((line, at) => {
    if (line.frame !== null) point("log", line.frame, `log-${line.rank}`, "", `${line.level} ${line.text.slice(0, 160)}`, { log: at });
  });
  return inOrder([...lanes.values()]);
}

function waitTip(from, name, until, text, end) {
  const lasted = until === null ? "until the attempt ended" : until > end
    ? `cut off after ${count(end - from, "frame")}` : count(until - from, "frame");
  return `frame ${from}: ${name}${text ? ` ${text}` : ""}, ${lasted}`;
}

const LANE_ORDER = ["mouse", "text", "waits", "log", "pictures", "game"];

/** Keys first, pads after the text. */
function inOrder(lanes) {
  const place = (lane) => {
    const first = lane.items[0].kind;
    if (first === "key") return -1;
    const at = LANE_ORDER.indexOf(lane.name);
    return at < 0 ? 1.5 : at;
  };
  for (const lane of lanes) lane.items.sort((a, b) => a.from - b.from || a.to - b.to);
  return lanes.sort((a, b) => place(a) - place(b));
}
