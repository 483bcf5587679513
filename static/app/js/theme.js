/* Before the first paint (a classic, blocking script): the saved choice, else what the system prefers. */
(function () {
  "use strict";
  var saved = null;
  try {
    saved = localStorage.getItem("ss-theme");
  } catch (error) {
    /* storage may be forbidden; then the system decides */
  }
  var dark = window.matchMedia && matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-bs-theme", saved || (dark ? "dark" : "light"));
})();
