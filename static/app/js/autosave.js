// Autosave: each item's form is sent 600 ms after the last change. Nothing typed is lost: until the server
// acknowledges, a copy stays on this device and is offered back after a crash or a lost session.
const WAIT = 600;
const RETRY = [2000, 5000, 15000, 30000];
const words = JSON.parse(document.getElementById("autosave-words")?.dataset.messages ?? "{}");
/** @type {Map<HTMLFormElement, {timer?: number, tries: number, sending: boolean, dirty: boolean}>} */
const work = new Map();

const formOf = (/** @type {EventTarget|null} */ node) =>
  node instanceof Element ? /** @type {HTMLFormElement|null} */ (node.closest("form[data-autosave]")) : null;
const keyOf = (/** @type {HTMLFormElement} */ form) => `ss-draft:${form.dataset.key}:${form.dataset.autosave}`;
const jobOf = (/** @type {HTMLFormElement} */ form) => {
  if (!work.has(form)) work.set(form, { tries: 0, sending: false, dirty: false });
  return /** @type {any} */ (work.get(form));
};
const fieldsOf = (/** @type {HTMLFormElement} */ form) =>
  [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "version").map(([name, value]) => [name, String(value)]);

/** Show a state in the item's footer and in the page head. */
function say(form, text, kind = "", action = null) {
  for (const place of [document.querySelector(`[data-save="${form.dataset.autosave}"]`), document.getElementById("save-all")]) {
    if (!place) continue;
    place.className = `ss-save ${kind}`;
    place.replaceChildren(document.createTextNode(text));
    if (action) {
      const button = document.createElement("button");
      button.type = "button"; button.className = "btn btn-quiet btn-sm"; button.textContent = words.now;
      button.addEventListener("click", action);
      place.append(" ", button);
    }
  }
}

function keep(form) {
  try { localStorage.setItem(keyOf(form), JSON.stringify({ fields: fieldsOf(form), at: Date.now() })); } catch { /* private mode */ }
}
function forget(form) {
  try { localStorage.removeItem(keyOf(form)); } catch { /* private mode */ }
}

/** Put the pieces of an answer where their data-swap says; inputs are never touched. */
function swap(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const piece of page.querySelectorAll("[data-swap]")) {
    for (const place of document.querySelectorAll(piece.getAttribute("data-swap") ?? "")) {
      place.className = place.className.replace(/ss-save--\w+/g, "");
      place.replaceChildren(...[...piece.childNodes].map((node) => document.importNode(node, true)));
    }
  }
  return page;
}

function plan(form, delay) {
  const job = jobOf(form);
  job.dirty = true;
  keep(form);
  clearTimeout(job.timer);
  job.timer = setTimeout(() => send(form), delay);
}

async function send(form) {
  const job = jobOf(form);
  if (job.sending) { plan(form, WAIT); return; }
  job.sending = true; job.dirty = false;
  const slow = setTimeout(() => say(form, words.saving), 300);
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "manual", credentials: "same-origin" });
    if (response.type === "opaqueredirect" || response.status === 403) { job.dirty = true; say(form, words.login, "ss-save--err", () => send(form)); return; }
    const html = await response.text();
    if (response.status >= 500 || response.status === 429) throw new Error(String(response.status));
    if (response.status === 409 && html.includes("data-merge-item")) { job.dirty = true; merge(form, html); return; }
    swap(html);
    if (response.ok) {
      /** @type {HTMLInputElement} */ (form.elements.namedItem("version")).value = response.headers.get("X-Saved") ?? "";
      job.tries = 0;
      if (!job.dirty) forget(form);
      const all = document.getElementById("save-all");
      const own = document.querySelector(`[data-save="${form.dataset.autosave}"]`);
      if (all && own) { all.className = "ss-save ss-save--ok"; all.replaceChildren(...[...own.childNodes].map((node) => node.cloneNode(true))); }
    }
  } catch {
    job.dirty = true;
    say(form, words.retry, "ss-save--err", () => { clearTimeout(job.timer); send(form); });
    job.timer = setTimeout(() => send(form), RETRY[Math.min(job.tries++, RETRY.length - 1)]);
  } finally {
    clearTimeout(slow);
    job.sending = false;
  }
}

