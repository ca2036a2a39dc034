"""A sound report graph, damaged in many ways: the shape meant for each damage finds it.

Each entry names what is damaged, then the passage of ``sound-report.ttl``, what stands in its
place, and the shapes that notice: the one meant first, and any other that rightly does too.
"""

from __future__ import annotations

import pytest

PLAN = "decision/2021-03-26/boomhuttenplan-0123456789>"
BESLUIT = "decision/2021-07-16/ladderbesluit-abcdef0123>"
ID = "<https://w3id.org/regeerakkoord/id/"

REPORT = {
    "report without section": ("    ra:evaluates section:2.1 ;\n", "", "ReportEvaluates"),
    "report on two sections": (
        "ra:evaluates section:2.1 ;",
        "ra:evaluates section:2.1, section:2.2 ;",
        "ReportEvaluates ReportIri ReportSectionText",
    ),
    "report on another section": (
        "ra:evaluates section:2.1 ;",
        "ra:evaluates section:2.2 ;",
        "ReportIri ReportSectionText",
    ),
    "section that is none": ("section:2.1 a ra:Section ;", "section:2.1", "Typed ReportEvaluates"),
    "section without its text": (
        'section:2.1 a ra:Section ;\n    ra:text "2.1 Boomhutten We bouwen boomhutten."@nl .',
        "section:2.1 a ra:Section .",
        "ReportSectionText",
    ),
    "section text in English": ('boomhutten."@nl', 'boomhutten."@en', "ReportSectionText"),
    "report without its class of schema.org": (", schema:Report", "", "Report"),
    "report without title": (
        'prov:Entity ;\n    dcterms:title "Boomhutten"@nl ;',
        "prov:Entity ;",
        "Title",
    ),
    "report with two labels": (
        'rdfs:label "Boomhutten"@nl',
        'rdfs:label "Boomhutten"@nl, "Hutten"@nl',
        "Label",
    ),
    "report in French": ("language:NLD", "language:FRA", "ReportLanguage"),
    "report that cites no decision of its references": (
        f"    ra:cites {ID}{PLAN} ,\n        {ID}{BESLUIT} ;\n",
        "",
        "ReportCitesReferences ReportCitesSome",
    ),
    "report that cites a decision no reference names": (
        f"    ra:decision {ID}{BESLUIT} ;\n",
        "",
        "ReportCitesReferences ReferenceNamesDecision StatementEvidenceCited",
    ),
    "report without source": ("    prov:wasDerivedFrom <source> ;\n", "", "ReportSource"),
    "report written by nobody": (
        ";\n    prov:wasGeneratedBy <generation> .",
        ".",
        "ReportGeneration",
    ),
    "report written by something unknown": (
        f"{ID}agent/language-model> a prov:SoftwareAgent .",
        "",
        "GenerationAgent",
    ),
    "report under an odd IRI": (
        "report:2.1",
        "report:2.1-bis",
        "Report ReportIri ReferenceIri StatementIri",
    ),
    "writing without label": (
        '    rdfs:label "Het schrijven van het rapport"@nl ;\n',
        "",
        "ActivityLabel",
    ),
    "writing without title": (
        '    dcterms:title "Het schrijven van het rapport"@nl ;\n',
        "",
        "ActivityTitle",
    ),
    "source under an odd IRI": ("<source>", "<bron>", "SourceFile"),
    "source with an absolute path": ('"Wonen/Boomhutten.md"', '"/Wonen/B.md"', "SourcePath"),
    "source path that climbs": ('"Wonen/Boomhutten.md"', '"Wonen/../B.md"', "SourcePath"),
    "source path with backslashes": ('"Wonen/Boomhutten.md"', '"Wonen\\\\B.md"', "SourcePath"),
    "source without title": ('    dcterms:title "Boomhutten.md" ;\n', "", "SourceTitle"),
    "source with an empty label": ('label "Boomhutten.md"', 'label ""', "SourceLabel"),
    "checksum cut short": ("f00a08", "f00", "SourceSha256"),
    "checksum in capitals": ("9f86d081", "9F86D081", "SourceSha256"),
}

