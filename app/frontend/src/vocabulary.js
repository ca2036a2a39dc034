// What the editor completes: terms with their labels, most used first, asked from the endpoint itself.

import { ask } from "./endpoint.js";
import { language } from "./messages.js";
import { plain } from "./terms.js";
import question from "./vocabulary.rq";

const SHOWN = 60;

/** Loads the vocabulary; returns a function that finds its terms by kind and by what was typed. */
export function vocabulary(address) {
  let terms = new Map();
  const loading = ask(address, question).then(({ rows }) => {
    terms = gathered(rows);
  });
  // Without a vocabulary there is an editor without completion; the query itself tells what is wrong.
  loading.catch(() => {});
  return {
    label: (iri) => terms.get(iri)?.label ?? "",
    async find(kind, typed) {
      await loading;
      return [...terms.values()].filter((term) => term.kind === kind && matches(term, typed)).slice(0, SHOWN);
    },
  };
}

function gathered(rows) {
  const terms = new Map();
  for (const { kind, term, label } of rows) {
    const known = terms.get(term.value);
    const wanted = label && label["xml:lang"] === language;
    if (!known) {
      terms.set(term.value, { kind: kind.value, iri: term.value, label: label?.value ?? "" });
    } else if (wanted) {
      known.label = label.value;
    }
  }
  return terms;
}

/** Tells whether a term's IRI begins as typed, or its local name or label holds the word typed. */
function matches({ iri, label }, { start, word }) {
  const local = iri.slice(iri.search(/[^/#]*$/));
  return iri.startsWith(start) || (iri.startsWith(word.namespace) && (holds(local, word) || holds(label, word)));
}

/** Tells whether a text holds a word; without a namespace, one letter would be in nearly all. */
function holds(text, { namespace, text: word }) {
  return word.length > (namespace ? 0 : 1) && plain(text).includes(plain(word));
}
