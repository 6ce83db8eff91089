"use strict";
// The table of a class: drawn, searched, filtered and sorted here, so that the page needs no server.
// Only the first rows are drawn, which is fast with thousands of students: as many at once as a
// screen holds, since the browser takes a millisecond to lay out each, and the others afterwards.
(() => {
  const FIRST = 100, AT_ONCE = 30;
  const MARKS = { passed: "✓", failed: "✗", "not-checked": "–", "to-be-graded": "·" };
  const ORDER = ["failed", "grader-failed", "to-be-graded", "not-checked", "late", "by-hand", "passed"];
  const { folder, rows } = JSON.parse(document.getElementById("rows").textContent);
  const table = document.getElementById("students");
  const body = table.tBodies[0];
  const search = document.getElementById("search");
  const mistake = document.getElementById("mistake");
  const group = document.getElementById("group");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  let ordered = rows, limit = FIRST, frame = 0;
  rows.forEach((row, place) => { row.place = place; });

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function drawn(row) {
    if (row.element) return row.element;
    const line = element("tr");
    const name = element("td", "name");
    const link = element("a", "", row.name);
    link.href = `${folder}/${row.page}.html`;
    name.append(link, " ", element("span", "soft", row.about));
    for (const note of row.notes) name.append(element("div", "soft", note));
    line.append(name, element("td", "right", row.points));
    for (const [outcome, words, own] of row.cells) {
      const cell = element("td", `mark ${outcome}`, own || MARKS[outcome] || "?");
      if (words) cell.title = words;
      line.append(cell);
    }
    row.element = line;
    return line;
  }

  function append(shown, from) {
    const next = from + AT_ONCE;
    body.append(...shown.slice(from, next).map(drawn));
    if (next < shown.length) frame = requestAnimationFrame(() => append(shown, next));
  }

  function draw() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kept = ordered.filter(row =>
      words.every(word => row.find.includes(word))
      && (!mistake.value || row.mistakes.includes(mistake.value))
      && (!group.value || row.group === group.value));
    body.replaceChildren();
    cancelAnimationFrame(frame);
    append(kept.slice(0, limit), 0);
    count.textContent = kept.length === rows.length
      ? `${rows.length}` : `${kept.length} of ${rows.length}`;
    more.hidden = kept.length <= limit;
    more.textContent = `Show all ${kept.length}`;
  }

  function again() { limit = FIRST; draw(); }

  function keyOf(column) {
    const number = text => (text === "" ? -Infinity : Number(text));
    if (column === 0) return row => row.name;
    if (column === 1) return row => number(row.points);
    return row => {
      const [outcome, , own] = row.cells[column - 2];
      return own ? number(own) : ORDER.indexOf(outcome);
    };
  }

  function sort(header, column) {
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = keyOf(column), sign = down ? -1 : 1;
    const keyed = rows.map(row => [key(row), row]);
    keyed.sort(([a, one], [b, other]) =>
      sign * (typeof a === "string" ? collator.compare(a, b) : (a > b) - (a < b))
      || one.place - other.place);
    ordered = keyed.map(([, row]) => row);
    again();
  }

  [...table.tHead.rows[0].cells].forEach((header, column) =>
    header.querySelector("button").addEventListener("click", () => sort(header, column)));
  for (const input of [search, mistake, group]) input.addEventListener("input", again);
  more.addEventListener("click", () => { limit = Infinity; draw(); });
  document.addEventListener("click", event => {
    const button = event.target.closest("button[data-pick]");
    if (!button) return;
    search.value = "";
    mistake.value = button.dataset.pick === "mistake" ? button.value : "";
    group.value = button.dataset.pick === "group" ? button.value : "";
    again();
    table.scrollIntoView();
  });
  draw();
})();
