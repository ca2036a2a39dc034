"""A release on disk, served: SPARQL, linked data, dumps and pages."""
