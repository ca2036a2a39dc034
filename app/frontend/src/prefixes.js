// What stands before the colon in a query's names, and what of it the query has yet to declare.

const NAME = "string-2"; // as YASQE calls a name with a prefix

/** Declares above the query whatever it uses of ``known``, our prefixes, and does not declare itself. */
export function declare(yasqe, known) {
  const missing = undeclared(yasqe).filter((prefix) => prefix in known);
  if (missing.length) {
    yasqe.addPrefixes(Object.fromEntries(missing.map((prefix) => [prefix, known[prefix]])));
  }
}

/** Returns the prefixes that the query uses and does not declare. */
export function undeclared(yasqe) {
  const declared = yasqe.getPrefixesFromQuery();
  return [...new Set(used(yasqe))].filter((prefix) => !(prefix in declared));
}

function used(yasqe) {
  const lines = Array.from({ length: yasqe.lineCount() }, (_, line) => yasqe.getLineTokens(line, true));
  return lines.flat().filter(({ type }) => type === NAME).map(({ string }) => string.split(":")[0]);
}
