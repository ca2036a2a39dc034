// Solutions as a table that can be sorted, filtered and read to its end.

import { element, undirected } from "./elements.js";
import { language, say } from "./messages.js";
import { isNumber, plain } from "./terms.js";

const STEP = 100;
const order = new Intl.Collator(language, { numeric: true });

/** Returns the table of an answer, with a field that filters its rows. */
export function table({ columns, rows }, known) {
  const state = { rows, shown: STEP, column: "", descending: false };
  const numeric = new Set(columns.filter((name) => isNumeric(rows, name)));
  const head = element("tr", {}, ...columns.map((name) => header(name, numeric.has(name), state, draw)));
  const body = element("tbody");
  const more = element("button", { type: "button", className: "quiet" });
  const told = element("span", { className: "context", role: "status" });

  function draw() {
    const shown = state.rows.slice(0, state.shown);
    body.replaceChildren(...shown.map((row) => line(columns, row, numeric, known)));
    if (!shown.length) {
      body.append(element("tr", {}, element("td", { colSpan: columns.length || 1 }, say("empty"))));
    }
    more.hidden = state.rows.length <= state.shown;
    more.textContent = say("more", { n: Math.min(STEP, state.rows.length - state.shown) });
    for (const cell of head.children) {
      const sorted = cell.dataset.column === state.column;
      cell.ariaSort = sorted ? (state.descending ? "descending" : "ascending") : "none";
    }
  }

  more.addEventListener("click", () => {
    state.shown += STEP;
    draw();
  });
  const filter = element("input", { type: "search" });
  filter.addEventListener("input", () => {
    state.rows = sorted(filtered(rows, filter.value), state);
    state.shown = STEP;
    told.textContent = filter.value ? say("filtered", { n: state.rows.length, all: rows.length }) : "";
    draw();
  });
  draw();
  const scroll = element("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: say("table") },
    element("table", {}, element("thead", {}, head), body));
  const tools = element("div", { className: "tools" }, element("label", {}, say("filter"), " ", filter), told);
  return element("div", {}, ...(rows.length > 10 ? [tools] : []), scroll, more);
}

function header(name, isNumber, state, draw) {
  const button = element("button", { type: "button" }, name);
  button.addEventListener("click", () => {
    state.descending = state.column === name && !state.descending;
    state.column = name;
    state.rows = sorted(state.rows, state);
    draw();
  });
  const cell = element("th", { scope: "col", className: isNumber ? "number" : "" }, button);
  cell.dataset.column = name;
  return cell;
}

function line(columns, row, numeric, known) {
  return element("tr", {}, ...columns.map((name) =>
    element("td", { className: numeric.has(name) ? "number" : "" }, ...content(row[name], known))));
}

/** Returns what a cell holds: a link, a text with its language, or nothing. */
function content(term, { compact, href }) {
  if (!term) {
    return [];
  }
  if (term.type === "uri") {
    const address = href(term.value);
    const name = element("bdi", { title: undirected(term.value) }, compact(term.value));
    return [address ? element("a", { href: address }, name) : name];
  }
  const lang = term["xml:lang"];
  const text = element("bdi", lang ? { lang } : {}, term.value);
  return lang && lang !== language ? [text, " ", element("span", { className: "tag" }, lang)] : [text];
}

function sorted(rows, { column, descending }) {
  if (!column) {
    return rows;
  }
  const sign = descending ? -1 : 1;
  return rows.toSorted((one, other) => sign * compared(one[column], other[column]));
}

function compared(one, other) {
  if (!one || !other) {
    return Number(Boolean(one)) - Number(Boolean(other));
  }
  return isNumber(one) && isNumber(other)
    ? Number(one.value) - Number(other.value)
    : order.compare(one.value, other.value);
}

function filtered(rows, words) {
  const wanted = plain(words);
  return wanted ? rows.filter((row) => Object.values(row).some(({ value }) => plain(value).includes(wanted))) : rows;
}

function isNumeric(rows, name) {
  return rows.some((row) => row[name]) && rows.every((row) => !row[name] || isNumber(row[name]));
}
