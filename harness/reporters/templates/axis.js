// The frame axis: what acted on the game and what came of it, frame by frame.

const LANE_HEIGHT = 24;
const RULER_HEIGHT = 26;
const LABEL_WIDTH = 84;
const RIGHT_ROOM = 18;
const NEAR = 3;
const WIDEST = 7;
const CHARACTER_WIDTH = 6.4;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 18000, 36000];

/** `follow(open)` is called with what a mark leads to. */
function axisBlock(attempt, logLines, follow) {
  const last = attempt.axis.marks.reduce((most, mark) => Math.max(most, mark[0]), attempt.frame);
  const lanes = lanesOf(attempt, logLines, last);
  const first = Math.min(0, ...lanes.map((lane) => lane.items[0].from));
  const whole = { from: first, to: Math.max(last, first + 10) };
  const view = { ...whole };
  const height = RULER_HEIGHT + lanes.length * LANE_HEIGHT + 6;
  const svg = s("svg", { class: "axis", height, role: "group", tabindex: 0, "aria-label":
    "Frame axis. Arrow keys move between the marks, Enter follows one, plus and minus zoom, 0 shows all." });
  const cursor = { lane: 0, item: -1 };
  let drawn = [];

  const plotWidth = () => Math.max(60, (svg.clientWidth || 600) - LABEL_WIDTH - RIGHT_ROOM);
  const toX = (frame) => LABEL_WIDTH + ((frame - view.from) / (view.to - view.from)) * plotWidth();
  const toFrame = (x) => view.from + ((x - LABEL_WIDTH) / plotWidth()) * (view.to - view.from);

  function draw() {
    drawn = lanes.map((lane) => gathered(lane, toX, LABEL_WIDTH, LABEL_WIDTH + plotWidth()));
    svg.replaceChildren(
      backdrop(lanes, svg.clientWidth || 600),
      ruler(view, toX, height),
      ...drawn.flatMap((items, at) => items.map((item, i) => markOf(item, RULER_HEIGHT + at * LANE_HEIGHT, at, i))),
      endLine(attempt, toX, height, view) || "",
      hair);
  }

  const hair = s("g", { class: "hair", visibility: "hidden" }, s("line", { y1: RULER_HEIGHT - 4, y2: height }),
    s("rect", { y: 2, height: 16, rx: 3 }), s("text", { y: 14, "text-anchor": "middle" }));

  function showHair(event) {
    const x = event.clientX - svg.getBoundingClientRect().left;
    const frame = Math.round(toFrame(x));
    const inside = x >= LABEL_WIDTH - 2 && frame >= view.from && frame <= view.to;
    hair.setAttribute("visibility", inside ? "visible" : "hidden");
    if (!inside) return;
    const at = toX(frame);
    const [line, box, text] = hair.children;
    line.setAttribute("x1", at);
    line.setAttribute("x2", at);
    text.textContent = String(frame);
    text.setAttribute("x", at);
    const width = text.textContent.length * 7 + 10;
    box.setAttribute("x", at - width / 2);
    box.setAttribute("width", width);
  }

  function zoom(factor, around = (view.from + view.to) / 2) {
    const span = Math.min(whole.to - whole.from, Math.max(8, (view.to - view.from) * factor));
    const share = (around - view.from) / (view.to - view.from);
    place(around - share * span, span);
  }

  function place(from, span) {
    view.from = Math.max(whole.from, Math.min(from, whole.to - span));
    view.to = view.from + span;
    draw();
  }

  function itemAt(target) {
    const node = target.closest?.("[data-lane]");
    return node ? drawn[Number(node.dataset.lane)][Number(node.dataset.item)] : null;
  }

  function activate(item) {
    if (!item) return;
    if (item.open) follow(item.open);
    else if (item.members > 1) zoomTo(item);
  }

  function zoomTo(item) {
    const span = Math.max(8, (item.to - item.from) * 1.5);
    place((item.from + item.to) / 2 - span / 2, Math.min(span, whole.to - whole.from));
  }

  function point(lane, item) {
    const row = drawn[lane];
    cursor.lane = lane;
    cursor.item = Math.max(0, Math.min(item, row.length - 1));
    for (const node of svg.querySelectorAll(".focused")) node.classList.remove("focused");
    const node = svg.querySelector(`[data-lane="${lane}"][data-item="${cursor.item}"]`);
    if (!node) return;
    node.classList.add("focused");
    const box = node.getBoundingClientRect();
    showTip(row[cursor.item].tip, box.left + box.width / 2, box.bottom);
    announce(`${lanes[lane].name}, ${row[cursor.item].tip}`);
  }

  function moveLane(step) {
    const rows = drawn.length;
    const frame = drawn[cursor.lane]?.[cursor.item]?.from ?? view.from;
    for (let i = 1; i <= rows; i += 1) {
      const lane = (cursor.lane + step * i + rows * i) % rows;
      if (!drawn[lane].length) continue;
      const nearest = drawn[lane].reduce((best, item, at) =>
        (Math.abs(item.from - frame) < Math.abs(drawn[lane][best].from - frame) ? at : best), 0);
      point(lane, nearest);
      return;
    }
  }

  const keys = {
    ArrowRight: () => point(cursor.lane, cursor.item + 1),
    ArrowLeft: () => point(cursor.lane, cursor.item - 1),
    ArrowDown: () => moveLane(1),
    ArrowUp: () => moveLane(-1),
    Enter: () => activate(drawn[cursor.lane]?.[cursor.item]),
    "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), 0: () => zoom(Infinity),
  };
  svg.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
  svg.addEventListener("blur", hideTip);
  svg.addEventListener("wheel", (event) => {
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      place(view.from + (event.deltaX / plotWidth()) * (view.to - view.from), view.to - view.from);
    } else if (event.ctrlKey || event.metaKey || event.shiftKey || document.activeElement === svg) {
      event.preventDefault();
      zoom(event.deltaY > 0 ? 1.25 : 0.8, toFrame(event.clientX - svg.getBoundingClientRect().left));
    }
  }, { passive: false });
  dragToPan(svg, (pixels, from) => place(from - (pixels / plotWidth()) * (view.to - view.from), view.to - view.from), () => view.from);
  svg.addEventListener("click", (event) => activate(itemAt(event.target)));
  svg.addEventListener("pointermove", (event) => {
    showHair(event);
    const item = itemAt(event.target);
    if (item) showTip(item.tip, event.clientX, event.clientY + 12);
    else hideTip();
  });
  svg.addEventListener("pointerleave", () => {
    hideTip();
    hair.setAttribute("visibility", "hidden");
  });
  new ResizeObserver(draw).observe(svg);

  const button = (label, name, act) => h("button", { type: "button", class: "small square", "aria-label": name, title: name, onclick: act }, label);
  return h("div", { class: "axis-block" },
    h("div", { class: "axis-tools" },
      h("span", { class: "muted hint" }, "click to follow · drag to move · Ctrl + wheel to zoom"),
      attempt.axis.cut > 0 && h("span", { class: "muted" }, `${count(attempt.axis.cut, "earlier mark")} left out`),
      button("−", "Zoom out", () => zoom(2)), button("+", "Zoom in", () => zoom(0.5)), button("All", "Show all frames", () => zoom(Infinity))),
    svg);
}

