/* Arrow keys (and J, K) move between the links of a table's rows. Only while one of them has the focus. */

const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const link = event.target.closest?.("[data-rows] a");
  if (!step || !link || event.altKey || event.ctrlKey || event.metaKey) return;
  const links = [...link.closest("[data-rows]").querySelectorAll("th a")];
  const next = links[links.indexOf(link) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

/* The row whose reason is shown is marked. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-rows] a");
  if (!link) return;
  for (const row of link.closest("[data-rows]").querySelectorAll("tr.is-on")) row.classList.remove("is-on");
  link.closest("tr").classList.add("is-on");
});
