// From the marks of an attempt to the lanes of its frame axis.
//
// An item of a lane is { from, to, kind, label, tip, open? }: a bar where it lasts, else a mark.
// `open` is what a click leads to: { log: index } or { picture: name }.
//
// `report.inputs` describes each input by its type: { device, place, lane, role, style, label,
// words }, where `{0}` in a text is the first value of a mark.

const LANES_OF_A_DEVICE = 8;

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

function filled(text, values) {
  return text.replace(/\{(\d+)\}/g, (_, at) => String(values[at]));
}

/** Lanes of inputs: those that a device uses first are its own, one is for the rest. */
function inputLanes(marks) {
  const used = {};
  for (const [, type, ...values] of marks) {
    const input = report.inputs[type];
    if (input) (used[input.device] ??= new Set()).add(filled(input.lane, values));
  }
  const own = {};
  for (const [device, names] of Object.entries(used)) {
    own[device] = [...names].slice(0, names.size <= LANES_OF_A_DEVICE ? LANES_OF_A_DEVICE : LANES_OF_A_DEVICE - 1);
  }
  const places = new Map();
  const laneOf = (input, values) => {
    const name = filled(input.lane, values);
    const lane = own[input.device].includes(name) ? name : `more ${input.device}`;
    places.set(lane, input.place);
    return lane;
  };
  return { laneOf, places };
}

function lanesOf(attempt, logLines, end) {
  const { lanes, put } = laneMaker();
  const marks = attempt.axis.marks;
  const { laneOf, places } = inputLanes(marks);
  const pairs = pairer(end, put);
  const point = (frame, lane, kind, label, tip, open) => put(lane, { from: frame, to: frame, kind, label, tip: `frame ${frame}: ${tip}`, open });
  const roles = {
    press: (f, lane, style, label, what) => pairs.press(what, lane, f, style, label, what),
    release: (f, lane, style, label, what) => pairs.release(what, f) || point(f, lane, style, "", `${label} up`),
    point,
  };
  const addInput = (frame, input, values) => roles[input.role](
    frame, laneOf(input, values), input.style, filled(input.label, values), filled(input.words, values));
  const readers = {
    wait: (f, name, until, text) => put("waits", {
      from: f, to: Math.max(f, until === null ? end : Math.min(until, end)), kind: "wait", label: text || (until === null ? name : count(until - f, "frame")),
      tip: waitTip(f, name, until, text, end),
    }),
    picture: (f, name) => point(f, "pictures", "picture", name, `picture ${name}`, { picture: name }),
    command: (f, name, args) => point(f, "game", "command", name, `command ${name} ${args}`),
    set_state: (f, path, value) => point(f, "game", "command", path, `set_state ${path} = ${value}`),
    reseed: (f) => point(f, "game", "quiet", "", "random streams begin anew"),
    digest: (f, at) => point(f, "game", "quiet", "", `digest at the ${at}`),
    game: (f) => point(f, "game", "quiet", "", "a fresh game"),
    crash: (f, message) => point(f, "game", "crash", "crash", `crash: ${message}`),
    reload: (f, path) => point(f, "game", "command", path, `reload ${path}`),
  };
  for (const [frame, type, ...values] of marks) {
    if (report.inputs[type]) addInput(frame, report.inputs[type], values);
    else readers[type]?.(frame, ...values);
  }
  pairs.finish();
  logLines.forEach((line, at) => {
    if (line.frame !== null) point(line.frame, "log", `log-${line.rank}`, "", `${line.level} ${line.text.slice(0, 160)}`, { log: at });
  });
  return inOrder([...lanes.values()], places);
}

function waitTip(from, name, until, text, end) {
  const lasted = until === null ? "until the attempt ended" : until > end
    ? `cut off after ${count(end - from, "frame")}` : count(until - from, "frame");
  return `frame ${from}: ${name}${text ? ` ${text}` : ""}, ${lasted}`;
}

const LANE_ORDER = ["waits", "log", "pictures", "game"];
const AFTER_INPUTS = 1000;

/** Lanes of inputs by their `places`, then the others. */
function inOrder(lanes, places) {
  const place = (lane) => places.get(lane.name) ?? AFTER_INPUTS + LANE_ORDER.indexOf(lane.name);
  for (const lane of lanes) lane.items.sort((a, b) => a.from - b.from || a.to - b.to);
  return lanes.sort((a, b) => place(a) - place(b));
}
