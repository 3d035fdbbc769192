"use strict";
// The recording desk. The page works without this; here rows come and go, carry down, say what their cell holds,
// and are kept in the browser until they are saved. What was typed is only ever put into values and text.
(() => {
  const form = document.getElementById("desk");
  if (!form) return;
  const rows = document.getElementById("desk-rows");
  const template = document.getElementById("desk-row").innerHTML;
  const status = document.getElementById("desk-status");
  const banner = document.getElementById("desk-restore");
  const shelf = `claimgrid-desk/${form.dataset.desk}/`;
  const draft = `${shelf}${Date.now()}-${Math.random().toString(36).slice(2, 8)}`;
  const most = Number(form.dataset.most);
  const longestQuote = 120;
  const offered = {
    framework: "desk-frameworks", aspect: "desk-aspects", company: "desk-companies", compared_to: "desk-frameworks",
    scope: "desk-scopes", via: "desk-sources",
  };
  const shared = ["framework", "aspect", "scope", "as_of", "via", "via_stated", "locator", "hedged"];
  const ditto = ['"', "″", "〃", "”"];
  const yesNo = { y: "yes", true: "yes", 1: "yes", n: "no", false: "no", 0: "no" };
  const answers = { boolean: "yes or no", number: "a number", text: "a text" };
  let next = rows.children.length;
  let present = rows.firstElementChild;
  let busy = false;

  // --- names -------------------------------------------------------------------------------------------------

  const lists = new Map();

  function names(id) {
    if (!lists.has(id)) {
      const found = new Map();
      const note = (word, option) => {
        const key = word.trim().toLowerCase();
        if (key && !found.has(key)) found.set(key, option);
      };
      const options = [...document.getElementById(id).options];
      options.forEach((option) => note(option.value, option));
      options.forEach((option) => note(option.dataset.also || "", option));
      options.forEach((option) => (option.dataset.aliases || "").split("\n").forEach((word) => note(word, option)));
      lists.set(id, found);
    }
    return lists.get(id);
  }

  const field = (row, name) => row.querySelector(`[data-field="${name}"]`);
  const fields = (row) => [...row.querySelectorAll("[data-field]")];
  const text = (row, name) => field(row, name).value.trim();
  const named = (row, name) => names(offered[name]).get(text(row, name).toLowerCase());

  function optionsOf(aspect) {
    const id = `desk-values-${[...names("desk-aspects").keys()].indexOf(aspect.value.toLowerCase())}`;
    if (!document.getElementById(id)) {
      const list = document.createElement("datalist");
      list.id = id;
      for (const option of document.getElementById("desk-values").options) {
        if (option.dataset.aspect !== aspect.value) continue;
        const copy = option.cloneNode();
        copy.removeAttribute("label");
        list.append(copy);
      }
      document.body.append(list);
    }
    return id;
  }

  // --- a row follows what is typed ---------------------------------------------------------------------------

  function follow(row) {
    const aspect = text(row, "aspect") ? named(row, "aspect") : undefined;
    const choice = aspect && aspect.dataset.type === "choice" ? optionsOf(aspect) : "";
    for (const name of ["value", "mirror_value"]) {
      const input = field(row, name);
      if (choice) input.setAttribute("list", choice);
      else if (!aspect) input.setAttribute("list", "desk-values");
      else if (aspect.dataset.type === "boolean") input.setAttribute("list", "desk-yes-no");
      else input.removeAttribute("list");
      input.inputMode = aspect && aspect.dataset.type === "number" ? "decimal" : "text";
    }
    hint(row, aspect, choice);
    field(row, "company").parentElement.hidden = !(text(row, "company") || (aspect && aspect.dataset.company));
    mirror(row, aspect, choice);
    look(row, aspect);
  }

  function hint(row, aspect, choice) {
    const help = field(row, "value").parentElement.querySelector(".desk-help");
    if (!help) return;
    help.dataset.plain ||= help.textContent;
    const labels = choice ? [...document.getElementById(choice).options].map((option) => option.value).join(" · ") : "";
    const unit = aspect && aspect.dataset.unit ? `, in ${aspect.dataset.unit}` : "";
    help.textContent = aspect ? labels || answers[aspect.dataset.type] + unit : help.dataset.plain;
    field(row, "aspect").title = aspect ? aspect.dataset.help : "";
  }

  function mirror(row, aspect, choice) {
    const other = text(row, "compared_to");
    row.querySelector("[data-line=mirror]").hidden = !other;
    const tick = field(row, "mirror");
    const inverses = choice ? [...document.getElementById(choice).options].some((one) => one.dataset.inverse) : !aspect;
    if (!tick.dataset.touched) tick.checked = inverses;
    const wanted = [field(row, "mirror_value"), field(row, "mirror_statement")];
    wanted.forEach((input) => { input.parentElement.hidden = !tick.checked; });
    const said = choice ? names(choice).get(text(row, "value").toLowerCase()) : undefined;
    wanted[0].placeholder = (said && said.dataset.inverse) || "";
    generate(wanted[1], tick.checked && other && {
      other: (named(row, "compared_to") || {}).value, framework: (named(row, "framework") || {}).value,
      aspect: aspect && aspect.value, value: wanted[0].value.trim() || wanted[0].placeholder,
    });
  }

  // The mirror's sentence follows the row until the editor writes another.
  function generate(input, parts) {
    const whole = parts && Object.values(parts).every(Boolean);
    const words = whole ? form.dataset.mirror.replace(/\{(\w+)\}/g, (_, name) => parts[name]) : "";
    if (input.value !== (input.dataset.made || "") && input.value !== words) return;
    input.dataset.made = words;
    input.value = words;
  }

  // --- what the cell says already ----------------------------------------------------------------------------

  function look(row, aspect) {
    const asked = new URLSearchParams();
    const wanted = ["framework", "aspect", ...(aspect && aspect.dataset.company ? ["company"] : [])];
    for (const name of wanted) asked.set(name, (text(row, name) && (named(row, name) || {}).value) || "");
    const known = wanted.every((name) => asked.get(name));
    if (aspect && aspect.dataset.type === "number" && text(row, "value")) asked.set("value", text(row, "value"));
    const key = known ? asked.toString() : "";
    if (row.dataset.asked === key) return;
    row.dataset.asked = key;
    const note = row.querySelector("[data-cell]");
    note.replaceChildren();
    note.ariaBusy = String(known);
    if (known) setTimeout(() => row.dataset.asked === key && !busy && ask(row, key), 200);
  }

  async function ask(row, key) {
    const note = row.querySelector("[data-cell]");
    try {
      const answer = await fetch(`${form.dataset.cells}?${key}`, { headers: { Accept: "application/json" } });
      if (answer.redirected) throw new Error("You are signed out. Reload this page, sign in, and restore the rows.");
      if (!answer.ok) throw new Error("What the cell says is not known now.");
      const cell = await answer.json();
      if (row.dataset.asked === key) say(note, cell);
    } catch (error) {
      if (row.dataset.asked === key) note.textContent = error instanceof TypeError ? "No connection." : error.message;
    }
    if (row.dataset.asked === key) note.ariaBusy = "false";
  }

  function say(note, cell) {
    note.replaceChildren(`${cell.cell} – ${cell.words}.`);
    if (cell.here.length) note.append(" This source says already: ");
    cell.here.forEach((claim, place) => {
      const link = document.createElement("a");
      Object.assign(link, { href: claim.url, target: "_blank", rel: "noopener" });
      link.textContent = claim.words;
      note.append(place ? "; " : "", link, ` (${[claim.locator, claim.status].filter(Boolean).join(", ")})`);
    });
    if (cell.more) note.append(` and ${cell.more} more`);
    if (cell.reads) note.append(` ${cell.reads}`);
  }

  // --- rows come, go and carry down ---------------------------------------------------------------------------

  function add(after) {
    if (rows.children.length >= most) {
      tell(`${most} rows at once are the most: save first.`);
      return null;
    }
    const html = template.replaceAll("row-__-", `row-${next}-`).replaceAll('"__"', `"${next}"`);
    next += 1;
    if (after) after.insertAdjacentHTML("afterend", html);
    else rows.insertAdjacentHTML("beforeend", html);
    const row = after ? after.nextElementSibling : rows.lastElementChild;
    ready(row);
    return row;
  }

  function ready(row) {
    row.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = false; });
    follow(row);
    number();
  }

  const number = () => [...rows.children].forEach((row, place) => {
    row.querySelector("[data-legend]").textContent = place + 1;
    row.querySelector("[data-do=same]").hidden = !place;
  });

  function remove(row) {
    const neighbour = row.nextElementSibling || row.previousElementSibling || add();
    row.remove();
    number();
    keep();
    field(neighbour, "framework").focus();
    tell("Row removed.");
  }

  // One field is taken over whatever it holds; of a whole row, only what is still empty.
  function carry(row, wanted, whole) {
    const above = row.previousElementSibling;
    if (!above) return tell("There is no row above.");
    for (const name of wanted) {
      const [to, from] = [field(row, name), field(above, name)];
      if (to.type === "checkbox") to.checked = from.checked || (whole && to.checked);
      else if (!whole || !to.value.trim()) to.value = from.value;
    }
    follow(row);
    keep();
    return undefined;
  }

  function addBelow(row, like) {
    const added = add(row || rows.lastElementChild);
    if (!added) return;
    if (like) carry(added, shared, true);
    field(added, like ? "value" : "framework").focus();
    tell(`Row ${[...rows.children].indexOf(added) + 1} added.`);
  }

  // --- nothing is lost ---------------------------------------------------------------------------------------

  const values = (row) => Object.fromEntries(
    fields(row).map((one) => [one.dataset.field, one.type === "checkbox" ? one.checked : one.value]),
  );
  const filled = (row) => fields(row).some((one) => one.type !== "checkbox" && one.value.trim());

  function put(key, kept) {
    try {
      if (kept.length) localStorage.setItem(key, JSON.stringify(kept));
      else localStorage.removeItem(key);
    } catch {
      tell("This browser keeps no copy of the rows: save often.");
    }
  }

  const keep = () => put(draft, [...rows.children].filter(filled).map(values));

  function kept() {
    const found = [];
    try {
      for (const key of Object.keys(localStorage).sort()) {
        if (!key.startsWith(shelf) || key === draft) continue;
        try {
          found.push([key, JSON.parse(localStorage.getItem(key)).filter((one) => one && typeof one === "object")]);
        } catch {
          localStorage.removeItem(key);
        }
      }
    } catch {
      return [];
    }
    return found.filter(([, some]) => some.length);
  }

  function restore() {
    let first = null;
    for (const [key, some] of kept()) {
      while (some.length) {
        const blank = [...rows.children].find((row) => !filled(row)) || add();
        if (!blank) break;
        for (const one of fields(blank)) {
          const value = some[0][one.dataset.field];
          if (one.type === "checkbox") one.checked = value === true;
          else if (typeof value === "string") one.value = value;
        }
        some.shift();
        field(blank, "mirror").dataset.touched = "1";
        field(blank, "mirror_statement").dataset.made = "";
        follow(blank);
        first ||= blank;
      }
      put(key, some);
    }
    keep();
    offer();
    if (first) field(first, "framework").focus();
    tell("Restored.");
  }

  function offer() {
    const found = kept();
    const count = found.reduce((sum, [, some]) => sum + some.length, 0);
    banner.hidden = !count;
    if (!count) return;
    const since = new Date(Number(found[0][0].slice(shelf.length).split("-")[0])).toLocaleString();
    banner.querySelector("[data-words]").textContent =
      `${count} ${count === 1 ? "row" : "rows"} typed here and not saved (begun ${since}).`;
  }

  // --- the rest ----------------------------------------------------------------------------------------------

  function tell(words) {
    status.textContent = "";
    setTimeout(() => { status.textContent = words; }, 50);
  }

  function takeQuote() {
    const selection = getSelection();
    const source = document.getElementById("desk-text");
    const inside = source && selection.rangeCount && source.contains(selection.getRangeAt(0).commonAncestorContainer);
    let words = inside ? String(selection).replace(/\s+/g, " ").trim() : "";
    if (!words) return tell("Select a passage of the text first.");
    if (words.length > longestQuote) {
      words = words.slice(0, longestQuote + 1).replace(/\s\S*$/, "").slice(0, longestQuote);
      tell(`A quote has ${longestQuote} characters at most: the beginning of the passage was taken.`);
    }
    const input = field(present && present.isConnected ? present : rows.lastElementChild, "quote");
    input.value = words;
    input.focus();
    keep();
    return undefined;
  }

  const deeds = {
    add: () => addBelow(null, false),
    same: (row) => carry(row, shared, true),
    remove,
    restore,
    discard: () => { kept().forEach(([key]) => put(key, [])); offer(); field(rows.firstElementChild, "framework").focus(); },
    quote: takeQuote,
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) deeds[button.dataset.do](button.closest("[data-row]"));
  });

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-row]");
    const ctrl = (event.ctrlKey || event.metaKey) && !event.altKey;
    const key = event.key.toLowerCase();
    const deed =
      ctrl && key === "s" ? () => form.requestSubmit(form.querySelector("[name=_save]"))
      : ctrl && key === "enter" ? () => addBelow(row, event.shiftKey)
      : ctrl && key === "d" && row ? () => carry(row, event.shiftKey ? shared : [event.target.dataset.field], event.shiftKey)
      : event.altKey && key === "q" ? takeQuote
      : null;
    if (!deed || (key === "d" && !event.shiftKey && !event.target.dataset.field)) return;
    event.preventDefault();
    deed();
  });

  rows.addEventListener("focusin", (event) => { present = event.target.closest("[data-row]"); });

  rows.addEventListener("input", (event) => {
    if (event.target.dataset.field === "mirror") event.target.dataset.touched = "1";
    follow(event.target.closest("[data-row]"));
    keep();
  });

  rows.addEventListener("change", (event) => {
    const [input, row] = [event.target, event.target.closest("[data-row]")];
    const name = input.dataset.field;
    const typed = input.value.trim().toLowerCase();
    if (shared.includes(name) && ditto.includes(typed)) return carry(row, [name], false);
    if (offered[name] && named(row, name)) input.value = named(row, name).value;
    else if (input.getAttribute("list") === "desk-yes-no" && yesNo[typed]) input.value = yesNo[typed];
    follow(row);
    keep();
    return undefined;
  });

  form.addEventListener("submit", (event) => {
    if (busy) return event.preventDefault();
    busy = true;
    keep();
    form.elements.draft.value = draft;
    return undefined;
  });
  addEventListener("pageshow", () => { busy = false; });

  const yes = document.createElement("datalist");
  yes.id = "desk-yes-no";
  yes.append(new Option("yes"), new Option("no"));
  document.body.append(yes);
  document.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = false; });
  const blank = [...rows.children].filter((row) => !filled(row));
  blank.slice(blank.length === rows.children.length ? 1 : 0).forEach((row) => row.remove());
  [...rows.children].forEach((row) => {
    if (filled(row)) field(row, "mirror").dataset.touched = "1";
    ready(row);
  });
  if (form.dataset.saved.startsWith(shelf)) put(form.dataset.saved, []);
  keep();
  offer();
  const news = document.querySelector(".messagelist .success");
  if (status.textContent || news) tell(status.textContent || news.textContent.trim());
  if (!banner.hidden && !rows.querySelector("[aria-invalid]")) banner.querySelector("[data-do=restore]").focus();
})();
