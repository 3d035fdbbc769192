/* Light or dark, whatever the system prefers: kept in this browser alone. Without a script, the system decides. */
"use strict";

{
  const THEMES = ["system", "light", "dark"];
  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };
  const apply = (theme) => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  let theme = THEMES.includes(stored()) ? stored() : "system";
  apply(theme);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.createElement("button");
    const label = () => (button.textContent = `Theme: ${theme}`);
    button.type = "button";
    button.className = "theme";
    button.addEventListener("click", () => {
      theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
      apply(theme);
      try {
        localStorage.setItem("theme", theme);
      } catch {
        /* it holds for this page then */
      }
      label();
    });
    label();
    document.querySelector(".site-foot")?.append(button);
  });
}