STATEMENTS = {
    "statement without class": (
        '<statement/1> a ra:Statement ;\n    dcterms:title "',
        '<statement/1> dcterms:title "',
        "Typed",
    ),
    "statement without label": ('    rdfs:label "Boomhutten, uitspraak 1"@nl ;\n', "", "Label"),
    "statement with a title in English": (
        'title "Boomhutten, uitspraak 1"@nl',
        'title "Tree houses, statement 1"@en',
        "Title",
    ),
    "statement of no report": (
        "    dcterms:isPartOf report:2.1 ;\n    ra:position 1 ;",
        "    ra:position 1 ;",
        "Part StatementSequence",
    ),
    "gap in the positions": ("ra:position 3", "ra:position 4", "StatementSequence StatementIri"),
    "position given twice": ("ra:position 3", "ra:position 2", "StatementSequence StatementIri"),
    "position zero": (
        "ra:position 1",
        "ra:position 0",
        "StatementPosition StatementIri StatementSequence",
    ),
    "position as text": (
        "ra:position 3",
        'ra:position "3"',
        "StatementPosition",
    ),
    "statement under an odd IRI": ("<statement/3>", "<statement/03>", "StatementIri"),
    "statement under another report": ("<statement/3>", "<../2.2/statement/3>", "StatementIri"),
    "unknown role": ("ra:conclusion", "ra:prologue", "StatementRole"),
    "no role": ("    ra:role ra:conclusion ;\n", "", "StatementRole"),
    "two texts": ('"Overzicht"@nl', '"Overzicht"@nl, "Kop"@nl', "StatementText"),
    "text without language": ('"Overzicht"@nl', '"Overzicht"', "StatementText"),
    "no Markdown": ('    ra:markdown "## Overzicht" ;\n', "", "StatementMarkdown"),
    "Markdown with a language": ('"## Overzicht"', '"## Overzicht"@nl', "StatementMarkdown"),
    "no source line": ("ra:sourceLine 8 .", "ra:sourceLine 8, 9 .", "SourceLine"),
    "source line zero": ("ra:sourceLine 8 .", "ra:sourceLine 0 .", "SourceLine"),
    "evidence that no own reference names": (
        "ra:pointsTo section:2.2",
        f"ra:evidence {ID}{PLAN}",
        "StatementEvidenceCited",
    ),
    "evidence left out": (f" ,\n        {ID}{BESLUIT} .", " .", "StatementEvidenceCited"),
    "evidence that is no decision": (
        "ra:pointsTo section:2.2",
        "ra:evidence section:2.2",
        "StatementEvidence StatementEvidenceCited",
    ),
    "reference of another report": (
        "<reference/0>, <reference/1>",
        "<reference/0>, <reference/1>, <../2.2/reference/7>",
        "StatementReference StatementReferenceOwn",
    ),
    "lead-in without topic": ("    ra:topic topic:ladders ;\n", "", "StatementLeadInTopic"),
    "topic without lead-in": ('    ra:leadIn "Ladders"@nl ;\n', "", "StatementLeadInTopic"),
    "two lead-ins": ('leadIn "Ladders"@nl', 'leadIn "Ladders"@nl, "Trap"@nl', "StatementLeadIn"),
    "unknown topic": ("topic:ladders a ra:Topic .", "", "StatementTopic"),
    "pointer to an unknown section": ("section:2.2 a ra:Section .", "", "StatementPointsTo"),
    "citation beyond the references": (
        "ra:pointsTo section:2.2",
        "ra:unresolvedCitation 9",
        "NoUnresolvedCitation",
    ),
    "citation said to be missing that is there": (
        "ra:pointsTo section:2.2",
        "ra:unresolvedCitation 1",
        "StatementUnresolved NoUnresolvedCitation",
    ),
    "missing citation as text": (
        "ra:pointsTo section:2.2",
        'ra:unresolvedCitation "9"',
        "UnresolvedCitation NoUnresolvedCitation",
    ),
    "pointer beyond the contents": (
        "ra:pointsTo section:2.2",
        'ra:unresolvedPointer "9.9"',
        "NoUnresolvedPointer",
    ),
    "missing pointer that is no number": (
        "ra:pointsTo section:2.2",
        'ra:unresolvedPointer "negen"',
        "UnresolvedPointer NoUnresolvedPointer",
    ),
    "explanation that rests on nothing": (
        "ra:conclusion",
        "ra:explanation",
        "ExplanationWithoutEvidence",
    ),
}

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

DAMAGE = REPORT | STATEMENTS | REFERENCES | DECISIONS | MENTIONS | FINDINGS


@pytest.mark.parametrize("what", DAMAGE)
def test_the_shape_meant_for_it_catches(what, broken):
    passage, replacement, meant = DAMAGE[what]
    assert broken("report", passage, replacement) == set(meant.split())


@pytest.mark.parametrize("target", ["report:2.1", "section:2.1", "<statement/3>", "<reference/0>"])
def test_a_finding_is_about_the_report_its_section_or_a_part_of_it(target, broken):
    assert broken("report", "oa:hasTarget <reference/1>", f"oa:hasTarget {target}") == set()


def test_a_sound_report_breaks_nothing(broken):
    assert broken("report", "Boomhutten", "Boomhutten") == set()


@pytest.mark.parametrize("graph", ["report", "registers", "derived"])
def test_the_shapes_hold_under_any_base(graph, broken):
    assert broken(graph, ID, "<http://localhost:8000/akkoord/id/") == set()
