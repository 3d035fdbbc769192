/* Only what makes the pages smoother; every page works without it. */
"use strict";

{
  const result = () => document.getElementById("result");

  /* Filtering swaps the table. The open panels stay open, and focus does not fall to the top of the page. */
  let open = [];
  let focused = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== result()) return;
    open = [...document.querySelectorAll("#tools details[open]")].map((panel) => panel.id);
    focused = document.activeElement ? document.activeElement.id : "";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== result()) return;
    for (const id of open) {
      const panel = document.getElementById(id);
      if (panel) panel.open = true;
    }
    const again = focused && document.getElementById(focused);
    if (again && again !== document.activeElement) again.focus({ preventScroll: true });
    else if (!again) document.getElementById("selection").focus({ preventScroll: true });
  });

  /* What cannot be swapped is loaded as a page, with its message. */
  const load = (event) => {
    const path = event.detail.pathInfo && event.detail.pathInfo.finalRequestPath;
    if (event.detail.target === result() && path) window.location.assign(path);
  };
  document.addEventListener("htmx:responseError", load);
  document.addEventListener("htmx:sendError", load);

  /* A cell opens beside the table; with a modifier key, or where there is no dialog, its link is a link. */
  const peek = document.getElementById("peek");
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".matrix td a[href^='/cells/']");
    if (!link || !peek || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    htmx
      .ajax("GET", link.getAttribute("href"), { target: "#peek-body", swap: "innerHTML" })
      .then(() => {
        if (document.getElementById("peek-title")) peek.showModal();
        else window.location.assign(link.href);
      })
      .catch(() => window.location.assign(link.href));
  });
  if (peek) {
    peek.addEventListener("click", (event) => {
      if (event.target === peek) peek.close();
    });
  }
}
