/* A long table: keys move between the links of its rows, and rows that come before hold the place. */

/* Arrow keys (and J, K), only while one of the links has the focus; above the first they fetch what comes before. */

const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const link = event.target.closest?.("[data-rows] a");
  if (!step || !link || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = link.closest("[data-rows]");
  const links = [...rows.querySelectorAll("th a")];
  const next = links[links.indexOf(link) + step];
  if (next) next.focus();
  else if (step < 0) rows.querySelector("[data-earlier]")?.click();
  else return;
  event.preventDefault();
});

/* The row whose reason is shown is marked. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-rows] a");
  if (!link) return;
  for (const row of link.closest("[data-rows]").querySelectorAll("tr.is-on")) row.classList.remove("is-on");
  link.closest("tr").classList.add("is-on");
});

/* Rows fetched above those on the screen move nothing that is being read; a new filter begins at the top. */
let held = null;
document.addEventListener("htmx:before:swap", (event) => {
  const row = event.target.closest("tr");
  const stays = row?.querySelector("[data-earlier]") && row.nextElementSibling;
  held = stays && { stays, top: stays.getBoundingClientRect().top };
});
document.addEventListener("htmx:after:swap", (event) => {
  const form = event.target instanceof Element && event.target.closest("form[role=search]");
  if (form) form.parentElement.querySelector(".ss-scroll").scrollTop = 0;
  if (!held) return;
  const region = held.stays.closest(".ss-scroll");
  const scrolls = region.scrollHeight > region.clientHeight ? region : document.scrollingElement;
  scrolls.scrollTop += held.stays.getBoundingClientRect().top - held.top;
  held = null;
});
