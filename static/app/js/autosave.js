/* Autosave: an item is sent 600 ms after the last change in it; the state stands at the item and in the page head.
   Without connection it is tried again after 2, 5, 15, then every 30 seconds; the server's figures win. */

import { fields, forget, keep, kept, restore } from "./drafts.js";
import { parse, send, signedOut, swap } from "./pieces.js";

const WAIT = 600;
const SHOW_BUSY = 300;
const RETRY = [2_000, 5_000, 15_000, 30_000];
const HEARTBEAT = 30_000;

/** Form → {timer, tries, sending, choosing, dirty}: dirty until the server has acknowledged exactly what the form holds. */
const jobs = new Map();

function jobOf(form) {
  if (!jobs.has(form)) jobs.set(form, { timer: 0, tries: 0, sending: false, choosing: false, dirty: false });
  return jobs.get(form);
}

/** Shows the state `name` (a template of the page) at the item and in the head. */
function say(form, name) {
  const words = document.getElementById(`say-${name}`);
  for (const place of document.querySelectorAll(`[data-save="${form.dataset.autosave}"], #save-all`)) {
    place.replaceChildren(document.importNode(words.content, true));
    place.querySelector("[data-retry]")?.addEventListener("click", () => jobs.forEach((job, one) => job.dirty && save(one)));
  }
}

function plan(form, delay) {
  const job = jobOf(form);
  job.dirty = true;
  clearTimeout(job.timer);
  job.timer = setTimeout(() => save(form), delay);
}

function changed(form) {
  keep(form);
  jobOf(form).tries = 0;
  form.classList.add("is-pending");
  plan(form, WAIT);
}

async function save(form) {
  const job = jobOf(form);
  clearTimeout(job.timer);
  if (job.sending || job.choosing) return;
  const sent = JSON.stringify(fields(form));
  job.sending = true;
  const slow = setTimeout(() => say(form, "busy"), SHOW_BUSY);
  try {
    const response = await send(form.action, new FormData(form));
    const html = signedOut(response) ? "" : await response.text();
    clearTimeout(slow);
    job.sending = false;
    if (response.ok) saved(form, sent, response, html);
    else if (signedOut(response)) say(form, "login");
    else if (response.status === 409 && html.includes("data-merge-item")) choose(form, html);
    else if (response.status >= 500 || response.status === 429) again(form);
    else refused(form, html);
  } catch {
    clearTimeout(slow);
    job.sending = false;
    again(form);
  }
}

function saved(form, sent, response, html) {
  const job = jobOf(form);
  form.elements.version.value = response.headers.get("X-Version");
  job.tries = 0;
  if (JSON.stringify(fields(form)) === sent) {
    job.dirty = false;
    form.classList.remove("is-pending");
    forget(form);
    swap(html);
  } else {
    keep(form);
    plan(form, WAIT);
  }
}

function again(form) {
  const job = jobOf(form);
  say(form, "retry");
  plan(form, RETRY[Math.min(job.tries, RETRY.length - 1)]);
  job.tries += 1;
}

/** The server says no (too late, impossible facts): the reason stands at the item, what was typed stays here. */
function refused(form, html) {
  say(form, "refused");
  swap(html);
}

/** Two versions: the person chooses, and until then nothing is sent (leaving the field for the dialog is a change, too).
    The other version is in the history. */
function choose(form, html) {
  jobOf(form).choosing = true;
  document.getElementById("merge")?.remove();
  const dialog = document.importNode(parse(html).getElementById("merge"), true);
  document.body.append(dialog);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => { jobOf(form).choosing = false; }); // a browser may insist on closing it
  for (const button of dialog.querySelectorAll("[data-merge]")) {
    button.addEventListener("click", () => {
      dialog.close();
      jobOf(form).choosing = false;
      if (button.dataset.merge === "mine") {
        form.elements.version.value = dialog.dataset.mergeVersion;
        save(form);
      } else {
        jobOf(form).dirty = false;
        forget(form);
        location.hash = `item-${form.dataset.autosave}`;
        location.reload();
      }
    });
  }
  dialog.showModal();
}

/** Offers back what an earlier visit typed and could not save. */
function offer(form) {
  const draft = kept(form);
  if (!draft) return;
  const note = document.importNode(document.getElementById("say-kept").content, true).firstElementChild;
  const at = new Date(draft.at).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Shanghai" });
  note.querySelector("[data-kept-at]").textContent = at;
  note.querySelector("[data-restore]").addEventListener("click", () => {
    restore(form, draft);
    note.remove();
    changed(form);
  });
  note.querySelector("[data-forget]").addEventListener("click", () => {
    forget(form);
    note.remove();
  });
  form.before(note);
}

const formOf = (event) => (event.target.form?.dataset.autosave ? event.target.form : null);

for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => {
    const form = formOf(event);
    if (form) changed(form);
  });
}
document.addEventListener("submit", (event) => {
  if (!event.target.dataset.autosave) return;
  event.preventDefault();
  plan(event.target, 0);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-rest-zero]");
  if (!button) return;
  for (const input of button.form.querySelectorAll('input[type="number"]')) input.value ||= "0";
  changed(button.form);
  offerZeros();
});

const unsaved = () => [...jobs].filter(([, job]) => job.dirty).map(([form]) => form);
addEventListener("beforeunload", (event) => {
  if (unsaved().length) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") unsaved().forEach(save);
});
addEventListener("online", () => unsaved().forEach(save));

const presence = document.getElementById("presence");
setInterval(async () => {
  if (!presence || document.visibilityState === "hidden") return;
  try {
    const response = await fetch(presence.dataset.presence, { redirect: "manual" });
    if (response.ok) presence.replaceChildren(...parse(await response.text()).body.childNodes);
  } catch {
    /* the next beat asks again */
  }
}, HEARTBEAT);

/* "The rest is 0" is of use while a number is missing. */
function offerZeros() {
  for (const button of document.querySelectorAll("[data-rest-zero]")) {
    const missing = [...button.form.querySelectorAll('input[type="number"]')].some((input) => !input.value);
    button.classList.toggle("js-only", !missing);
  }
}
document.addEventListener("input", offerZeros);
offerZeros();
document.querySelectorAll("form[data-autosave]").forEach(offer);
