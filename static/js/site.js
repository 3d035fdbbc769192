/* Only what makes the pages smoother; every page works without it. */
"use strict";

{
  const result = () => document.getElementById("result");
  const swapped = (event) => event.detail.target === result();

  /* Filtering swaps the table. The open panels stay open, and focus does not fall to the top of the page. */
  let open = [];
  let focused = "";
  let applied = false;
  document.addEventListener("submit", (event) => {
    applied = event.target.id === "filter-form";
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!swapped(event)) return;
    open = [...document.querySelectorAll("#tools details[open]")].map((panel) => panel.id);
    focused = document.activeElement ? document.activeElement.id : "";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!swapped(event)) return;
    for (const id of open) {
      const panel = document.getElementById(id);
      if (panel && !(applied && id === "filters")) panel.open = true;
    }
    const again = !applied && focused && document.getElementById(focused);
    (again || document.getElementById("selection")).focus({ preventScroll: !applied });
    applied = false;
  });

  /* What cannot be swapped is loaded as a page, with its message. */
  const load = (event) => {
    const path = event.detail.pathInfo && event.detail.pathInfo.finalRequestPath;
    if (swapped(event) && path) window.location.assign(path);
  };
  document.addEventListener("htmx:responseError", load);
  document.addEventListener("htmx:sendError", load);

  /* A cell opens beside the table, with its address; Back closes it. With a modifier key its link is a link. */
  const peek = document.getElementById("peek");
  const beside = document.getElementById("peek-body");
  const show = (link) => {
    beside.replaceChildren();
    htmx.ajax("GET", link.getAttribute("href"), { target: beside, swap: "innerHTML" }).then(
      () => {
        if (!document.getElementById("peek-title")) return window.location.assign(link.href);
        window.history.pushState({ peek: true }, "", link.href);
        peek.showModal();
      },
      () => window.location.assign(link.href),
    );
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".matrix td a[href^='/cells/']");
    if (!link || !peek || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link);
  });
  if (peek) {
    peek.addEventListener("click", (event) => {
      if (event.target === peek) peek.close();
    });
    peek.addEventListener("close", () => {
      if (window.history.state && window.history.state.peek) window.history.back();
    });
    window.addEventListener("popstate", (event) => {
      if (peek.open) {
        event.stopImmediatePropagation();
        peek.close();
      } else if (event.state && event.state.peek) {
        window.location.reload();
      }
    });
  }
}
