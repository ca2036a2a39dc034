curl --silent {address}/sparql --header 'Accept: text/csv' --data-urlencode 'query=
  PREFIX ra: <https://w3id.org/regeerakkoord/ns#>
  PREFIX dcterms: <http://purl.org/dc/terms/>
  SELECT ?title (COUNT(?decision) AS ?decisions) WHERE {
    ?report a ra:Report ; dcterms:title ?title ; ra:cites ?decision
  } GROUP BY ?report ?title ORDER BY DESC(?decisions) ?title LIMIT 3'
