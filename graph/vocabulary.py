"""IRIs of the vocabularies used, in one place, with their prefixes.

The namespace of the ontology is fixed; the base under which things are named is not
(``--base-iri``), and is passed along as a string that ends in a slash.
"""

from __future__ import annotations

from typing import Final

DEFAULT_BASE: Final = "https://w3id.org/regeerakkoord/"
RA: Final = "https://w3id.org/regeerakkoord/ns#"
ONTOLOGY: Final = "https://w3id.org/regeerakkoord/ns"

BESLUIT: Final = "http://data.vlaanderen.be/ns/besluit#"
BESLUITVORMING: Final = "https://data.vlaanderen.be/ns/besluitvorming#"
BIRO: Final = "http://purl.org/spar/biro/"
DCAT: Final = "http://www.w3.org/ns/dcat#"
DCTERMS: Final = "http://purl.org/dc/terms/"
DOCO: Final = "http://purl.org/spar/doco/"
DOSSIER: Final = "https://data.vlaanderen.be/ns/dossier#"
DQV: Final = "http://www.w3.org/ns/dqv#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
HYDRA: Final = "http://www.w3.org/ns/hydra/core#"
OA: Final = "http://www.w3.org/ns/oa#"
ORG: Final = "http://www.w3.org/ns/org#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
PROV: Final = "http://www.w3.org/ns/prov#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA: Final = "https://schema.org/"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SPDX: Final = "http://spdx.org/rdf/terms#"
VANN: Final = "http://purl.org/vocab/vann/"
VOID: Final = "http://rdfs.org/ns/void#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: Final[dict[str, str]] = {
    "besluit": BESLUIT,
    "besluitvorming": BESLUITVORMING,
    "biro": BIRO,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "doco": DOCO,
    "dossier": DOSSIER,
    "dqv": DQV,
    "foaf": FOAF,
    "oa": OA,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "ra": RA,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sh": SH,
    "skos": SKOS,
    "spdx": SPDX,
    "vann": VANN,
    "void": VOID,
    "xsd": XSD,
}
