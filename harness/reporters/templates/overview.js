// The run as a whole: its totals, where it went wrong, what took longest, what ran on what.

const MOST_FILES = 100;
const MOST_SLOW = 10;
const ENVIRONMENT = {
  platform: "Platform", cpu: "CPU", python: "Python", pygame: "pygame", sdl: "SDL", lua: "Lua", renderer: "Renderer", git_sha: "Commit",
};

function overview() {
  return [
    h("div", { class: "head" }, h("button", { type: "button", class: "back", onclick: closeTest }, icon("back"), "Tests"),
      h("h1", {}, verdict())),
    totalsBar(),
    report.run.missing && h("p", { class: "remark" }, report.run.missing),
    report.remark && h("p", { class: "remark" }, report.remark),
    section("Files", filesTable()),
    tests.some((test) => test.updated) && section("Updated baselines", updatedList()),
    tests.length > 1 && section("Slowest", slowestList()),
    section("Run", runFacts()),
    report.repro && section("Repeat", h("div", { class: "command" }, h("code", { tabindex: 0 }, repeatRun()), copyButton(repeatRun()))),
  ].filter(Boolean);
}

function verdict() {
  const bad = BAD.reduce((sum, status) => sum + report.totals[status], 0);
  if (!tests.length) return "No test";
  if (bad) return `${bad} of ${count(tests.length, "test")} failed`;
  if (report.totals.flaky) return `${count(report.totals.flaky, "flaky test")}`;
  return report.totals.not_run ? `${count(report.totals.not_run, "test")} did not run` : `${count(tests.length, "test")} passed`;
}

function totalsBar() {
  const bar = h("div", { class: "bar", role: "img", "aria-label": STATUSES.map((status) => `${report.totals[status]} ${STATUS_NAMES[status]}`).join(", ") });
  for (const status of STATUSES) {
    const n = report.totals[status];
    if (n) bar.append(h("span", { class: `is-${status}`, style: { flexGrow: String(n) }, title: `${n} ${STATUS_NAMES[status]}` }));
  }
  const legend = STATUSES.filter((status) => report.totals[status]).map((status) =>
    h("span", {}, icon(status), h("b", {}, report.totals[status].toLocaleString("en")), ` ${STATUS_NAMES[status]}`));
  return h("div", {}, bar, h("div", { class: "legend" }, legend));
}

function filesTable() {
  const files = new Map();
  for (const test of tests) {
    const row = files.get(test.file) || { file: test.file, total: 0, bad: 0, flaky: 0, duration_ms: 0 };
    row.total += 1;
    row.bad += isBad(test) ? 1 : 0;
    row.flaky += test.status === "flaky" ? 1 : 0;
    row.duration_ms += test.duration_ms;
    files.set(test.file, row);
  }
  const rows = [...files.values()].sort((a, b) => b.bad - a.bad || b.flaky - a.flaky || b.duration_ms - a.duration_ms);
  const open = (file) => {
    byId("search").value = file;
    chosen.text = file;
    refreshList();
    setView("list");
  };
  return h("div", { class: "scroll-x" }, h("table", { class: "plain" },
    h("thead", {}, h("tr", {}, ["File", "Tests", "Failed", "Flaky", "Time"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows.slice(0, MOST_FILES).map((row) => h("tr", {},
      h("td", {}, h("button", { type: "button", class: "link", onclick: () => open(row.file) }, row.file)),
      h("td", {}, row.total), h("td", { class: row.bad ? "bad" : "muted" }, row.bad), h("td", { class: row.flaky ? "shaky" : "muted" }, row.flaky),
      h("td", {}, duration(row.duration_ms)))))),
  rows.length > MOST_FILES && h("p", { class: "muted" }, `and ${rows.length - MOST_FILES} more files`));
}

function slowestList() {
  const slow = [...tests].sort((a, b) => b.duration_ms - a.duration_ms || a.at - b.at).slice(0, MOST_SLOW);
  const most = slow[0].duration_ms || 1;
  return h("ol", { class: "slowest" }, slow.map((test) => h("li", {},
    h("button", { type: "button", class: "link", onclick: () => openTest(test.at, 0, true) }, icon(test.status), h("span", {}, test.name)),
    h("span", { class: "meter" }, h("span", { style: { width: `${(test.duration_ms / most) * 100}%` } })), h("span", { class: "muted" }, duration(test.duration_ms)))));
}

/** What `--update-baselines` wrote: each wants a look at its old and new picture. */
function updatedList() {
  return h("ul", {}, tests.filter((test) => test.updated).map((test) => h("li", {},
    h("button", { type: "button", class: "link", onclick: () => openTest(test.at, 0, true) }, test.name), " ",
    test.updated.map((path) => [h("code", {}, path), " "]))));
}

function runFacts() {
  const { run, environment, paths } = report;
  return factTable([
    ["Game", run.game], ["Run", run.id], ["Started", run.started_at], ["Exit code", run.exit_code],
    ["Seed", run.seed], ["Resolution", run.resolution], ["Frames a second", run.fixed_fps],
    ["Shard", `${run.shard} of ${run.total_shards}`], ["Frames", run.duration_frames.toLocaleString("en")], ["Duration", duration(run.duration_ms)],
    ["Order", h("code", {}, run.ordering_hash)], ["Arguments", h("code", {}, run.args.join(" "))],
    ...Object.entries(environment).map(([name, value]) => [ENVIRONMENT[name] || name, value]),
    ["Baselines", paths.baselines], ["Artifacts", paths.artifacts], ["Forensics", paths.forensics],
  ]);
}

/** The command of the whole run: what was typed decides it. */
function repeatRun() {
  const quoted = report.run.args.map((word) => (/^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\"'\"'")}'`));
  return ["python -m harness", ...quoted].join(" ");
}
