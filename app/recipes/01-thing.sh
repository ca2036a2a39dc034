# One thing, as Turtle: follow the redirect from the thing to the document about it
curl --silent --location --header 'Accept: text/turtle' {address}/id/agency/flanders-investment-trade

# The same in another format, by extension
curl --silent {address}/doc/agency/flanders-investment-trade.jsonld
