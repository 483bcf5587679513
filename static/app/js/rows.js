/* A long table: keys move between the links of its rows; it opens where its rows are, a filter opens it at the top. */

/* Arrow keys (and J, K), only while one of the links has the focus. */
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const link = event.target.closest?.("[data-rows] th a");
  if (!step || !link || event.altKey || event.ctrlKey || event.metaKey) return;
  const links = [...link.closest("[data-rows]").querySelectorAll("th a")];
  const next = links[links.indexOf(link) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

/* The row whose reason is shown is marked. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-rows] th a");
  if (!link) return;
  for (const row of link.closest("[data-rows]").querySelectorAll("tr.is-on")) row.classList.remove("is-on");
  link.closest("tr").classList.add("is-on");
});

/* The stretches before the one that is shown stand above it, not fetched yet. */
const head = (rows) => rows.querySelector("thead").getBoundingClientRect().bottom;
for (const shown of document.querySelectorAll("[data-shown]")) {
  const region = shown.closest(".ss-scroll");
  region.scrollTop += shown.getBoundingClientRect().top - head(shown.closest("[data-rows]"));
}

document.addEventListener("htmx:after:swap", (event) => {
  const form = event.target instanceof Element && event.target.closest("form[role=search]");
  if (form) form.parentElement.querySelector(".ss-scroll").scrollTop = 0;
});
