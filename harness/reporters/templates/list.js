// The list of tests: filters, and rows of which only those in sight exist.

const ROW_HEIGHT = 46;
const GROUP_HEIGHT = 32;
const MARGIN = 400;

const list = { rows: [], tops: [], height: 0, listed: [], drawn: new Map() };

function buildListPane() {
  const search = h("input", {
    type: "search", id: "search", placeholder: "Search names, messages, tags   /",
    "aria-label": "Search tests", autocomplete: "off", spellcheck: "false",
    oninput: (event) => { chosen.text = event.target.value; refreshList(); },
  });
  const tags = tagCounts();
  const tag = h("select", {
    id: "tag", "aria-label": "Tag", onchange: (event) => { chosen.tag = tagValue(event.target); refreshList(); },
  }, h("option", {}, "All tags"), tags.map(([name, n]) => h("option", {}, `${name} (${n})`)));
  const tagValue = (select) => (select.selectedIndex ? tags[select.selectedIndex - 1][0] : "");
  const sort = h("select", {
    id: "sort", "aria-label": "Order", onchange: (event) => { chosen.sort = event.target.value; refreshList(); },
  }, Object.entries(SORTS).map(([key, value]) => h("option", { value: key, selected: key === chosen.sort }, value.name)));
  const group = h("label", { class: "check" },
    h("input", { type: "checkbox", id: "grouped", checked: chosen.grouped,
      onchange: (event) => { chosen.grouped = event.target.checked; refreshList(); } }), "By file");
  byId("list-pane").append(
    h("div", { class: "filters" }, search,
      h("div", { class: "filter-row" }, tags.length > 0 && tag, sort, group),
      h("div", { class: "chips", id: "chips", role: "group", "aria-label": "Statuses" })),
    h("div", { id: "count", class: "count" }),
    h("div", { id: "scroller", role: "listbox", tabindex: 0, "aria-label": "Tests" },
      h("div", { id: "rows", role: "presentation" })));
  byId("scroller").addEventListener("scroll", drawRows, { passive: true });
  new ResizeObserver(drawRows).observe(byId("scroller"));
}

function drawChips(counts) {
  const focused = document.activeElement?.dataset?.status;
  byId("chips").replaceChildren(...STATUSES.filter((status) => report.totals[status]).map((status) => h("button", {
    type: "button", class: `chip is-${status}`, "data-status": status,
    "aria-pressed": chosen.statuses.has(status) ? "true" : "false",
    onclick: () => {
      if (!chosen.statuses.delete(status)) chosen.statuses.add(status);
      refreshList();
    },
  }, icon(status), STATUS_NAMES[status], h("b", {}, counts[status].toLocaleString("en")))));
  if (focused) byId("chips").querySelector(`[data-status="${focused}"]`)?.focus();
}

function refreshList() {
  const { listed, counts, total } = selection();
  drawChips(counts);
  byId("count").textContent = listed.length === tests.length
    ? count(tests.length, "test") : `${listed.length.toLocaleString("en")} of ${count(tests.length, "test")}`;
  list.rows = chosen.grouped ? groupRows(listed) : listed.map((test) => ({ test }));
  list.listed = list.rows.filter((row) => row.test).map((row) => row.test);
  list.tops = [];
  list.height = 0;
  list.rows.forEach((row, at) => {
    row.at = at;
    list.tops.push(list.height);
    list.height += row.test ? ROW_HEIGHT : GROUP_HEIGHT;
  });
  byId("rows").style.height = `${list.height}px`;
  list.drawn.clear();
  byId("rows").replaceChildren(...(total && listed.length ? [] : [emptyList()]));
  drawRows();
}

function emptyList() {
  const clear = () => {
    Object.assign(chosen, { text: "", tag: "" });
    chosen.statuses.clear();
    byId("search").value = "";
    if (byId("tag")) byId("tag").selectedIndex = 0;
    refreshList();
  };
  return h("div", { class: "empty" }, h("p", {}, tests.length ? "No test fits." : "The run had no test."),
    tests.length > 0 && h("button", { type: "button", class: "small", onclick: clear }, "Clear the filters"));
}

