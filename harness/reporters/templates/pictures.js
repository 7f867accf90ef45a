// Pictures of a comparison and plain screenshots.

const VIEWS = ["Diff", "Actual", "Expected", "Side by side", "Slider"];
const NEEDED = { Diff: ["diff"], Actual: ["actual"], Expected: ["expected"], "Side by side": ["expected", "actual"], Slider: ["expected", "actual"] };
const ZOOMS = [["Fit", 0], ["1×", 1], ["2×", 2], ["4×", 4], ["8×", 8]];
const zoomChosen = { factor: 0 };

function sourceOf(picture) {
  return picture.at === undefined ? picture.link : report.pictures[picture.at];
}

function isShown(picture) {
  return Boolean(picture) && !picture.remark && Boolean(sourceOf(picture));
}

function image(picture, alt) {
  const img = h("img", { alt, width: picture.w, height: picture.h, draggable: "false", decoding: "async" });
  img.addEventListener("error", () => img.replaceWith(h("p", { class: "remark" }, `${picture.path} cannot be shown`)), { once: true });
  img.src = sourceOf(picture);
  return img;
}

function applyZoom(stage, factor) {
  stage.classList.toggle("fit", factor === 0);
  stage.classList.toggle("pixels", factor > 1);
  for (const img of stage.querySelectorAll("img")) {
    img.style.width = factor ? `${Number(img.getAttribute("width")) * factor}px` : "";
  }
  for (const slider of stage.querySelectorAll(".slider")) {
    slider.style.width = factor ? `${Number(slider.dataset.width) * factor}px` : "";
  }
}

function figure(picture, name) {
  return h("figure", { class: "picture" }, h("figcaption", {}, name), image(picture, name));
}

function sliderView(group) {
  const top = image(group.actual, `${group.name}, actual`);
  top.classList.add("over");
  const handle = h("div", { class: "handle", role: "slider", tabindex: 0, "aria-label": "Divider between expected and actual",
    "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": 50 });
  const box = h("div", { class: "slider", "data-width": group.actual.w }, image(group.expected, `${group.name}, expected`), top, handle,
    h("span", { class: "tag left" }, "Expected"), h("span", { class: "tag right" }, "Actual"));
  let share = 50;
  function place(value) {
    share = Math.max(0, Math.min(100, value));
    top.style.clipPath = `inset(0 0 0 ${share}%)`;
    handle.style.left = `${share}%`;
    handle.setAttribute("aria-valuenow", Math.round(share));
  }
  const follow = (event) => {
    const { left, width } = box.getBoundingClientRect();
    place(((event.clientX - left) / width) * 100);
  };
  box.addEventListener("pointerdown", (event) => {
    box.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    follow(event);
  });
  box.addEventListener("pointermove", (event) => { if (box.hasPointerCapture(event.pointerId)) follow(event); });
  handle.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: share - 2, ArrowRight: share + 2, PageDown: share - 10, PageUp: share + 10, Home: 0, End: 100 };
    if (moves[event.key] === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    place(moves[event.key]);
  });
  place(50);
  return box;
}

function pictureView(group, name) {
  const { actual, expected, diff } = group;
  if (name === "Slider") return sliderView(group);
  if (name === "Side by side") return h("div", { class: "side-by-side" }, figure(expected, "Expected"), figure(actual, "Actual"));
  return figure({ Diff: diff, Actual: actual, Expected: expected }[name], name);
}

function comparisonBlock(group) {
  const stage = h("div", { class: "stage fit", role: "tabpanel", tabindex: 0, "aria-label": group.name });
  const items = VIEWS.map((name) => ({ name, disabled: !NEEDED[name].every((kind) => isShown(group[kind])) }));
  const first = items.findIndex((item) => !item.disabled);
  const remarks = ["expected", "actual", "diff"].filter((kind) => group[kind]?.remark)
    .map((kind) => h("p", { class: "remark" }, `${group[kind].path}: ${group[kind].remark}`));
  const size = group.actual || group.expected || group.diff;
  const show = (at) => {
    stage.replaceChildren(pictureView(group, VIEWS[at]));
    applyZoom(stage, zoomChosen.factor);
  };
  const block = h("div", { class: "comparison", "data-picture": group.name },
    h("div", { class: "comparison-head" }, h("h3", {}, group.name), size?.w && h("span", { class: "muted" }, `${size.w} × ${size.h}`), zoomTools(stage)),
    tabs(`Pictures of ${group.name}`, items, first, show), first >= 0 && stage, remarks);
  if (first >= 0) show(first);
  return block;
}

function zoomTools(stage) {
  const row = h("div", { class: "zoom", role: "group", "aria-label": "Zoom" });
  row.append(...ZOOMS.map(([name, factor]) => h("button", {
    type: "button", class: "small", "aria-pressed": factor === zoomChosen.factor ? "true" : "false",
    onclick: (event) => {
      zoomChosen.factor = factor;
      for (const button of row.children) button.setAttribute("aria-pressed", button === event.currentTarget ? "true" : "false");
      applyZoom(stage, factor);
    },
  }, name)));
  return row;
}

function screenshotBlock(picture) {
  if (!isShown(picture)) return h("p", { class: "remark" }, `${picture.path}: ${picture.remark || "lies elsewhere"}`);
  const open = h("button", { type: "button", class: "thumb", "data-picture": picture.name, title: picture.name },
    image(picture, picture.name), h("span", {}, picture.name));
  open.addEventListener("click", () => enlarge(picture));
  return open;
}

function enlarge(picture) {
  const dialog = h("dialog", { class: "large", "aria-label": picture.name });
  const stage = h("div", { class: "stage fit" }, image(picture, picture.name));
  dialog.append(h("div", { class: "comparison-head" }, h("h3", {}, picture.name), h("span", { class: "muted" }, `${picture.w} × ${picture.h}`),
    zoomTools(stage), h("button", { type: "button", class: "small", onclick: () => dialog.close() }, "Close")), stage);
  applyZoom(stage, zoomChosen.factor);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
