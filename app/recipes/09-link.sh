# The text of an example query, by its short link
curl --silent {address}/s/06-most-cited-decisions

# A short link to a query of your own: the address to which this one leads
curl --silent --output /dev/null --write-out '%{redirect_url}\n' --get {address}/s \
  --data-urlencode 'query=SELECT * WHERE { ?s ?p ?o } LIMIT 10'
