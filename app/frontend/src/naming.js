// What the columns of an answer are called in words, and what their numbers count, by the query.

import { known, say } from "./messages.js";

const AGGREGATE = /\b(count|sum|avg|min|max)\s*\(\s*(?:distinct\s+)?(?:[?$]([^\s()]+)|\*)\s*\)\s*as\s+[?$]([^\s()]+)/gi;

/** Returns the name of a variable: a word of the field in the page's language, or else its own words. */
export function named(variable, n = 1) {
  const word = wordOf(variable);
  return known(word) ? say(word, { n }) : variable.replace(/_+/g, " ").replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2").toLowerCase();
}

/** Returns the unit of a column of numbers: what it counts, where the query says so, or its name. */
export function unitOf(variable, query) {
  const [, aggregate, of] = [...query.matchAll(AGGREGATE)].find(([, , , result]) => result === variable) ?? [];
  if (!aggregate) {
    return named(variable, 2);
  }
  if (aggregate.toLowerCase() === "count") {
    const counted = of && [of, variable].find((each) => known(wordOf(each)));
    return say("unit.count", { of: counted ? named(counted, 2) : "" }).trim();
  }
  return say(`unit.${aggregate.toLowerCase()}`, { of: named(of ?? variable) });
}

/** Returns the key of the message that names a variable, in its singular if it is a plural. */
function wordOf(variable) {
  const word = variable.toLowerCase();
  const forms = [word, word.replace(/ies$/, "y"), word.replace(/s$/, "")].map((each) => `name.${each}`);
  return forms.find(known) ?? forms[0];
}
