"""References, decisions, mentions and findings of a report, damaged; as in test_mutations."""

from __future__ import annotations

import pytest

PLAN = "decision/2021-03-26/boomhuttenplan-0123456789>"
BESLUIT = "decision/2021-07-16/ladderbesluit-abcdef0123>"
ID = "<https://w3id.org/regeerakkoord/id/"

REFERENCES = {
    "reference without number": ("    ra:number 1 ;\n", "", "ReferenceNumber"),
    "number given twice": ("ra:number 1", "ra:number 0", "ReferenceUnique ReferenceIri"),
    "number below zero": ("ra:number 1", "ra:number -1", "ReferenceNumber ReferenceIri"),
    "reference under an odd IRI": ("<reference/1>", "<reference/one>", "ReferenceIri"),
    "reference without text": (
        '    ra:text "(2021-07-16) Ladderbesluit"@nl ;\n',
        "",
        "ReferenceText",
    ),
    "date as text": (
        'dcterms:date "2021-07-16"^^xsd:date ;\n    foaf:page <https://example.org/'
        "?search=Ladderbesluit> ;\n    ra:decision",
        'dcterms:date "2021-07-16" ;\n    foaf:page <https://example.org/'
        "?search=Ladderbesluit> ;\n    ra:decision",
        "ReferenceDate ReferenceDecisionDate",
    ),
    "reference of another day than its decision": (
        '(2021-03-26) Boomhuttenplan"@nl ;\n    dcterms:date "2021-03-26"',
        '(2021-03-26) Boomhuttenplan"@nl ;\n    dcterms:date "2021-03-27"',
        "ReferenceDecisionDate",
    ),
    "reference without date": (
        'Ladderbesluit"@nl ;\n    dcterms:date "2021-07-16"^^xsd:date ;\n    foaf:page'
        " <https://example.org/?search=Ladderbesluit> ;\n    ra:decision",
        'Ladderbesluit"@nl ;\n    foaf:page'
        " <https://example.org/?search=Ladderbesluit> ;\n    ra:decision",
        "ReferenceHasDate",
    ),
    "reference without address": (
        f"    foaf:page <https://example.org/?search=Ladderbesluit> ;\n    ra:decision {ID}",
        f"    ra:decision {ID}",
        "ReferenceHasPage",
    ),
    "address as text": (
        f"foaf:page <https://example.org/?search=Ladderbesluit> ;\n    ra:decision {ID}",
        f'foaf:page "https://example.org/" ;\n    ra:decision {ID}',
        "ReferencePage",
    ),
    "reference to what is no decision": (
        f"{ID}{BESLUIT}\n    a ra:Decision, dossier:Stuk ;",
        f"{ID}{BESLUIT}\n    a dossier:Stuk ;",
        "ReferenceDecision ReportCites StatementEvidence",
    ),
    "reference to two decisions": (
        f"ra:decision {ID}{BESLUIT}",
        f"ra:decision {ID}{BESLUIT}, {ID}{PLAN}",
        "ReferenceDecision ReferenceDecisionDate",
    ),
}

DECISIONS = {
    "decision without its class of Themis": (
        f"{BESLUIT}\n    a ra:Decision, dossier:Stuk ;",
        f"{BESLUIT}\n    a ra:Decision ;",
        "Decision",
    ),
    "decision under an odd IRI": ("ladderbesluit-abcdef0123", "ladderbesluit", "Decision"),
    "decision under another day": (
        "decision/2021-07-16/",
        "decision/2021-07-17/",
        "DecisionIri",
    ),
    "decision without day": (
        'rdfs:label "Ladderbesluit"@nl ;\n    dcterms:date "2021-07-16"^^xsd:date ;\n',
        'rdfs:label "Ladderbesluit"@nl ;\n',
        "DecisionDate",
    ),
    "decision of another day than its meeting": (
        'rdfs:label "Ladderbesluit"@nl ;\n    dcterms:date "2021-07-16"',
        'rdfs:label "Ladderbesluit"@nl ;\n    dcterms:date "2021-07-15"',
        "DecisionMeetingDay DecisionIri ReferenceDecisionDate",
    ),
    "decision before the term of office": (
        "2021-03-26",
        "2019-09-27",
        "WithinTerm",
    ),
    "decision after the term of office": ("2021-03-26", "2024-10-04", "WithinTerm"),
    "decision without meeting": (
        "    foaf:page <https://example.org/?search=Ladderbesluit> ;\n    ra:meeting"
        " meeting:2021-07-15T2230Z .",
        "    foaf:page <https://example.org/?search=Ladderbesluit> .",
        "DecisionHasMeeting",
    ),
    "decision of two meetings": (
        "ra:meeting meeting:2021-07-15T2230Z",
        "ra:meeting meeting:2021-07-15T2230Z, meeting:2021-03-26T0900Z",
        "DecisionMeeting DecisionMeetingDay",
    ),
    "meeting that is none": (
        'a ra:Meeting, besluit:Vergaderactiviteit ;\n    dcterms:title "Vergadering van 26',
        'a besluit:Vergaderactiviteit ;\n    dcterms:title "Vergadering van 26',
        "DecisionMeeting",
    ),
    "page as text": (
        "foaf:page <https://example.org/?search=Ladderbesluit> ;\n    ra:meeting",
        'foaf:page "https://example.org/" ;\n    ra:meeting',
        "DecisionPage",
    ),
    "meeting without its class of Themis": (
        'a ra:Meeting, besluit:Vergaderactiviteit ;\n    dcterms:title "Vergadering van 26',
        'a ra:Meeting ;\n    dcterms:title "Vergadering van 26',
        "Meeting",
    ),
    "meeting without start": (
        ' ;\n    besluit:geplandeStart "2021-03-26T09:00:00Z"^^xsd:dateTime .',
        " .",
        "MeetingStart",
    ),
    "start without zone": ("26T09:00:00Z", "26T09:00:00", "MeetingIri"),
    "start at another hour than the IRI": ("26T09:00:00Z", "26T10:00:00Z", "MeetingIri"),
    "day of the start in UTC": (
        '"2021-07-16"^^xsd:date',
        '"2021-07-15"^^xsd:date',
        "MeetingDay DecisionIri",
    ),
}