/** Two versions: the person chooses; the other one stays in the history. */
function merge(form, html) {
  document.getElementById("merge")?.remove();
  const dialog = /** @type {HTMLDialogElement} */ (new DOMParser().parseFromString(html, "text/html").getElementById("merge"));
  document.body.append(document.importNode(dialog, true));
  const shown = /** @type {HTMLDialogElement} */ (document.getElementById("merge"));
  shown.addEventListener("click", (event) => {
    const choice = event.target instanceof Element && event.target.closest("[data-merge]")?.getAttribute("data-merge");
    if (!choice) return;
    shown.close();
    if (choice === "mine") {
      /** @type {HTMLInputElement} */ (form.elements.namedItem("version")).value = shown.dataset.mergeVersion ?? "";
      send(form);
    } else {
      jobOf(form).dirty = false; forget(form); location.reload();
    }
  });
  shown.showModal();
}

/** Offer back what an earlier visit typed and could not save. */
function offer(form) {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(keyOf(form)) ?? "null"); } catch { return; }
  if (!kept || JSON.stringify(kept.fields) === JSON.stringify(fieldsOf(form))) { forget(form); return; }
  const note = document.createElement("div");
  note.className = "ss-alert ss-alert--warn mb2"; note.setAttribute("role", "status");
  const text = document.createElement("div"); text.className = "grow"; text.textContent = words.kept; note.append(text);
  for (const [label, act] of [[words.restore, () => { fill(form, kept.fields); plan(form, 0); }], [words.discard, () => forget(form)]]) {
    const button = document.createElement("button");
    button.type = "button"; button.className = "btn btn-default btn-sm"; button.textContent = label;
    button.addEventListener("click", () => { act(); note.remove(); });
    note.append(button);
  }
  form.prepend(note);
}
function fill(form, fields) {
  const values = new Map(fields);
  for (const field of form.elements) {
    if (!field.name || field.name === "version" || field.name === "csrfmiddlewaretoken") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.get(field.name) === field.value;
    else if (values.has(field.name)) field.value = values.get(field.name);
  }
}

document.addEventListener("input", (event) => { const form = formOf(event.target); if (form) plan(form, WAIT); });
document.addEventListener("change", (event) => { const form = formOf(event.target); if (form) plan(form, WAIT); });
document.addEventListener("submit", (event) => {
  const form = formOf(event.target);
  if (form) { event.preventDefault(); plan(form, 0); return; }
  const files = event.target instanceof HTMLFormElement && event.target.dataset.evidence ? event.target : null;
  if (files) { event.preventDefault(); carry(files, new FormData(files)); }
});
addEventListener("beforeunload", (event) => { if ([...work.values()].some((job) => job.dirty || job.sending)) event.preventDefault(); });
addEventListener("online", () => { for (const [form, job] of work) if (job.dirty) send(form); });

// --- evidence: choose, photograph or drop files; the strip of the item is replaced by the answer ---
async function carry(form, data) {
  const strip = document.getElementById(form.dataset.evidence);
  strip?.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, { method: "POST", body: data, headers: { "X-Autosave": "1" }, redirect: "manual" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById(form.dataset.evidence);
    if (response.ok && fresh) { strip?.replaceWith(document.importNode(fresh, true)); return; }
    alertBelow(strip, page.querySelector("[data-error], .ss-alert b, h1")?.textContent ?? String(response.status));
  } catch { alertBelow(strip, words.retry); } finally { strip?.removeAttribute("aria-busy"); }
}
function alertBelow(strip, text) {
  const note = document.createElement("p");
  note.className = "small t-red"; note.setAttribute("role", "alert"); note.textContent = text;
  strip?.after(note);
  setTimeout(() => note.remove(), 15000);
}
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input instanceof HTMLInputElement && input.type === "file" && input.form?.dataset.evidence && input.files?.length) carry(input.form, new FormData(input.form));
});
for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => {
  const card = event.target instanceof Element ? event.target.closest(".item") : null;
  const form = /** @type {HTMLFormElement|null} */ (card?.querySelector("form[data-drop]") ?? null);
  const transfer = /** @type {DragEvent} */ (event).dataTransfer;
  if (!form || !transfer?.types.includes("Files")) return;
  event.preventDefault();
  if (name !== "drop") return;
  const data = new FormData(form);
  data.delete("files");
  for (const file of transfer.files) data.append("files", file);
  carry(form, data);
});
document.querySelectorAll("form[data-autosave]").forEach((form) => offer(/** @type {HTMLFormElement} */ (form)));
