/* What is typed stays on this device until the server has it: nothing is lost to a crash, a dead battery, a lost session. */

const key = (form) => `ss-draft:${form.dataset.owner}:${form.dataset.autosave}`;

/** The answer in a form as name and value pairs, without the token. */
export const fields = (form) =>
  [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "version");

export function keep(form) {
  const draft = { fields: fields(form), version: form.elements.version.value, at: new Date().toISOString() };
  try {
    localStorage.setItem(key(form), JSON.stringify(draft));
  } catch {
    /* private mode: the page itself still holds it */
  }
}

export function forget(form) {
  try {
    localStorage.removeItem(key(form));
  } catch {
    /* nothing was kept */
  }
}

/** What was kept for this form and differs from what the server has, or null. */
export function kept(form) {
  let draft = null;
  try {
    draft = JSON.parse(localStorage.getItem(key(form)));
  } catch {
    return null;
  }
  if (draft && JSON.stringify(draft.fields) !== JSON.stringify(fields(form))) return draft;
  forget(form);
  return null;
}

/** Fills the form as it was typed, with the version seen then: a newer one on the server becomes a choice, not a loss. */
export function restore(form, draft) {
  const values = new Map(draft.fields);
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.get(field.name) === field.value;
    else field.value = values.get(field.name) ?? "";
  }
  form.elements.version.value = draft.version;
  form.elements.note.closest("details").open = true;
}
