// Reads RDF files with N3.js and jsonld.js, and prints for each the SHA-256 of its canonical form
// (RDFC-1.0): of the union of its graphs, and of the dataset.
//   node canonical.mjs FILE...
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Parser } from "n3";
import jsonld from "jsonld";
import { canonize } from "rdf-canonize";

const noRemoteContext = (url) => {
  throw new Error(`a file of ours needs ${url}`);
};

async function quadsOf(file) {
  const text = readFileSync(file, "utf8");
  if (file.endsWith(".jsonld")) {
    return jsonld.toRDF(JSON.parse(text), { documentLoader: noRemoteContext });
  }
  return new Parser().parse(text);
}

const plain = (term) => ({
  termType: term.termType,
  value: term.value,
  ...(term.termType === "Literal" && {
    language: term.language ?? "",
    datatype: { termType: "NamedNode", value: term.datatype.value },
  }),
});

const distinct = (quads) => [...new Map(quads.map((q) => [JSON.stringify(q), q])).values()];

async function digest(quads) {
  const options = { algorithm: "RDFC-1.0", format: "application/n-quads" };
  return createHash("sha256").update(await canonize(quads, options)).digest("hex");
}

for (const file of process.argv.slice(2)) {
  const dataset = (await quadsOf(file)).map(({ subject, predicate, object, graph }) => ({
    subject: plain(subject),
    predicate: plain(predicate),
    object: plain(object),
    graph: plain(graph),
  }));
  const union = distinct(
    dataset.map((quad) => ({ ...quad, graph: { termType: "DefaultGraph", value: "" } })),
  );
  console.log(await digest(union), await digest(dataset), dataset.length, file);
}
