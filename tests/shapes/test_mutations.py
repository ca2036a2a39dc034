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

DAMAGE = REPORT | STATEMENTS


@pytest.mark.parametrize("what", DAMAGE)
def test_the_shape_meant_for_it_catches(what, broken):
    passage, replacement, meant = DAMAGE[what]
    assert broken("report", passage, replacement) == set(meant.split())


def test_a_sound_report_breaks_nothing(broken):
    assert broken("report", "Boomhutten", "Boomhutten") == set()


@pytest.mark.parametrize("graph", ["report", "registers", "derived"])
def test_the_shapes_hold_under_any_base(graph, broken):
    assert broken(graph, ID, "<http://localhost:8000/akkoord/id/") == set()
