"use strict";

// Building elements. Text that comes from a test enters the page here, as text nodes and nothing
// else; what cannot be seen, or would reorder what can, is spelled out.

const SVG = "http://www.w3.org/2000/svg";
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Cn}]/gu;
const UNSEEN_OR_LINES = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Cn}]/gu;
const SHORT_ESCAPES = { "\n": "\\n", "\t": "\\t", "\r": "\\r" };

function spelledOut(character) {
  if (SHORT_ESCAPES[character]) return SHORT_ESCAPES[character];
  const code = character.codePointAt(0);
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\u{${digits}}`;
}

/** Text for an attribute, where nothing can be marked. */
function plain(text) {
  return String(text).replace(UNSEEN_OR_LINES, spelledOut);
}

function appendText(node, text, lines) {
  const unseen = lines ? UNSEEN : UNSEEN_OR_LINES;
  let from = 0;
  for (const match of text.matchAll(unseen)) {
    node.append(text.slice(from, match.index));
    const mark = document.createElement("span");
    mark.className = "esc";
    mark.textContent = spelledOut(match[0]);
    node.append(mark);
    from = match.index + match[0].length;
  }
  node.append(from ? text.slice(from) : text);
}

function setProperty(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "style") Object.assign(node.style, value);
  else node.setAttribute(name, value === true ? "" : plain(value));
}

function fill(node, properties, children, lines) {
  for (const [name, value] of Object.entries(properties || {})) setProperty(node, name, value);
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    if (child instanceof Node) node.append(child);
    else appendText(node, String(child), lines);
  }
  return node;
}

/** An element; texts among the children stand on one line. */
function h(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children, false);
}

/** An element whose texts keep their lines. */
function pre(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children, true);
}

function s(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children, false);
}

function byId(id) {
  return document.getElementById(id);
}

const ICONS = {
  passed: "M4.5 8.5l2.4 2.4 4.6-5.2",
  failed: "M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6",
  flaky: "M4 9.2c1.3-2.6 2.7-2.6 4-1.2s2.7 1.4 4-1.2",
  skipped: "M4.8 8h6.4",
  timed_out: "M8 4.6V8l2.3 1.6",
  crashed: "M8 4.2v4.6M8 11.2v.4",
  not_run: "",
  theme: "M8 2.5a5.5 5.5 0 1 0 5.5 6.8A4.5 4.5 0 0 1 8 2.5z",
  copy: "M5.5 5.5h7v8h-7zM3.5 10.5v-8h7",
  back: "M9.5 3.5L5 8l4.5 4.5",
};

function icon(name) {
  const round = name in STATUS_NAMES;
  return s("svg", { class: `icon ${round ? `is-${name}` : ""}`, viewBox: "0 0 16 16", "aria-hidden": "true" },
    round && s("circle", { cx: 8, cy: 8, r: 7 }),
    s("path", { d: ICONS[name] }));
}

const STATUS_NAMES = {
  passed: "passed", failed: "failed", flaky: "flaky", skipped: "skipped",
  timed_out: "timed out", crashed: "crashed", not_run: "not run",
};

/** A row of tabs: one is in the tab order, arrows move between them. */
function tabs(label, items, chosen, choose) {
  const row = h("div", { class: "tabs", role: "tablist", "aria-label": label });
  items.forEach((item, at) => {
    row.append(h("button", {
      type: "button", role: "tab", class: "tab", disabled: item.disabled,
      "aria-selected": at === chosen ? "true" : "false", tabindex: at === chosen ? 0 : -1,
      onclick: () => pick(at, false),
    }, item.icon && icon(item.icon), item.name));
  });
  function pick(at, focus) {
    [...row.children].forEach((tab, i) => {
      tab.setAttribute("aria-selected", i === at ? "true" : "false");
      tab.tabIndex = i === at ? 0 : -1;
    });
    if (focus) row.children[at].focus();
    choose(at);
  }
  row.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const open = items.map((_, i) => i).filter((i) => !items[i].disabled);
    const now = open.findIndex((i) => row.children[i].getAttribute("aria-selected") === "true");
    pick(open[(now + step + open.length) % open.length], true);
  });
  row.pick = (at) => pick(at, false);
  return row;
}

function announce(text) {
  byId("live").textContent = plain(text);
}

/** Copies, also where a page from disk has no clipboard. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h("textarea", { class: "unseen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

function copyButton(text) {
  const button = h("button", { type: "button", class: "small copy" }, icon("copy"), "Copy");
  button.addEventListener("click", async () => {
    const done = await copyText(text);
    button.lastChild.textContent = done ? "Copied" : "Press Ctrl+C";
    announce(done ? "Copied" : "Could not copy");
    setTimeout(() => { button.lastChild.textContent = "Copy"; }, 1500);
  });
  return button;
}