/** What is in sight of a lane; marks that would lie on each other become one. */
function gathered(lane, toX, left, right) {
  const items = [];
  for (const item of lane.items) {
    const x = toX(item.from);
    const end = toX(item.to);
    if (end < left - 1 || x > right + 1) continue;
    const shown = { ...item, x: Math.max(x, left - 4), end: Math.min(Math.max(end, x), right + 4), members: 1 };
    const before = items[items.length - 1];
    const small = shown.end - shown.x < NEAR;
    if (before && small && before.small && shown.x - before.end < NEAR && shown.end - before.x < WIDEST) gather(before, shown);
    else items.push(Object.assign(shown, { small, tips: [shown.tip] }));
  }
  return items;
}

function gather(into, item) {
  into.members += 1;
  into.to = Math.max(into.to, item.to);
  into.end = Math.max(into.end, item.end);
  if (severity(item.kind) > severity(into.kind)) {
    into.kind = item.kind;
    into.open = item.open;
  }
  if (into.tips.length < 6) into.tips.push(item.tip);
  into.label = "";
  const more = into.members - into.tips.length;
  into.tip = into.tips.join("\n") + (more > 0 ? `\nand ${more} more` : "");
}

function severity(kind) {
  return { crash: 5, "log-error": 4, "log-warning": 3, picture: 3, command: 2, mouse: 2, wheel: 1, quiet: -1 }[kind] || 0;
}

