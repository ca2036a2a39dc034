// In a browser, in Deno or in Node: reading is open to scripts of every site
const query = `
  PREFIX ra: <https://w3id.org/regeerakkoord/ns#>
  PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
  SELECT ?name (COUNT(DISTINCT ?decision) AS ?decisions) WHERE {
    ?decision a ra:Decision ; ra:mentions ?agency .
    ?agency skos:prefLabel ?name
    FILTER (LANG(?name) = "nl")
  } GROUP BY ?agency ?name ORDER BY DESC(?decisions) ?name LIMIT 3`;
const response = await fetch("{address}/sparql", {
  method: "POST",
  headers: { accept: "application/sparql-results+json" },
  body: new URLSearchParams({ query }),
});
const { results } = await response.json();
for (const { name, decisions } of results.bindings) {
  console.log(decisions.value, name.value);
}
