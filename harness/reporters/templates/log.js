// The log of an attempt: lines with the frame they were written in.

const LOG_LINE = /^\[\s*(-?\d+)\] (\S+)\s+(.*?): (.*)$/s;
const RANKS = { debug: "debug", info: "info", warning: "warning", warn: "warning", error: "error", critical: "error", exception: "error" };

function parseLog(attempt) {
  const { head = [], tail = [], cut = 0 } = attempt.log || {};
  const lines = head.map(parseLine);
  if (cut) lines.push({ frame: null, level: "", rank: "cut", source: "", text: `… ${count(cut, "line")} cut; the file has them …` });
  return lines.concat(tail.map(parseLine));
}

function parseLine(line) {
  const match = line.match(LOG_LINE);
  if (!match) return { frame: null, level: "", rank: "plain", source: "", text: line };
  const [, frame, level, source, text] = match;
  return { frame: Number(frame), level, rank: RANKS[level.toLowerCase()] || "info", source, text };
}

function logBlock(lines, remark) {
  const box = h("div", { class: "log", tabindex: 0, role: "log", "aria-live": "off", "aria-label": "Log" }, lines.map((line, at) =>
    h("div", { class: `log-line log-${line.rank}`, "data-line": at },
      h("span", { class: "frame" }, line.frame === null ? "" : line.frame),
      h("span", { class: "level" }, line.level), h("span", { class: "origin" }, line.source),
      pre("span", { class: "text" }, line.text))));
  const loud = lines.some((line) => line.rank === "warning" || line.rank === "error");
  return h("div", {},
    loud && h("label", { class: "check" }, h("input", { type: "checkbox", onchange: (event) => box.classList.toggle("loud", event.target.checked) }),
      "warnings and errors only"),
    lines.length > 0 && box, remark && h("p", { class: "remark" }, remark));
}

function showLogLine(box, at) {
  const line = box.querySelector(`[data-line="${at}"]`);
  if (!line) return;
  line.scrollIntoView({ block: "center" });
  for (const other of box.querySelectorAll(".flash")) other.classList.remove("flash");
  void line.offsetWidth;
  line.classList.add("flash");
}
