// Turns the plain form of /sparql into an editor: this is where everything meets.
//
// The form stays what it is to a browser without scripts: this file only takes over its parts, so
// whatever fails here leaves the form at work.

import { downloads } from "./download.js";
import { edit } from "./editor.js";
import { Refusal, ask } from "./endpoint.js";
import { say } from "./messages.js";
import { showAnswer, showRefusal } from "./results.js";
import { shareButton } from "./share.js";
import { element } from "./elements.js";

const settings = JSON.parse(document.getElementById("editor-settings").textContent);
const form = document.getElementById("query-form");
const editor = edit(form.elements.query, settings, { run: () => form.requestSubmit(), leave: () => run.focus() });

const run = form.querySelector("button:not([formaction])");
const stop = element("button", { type: "button", className: "quiet", hidden: true }, say("stop"));
const share = shareButton(form, settings, complete, editor.onChange);
const bench = form.closest(".bench");
const status = bench.querySelector(".status");
const answer = bench.querySelector(".answer");
run.after(stop);
run.title = say("keys");
form.querySelectorAll("#format, label[for=format]").forEach((each) => each.remove());
form.closest(".workbench").classList.add("enhanced");

let asking = new AbortController();

form.addEventListener("submit", async (event) => {
  if (event.submitter?.hasAttribute("formaction")) {
    return;
  }
  event.preventDefault();
  asking.abort();
  const current = (asking = new AbortController());
  const text = complete();
  status.textContent = say("running");
  stop.hidden = false;
  try {
    const found = await ask(settings.sparql, text, current.signal);
    const save = downloads(settings.sparql, text, found, (problem) => showRefusal(status, answer, problem));
    showAnswer(status, answer, found, { settings, save, title: title(), query: text });
  } catch (error) {
    if (current.signal.aborted) {
      if (current === asking) {
        status.textContent = say("stopped");
      }
    } else {
      const refusal = error instanceof Refusal ? error : new Refusal(say("unreachable"));
      showRefusal(status, answer, refusal, editor.undeclared());
    }
  } finally {
    if (current === asking) {
      stop.hidden = true;
    }
  }
});

// What the keys do in the editor, they do beside it: Escape led there.
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) {
    event.preventDefault();
    form.requestSubmit();
  }
});

stop.addEventListener("click", () => {
  asking.abort();
  run.focus();
});

// Whoever changes the language keeps what is in the editor.
document.querySelector(".languages")?.addEventListener("click", ({ target }) => {
  const link = target.closest("a[hreflang]");
  if (link && editor.changed()) {
    const address = new URL(settings.sparql, location.href);
    address.search = new URLSearchParams({ query: editor.text(), lang: link.hreflang });
    link.href = address;
  }
});

/** Returns the query once it declares all of our prefixes that it uses. */
function complete() {
  editor.declare();
  return editor.text();
}

function title() {
  const example = document.querySelector(".examples [aria-current]");
  return example && !editor.changed() ? example.textContent : "";
}

if ("run" in form.dataset) {
  form.requestSubmit();
}
