# Full text in SPARQL: what is about circular economy, the best first
curl --silent {address}/sparql --header 'Accept: text/csv' --data-urlencode 'query=
  PREFIX ra: <https://w3id.org/regeerakkoord/ns#>
  PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
  SELECT ?thing ?score ?label WHERE {
    (?thing ?score) ra:textMatch ("circulaire economie" 5) .
    ?thing rdfs:label ?label
  } ORDER BY DESC(?score)'

# The search page, as JSON
curl --silent '{address}/search?q=circulaire+economie&format=json'
