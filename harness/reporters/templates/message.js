// What a failure says: its message with the values, the Lua around it, the traceback.

const LUA = /(--.*$)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\b(and|break|do|else|elseif|end|false|for|function|goto|if|in|local|nil|not|or|repeat|return|then|true|until|while)\b|\b(\d[\w.]*)/g;
const LUA_CLASSES = ["comment", "string", "keyword", "numeral"];
const DIFFERENCE = /^\s*(\S.*?): expected (.*), actual (.*)$/;
const SIDE = /^(\s*)(expected|actual):(.*)$/;

/** The place is shown once: above the source, where there is some. */
function messageBlock(attempt) {
  const lines = (attempt.message || "").split("\n");
  const place = attempt.place && `${attempt.place.file}:${attempt.place.line}`;
  const block = h("div", { class: `message is-${attempt.status}` });
  if (place && lines[0].startsWith(`${place}: `)) {
    block.append(attempt.source ? "" : h("div", { class: "where" }, place), h("div", { class: "headline" }, lines[0].slice(place.length + 2)));
  } else {
    block.append(h("div", { class: "headline" }, lines[0]));
  }
  const rest = lines.slice(1);
  let differences = [];
  const flush = () => {
    if (differences.length) block.append(differenceTable(differences));
    differences = [];
  };
  for (const line of rest) {
    const difference = line.match(DIFFERENCE);
    if (difference) {
      differences.push(difference.slice(1));
      continue;
    }
    flush();
    const side = line.match(SIDE);
    block.append(side
      ? h("div", { class: `side ${side[2]}` }, h("span", {}, side[2]), pre("code", {}, side[3].trim()))
      : pre("div", { class: "line" }, line));
  }
  flush();
  return block;
}

function differenceTable(rows) {
  const shown = rows.slice(0, 200);
  return h("div", { class: "scroll-x" }, h("table", { class: "differences" },
    h("thead", {}, h("tr", {}, ["Path", "Expected", "Actual"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, shown.map(([path, expected, actual]) => h("tr", {},
      h("th", { scope: "row" }, path), pre("td", { class: "expected" }, expected), pre("td", { class: "actual" }, actual))))),
  rows.length > shown.length && h("p", { class: "muted" }, `and ${rows.length - shown.length} more`));
}

function sourceBlock(source) {
  return h("figure", { class: "source" },
    h("figcaption", {}, `${source.file}:${source.line}`),
    h("div", { class: "code", tabindex: 0, role: "group", "aria-label": "Source around the failure" },
      source.lines.map((line, i) => {
        const number = source.first + i;
        return h("div", { class: `code-line${number === source.line ? " hit" : ""}` },
          h("span", { class: "number" }, number), source.file.endsWith(".lua") ? luaLine(line) : plainLine(line));
      })));
}

function plainLine(line) {
  const code = pre("code", {});
  appendText(code, line, true);
  return code;
}

function luaLine(line) {
  const code = pre("code", {});
  let from = 0;
  for (const match of line.matchAll(LUA)) {
    appendText(code, line.slice(from, match.index), true);
    code.append(pre("span", { class: LUA_CLASSES[match.slice(1).findIndex((part) => part !== undefined)] }, match[0]));
    from = match.index + match[0].length;
  }
  appendText(code, line.slice(from), true);
  return code;
}

function tracebackBlock(traceback) {
  return h("details", { class: "fold" }, h("summary", {}, "Traceback"), pre("pre", { tabindex: 0 }, traceback));
}

const FINDING_NAMES = {
  guard: "Not sealed", impure_draw: "Drawing changed the state", order_dependent: "Depends on the order",
  nondeterministic: "Nondeterministic", real_input: "Real input", leak: "Left behind",
  ignored_error: "Ignored error",
};

function findingsBlock(findings) {
  return h("ul", { class: "findings" }, findings.map((finding) => h("li", {},
    h("b", {}, FINDING_NAMES[finding.kind] || finding.kind), h("span", { class: "badge" }, `frame ${finding.frame}`),
    finding.path && h("code", {}, finding.path), pre("div", { class: "line" }, finding.message))));
}
