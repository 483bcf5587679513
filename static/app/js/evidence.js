/* Evidence: choose, photograph or drop files. One file at a time is sent, so that one that fails does not stop the rest. */

import { parse, send, signedOut } from "./pieces.js";

const place = (form) => (form.dataset.evidence ? document.getElementById(form.dataset.evidence) : form);

function complain(form, words) {
  const note = document.createElement("p");
  note.className = "small t-red mb0";
  note.setAttribute("role", "alert");
  note.textContent = words;
  place(form).after(note);
  setTimeout(() => note.remove(), 20_000);
}

/** Sends one form's data; true when it was taken. The strip of the item is replaced by the answer. */
async function carry(form, data, name) {
  const response = await send(form.action, data);
  if (form.dataset.library !== undefined && response.type === "opaqueredirect") return true;
  if (signedOut(response)) throw new Error("signed out");
  const page = parse(await response.text());
  if (!response.ok) {
    const words = page.querySelector("[data-refused], [role=alert] span, h1")?.textContent.trim();
    complain(form, [name, words ?? response.status].filter(Boolean).join(" · "));
    return false;
  }
  const fresh = form.dataset.evidence && page.getElementById(form.dataset.evidence);
  if (fresh) place(form).replaceWith(document.importNode(fresh, true));
  return true;
}

async function upload(form, files) {
  const id = form.dataset.evidence;
  const current = () => (id ? document.querySelector(`form[data-drop][data-evidence="${id}"]`) : form);
  let taken = 0;
  place(form).setAttribute("aria-busy", "true");
  try {
    for (const file of files) {
      const data = new FormData();
      data.append("files", file);
      if (await carry(current(), data, file.name)) taken += 1;
    }
  } catch {
    complain(current(), document.getElementById("upload-failed")?.dataset.words ?? "");
  }
  place(current()).removeAttribute("aria-busy");
  if (form.dataset.library !== undefined && taken) location.reload();
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file" || input.form?.dataset.drop === undefined || !input.files.length) return;
  upload(input.form, [...input.files]);
});
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.evidence) return;
  event.preventDefault();
  try {
    await carry(form, new FormData(form), "");
  } catch {
    complain(form, document.getElementById("upload-failed")?.dataset.words ?? "");
  }
});

/** The form that takes files dropped here: the item's, or the library's. */
const target = (event) => {
  if (!event.dataTransfer?.types.includes("Files")) return null;
  const area = event.target.closest?.(".item, .drop");
  return area?.matches("form[data-drop]") ? area : (area?.querySelector("form[data-drop]") ?? null);
};
for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const form = target(event);
    if (!form) return;
    event.preventDefault();
    place(form).classList.toggle("is-over", name === "dragover");
    if (name === "drop") upload(form, [...event.dataTransfer.files]);
  });
}
