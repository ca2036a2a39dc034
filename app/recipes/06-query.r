# Nothing to install: R reads CSV from an address
query <- "
  PREFIX ra: <https://w3id.org/regeerakkoord/ns#>
  PREFIX dcterms: <http://purl.org/dc/terms/>
  SELECT ?month (COUNT(?decision) AS ?decisions) WHERE {
    ?decision a ra:Decision ; dcterms:date ?date
    BIND (SUBSTR(STR(?date), 1, 7) AS ?month)
  } GROUP BY ?month ORDER BY ?month"
address <- paste0("{address}/sparql?format=csv&query=", URLencode(query, reserved = TRUE))
months <- read.csv(address)
print(head(months, 3))