MENTIONS = {
    "annotation of an unknown agency": (
        "agency:boomhuttenagentschap a ra:Agency .",
        "",
        "MentionBody Mentions",
    ),
    "annotation of another agency than the statement names": (
        "ra:mentions agency:boomhuttenagentschap ;",
        "",
        "MentionPlaced",
    ),
    "statement that names an agency nowhere": (
        "oa:hasBody agency:boomhuttenagentschap ;",
        "",
        "MentionPlaced MentionBody",
    ),
    "annotation without place": (
        " ;\n    oa:hasTarget <statement/3/mention/4/target> .",
        " .",
        "MentionTarget MentionPlaced",
    ),
    "place in no statement": (
        "    oa:hasSource <statement/3> ;\n",
        "",
        "MentionSource MentionPlaced",
    ),
    "place without position": (
        ", <statement/3/mention/4/position>",
        "",
        "MentionSelector",
    ),
    "position one character off": ("oa:start 4", "oa:start 3", "MentionSpan"),
    "quote in other words": ('oa:exact "BHA"', 'oa:exact "bha"', "MentionSpan"),
    "annotation without label": (
        '    rdfs:label "Vermelding van “BHA”"@nl ;\n',
        "",
        "Label",
    ),
    "mention by a reference": (
        "    ra:number 1 ;",
        "    ra:number 1 ; ra:mentions agency:boomhuttenagentschap ;",
        "Mentioning MentionPlaced",
    ),
}

FINDINGS = {
    "finding on no part of a report": (
        "oa:hasTarget <reference/1>",
        "oa:hasTarget <source>",
        "FindingOwn",
    ),
    "finding on a reference that is not there": (
        "oa:hasTarget <reference/1>",
        "oa:hasTarget <reference/7>",
        "FindingOwn",
    ),
    "finding on another section": (
        "oa:hasTarget <reference/1>",
        "oa:hasTarget section:2.2",
        "FindingOwn",
    ),
    "finding on nothing": ("    oa:hasTarget <reference/1> ;\n", "", "FindingTarget"),
    "finding on two things": (
        "oa:hasTarget <reference/1>",
        "oa:hasTarget <reference/1>, report:2.1",
        "FindingTarget",
    ),
    "finding of no kind": (
        "    dcterms:type finding-kind:reference-without-url ;\n",
        "",
        "FindingKind",
    ),
    "finding of a kind that is not described": (
        "finding-kind:reference-without-url a skos:Concept .",
        "",
        "FindingKind",
    ),
    "finding without words": ('"reference 2 has no address"', '""', "FindingBody"),
    "finding without Dutch": (
        'dcterms:description "referentie 2 heeft geen adres"@nl',
        'dcterms:description "reference 2 has no address"@en',
        "FindingInDutch",
    ),
    "finding in two texts": ("oa:bodyValue ", 'oa:bodyValue "twice", ', "FindingBody"),
}

DAMAGE = REFERENCES | DECISIONS | MENTIONS | FINDINGS


@pytest.mark.parametrize("what", DAMAGE)
def test_the_shape_meant_for_it_catches(what, broken):
    passage, replacement, meant = DAMAGE[what]
    assert broken("report", passage, replacement) == set(meant.split())


@pytest.mark.parametrize("target", ["report:2.1", "section:2.1", "<statement/3>", "<reference/0>"])
def test_a_finding_is_about_the_report_its_section_or_a_part_of_it(target, broken):
    assert broken("report", "oa:hasTarget <reference/1>", f"oa:hasTarget {target}") == set()
