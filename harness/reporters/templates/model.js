// What the page knows: the data of the run, and what the reader has chosen.

const report = JSON.parse(byId("report-data").textContent);
const tests = report.tests;
tests.forEach((test, at) => { test.at = at; });

const BAD = ["failed", "timed_out", "crashed"];
const STATUSES = ["failed", "timed_out", "crashed", "flaky", "passed", "skipped", "not_run"];
const NOT_FOUND = -1;

const chosen = {
  statuses: new Set(),
  tag: "",
  text: "",
  sort: "run",
  grouped: true,
  test: NOT_FOUND,
  attempt: 0,
};

function isBad(test) {
  return BAD.includes(test.status);
}

function rank(test) {
  return isBad(test) ? 0 : test.status === "flaky" ? 1 : 2;
}

/** All that a search looks at; made when the first search is typed. */
function haystack(test) {
  if (test.haystack === undefined) {
    const messages = test.attempts.map((attempt) => attempt.message || "");
    test.haystack = [test.full, test.file, ...test.tags, ...messages].join("\n").toLowerCase();
  }
  return test.haystack;
}

function fits(test, words) {
  return (!chosen.tag || test.tags.includes(chosen.tag))
    && words.every((word) => haystack(test).includes(word));
}

const SORTS = {
  run: { name: "Run order", compare: (a, b) => a.at - b.at },
  failures: { name: "Failures first", compare: (a, b) => rank(a) - rank(b) || a.at - b.at },
  slowest: { name: "Slowest first", compare: (a, b) => b.duration_ms - a.duration_ms || a.at - b.at },
  frames: { name: "Most frames first", compare: (a, b) => b.frames - a.frames || a.at - b.at },
  name: { name: "Name", compare: (a, b) => (a.full < b.full ? -1 : a.full > b.full ? 1 : 0) },
};

/** The tests that are to be listed, in order, and how many of each status there would be. */
function selection() {
  const words = chosen.text.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = tests.filter((test) => fits(test, words));
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0]));
  for (const test of fitting) counts[test.status] += 1;
  const listed = chosen.statuses.size
    ? fitting.filter((test) => chosen.statuses.has(test.status)) : fitting;
  return { listed: [...listed].sort(SORTS[chosen.sort].compare), counts, total: fitting.length };
}

function tagCounts() {
  const counts = new Map();
  for (const test of tests) {
    for (const tag of test.tags) counts.set(tag, (counts.get(tag) || 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function duration(ms) {
  if (ms >= 60000) return `${Math.floor(ms / 60000)} min ${Math.round((ms % 60000) / 1000)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
