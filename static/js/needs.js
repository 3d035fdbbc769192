/* The field that looks for needs hides those that have none of its letters; without a script all of them stand there. */
"use strict";

{
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const field = document.getElementById("find-need");
  const none = document.getElementById("no-need");
  const lines = [...document.querySelectorAll(".needs li")];
  const groups = [...document.querySelectorAll(".needs fieldset")];
  const find = () => {
    const words = plain(field.value).split(/\s+/);
    for (const line of lines) {
      const text = plain(`${line.closest("fieldset").firstElementChild.textContent} ${line.textContent}`);
      line.hidden = !words.every((word) => text.includes(word)) && !line.querySelector(":checked");
    }
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    none.hidden = groups.some((group) => !group.hidden);
  };
  field.addEventListener("input", find);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
