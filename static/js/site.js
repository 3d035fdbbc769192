/* Only what makes the pages smoother; every page works without it. */
"use strict";

{
  const result = () => document.getElementById("result");
  const swapped = (event) => event.detail.target === result();

  /* The filter panel is fetched when its link is followed, and opens below it; the link closes it again. */
  const panel = () => document.getElementById("panel");
  const opener = () => document.getElementById("open-filters");
  const asked = () => {
    const form = document.getElementById("filter-form");
    return form ? new URLSearchParams(new FormData(form)).toString() : "";
  };
  const say = () => {
    if (panel() && opener()) opener().setAttribute("aria-expanded", String(Boolean(panel().firstElementChild)));
  };
  let chosen = "";
  let wanted = "";
  const fetchPanel = () => {
    const address = new URL(opener().href);
    for (const field of panel().querySelectorAll(".find input")) {
      if (field.value.trim()) address.searchParams.set(field.name, field.value);
    }
    chosen = asked();
    wanted = address.pathname + address.search;
    return htmx.ajax("GET", wanted, { target: panel(), swap: "innerHTML" });
  };
  say();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#open-filters");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!panel().firstElementChild) return fetchPanel().catch(() => window.location.assign(link.href));
    panel().replaceChildren();
    say();
  });

  /* A field that looks for choices asks for them alone; it is no part of the filter. */
  document.addEventListener("change", (event) => {
    if (event.target.closest(".find")) event.stopPropagation();
  }, true);
  const find = (event) => {
    const field = event.target.closest(".find") && event.target.closest(".find").querySelector("input");
    if (!field || !panel() || !panel().contains(field)) return;
    event.preventDefault();
    htmx.trigger(field, "find");
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("button")) find(event);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.closest("input")) find(event);
  });

  /* Filtering swaps the table, then the panel for its numbers. What is unfolded stays so, and focus where it was; a
     panel in which somebody went on to choose is left alone, and so is one that waits for an answer itself. */
  let unfolded = [];
  let focused = "";
  let applied = false;
  const remember = () => {
    unfolded = [...document.querySelectorAll("#panel details[open]")].map((one) => one.id);
    focused = document.activeElement ? document.activeElement.id : "";
  };
  document.addEventListener("submit", (event) => {
    applied = event.target.id === "filter-form";
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (swapped(event) && panel()) panel().setAttribute("aria-busy", "true"); // its links are those of another table
  });
  const isLate = (path) =>
    path !== wanted || chosen !== asked() || panel().querySelector(".htmx-request:not(.find input)") !== null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target === panel() && isLate(event.detail.pathInfo.requestPath)) event.detail.shouldSwap = false;
    if (swapped(event) || event.detail.target === panel()) remember();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const again = focused && document.getElementById(focused);
    if (event.detail.target === panel()) {
      for (const one of panel().querySelectorAll("details")) one.open = one.open || unfolded.includes(one.id);
      if (again) again.focus({ preventScroll: true });
      panel().removeAttribute("aria-busy");
      say();
    }
    if (!swapped(event)) return;
    if (applied) panel().replaceChildren();
    const place = !applied && again ? again : document.getElementById("selection");
    place.focus({ preventScroll: !applied });
    applied = false;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!swapped(event)) return;
    say();
    if (panel() && panel().firstElementChild) fetchPanel();
    else if (panel()) panel().removeAttribute("aria-busy");
  });

  /* Markdown is put on the clipboard; where that fails, the link leads to the file. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-copy]");
    if (!link || !navigator.clipboard || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const words = link.textContent;
    fetch(link.href)
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
      .then((text) => navigator.clipboard.writeText(text))
      .then(
        () => {
          link.textContent = "Copied";
          link.setAttribute("aria-live", "polite");
          setTimeout(() => { link.textContent = words; }, 2000);
        },
        () => window.location.assign(link.href),
      );
  });

  /* What cannot be swapped is loaded as a page, with its message. */
  const load = (event) => {
    const path = event.detail.pathInfo && event.detail.pathInfo.finalRequestPath;
    if (swapped(event) && path) window.location.assign(path);
    if (event.detail.target === panel() && opener()) window.location.assign(opener().href);
  };
  document.addEventListener("htmx:responseError", load);
  document.addEventListener("htmx:sendError", load);

  /* A cell opens beside the table, with its address and its title; Back closes it. With a modifier key its link is a link. */
  const peek = document.getElementById("peek");
  const beside = document.getElementById("peek-body");
  let titleOfPage = document.title;
  const show = (link) => {
    beside.replaceChildren();
    htmx.ajax("GET", link.getAttribute("href"), { target: beside, swap: "innerHTML" }).then(
      () => {
        const head = document.getElementById("peek-title");
        if (!head) return window.location.assign(link.href);
        window.history.pushState({ peek: true }, "", link.href);
        titleOfPage = document.title;
        document.title = head.dataset.title;
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
      document.title = titleOfPage;
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
