// Bars and lines as SVG. Colours are the page's own, by way of classes and of currentColor.

import { SVG, drawn } from "./elements.js";
import { shown } from "./messages.js";

export const WIDEST = 760;

const ROW = 26;
const LABELS = 0.4; // of the width, for what a bar is of
const LETTER = 8.4;
const BETWEEN = 125; // marks along an axis, at least
const ROOM = 64; // for the number at the end of a bar
const LINE = 20; // from one line of text to the next
const MARGIN = 16; // around what is a file of its own
const FRAME = { left: 56, right: 16, top: 28, bottom: 56, height: 380 };

/** Returns a horizontal bar for each point, with its label and its number, in a width of pixels. */
export function bars(points, unit, wide) {
  const most = Math.max(0, ...points.map(({ value }) => value)) || 1;
  const labels = wide * LABELS;
  const scale = (wide - labels - ROOM) / most;
  const height = points.length * ROW + 34;
  return picture(wide, height, [
    drawn("text", { x: labels, y: 16, class: "axis", "font-weight": 600 }, unit),
    ...points.flatMap(({ label, value }, place) => {
      const y = 28 + place * ROW;
      const width = Math.max(0, value * scale);
      return [
        drawn("text", { x: labels - 10, y: y + 16, "text-anchor": "end" }, cut(label, Math.floor(labels / LETTER)), drawn("title", {}, label)),
        drawn("rect", { x: labels, y: y + 3, width, height: ROW - 8, rx: 2, class: "mark" }),
        drawn("text", { x: labels + width + 8, y: y + 16 }, shown(value)),
      ];
    }),
  ]);
}

/** Returns a line through the points: along time where their labels are moments, else in their order. */
export function line(points, unit, label, wide) {
  const placed = inTime(points);
  const [low, high] = [placed[0].at, placed.at(-1).at];
  const steps = ticks(Math.max(0, ...points.map(({ value }) => value)));
  const x = (at) => FRAME.left + ((at - low) / (high - low || 1)) * (wide - FRAME.left - FRAME.right);
  const y = (value) => FRAME.height - FRAME.bottom - (value / steps.at(-1)) * (FRAME.height - FRAME.top - FRAME.bottom);
  const most = Math.max(2, Math.round(wide / BETWEEN));
  // The first mark begins where its point is, and the others have their middle there.
  const letters = Math.floor((wide - FRAME.left - FRAME.right) / (most - 1) / 1.5 / LETTER);
  const path = placed.map(({ at, value }, place) => `${place ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`);
  return picture(wide, FRAME.height, [
    drawn("text", { x: FRAME.left, y: 16, class: "axis", "font-weight": 600 }, unit),
    ...steps.flatMap((step) => [
      drawn("line", { x1: FRAME.left, x2: wide - FRAME.right, y1: y(step), y2: y(step), stroke: "currentColor", "stroke-opacity": 0.2 }),
      drawn("text", { x: FRAME.left - 8, y: y(step) + 4, "text-anchor": "end", class: "axis" }, shown(step)),
    ]),
    ...marks(placed, most).map(({ at, text }) =>
      drawn("text", { x: x(at), y: FRAME.height - FRAME.bottom + 20, class: "axis",
        "text-anchor": at === low ? "start" : at === high ? "end" : "middle" }, cut(text, letters))),
    drawn("text", { x: wide / 2, y: FRAME.height - 10, class: "axis", "text-anchor": "middle" }, label),
    drawn("path", { d: path.join(""), class: "mark", fill: "none", "stroke-width": 2, "stroke-linejoin": "round" }),
    ...placed.map(({ at, value, label: text }) =>
      drawn("circle", { cx: x(at), cy: y(value), r: 3, class: "mark" }, drawn("title", {}, `${text}: ${shown(value)}`))),
  ]);
}

/** Returns a picture as a file that is legible by itself, its title above it and its source below. */
export function standalone(shown, title, source) {
  const [width, height] = ["width", "height"].map((name) => Number(shown.getAttribute(name)));
  const above = lines(title, Math.floor(width / (LETTER * 1.25)));
  const below = lines(source, Math.floor(width / LETTER));
  const top = above.length * LINE + MARGIN;
  const whole = height + top + below.length * LINE + MARGIN;
  const copy = shown.cloneNode(true);
  for (const mark of copy.querySelectorAll(".mark")) {
    mark.setAttribute(mark.tagName === "path" ? "stroke" : "fill", "#0b4a8f");
  }
  const file = drawn("svg", { xmlns: SVG, viewBox: `${-MARGIN} 0 ${width + 2 * MARGIN} ${whole}`, width: width + 2 * MARGIN, height: whole,
    role: "img", "font-family": "sans-serif", "font-size": 13, fill: "currentColor", color: "#1c1b18" },
    drawn("title", {}, shown.getAttribute("aria-label")),
    drawn("rect", { x: -MARGIN, width: "100%", height: "100%", fill: "white" }),
    ...above.map((text, place) => drawn("text", { y: MARGIN + place * LINE + 6, "font-size": 16, "font-weight": 600 }, text)),
    drawn("g", { transform: `translate(0 ${top})` }, ...copy.childNodes),
    ...below.map((text, place) => drawn("text", { y: top + height + MARGIN + place * LINE, "fill-opacity": 0.75 }, text)));
  return new Blob([new XMLSerializer().serializeToString(file)], { type: "image/svg+xml" });
}

/** Returns a text in lines of so many letters, none cut within a word. */
function lines(text, letters) {
  return text.split(" ").reduce((found, word) => {
    const last = found.at(-1);
    return last && last.length + word.length < letters ? [...found.slice(0, -1), `${last} ${word}`] : [...found, word];
  }, []);
}

function picture(width, height, content) {
  return drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
    "font-family": "sans-serif", "font-size": 13, fill: "currentColor" }, ...content);
}

/** Returns the points in order of time, or as they are where one has no date. */
function inTime(points) {
  const timed = points.map((point) => ({ ...point, at: Date.parse(point.label.slice(0, 10)) }));
  return timed.some(({ at }) => Number.isNaN(at))
    ? points.map((point, at) => ({ ...point, at }))
    : timed.toSorted((one, other) => one.at - other.at);
}

/** Returns what stands along the axis: the ends, and the points nearest to what divides it evenly. */
function marks(placed, most) {
  const [low, high] = [placed[0].at, placed.at(-1).at];
  const wanted = Array.from({ length: most }, (_, place) => low + ((high - low) * place) / (most - 1));
  const near = wanted.map((goal) =>
    placed.reduce((best, point) => (Math.abs(point.at - goal) < Math.abs(best.at - goal) ? point : best)));
  const room = (high - low) / (most * 1.5);
  return near.filter(({ at }, place) => place === 0 || at === high || (at - near[place - 1].at > room && high - at > room))
    .filter(({ at }, place, all) => place === 0 || at !== all[place - 1].at)
    .map(({ at, label: text }) => ({ at, text }));
}

/** Returns round numbers from 0 to the first that is at least ``most``; whole ones for counts. */
function ticks(most) {
  const rough = (most || 1) / 5;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const round = [1, 2, 2.5, 5, 10, 20].map((factor) => factor * unit);
  const step = round.find((each) => each >= rough && (!Number.isInteger(most) || Number.isInteger(each))) ?? 1;
  return Array.from({ length: Math.ceil((most || 1) / step) + 1 }, (_, place) => place * step);
}

function cut(text, length) {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
