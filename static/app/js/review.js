/* The reviewer's room: keys, the evidence viewer, panes that stay where they were while htmx replaces them. */

const OFF = "ss-shortcuts-off";
let off = false;
try {
  off = localStorage.getItem(OFF) === "1";
} catch {
  /* the choice then lasts for this page only */
}

/* --- keys: data-shortcut="a" clicks, "r" also unfolds; E goes to the first fact; they can be switched off --- */
function showKeys() {
  for (const button of document.querySelectorAll("[data-shortcuts-toggle]")) button.setAttribute("aria-pressed", String(!off));
  for (const hint of document.querySelectorAll("[data-shortcuts-hint]")) hint.hidden = off;
}

function act(key) {
  if (key === "e") {
    const field = document.querySelector("#rv-facts input:checked, #rv-facts input:not([type=radio])");
    field?.focus();
    return Boolean(field);
  }
  const target = document.querySelector(`[data-shortcut="${key}"]`);
  if (!target) return false;
  const fold = target.closest("details");
  if (fold && target.matches("summary")) {
    fold.open = true;
    fold.querySelector("textarea")?.focus();
  } else {
    target.click();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (act("ctrl+enter")) event.preventDefault();
    return;
  }
  const typing = event.target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select");
  if (off || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if ("jkaer".includes(key) && act(key)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const element = event.target instanceof Element ? event.target : null;
  if (element?.closest("[data-shortcuts-toggle]")) {
    off = !off;
    try {
      localStorage.setItem(OFF, off ? "1" : "0");
    } catch {
      /* see above */
    }
    showKeys();
  }
  const viewer = element?.closest("[data-viewer]");
  if (viewer && element.closest("[data-viewer-full]")) viewer.requestFullscreen?.();
  if (viewer && element.closest("[data-viewer-turn]")) {
    const image = viewer.querySelector("img");
    const turn = (Number(image.dataset.turn ?? 0) + 1) % 4;
    image.dataset.turn = String(turn);
  }
});

/** The row of the item in hand, inside its pane; on a phone the pane does not scroll and nothing moves. */
function showRow() {
  const pane = document.getElementById("rv-tbl");
  const row = pane?.querySelector(".is-on");
  if (!row || pane.scrollHeight <= pane.clientHeight) return;
  const place = row.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  if (place.top < frame.top + 40 || place.bottom > frame.bottom) pane.scrollTop += place.top - frame.top - frame.height / 3;
}

/* --- panes keep their scroll, and the keyboard goes on in the new item --- */
const places = new Map();
for (const name of ["htmx:before:swap", "htmx:beforeSwap"]) {
  document.addEventListener(name, () => {
    for (const pane of document.querySelectorAll("[data-keep-scroll]")) places.set(pane.id, pane.scrollTop);
  });
}
for (const name of ["htmx:after:swap", "htmx:afterSwap"]) {
  document.addEventListener(name, (event) => {
    showKeys();
    const target = event.detail?.ctx?.target ?? event.target;
    if (target?.id && target.id !== "review") return;
    for (const [id, top] of places) document.getElementById(id)?.scrollTo(0, top);
    showRow();
    if (document.activeElement === document.body) document.getElementById("rv-item")?.focus({ preventScroll: true });
  });
}
showKeys();
showRow();
