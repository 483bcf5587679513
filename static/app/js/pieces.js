/* Talking to the server from the workspace: one way to send, one way to put the pieces of an answer in place. */

const TIMEOUT = 30_000;

/** The CSRF token as it is now: signing in again in another tab changes it. */
const token = () => /(?:^|; )(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";

/** Sends a form's data; a redirect (signed out) is not followed. Rejects when there is no connection. */
export async function send(url, data, more = {}) {
  data.delete("csrfmiddlewaretoken"); // the page's own may be old; Django looks at it before the header
  const control = new AbortController();
  const clock = setTimeout(() => control.abort(), TIMEOUT);
  try {
    return await fetch(url, {
      method: "POST",
      body: data,
      headers: { "X-Autosave": "1", "X-CSRFToken": token() },
      redirect: "manual",
      credentials: "same-origin",
      signal: control.signal,
      ...more,
    });
  } finally {
    clearTimeout(clock);
  }
}

/** Whether the answer means: not signed in (any more). */
export const signedOut = (response) => response.type === "opaqueredirect" || response.status === 403;

export const parse = (html) => new DOMParser().parseFromString(html, "text/html");

/** Puts every piece with data-swap into the places it names; inputs are never among them. */
export function swap(html) {
  for (const piece of parse(html).querySelectorAll("[data-swap]")) {
    for (const place of document.querySelectorAll(piece.dataset.swap)) {
      place.replaceChildren(...[...piece.childNodes].map((node) => document.importNode(node, true)));
    }
  }
}
