// Asks the endpoint: SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/.

export const SOLUTIONS = {
  CSV: ["text/csv", "csv"],
  TSV: ["text/tab-separated-values", "tsv"],
  JSON: ["application/sparql-results+json", "json"],
  XML: ["application/sparql-results+xml", "xml"],
};
export const GRAPHS = {
  Turtle: ["text/turtle", "ttl"],
  "N-Triples": ["application/n-triples", "nt"],
  "N-Quads": ["application/n-quads", "nq"],
  TriG: ["application/trig", "trig"],
  "JSON-LD": ["application/ld+json", "jsonld"],
  "RDF/XML": ["application/rdf+xml", "rdf"],
};

/** Why there is no answer: RFC 9457's title and detail. */
export class Refusal extends Error {
  constructor(title, detail = "", type = "") {
    super(title);
    this.detail = detail;
    this.type = type;
  }
}

/**
 * Returns the answer to a query: ``{columns, rows}`` of SELECT, ``{boolean}`` of ASK or ``{graph}`` of
 * the other forms, with the ``seconds`` that it took.
 */
export async function ask(address, query, signal) {
  const started = performance.now();
  const response = await fetched(address, query, `${SOLUTIONS.JSON[0]}, ${GRAPHS.Turtle[0]}`, signal);
  const text = await response.text();
  const seconds = (performance.now() - started) / 1000;
  if (!response.headers.get("content-type").startsWith(SOLUTIONS.JSON[0])) {
    return { graph: text, seconds };
  }
  const found = JSON.parse(text);
  return "boolean" in found
    ? { boolean: found.boolean, seconds }
    : { columns: found.head.vars, rows: found.results.bindings, seconds };
}

/** Returns the response to a query in one format. */
export async function fetched(address, query, accept, signal) {
  const body = new URLSearchParams({ query });
  const response = await fetch(address, { method: "POST", body, headers: { accept }, signal });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Refusal(problem.title ?? `HTTP ${response.status}`, problem.detail, problem.type);
  }
  return response;
}