function groupRows(listed) {
  const groups = new Map();
  for (const test of listed) {
    if (!groups.has(test.file)) groups.set(test.file, []);
    groups.get(test.file).push(test);
  }
  return [...groups].flatMap(([file, members]) => [
    { file, bad: members.filter(isBad).length, total: members.length },
    ...members.map((test) => ({ test })),
  ]);
}

function firstInSight(top) {
  let low = 0;
  let high = list.tops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list.tops[middle] < top) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function drawRows() {
  const scroller = byId("scroller");
  const top = scroller.scrollTop - MARGIN;
  const bottom = scroller.scrollTop + scroller.clientHeight + MARGIN;
  const wanted = new Set();
  for (let at = firstInSight(top); at < list.rows.length && list.tops[at] < bottom; at += 1) wanted.add(at);
  for (const [at, node] of list.drawn) {
    if (!wanted.has(at)) {
      node.remove();
      list.drawn.delete(at);
    }
  }
  for (const at of wanted) {
    if (list.drawn.has(at)) continue;
    const row = list.rows[at];
    const node = row.test ? testRow(row.test) : groupRow(row);
    node.style.top = `${list.tops[at]}px`;
    list.drawn.set(at, node);
    byId("rows").append(node);
  }
}

function groupRow(row) {
  return h("div", { class: "group", role: "presentation", title: row.file }, h("span", { class: "path" }, row.file),
    row.bad > 0 && h("b", { class: "bad" }, `${row.bad} failed`), h("span", { class: "muted" }, row.total));
}

function testRow(test) {
  const selected = test.at === chosen.test;
  return h("div", {
    class: `row${selected ? " selected" : ""}`, role: "option", id: `row-${test.at}`, "data-test": test.at,
    "aria-selected": selected ? "true" : "false", "aria-setsize": list.listed.length,
    "aria-label": `${STATUS_NAMES[test.status]}: ${test.full}`,
    title: test.full, onclick: () => openTest(test.at, 0, true),
  },
  icon(test.status),
  h("span", { class: "what" }, h("span", { class: "name" }, test.name),
    h("span", { class: "under" }, test.suite.length ? test.suite.join(" › ") : `line ${test.line}`)),
  h("span", { class: "took" }, duration(test.duration_ms), h("span", { class: "under" }, `${test.frames} f`)));
}

function markSelected() {
  for (const node of list.drawn.values()) {
    if (!node.dataset.test) continue;
    const selected = Number(node.dataset.test) === chosen.test;
    node.classList.toggle("selected", selected);
    node.setAttribute("aria-selected", selected ? "true" : "false");
  }
  if (chosen.test === NOT_FOUND) byId("scroller").removeAttribute("aria-activedescendant");
  else byId("scroller").setAttribute("aria-activedescendant", `row-${chosen.test}`);
}

function scrollToTest(at) {
  const row = list.rows.findIndex((item) => item.test && item.test.at === at);
  if (row < 0) return;
  const scroller = byId("scroller");
  const top = list.tops[row];
  if (top < scroller.scrollTop + GROUP_HEIGHT) scroller.scrollTop = Math.max(0, top - GROUP_HEIGHT);
  else if (top + ROW_HEIGHT > scroller.scrollTop + scroller.clientHeight) {
    scroller.scrollTop = top - scroller.clientHeight / 2;
  }
  drawRows();
}

/** The test `step` places further in the list, or nothing at its end. */
function neighbour(step) {
  const { listed } = list;
  const now = listed.findIndex((test) => test.at === chosen.test);
  if (now < 0) return listed[step > 0 ? 0 : listed.length - 1];
  return listed[now + step];
}

/** The next test in the list that went wrong, from its end back to its beginning. */
function nextTroubled(step) {
  const troubled = list.listed.filter((test) => rank(test) < 2);
  const places = new Map(list.listed.map((test, place) => [test.at, place]));
  const now = places.has(chosen.test) ? places.get(chosen.test) : step > 0 ? -1 : list.listed.length;
  const ahead = troubled.filter((test) => (places.get(test.at) - now) * step > 0);
  const ordered = ahead.length ? ahead : troubled;
  return step > 0 ? ordered[0] : ordered[ordered.length - 1];
}
