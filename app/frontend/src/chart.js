// Solutions as a chart: one column of numbers along one of labels or of moments.

import { choice, drawn, element } from "./elements.js";
import { save } from "./download.js";
import { say } from "./messages.js";
import { WIDEST, bars, line } from "./drawing.js";
import { isNumber } from "./terms.js";

const MOST = 60; // rows that one chart can show

const MOMENT = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T.*)?)?)?$/;

/** Returns a chart of an answer, with the choices of what it shows. */
export function chart({ columns, rows }, known, { settings, title }) {
  const values = columns.filter((name) => rows.some((row) => row[name] && isNumber(row[name])));
  if (!values.length) {
    return element("p", { className: "none" }, say("chart.none"));
  }
  const value = values.at(-1);
  const label = bestLabel(columns, rows, value);
  const state = { value, label, shape: isMoment(rows, label) ? "line" : "bars" };
  const figure = element("figure", { className: "chart" });
  const draw = (change) => {
    Object.assign(state, change);
    figure.replaceChildren(...pictured(rows, known, state, { settings, title }));
  };
  draw({});
  const named = (names) => names.map((name) => [name, name]);
  return element("div", {},
    element("div", { className: "tools" },
      choice(say("chart.value"), named(values), state.value, (value) => draw({ value })),
      choice(say("chart.label"), named(columns), state.label, (label) => draw({ label })),
      choice(say("chart.shape"), [["bars", say("chart.bars")], ["line", say("chart.line")]], state.shape,
        (shape) => draw({ shape }))),
    figure);
}

function pictured(rows, { compact }, { value, label, shape }, { settings, title }) {
  const all = rows.filter((row) => row[value] && isNumber(row[value]));
  const cut = shape === "bars" && all.length > MOST;
  const points = (cut ? all.slice(0, MOST) : all).map((row) => ({
    value: Number(row[value].value),
    label: row[label] ? (row[label].type === "uri" ? compact(row[label].value) : row[label].value) : "",
  }));
  const heading = say("chart.by", { value, label });
  const width = Math.min(WIDEST, document.getElementById("query-form").clientWidth);
  const picture = shape === "line" ? line(points, value, label, width) : bars(points, value, width);
  picture.setAttribute("aria-label", `${title ? `${title}: ` : ""}${heading}. ${say("chart.same")}`);
  const button = element("button", { type: "button", className: "quiet" }, say("chart.save"));
  button.addEventListener("click", () => save(file(picture), "regeerakkoord.svg"));
  const source = say("chart.source", { release: settings.release });
  return [
    element("figcaption", {}, element("strong", {}, title || heading), ...(title ? [` ${heading}`] : [])),
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

/** Returns a picture as a file that is legible by itself. */
function file(picture) {
  const copy = picture.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.prepend(drawn("rect", { width: "100%", height: "100%", fill: "white" }));
  copy.setAttribute("color", "#1c1b18");
  for (const mark of copy.querySelectorAll(".mark")) {
    mark.setAttribute(mark.tagName === "path" ? "stroke" : "fill", "#0b4a8f");
  }
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
}
