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

// A page that renews itself must not take away what somebody is choosing.
document.addEventListener("htmx:beforeSwap", (event) => {
  const inside = document.activeElement && document.activeElement.closest("#live form.filter");
  if (event.detail.target.id === "live" && inside) event.detail.shouldSwap = false;
});
