// The page: header, what is open, keys, theme, the address.

const KEYS_HELP = [
  ["j  k  ↓  ↑", "next and previous test"], ["Enter", "open the test"], ["f  F", "next and previous failure"],
  ["[  ]", "previous and next attempt"], ["/", "search"], ["o", "overview"], ["t", "dark or light"], ["Esc", "back"], ["?", "this help"],
];

function buildHeader() {
  const { run } = report;
  const facts = [run.missing, `seed ${run.seed}`, run.resolution.replace("x", " × "), `${run.fixed_fps} fps`,
    run.total_shards > 1 && `shard ${run.shard}/${run.total_shards}`, count(run.duration_frames, "frame"), duration(run.duration_ms), `exit ${run.exit_code}`];
  byId("header").append(
    h("button", { type: "button", id: "home", class: "title", title: "Overview (o)", onclick: openOverview },
      h("span", { class: `dot ${run.exit_code ? "is-failed" : "is-passed"}` }), h("span", { class: "game" }, run.game)),
    h("div", { class: "run-facts" }, facts.filter(Boolean).map((fact) => h("span", {}, fact))),
    h("div", { class: "tools" },
      h("button", { type: "button", class: "square", "aria-label": "Dark or light", title: "Dark or light (t)", id: "theme", onclick: toggleTheme }, icon("theme")),
      h("button", { type: "button", class: "square", "aria-label": "Keys", title: "Keys (?)", id: "help", onclick: showHelp }, "?")));
}

function setView(view) {
  document.body.dataset.view = view;
}

function rememberPlace() {
  const place = chosen.test === NOT_FOUND ? "#overview"
    : `#t=${chosen.test}${chosen.attempt ? `&a=${chosen.attempt + 1}` : ""}`;
  if (location.hash === place) return;
  try {
    history.replaceState(null, "", place);
  } catch {
    location.hash = place;
  }
}

/** Shows a test; `enter` also turns to it where there is room for one pane only. */
function openTest(at, attempt = 0, enter = false) {
  const test = tests[at];
  if (!test) return;
  chosen.test = at;
  const last = Math.max(0, test.attempts.length - 1);
  chosen.attempt = Math.max(0, Math.min(attempt, last));
  hideTip();
  byId("detail").replaceChildren(...detailOf(test));
  byId("detail").scrollTop = 0;
  markSelected();
  scrollToTest(at);
  markSelected();
  if (enter) setView("detail");
  rememberPlace();
}

function openOverview() {
  chosen.test = NOT_FOUND;
  byId("detail").replaceChildren(...overview());
  byId("detail").scrollTop = 0;
  markSelected();
  setView("detail");
  rememberPlace();
}

function closeTest() {
  setView("list");
  byId("scroller").focus({ preventScroll: true });
}

function followAddress() {
  const match = location.hash.match(/^#t=(\d+)(?:&a=(\d+))?$/);
  if (match && tests[Number(match[1])]) {
    openTest(Number(match[1]), match[2] ? Number(match[2]) - 1 : 0, true);
    return true;
  }
  if (location.hash === "#overview") {
    openOverview();
    return true;
  }
  return false;
}

function storedTheme(value) {
  try {
    if (value) localStorage.setItem("report-theme", value);
    return localStorage.getItem("report-theme");
  } catch {
    return null;
  }
}

function toggleTheme() {
  const now = document.documentElement.dataset.theme
    || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
  storedTheme(document.documentElement.dataset.theme);
}

function showHelp() {
  const dialog = h("dialog", { class: "keys", "aria-label": "Keys" }, h("h2", {}, "Keys"),
    h("dl", {}, KEYS_HELP.map(([keys, what]) => h("div", {}, h("dt", {}, keys.split("  ").map((key) => h("kbd", {}, key))), h("dd", {}, what)))),
    h("button", { type: "button", class: "small", onclick: (event) => event.target.closest("dialog").close() }, "Close"));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
}

function step(by) {
  const test = neighbour(by);
  if (test) openTest(test.at);
}

function jump(by) {
  const test = nextTroubled(by);
  if (test) openTest(test.at, 0, true);
}

function stepAttempt(by) {
  const row = byId("detail").querySelector('[aria-label="Attempts"]');
  const at = chosen.attempt + by;
  if (row && row.children[at]) row.pick(at);
}

function escape() {
  if (document.activeElement === byId("search") && byId("search").value) {
    byId("search").value = "";
    chosen.text = "";
    refreshList();
  } else {
    document.activeElement?.blur();
    hideTip();
    closeTest();
  }
}

const KEYS = {
  j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
  Enter: () => { setView("detail"); byId("detail").focus(); },
  f: () => jump(1), F: () => jump(-1), "[": () => stepAttempt(-1), "]": () => stepAttempt(1),
  "/": () => { setView("list"); byId("search").focus(); byId("search").select(); },
  o: openOverview, t: toggleTheme, "?": showHelp, Escape: escape,
};

/** Keys that mean something to the element that has the focus are left to it. */
function isTaken(event) {
  const node = event.target;
  if (event.key === "Escape") return false;
  if (node.matches("input[type=search], textarea, select")) {
    return !(node.id === "search" && ["ArrowDown", "ArrowUp", "Enter"].includes(event.key));
  }
  if (event.key === "Enter") return node.matches("button, a, summary, input");
  if (event.key.startsWith("Arrow")) return node !== document.body && !node.matches("#scroller, #search, .row");
  return false;
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!KEYS[event.key] || document.querySelector("dialog[open]") || isTaken(event)) return;
  event.preventDefault();
  KEYS[event.key]();
}

function start() {
  const theme = storedTheme();
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  const troubled = tests.some((test) => rank(test) < 2);
  if (troubled) chosen.sort = "failures";
  buildHeader();
  buildListPane();
  refreshList();
  document.addEventListener("keydown", onKey);
  addEventListener("hashchange", followAddress);
  if (followAddress()) return;
  const first = list.listed.find((test) => rank(test) < 2);
  if (first) openTest(first.at);
  else openOverview();
  setView("list");
}

start();
document.documentElement.dataset.ready = "true";
