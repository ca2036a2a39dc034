"""Sound registers and derived statements, damaged in many ways; as in test_mutations."""

from __future__ import annotations

import pytest

REGISTERS = {
    "metric without dimension": (
        " ;\n    dqv:inDimension metric:traceability .",
        " .",
        "MetricDimension",
    ),
    "metric in an unknown dimension": (
        "metric:traceability a dqv:Dimension ;",
        "metric:traceability",
        "MetricDimension",
    ),
    "metric defined in Dutch only": (
        ', "Pointers without a section."@en',
        "",
        "MetricDefinition",
    ),
    "agreement under an odd IRI": (
        "agreement:2019-2024 a",
        "agreement:2019 a",
        "Agreement SectionHierarchy",
    ),
    "term of office in words": ("2019-10-02/2024-09-30", "2019 tot 2024", "AgreementCoverage"),
    "agreement without page": (
        " ;\n    foaf:page <https://example.org/regeerakkoord> .",
        " .",
        "AgreementPage",
    ),
    "section without title": ('    dcterms:title "Boomhutten"@nl ;\n', "", "RegisterTitle"),
    "section without label": ('    rdfs:label "2.1 Boomhutten"@nl ;\n', "", "RegisterLabel"),
    "label without number": ('"2.1 Boomhutten"', '"Boomhutten"', "SectionLabel"),
    "section under an odd IRI": ("section:2.2 a", "section:2.x a", "Section SectionIri"),
    "number other than the IRI's": (
        'number "2.2"',
        'number "2.3"',
        "SectionIri SectionLabel",
    ),
    "number as a decimal": ('number "2.2"', "number 2.2", "SectionNumber"),
    "order given twice": ("ra:order 3", "ra:order 2", "SectionSequence"),
    "gap in the order": ("ra:order 3", "ra:order 4", "SectionSequence"),
    "order as text": ("ra:order 3", 'ra:order "3"', "SectionOrder"),
    "section without parent": (
        "isPartOf section:2 ;\n    ra:domain domain:wonen ;\n    ra:theme theme:jeugd .",
        "description 2 ;\n    ra:domain domain:wonen ;\n    ra:theme theme:jeugd .",
        "SectionParent",
    ),
    "section below its sibling": (
        '"2.2" ;\n    ra:order 3 ;\n    dcterms:isPartOf section:2 ;',
        '"2.2" ;\n    ra:order 3 ;\n    dcterms:isPartOf section:2.1 ;',
        "SectionHierarchy",
    ),
    "circle of sections": (
        "dcterms:isPartOf agreement:2019-2024",
        "dcterms:isPartOf section:2.2",
        "SectionHierarchy",
    ),
    "section of an unknown domain": (
        "ra:order 3 ;\n    dcterms:isPartOf section:2 ;\n    ra:domain domain:wonen",
        "ra:order 3 ;\n    dcterms:isPartOf section:2 ;\n    ra:domain domain:bouwen",
        "SectionDomain SectionHierarchy SectionIri",
    ),
    "section without theme": (
        " ;\n    ra:theme theme:jeugd .",
        " .",
        "SectionTheme",
    ),
    "section of an unknown theme": ("theme theme:jeugd .", "theme theme:sport .", "SectionTheme"),
    "two texts of one section": (
        "ra:order 3",
        'ra:text "Een"@nl, "Twee"@nl ; ra:order 3',
        "SectionText",
    ),
    "domain without class of SKOS": (
        "a ra:PolicyDomain, skos:Concept",
        "a ra:PolicyDomain",
        "PolicyDomain",
    ),
    "theme under an odd IRI": ("theme:jeugd", "theme:Jeugd", "PolicyTheme"),
    "topic under an odd IRI": ("topic:ladders", "topic:Ladders", "Topic"),
    "two preferred labels in one language (S14)": (
        'prefLabel "Jeugd"@nl',
        'prefLabel "Jeugd"@nl, "Kinderen"@nl',
        "ConceptPrefLabel",
    ),
    "label in French": ('prefLabel "Ladders"@nl', 'prefLabel "Échelles"@fr', "ConceptPrefLabel"),
    "theme without English": (
        'prefLabel "Jeugd"@nl, "Youth"@en',
        'prefLabel "Jeugd"@nl',
        "ConceptBilingual",
    ),
    "concept without scheme": (
        "    skos:inScheme scheme:topics ;\n",
        "",
        "ConceptScheme",
    ),
    "unknown theme of a topic": (
        "skos:broader theme:wonen",
        "skos:broader theme:x",
        "TopicBroader",
    ),
    "match as text": ("<http://example.org/thema/jeugd>", '"jeugd"', "ConceptExactMatch"),
    "close match as text": (
        "<http://example.org/beleidsdomein/wonen>",
        '"wonen"',
        "ConceptCloseMatch",
    ),
    "scheme without title": (
        '    dcterms:title "Onderwerpen"@nl, "Topics"@en ;\n',
        "",
        "SchemeTitle",
    ),
    "scheme that is a concept (S9)": (
        "scheme:topics a skos:ConceptScheme",
        "scheme:topics a skos:Concept, skos:ConceptScheme",
        "SchemeDisjoint",
    ),
    "label twice on one concept (S13)": (
        'altLabel "Huisvesting"@nl',
        'altLabel "Huisvesting"@nl, "Wonen"@nl',
        "ConceptLabelsDisjoint",
    ),
    "related to what lies above it (S27)": (
        "skos:broader theme:wonen",
        "skos:broader theme:wonen ; skos:related theme:wonen",
        "ConceptRelatedDisjoint",
    ),
    "match exact and broad at once (S46)": (
        "relatedMatch data-theme:SOCI",
        "broadMatch <http://example.org/thema/jeugd>",
        "ConceptMatchDisjoint",
    ),
    "one label for two themes": (
        'prefLabel "Jeugd"@nl',
        'prefLabel "Wonen"@nl',
        "ConceptLabelUnique",
    ),
    "circle of broader topics": (
        "skos:broader theme:wonen",
        "skos:broader topic:ladders",
        "ConceptAcyclic",
    ),
    "top concept that its scheme does not list": (
        "hasTopConcept theme:jeugd, theme:wonen",
        "hasTopConcept theme:wonen",
        "ConceptTop",
    ),
    "agency without class of ORG": (
        "agency:boomhuttendienst a ra:Agency, org:Organization",
        "agency:boomhuttendienst a ra:Agency",
        "Agency",
    ),
    "agency without English name": (
        'prefLabel "Boomhuttendienst"@nl, "Tree House Service"@en',
        'prefLabel "Boomhuttendienst"@nl',
        "AgencyPrefLabel",
    ),
    "other name without language": (
        '"Agentschap voor Boomhutten"@nl',
        '"Agentschap voor Boomhutten"',
        "AgencyAltLabel",
    ),
    "abbreviation with a blank": ('"BHA"', '"BHA "', "AgencyAbbreviation"),
    "ambiguous label with a blank": ('"Bomen"', '" Bomen"', "AgencyAmbiguousLabel"),
    "unknown kind of agency": ("kind:internal-agency ;", "kind:x ;", "AgencyClassification"),
    "OVO code cut short": ("OVO123456", "OVO12345", "AgencyIdentifier"),
    "agency of an unknown domain": (
        'OVO123456" ;\n    ra:domain domain:wonen',
        'OVO123456" ;\n    ra:domain domain:x',
        "AgencyDomain",
    ),
    "home page as text": ("<https://example.org/bha>", '"example.org"', "AgencyHomepage"),
    "agency without source": (
        '<https://example.org/bha> ;\n    dcterms:source "Invented" .',
        "<https://example.org/bha> .",
        "AgencySource",
    ),
    "unknown successor": (
        "isReplacedBy agency:boomhuttenagentschap",
        "isReplacedBy agency:x",
        "AgencyReplacedBy",
    ),
    "circle of successors": (
        "isReplacedBy agency:boomhuttenagentschap",
        "isReplacedBy agency:boomhuttendienst",
        "AgencyAcyclic",
    ),
    "one name for two agencies": (
        '"Agentschap voor Boomhutten"@nl',
        '"Boomhuttendienst"@nl',
        "AgencyLabelUnique",
    ),
    "one name twice on an agency": (
        '"Agentschap voor Boomhutten"@nl',
        '"Boomhuttenagentschap"@nl',
        "AgencyLabelsDisjoint",
    ),
}

