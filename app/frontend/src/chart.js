// Solutions as a chart: one column of numbers along one of labels or of moments.

import { choice, element, field, undirected } from "./elements.js";
import { save } from "./download.js";
import { say } from "./messages.js";
import { named, unitOf } from "./naming.js";
import { WIDEST, bars, line, standalone } from "./drawing.js";
import { isNumber } from "./terms.js";

const MOST = 60; // rows that one chart can show

const MOMENT = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T.*)?)?)?$/;

/** Returns a chart of an answer, with the choices of what it shows and is called. */
export function chart({ columns, rows }, known, context) {
  const values = columns.filter((name) => rows.some((row) => row[name] && isNumber(row[name])));
  if (!values.length) {
    return element("p", { className: "none" }, say("chart.none"));
  }
  const value = values.at(-1);
  const label = bestLabel(columns, rows, value);
  const state = { value, label, shape: isMoment(rows, label) ? "line" : "bars", title: "", unit: "" };
  const figure = element("figure", { className: "chart" });
  const titled = field(say("chart.title"), (title) => draw({ title }));
  const united = field(say("chart.unit"), (unit) => draw({ unit }));
  const draw = (change) => {
    Object.assign(state, change);
    const words = inWords(state, context);
    titled.input.placeholder = words.title;
    united.input.placeholder = words.unit;
    figure.replaceChildren(...pictured(rows, known, state, words));
  };
  draw({});
  const options = (names) => names.map((name) => [name, name]);
  return element("div", {},
    element("div", { className: "tools" },
      choice(say("chart.value"), options(values), state.value, (value) => draw({ value })),
      choice(say("chart.label"), options(columns), state.label, (label) => draw({ label })),
      choice(say("chart.shape"), [["bars", say("chart.bars")], ["line", say("chart.line")]], state.shape,
        (shape) => draw({ shape })),
      titled.label, united.label),
    figure);
}

/** Returns title, unit and source of a chart: as the reader wrote them, or else as the query tells. */
function inWords({ value, label, title, unit }, { settings, title: example, query }) {
  const counted = unit || unitOf(value, query);
  const by = say("chart.by", { unit: counted, label: named(label) });
  return {
    title: title || example || by.charAt(0).toUpperCase() + by.slice(1),
    unit: counted,
    by,
    along: named(label),
    source: say("chart.source", { release: settings.release }),
  };
}

function pictured(rows, { compact }, { value, label, shape }, { title, unit, by, along, source }) {
  const all = rows.filter((row) => row[value] && isNumber(row[value]));
  const cut = shape === "bars" && all.length > MOST;
  const points = (cut ? all.slice(0, MOST) : all).map((row) => ({
    value: Number(row[value].value),
    label: row[label] ? (row[label].type === "uri" ? compact(row[label].value) : row[label].value) : "",
  }));
  const width = Math.min(WIDEST, document.getElementById("query-form").clientWidth);
  const picture = shape === "line" ? line(points, unit, along, width) : bars(points, unit, width);
  picture.setAttribute("aria-label", undirected(`${title}: ${by}. ${say("chart.same")}`));
  const button = element("button", { type: "button", className: "quiet" }, say("chart.save"));
  button.addEventListener("click", () => save(standalone(picture, title, source), "regeerakkoord.svg"));
  return [
    element("figcaption", {}, element("strong", {}, title), " ", element("span", { className: "unit" }, by)),
    element("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: say("chart") }, picture),
    element("p", { className: "context" }, ...(cut ? [say("chart.cut", { shown: MOST, n: all.length }), " "] : []), source),
    button,
  ];
}

/** Returns the column that says what a number is of: moments, else texts, else whatever there is. */
function bestLabel(columns, rows, value) {
  const others = columns.filter((name) => name !== value);
  const isText = (name) => rows.some((row) => row[name]?.type === "literal" && !isNumber(row[name]));
  return others.find((name) => isMoment(rows, name)) ?? others.find(isText) ?? others[0] ?? value;
}

/** Tells whether a column has a moment in each row, never the same one twice. */
function isMoment(rows, name) {
  const found = new Set(rows.map((row) => row[name]?.value ?? ""));
  return rows.length > 1 && found.size === rows.length && [...found].every((value) => MOMENT.test(value));
}
