/* Two minutes before a session ends, the person is asked; after its end the way back leads to the same page.
   What was typed stays on the page, and in the drafts of the workspace. */

const WARN = 120;
const LATER = 2_000_000;

const meta = document.querySelector('meta[name="session-left"]');
const dialog = document.getElementById("session-end");
const { url } = meta.dataset;
let timer = 0;

/** Seconds left as the server knows them, or null when the session is over. */
async function ask(method) {
  const token = dialog.querySelector("[name=csrfmiddlewaretoken]").value;
  const response = await fetch(url, { method, redirect: "manual", headers: { "X-CSRFToken": token } });
  return response.ok ? (await response.json()).left : null;
}

function show(part) {
  for (const section of dialog.querySelectorAll("[data-session-part]")) section.hidden = section.dataset.sessionPart !== part;
  if (!dialog.open) dialog.showModal();
}

/** Another tab may have been used meanwhile: the server decides whether it is time. */
async function look(method = "GET") {
  clearTimeout(timer);
  let left = 0;
  try {
    left = await ask(method);
  } catch {
    timer = setTimeout(look, 15_000); // no connection: ask again
    return;
  }
  if (left === null || left <= 0) {
    show("over");
  } else if (left > WARN) {
    dialog.close();
    plan(left);
  } else {
    show(method === "POST" ? "last" : "soon");
    timer = setTimeout(look, left * 1000 + 1000);
  }
}

function plan(left) {
  timer = setTimeout(look, Math.min(Math.max(left - WARN, 0) * 1000, LATER));
}

const here = encodeURIComponent(location.pathname + location.search);
for (const link of dialog.querySelectorAll("[data-session-login]")) link.href += `?next=${here}`;
for (const input of dialog.querySelectorAll("[data-session-next]")) input.value += `?next=${here}`;
dialog.querySelector("[data-session-stay]").addEventListener("click", () => look("POST"));
dialog.addEventListener("cancel", (event) => event.preventDefault());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") look();
});
plan(Number(meta.content));
