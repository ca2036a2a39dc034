// YASQE, YASGUI's editor, in the place of the form's text field.

import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";
import "./editor.css";

import { element } from "./elements.js";
import { say } from "./messages.js";
import { declare, undeclared } from "./prefixes.js";
import { vocabulary } from "./vocabulary.js";

const REGISTERS = /^(?:agency|domain|theme):/;

/**
 * Puts an editor in the place of a text field; returns what the page needs of it.
 *
 * `run` is what Ctrl+Enter does, `leave` takes the focus on Escape: without a place to go to, it
 * would be nowhere, and no key would do anything.
 */
export function edit(field, settings, { run, leave }) {
  const label = document.querySelector(`label[for=${field.id}]`);
  const place = element("div", { className: "editor" });
  const problem = field.form.querySelector(".invalid");
  const initial = field.value;
  complete(settings);
  field.after(place);
  field.hidden = true;
  field.required = false; // a hidden field cannot be asked for
  label.hidden = true;
  const yasqe = new Yasqe(place, {
    value: initial,
    autocompleters: ["prefixes", "variables", "akkoord-class", "akkoord-property", "akkoord-thing"],
    consumeShareLink: null,
    createShareableLink: null,
    editorHeight: "auto",
    // Tab has to leave the editor: whoever has no mouse would not get out again.
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Enter": run, "Cmd-Enter": run, Esc: leave },
    persistenceId: null,
    resizeable: false,
    screenReaderLabel: say("editor"),
    showQueryButton: false,
    viewportMargin: Infinity,
  });
  const check = () => {
    field.value = yasqe.getValue();
    problem.textContent = yasqe.queryValid ? "" : say("invalid", { line: brokenLine(yasqe) });
  };
  yasqe.on("changes", check);
  check();
  return {
    text: () => yasqe.getValue(),
    onChange: (told) => yasqe.on("changes", told),
    changed: () => yasqe.getValue() !== initial,
    declare: () => declare(yasqe, settings.prefixes),
    undeclared: () => undeclared(yasqe),
  };
}

/** Registers what completes: our prefixes, and our vocabulary instead of somebody's service. */
function complete({ sparql, prefixes }) {
  const { find, label } = vocabulary(sparql);
  const declared = Object.entries(prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`);
  register("prefixes", { name: "prefixes", get: () => declared.sort(), persistenceId: null });
  for (const [kind, parent] of [["class", "class"], ["property", "property"], ["thing", "class"]]) {
    register(parent, {
      name: `akkoord-${kind}`,
      autoShow: true,
      get: async (_, token) => (await find(kind, typed(token))).map(({ iri }) => iri),
      postprocessHints: (_, hints) => hints.map((hint) => labelled(hint, label, prefixes)),
      ...(kind === "thing" && { isValidCompletionPosition: namesRegister }),
    });
  }
}

/** Registers a completer that has the rest from one of YASQE's own; the editor's options enable it. */
function register(parent, completer) {
  Yasqe.forkAutocompleter(parent, completer, false);
}

function namesRegister(yasqe) {
  return REGISTERS.test(yasqe.getCompleteToken().string);
}

/** Returns what of a token is the beginning of an IRI, and what a word to look for in a namespace. */
function typed({ autocompletionString: start, tokenPrefixUri: namespace = "" }) {
  return { start, word: { namespace, text: start.slice(namespace.length) } };
}

function labelled(hint, label, prefixes) {
  const iri = hint.text.startsWith("<") ? hint.text.slice(1, -1) : expanded(hint.text, prefixes);
  return { ...hint, displayText: label(iri) ? `${hint.text}  ${label(iri)}` : hint.text };
}

function expanded(name, prefixes) {
  const [prefix, local] = name.split(/:(.*)/s);
  return (prefixes[prefix] ?? "") + local;
}

function brokenLine(yasqe) {
  let line = 0;
  while (line < yasqe.lastLine() && yasqe.getTokenAt({ line, ch: yasqe.getLine(line).length }).state.OK) {
    line += 1;
  }
  return line + 1;
}
