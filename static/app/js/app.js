/* The one script of every page: the theme before the first paint (so it is classic and blocks), then small behaviours.
   All of them are delegated, so that they also work on what htmx swaps in. */
(() => {
  "use strict";

  const root = document.documentElement;

  /** Runs `act(element, event)` for a click on, or inside, an element that matches. */
  function onClick(selector, act) {
    document.addEventListener("click", (event) => {
      const element = event.target.closest?.(selector);
      if (element) act(element, event);
    });
  }

  /** Runs `act` when the whole document is there; this script runs before it. */
  function whenReady(act) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", act);
    else act();
  }

  /** Runs `act(element)` for every match now, and for matches that htmx brings later. */
  function onArrival(selector, act) {
    const seen = new WeakSet();
    const look = () => {
      for (const element of document.querySelectorAll(selector)) {
        if (seen.has(element)) continue;
        seen.add(element);
        act(element);
      }
    };
    whenReady(look);
    for (const name of ["htmx:after:swap", "htmx:afterSwap"]) document.addEventListener(name, look);
  }

  /* --- theme: the saved choice, else what the system prefers --- */
  const saved = () => {
    try {
      return localStorage.getItem("ss-theme");
    } catch {
      return null; // storage may be forbidden; then the system decides
    }
  };
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.setAttribute("data-bs-theme", saved() ?? (dark ? "dark" : "light"));
  onClick("[data-theme-toggle]", () => {
    const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    root.setAttribute("data-bs-theme", next);
    try {
      localStorage.setItem("ss-theme", next);
    } catch {
      /* the choice then lasts for this page only */
    }
  });

  /* --- a number that can also be slid: the slider stands under its field, and each follows the other --- */
  onArrival("[data-slide]", (field) => {
    const [min, max, step] = field.dataset.slide.split(" ");
    const slider = Object.assign(document.createElement("input"), { type: "range", className: "form-range", min, max, step });
    slider.value = field.value;
    slider.setAttribute("aria-label", field.labels[0]?.textContent.trim() ?? field.name);
    slider.addEventListener("input", () => (field.value = Number(slider.value).toFixed(2)));
    field.addEventListener("input", () => (slider.value = field.value));
    field.after(slider);
  });

  /* --- the bell: how much waits, asked at most once a minute, and anew after something was sent --- */
  const counted = {
    get() {
      try {
        const { number, at } = JSON.parse(sessionStorage.getItem("ss-waiting"));
        return Date.now() - at < 60_000 ? number : null;
      } catch {
        return null; // nothing counted yet, or storage is forbidden
      }
    },
    set(number) {
      try {
        sessionStorage.setItem("ss-waiting", JSON.stringify({ number, at: Date.now() }));
      } catch {
        /* then the next page asks again */
      }
    },
  };
  onArrival("[data-waiting]", async (bell) => {
    let number = counted.get();
    if (number === null) {
      const answer = await fetch(bell.dataset.waiting, { redirect: "error" }).catch(() => null);
      if (!answer?.ok) return;
      counted.set((number = Number(await answer.text())));
    }
    const mark = bell.querySelector(".badge-n");
    mark.textContent = number;
    mark.hidden = !number;
  });
  document.addEventListener("submit", () => counted.set(null));

  /* --- signing out leaves nothing of the person's work on this device; signing in again, which has a `next`, does --- */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.action.endsWith("/accounts/logout/") || form.elements.namedItem("next")) return;
    try {
      for (const name of Object.keys(localStorage)) if (name.startsWith("ss-draft:")) localStorage.removeItem(name);
    } catch {
      /* storage may be forbidden; then nothing lies there */
    }
  });

  /* --- dialogs: <dialog> opened by data-dialog-open="id", closed by data-dialog-close --- */
  onClick("[data-dialog-open]", (button, event) => {
    const dialog = document.getElementById(button.dataset.dialogOpen);
    if (!(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    dialog.showModal();
  });
  onClick("[data-dialog-close]", (button) => button.closest("dialog")?.close());
  onArrival("dialog[data-dialog-now]", (dialog) => dialog.showModal());

  /* --- menus: one open at a time, closed by Esc and by a click elsewhere --- */
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.ss-menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.ss-menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    } else {
      closeRail();
    }
  });

  /* --- the rail as a drawer on small screens; without this script the link's #rail target opens it --- */
  const drawer = () => document.getElementById("rail");
  const behind = () => document.querySelectorAll(".ss-topbar, #main, .ss-tabbar");

  function closeRail() {
    const rail = drawer();
    if (!rail?.classList.contains("is-open")) return;
    rail.classList.remove("is-open");
    for (const element of behind()) element.inert = false;
    document.querySelector("[data-rail-open]")?.focus();
  }

  onClick("[data-rail-open]", (button, event) => {
    event.preventDefault();
    const rail = drawer();
    rail?.classList.add("is-open");
    for (const element of behind()) element.inert = true;
    rail?.querySelector("[data-rail-close]")?.focus();
  });
  onClick("[data-rail-close]", (button, event) => {
    event.preventDefault();
    closeRail();
  });

  /* --- inputs --- */
  onClick("[data-step]", (button) => {
    const input = button.closest(".stepper")?.querySelector("input");
    if (!input || input.disabled || input.readOnly) return;
    if (button.dataset.step > 0) input.stepUp();
    else input.stepDown();
    for (const name of ["input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true }));
  });
  onClick("[data-toggle-password]", (button) => {
    const input = document.getElementById(button.getAttribute("aria-controls"));
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    button.setAttribute("aria-pressed", String(show));
  });
  onClick("[data-print]", () => window.print());
  onClick("[data-copy]", (button) => {
    const text = document.querySelector(button.dataset.copy)?.innerText ?? "";
    const label = button.querySelector("span");
    const words = label.textContent;
    const done = () => {
      label.textContent = button.dataset.copied;
      setTimeout(() => { label.textContent = words; }, 2000);
    };
    // The clipboard's own interface exists on secure pages only; the city's network may be plain http.
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done);
    else {
      const field = document.body.appendChild(document.createElement("textarea"));
      field.value = text;
      field.select();
      if (document.execCommand("copy")) done();
      field.remove();
      button.focus();
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const search = document.querySelector("[data-search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  });

  /* --- forms: the button that sends says so, and a second click does not send again --- */
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || event.defaultPrevented || !button.dataset.busy) return;
    setTimeout(() => {
      button.setAttribute("aria-busy", "true");
      button.setAttribute("aria-disabled", "true");
      button.textContent = button.dataset.busy;
    });
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.('[aria-disabled="true"]')) event.preventDefault();
  });

  /* --- what arrives --- */
  onArrival("[data-focus-now]", (element) => element.focus());
  onArrival(".ws__nav [aria-current], .ss-tabs [aria-current]", (link) => {
    const list = link.parentElement;
    if (list.scrollWidth > list.clientWidth) list.scrollLeft = link.offsetLeft - list.offsetLeft - 40;
  });

  /* --- toasts: gone after ten seconds, errors stay until closed --- */
  onArrival("[data-toast]", (toast) => {
    if (toast.getAttribute("role") !== "alert") setTimeout(() => toast.remove(), 10_000);
  });
  onClick("[data-toast-close]", (button) => button.closest("[data-toast]")?.remove());

  /* --- htmx got no answer (no connection, too slow): say so, the screen stays as it was --- */
  document.addEventListener("htmx:error", () => {
    const words = document.getElementById("say-no-answer");
    const place = document.getElementById("toasts");
    if (words && !place?.querySelector("[data-no-answer]")) {
      place.append(document.importNode(words.content, true));
      place.lastElementChild.dataset.noAnswer = "";
    }
  });

  /* --- the last 24 hours of a deadline, hours:minutes --- */
  onArrival("[data-countdown]", (element) => {
    const end = Date.parse(element.dataset.countdown);
    const tick = () => {
      const minutes = Math.max(0, Math.floor((end - Date.now()) / 60_000));
      element.textContent = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
    };
    tick();
    setInterval(tick, 20_000);
  });

  /* --- htmx: 13 KB that only pages with hx- attributes load --- */
  whenReady(() => {
    const source = document.querySelector('meta[name="htmx-source"]')?.content;
    if (!source || !document.querySelector("[hx-get], [hx-post], [hx-put], [hx-patch], [hx-delete]")) return;
    const script = document.createElement("script");
    script.src = source;
    document.head.append(script);
  });
})();
