// One test: its attempts, and all there is to see of one of them.

const OF_PICTURES = ["screenshot", "missing_baseline"];

function section(title, ...content) {
  return h("section", { class: "part" }, h("h2", {}, title), ...content);
}

function detailOf(test) {
  const attempts = test.attempts;
  const body = h("div", { class: "attempt", role: attempts.length > 1 ? "tabpanel" : null });
  const show = (at) => {
    chosen.attempt = at;
    body.replaceChildren(...attemptParts(test, attempts[at]));
    rememberPlace();
  };
  const choice = attempts.length > 1 && tabs("Attempts", attempts.map((attempt, i) => ({
    name: `Attempt ${i + 1}`, icon: attempt.status,
  })), chosen.attempt, show);
  const parts = [headOf(test), choice, body, testParts(test)];
  if (attempts.length) body.append(...attemptParts(test, attempts[chosen.attempt]));
  else body.append(h("p", { class: "muted" }, "This test did not run."));
  return parts.flat().filter(Boolean);
}

function headOf(test) {
  const back = h("button", { type: "button", class: "back", onclick: closeTest }, icon("back"), "Tests");
  const took = `${duration(test.duration_ms)} · ${count(test.frames, "frame")}`;
  return h("div", { class: "head" }, back,
    h("div", { class: "crumbs" }, h("span", { class: "path" }, `${test.file}:${test.line}`), test.suite.map((name) => h("span", {}, name))),
    h("h1", {}, test.name),
    h("div", { class: "facts" }, h("span", { class: `status is-${test.status}` }, icon(test.status), STATUS_NAMES[test.status]),
      test.kind && h("span", { class: "badge" }, test.kind.replace("_", " ")), h("span", { class: "muted" }, took),
      test.tags.map((tag) => h("span", { class: "badge tag-name" }, tag))));
}

function attemptParts(test, attempt) {
  const lines = parseLog(attempt);
  const log = (lines.length > 0 || attempt.log?.remark) && logBlock(lines, attempt.log.remark);
  const pictures = (attempt.compared || []).map(comparisonBlock);
  const shots = (attempt.screenshots || []).map(screenshotBlock);
  const follow = (open) => {
    if (open.log !== undefined) showLogLine(log, open.log);
    if (open.picture !== undefined) showPicture(open.picture);
  };
  const frames = attempt.axis && section("Frames", axisBlock(attempt, lines, follow));
  const compared = pictures.length > 0 && section("Pictures", pictures);
  return [
    failureBlock(attempt),
    attempt.source && sourceBlock(attempt.source),
    attempt.traceback && tracebackBlock(attempt.traceback),
    attempt.findings && section("Findings", findingsBlock(attempt.findings)),
    ...(OF_PICTURES.includes(test.kind) ? [compared, frames] : [frames, compared]),
    shots.length > 0 && section("Screenshots", h("div", { class: "thumbs" }, shots)),
    log && section("Log", log),
    attempt.artifacts && section("Artifacts", artifactList(attempt.artifacts)),
    section("Attempt", attemptFacts(attempt)),
  ].filter(Boolean);
}

/** The last frame is shown next to the message. */
function failureBlock(attempt) {
  const message = attempt.message && messageBlock(attempt);
  if (!attempt.final) return message;
  return h("div", { class: "failure" }, message, screenshotBlock(attempt.final));
}

function showPicture(name) {
  const stem = name.replace(/\.png$/, "");
  const node = [...byId("detail").querySelectorAll("[data-picture]")]
    .find((item) => [name, stem].includes(item.dataset.picture) || item.dataset.picture === `${stem}.png`);
  if (!node) return announce(`No picture ${name} was kept`);
  node.scrollIntoView({ block: "center" });
  if (node.matches("button")) node.click();
  else node.querySelector(".stage")?.focus({ preventScroll: true });
  return undefined;
}

function attemptFacts(attempt) {
  const digest = attempt.digest;
  return factTable([
    ["Ended", `frame ${attempt.frame}`],
    digest && ["State at the start", h("code", {}, digest.start)],
    digest && ["State at the end", h("code", {}, digest.end)],
  ]);
}

function factTable(rows) {
  return h("dl", { class: "fact-table" }, rows.filter((row) => row && row[1] !== "" && row[1] !== undefined)
    .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

function artifactList(artifacts) {
  return h("ul", { class: "artifacts" }, artifacts.map(([kind, path, link]) => h("li", {},
    h("span", { class: "badge" }, kind),
    link ? h("a", { href: link, target: "_blank", rel: "noreferrer" }, path) : h("span", {}, `${path} (elsewhere)`))));
}

function testParts(test) {
  const command = report.repro + test.repro;
  return [
    test.artifacts && section("More artifacts", artifactList(test.artifacts)),
    test.updated && section("Updated baselines", h("ul", {}, test.updated.map((path) => h("li", {}, h("code", {}, path))))),
    section("Repeat", h("div", { class: "command" }, h("code", { tabindex: 0 }, command), copyButton(command))),
  ];
}
