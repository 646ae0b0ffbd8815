// The little that pages do by themselves; everything works without it, a page at a time.
"use strict";

const slot = () => document.getElementById("dialog");

function close() {
  slot().replaceChildren();
}

// A fetched form is shown over the page it was asked from.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== slot()) return;
  const form = document.getElementById("act");
  if (!form) return;
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", form.querySelector("h1").textContent);
  dialog.append(form);
  slot().replaceChildren(dialog);
  dialog.addEventListener("close", close);
  dialog.showModal();
  (dialog.querySelector("[autofocus]") || dialog).focus();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("#dialog [data-close]")) return;
  event.preventDefault();
  close();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("DOMContentLoaded", () => {
  const first = document.querySelector("[data-focus]");
  if (first) first.focus();
});

// A form under way is not sent again by a second click; one that only hands out a file may be later.
const AGAIN_AFTER_MS = 10000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.hasAttribute("aria-busy")) {
    event.preventDefault();
    return;
  }
  form.setAttribute("aria-busy", "true");
  setTimeout(() => form.removeAttribute("aria-busy"), AGAIN_AFTER_MS);
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
});

// What is typed into a long form is kept on the server while it is typed, and found again later.
const KEEP_AFTER_MS = 1500;

async function keep(form) {
  const fields = new FormData(form);
  for (const [name, value] of [...fields]) if (value instanceof File || name === "act") fields.delete(name);
  fields.set("path", form.dataset.keep);
  const reply = await fetch("/kept", { method: "POST", body: new URLSearchParams(fields) });
  const told = form.querySelector("[data-kept-note]");
  if (told) told.textContent = told.dataset[reply.ok ? "kept" : "lost"];
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(form), KEEP_AFTER_MS);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}

// The rules judge a form while it is filled in; nothing is kept by asking.
const JUDGE_AFTER_MS = 600;

for (const form of document.querySelectorAll("form[data-save]")) {
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const body = new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "act"));
      const reply = await fetch(`${form.getAttribute("action")}/verdict`, { method: "POST", body });
      const place = document.getElementById("verdict");
      if (!reply.ok || !place) return;
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
      place.replaceWith(fresh.getElementById("verdict"));
    }, JUDGE_AFTER_MS);
  });
}

// A page that renews itself must not take away what somebody is choosing.
document.addEventListener("htmx:beforeSwap", (event) => {
  const inside = document.activeElement && document.activeElement.closest("#live form.filter");
  if (event.detail.target.id === "live" && inside) event.detail.shouldSwap = false;
});