DERIVED = {
    "measurement below zero": ("dqv:value 4", "dqv:value -4", "MeasurementValue"),
    "measurement in words": ("dqv:value 4", 'dqv:value "four"', "MeasurementValue"),
    "measurement of two values": ("dqv:value 4", "dqv:value 4, 5", "MeasurementValue"),
    "measurement on a decision": (
        "dqv:computedOn <https://w3id.org/regeerakkoord/id/report/2019-2024/wonen/2.1>",
        "dqv:computedOn <https://w3id.org/regeerakkoord/id/decision/x>",
        "MeasurementOn",
    ),
    "measurement by an unknown metric": (
        "metric:unresolved-pointers a dqv:Metric .",
        "",
        "MeasurementOf",
    ),
    "mention of what is no agency": (
        "agency:boomhuttenagentschap a ra:Agency .",
        "",
        "Mentions",
    ),
    "mention by a report": ("/statement/2>", "/source>", "Mentioning"),
    "unknown theme": ("theme:wonen a ra:PolicyTheme .", "", "ReportTheme"),
    "unknown kind": ("ra:final-approval", "ra:whim", "DecisionKind"),
    "earlier decision that is none": (
        "0123456789> a ra:Decision ;",
        "0123456789>",
        "DecisionPrecededBy",
    ),
    "earlier decision of a later day": (
        'date "2021-03-26"',
        'date "2021-12-24"',
        "DecisionSuccession",
    ),
    "agenda of no meeting": (
        "isAgendaVoor <https://w3id.org/regeerakkoord/id/meeting/2021-07-16T0800Z>",
        "isAgendaVoor <https://w3id.org/regeerakkoord/id/decision/x>",
        "AgendaOfMeeting",
    ),
    "agenda that holds a decision": (
        "abcdef0123/agenda-item> .\n\n",
        "abcdef0123> .\n\n",
        "AgendaParts",
    ),
    "agenda item without its name": (
        "abcdef0123/agenda-item>\n    a besluit",
        "abcdef0123>\n    a besluit",
        "AgendaItem AgendaParts",
    ),
}


@pytest.mark.parametrize("what", REGISTERS)
def test_the_shape_meant_for_a_register_catches(what, broken):
    passage, replacement, meant = REGISTERS[what]
    assert broken("registers", passage, replacement) == set(meant.split())


@pytest.mark.parametrize("what", DERIVED)
def test_the_shape_meant_for_what_is_derived_catches(what, broken):
    passage, replacement, meant = DERIVED[what]
    assert broken("derived", passage, replacement) == set(meant.split())


@pytest.mark.parametrize("graph", ["registers", "derived"])
def test_a_sound_graph_breaks_nothing(graph, broken):
    assert broken(graph, "agency:", "agency:") == set()
