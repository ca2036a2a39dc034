// An answer on the page: how long it took, the views it has, the files it can be had as.

import { chart } from "./chart.js";
import { element } from "./elements.js";
import { language, say } from "./messages.js";
import { table } from "./table.js";
import { terms } from "./terms.js";

const LONGEST = 200_000; // characters of Turtle that are shown
const DETAILS = "en"; // the language in which the endpoint tells details, with advice in them
const MALFORMED = "malformed-query";

/**
 * Shows an answer.
 *
 * `context` has the page's settings, the `query`, the `title` of the example if it is one, and `save`,
 * the element by which the answer can be downloaded.
 */
export function showAnswer(status, place, answer, context) {
  const seconds = answer.seconds.toFixed(2);
  status.textContent = answer.rows ? say("rows", { n: answer.rows.length, seconds }) : say("took", { seconds });
  status.classList.remove("refused");
  const heading = element("h2", { className: "hidden" }, say("answer"));
  const [tools, ...shown] = parts(answer, context);
  place.replaceChildren(heading, element("div", { className: "bar" }, ...tools, context.save), ...shown);
}

/** Tells why there is no answer, and which prefixes the query has yet to declare. */
export function showRefusal(status, place, { message, detail, type }, undeclared = []) {
  const slug = type?.split("#problem-")[1];
  const told = slug && document.querySelector(`#problem-${CSS.escape(slug)} + dd`);
  const advice = told?.querySelector(".advice")?.textContent;
  status.textContent = "";
  status.classList.add("refused");
  status.append(element("strong", {}, told?.querySelector(".problem").textContent ?? `${message}.`));
  if (slug === MALFORMED && undeclared.length) {
    status.append(" ", say("undeclared", { n: undeclared.length, prefixes: undeclared.map((each) => `${each}:`).join(", ") }));
  } else if (advice && (language !== DETAILS || !detail)) {
    status.append(" ", advice);
  }
  if (slug) {
    status.append(" ", element("a", { href: `#problem-${slug}` }, slug));
  }
  if (detail) {
    status.append(element("p", { className: "detail", lang: DETAILS }, detail));
  }
  place.replaceChildren();
}

/** Returns the tools of an answer, and what is below them. */
function parts(answer, context) {
  if ("boolean" in answer) {
    return [[], element("p", { className: "verdict" }, say(answer.boolean ? "yes" : "no"))];
  }
  if ("graph" in answer) {
    return [[], ...text(answer.graph)];
  }
  const known = terms(context.settings);
  return views({
    table: () => table(answer, known),
    chart: () => chart(answer, known, context),
  });
}

function text(content) {
  const shown = element("pre", { tabIndex: 0, role: "region", ariaLabel: say("text") }, content.slice(0, LONGEST));
  return content.length > LONGEST ? [shown, element("p", { className: "context" }, say("cut"))] : [shown];
}

/** Returns buttons, one for each view, and the place where the view that was chosen is. */
function views(made) {
  const place = element("div", { className: "view" });
  const buttons = Object.entries(made).map(([name, make]) => {
    const button = element("button", { type: "button", className: "quiet" }, say(name));
    button.addEventListener("click", () => {
      buttons.forEach((each) => each.setAttribute("aria-pressed", each === button));
      place.replaceChildren(make());
    });
    return button;
  });
  buttons[0].click();
  return [[element("div", { className: "views", role: "group", ariaLabel: say("views") }, ...buttons)], place];
}