function backdrop(lanes, width) {
  return s("g", { class: "backdrop" }, lanes.map((lane, at) => {
    const y = RULER_HEIGHT + at * LANE_HEIGHT;
    return [
      s("rect", { x: 0, y, width, height: LANE_HEIGHT, class: at % 2 ? "odd" : "even" }),
      s("text", { x: LABEL_WIDTH - 10, y: y + 16, "text-anchor": "end" }, lane.name.length > 11 ? `${lane.name.slice(0, 10)}…` : lane.name),
    ];
  }));
}

function ruler(view, toX, height) {
  const pixels = toX(1) - toX(0);
  const step = STEPS.find((size) => size * pixels >= 56) || STEPS[STEPS.length - 1] * Math.ceil(56 / (STEPS[STEPS.length - 1] * pixels));
  const ticks = [];
  for (let frame = Math.ceil(view.from / step) * step; frame <= view.to; frame += step) {
    const x = toX(frame);
    ticks.push(s("line", { x1: x, x2: x, y1: RULER_HEIGHT - 6, y2: height }), s("text", { x, y: 14, "text-anchor": "middle" }, frame));
  }
  return s("g", { class: "ruler" }, ticks);
}

function endLine(attempt, toX, height, view) {
  if (!BAD.includes(attempt.status) || attempt.frame < view.from || attempt.frame > view.to) return null;
  const x = toX(attempt.frame);
  return s("g", { class: "failure" }, s("line", { x1: x, x2: x, y1: 18, y2: height }),
    s("path", { d: `M${x - 5} 18h10l-5 7z` }));
}

function markOf(item, y, lane, at) {
  const width = Math.max(item.end - item.x, 0);
  const middle = y + LANE_HEIGHT / 2;
  const g = s("g", { class: `mark ${item.kind}`, "data-lane": lane, "data-item": at, "aria-label": item.tip, role: "img" });
  if (width >= NEAR || item.to > item.from) {
    g.append(s("rect", { x: item.x, y: y + 4, width: Math.max(width, 3), height: LANE_HEIGHT - 8, rx: 3 }));
    const room = Math.floor((width - 8) / CHARACTER_WIDTH);
    const label = plain(item.label);
    if (room >= 3 && label) g.append(s("text", { x: item.x + 5, y: middle + 4 }, label.length > room ? `${label.slice(0, room - 1)}…` : label));
  } else if (item.kind === "picture") {
    g.append(s("path", { d: `M${item.x - 7} ${y + 6}h14v12h-14zM${item.x - 6} ${y + 16}l4-5 3 3 2-2 3 4z` }));
  } else if (item.kind === "command" || item.kind === "crash" || item.kind === "quiet") {
    g.append(s("path", { d: `M${item.x} ${middle - 6}l6 6-6 6-6-6z` }));
  } else {
    const low = item.kind === "move" ? 5 : 0;
    g.append(s("rect", { x: item.x - 1, y: y + 5 + low, width: 3 + width, height: LANE_HEIGHT - 10 - low, rx: 1.5 }));
  }
  g.append(s("rect", { class: "target", x: item.x - 4, y, width: width + 9, height: LANE_HEIGHT }));
  return g;
}

/** Calls `moved(pixels, start)` while the pointer is dragged. */
function dragToPan(node, moved, start) {
  let from = null;
  node.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType !== "touch") from = { x: event.clientX, start: start(), dragging: false };
  });
  node.addEventListener("pointermove", (event) => {
    if (!from) return;
    if (!from.dragging && Math.abs(event.clientX - from.x) > 4) {
      from.dragging = true;
      node.setPointerCapture(event.pointerId);
    }
    if (from.dragging) moved(event.clientX - from.x, from.start);
  });
  for (const name of ["pointerup", "pointercancel"]) node.addEventListener(name, () => { from = null; });
}

function showTip(text, x, y) {
  const tip = byId("tip");
  tip.replaceChildren();
  appendText(tip, text.length > 900 ? `${text.slice(0, 900)}…` : text, true);
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(x - box.width / 2, innerWidth - box.width - 8))}px`;
  tip.style.top = `${y + box.height + 16 > innerHeight ? Math.max(4, y - box.height - 28) : y + 6}px`;
}

function hideTip() {
  byId("tip").hidden = true;
}
