import pytest

from akkoord.graph.model import Role
from akkoord.graph.reports.roles import Name, name_of

HEADING, SUMMARY, EXPLANATION = Role.HEADING, Role.SUMMARY, Role.EXPLANATION
CONCLUSION, REFERENCES = Role.CONCLUSION, Role.REFERENCE_LIST


@pytest.mark.parametrize(
    ("body", "roles"),
    [
        ("Samenvatting\n\nTekst.", [HEADING, SUMMARY]),
        ("Samenvatting:\n\nTekst.", [HEADING, SUMMARY]),
        ("Inleiding\nTekst die verder gaat.", [HEADING, SUMMARY]),
        ("# Evaluatie\n\nTekst.", [HEADING, SUMMARY]),
        ("Een gewone zin.\nMet vervolg.", [SUMMARY, SUMMARY]),
        ("Een regel die\nverder loopt.", [SUMMARY]),
        ("## Titel: X\n\n### Samenvatting van Y\n\nTekst.", [HEADING, HEADING, SUMMARY]),
        ("Tekst.\n\n- punt\n\nNa.", [SUMMARY, EXPLANATION, EXPLANATION]),
        ("Tekst.\n\n**Zorg**: meer.\n\nNa.", [SUMMARY, EXPLANATION, EXPLANATION]),
        ("Tekst.\n\n**Zorg**\n\nMeer.", [SUMMARY, HEADING, EXPLANATION]),
        ("# A\n\nEen.\n\n## B\n\nTwee.", [HEADING, SUMMARY, HEADING, EXPLANATION]),
        ("Een.\n\n## Conclusie\n\nTwee.\n\n- drie", [SUMMARY, HEADING, CONCLUSION, CONCLUSION]),
        ("Een.\n\n**Conclusie van X:**\n\nTwee.", [SUMMARY, HEADING, CONCLUSION]),
        ("Een.\n\n**Conclusie**: twee.", [SUMMARY, CONCLUSION]),
        ("Een.\n\nConclusie\n\nTwee.", [SUMMARY, HEADING, CONCLUSION]),
        ("Conclusie\nDe regering deed veel.", [HEADING, CONCLUSION]),
        ("# Samenvattend:\n\nTekst.", [HEADING, CONCLUSION]),
        (
            "Een.\n\n- twee\n\nSamenvattend is dit zo. Ja.",
            [SUMMARY, EXPLANATION] + [CONCLUSION] * 2,
        ),
        ("Een.\n\n- twee\n\nIn conclusie: ja.", [SUMMARY, EXPLANATION, CONCLUSION]),
        ("Een.\n\n- twee\n\nGeconcludeerd wordt: ja.", [SUMMARY, EXPLANATION, CONCLUSION]),
        ("Samenvattend is dit zo.\n\n- twee", [SUMMARY, EXPLANATION]),
        (
            "## Conclusie\n\nEen.\n\n### Detail\n\nTwee.\n\n## Bijlage\n\nDrie.",
            [HEADING, CONCLUSION, HEADING, CONCLUSION, HEADING, EXPLANATION],
        ),
        (
            "Een.\n\n### Referenties\n\n\\[0\\]\n\n## Slot\n\nTwee.",
            [SUMMARY, HEADING, REFERENCES, HEADING, CONCLUSION],
        ),
        ("- **Zorg**\n\n  Tekst.", [HEADING, EXPLANATION]),
        ("Een.\n\n**Referenties:** \\[0\\], \\[1\\]", [SUMMARY, REFERENCES]),
        ("Een.\n\nReferenties: \\[0\\]\\[1\\]", [SUMMARY, REFERENCES]),
    ],
)
def test_roles_follow_from_headings_lists_and_wording(statements, body, roles) -> None:
    assert [statement.role for statement in statements(body)] == roles


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Conclusie", Name.CONCLUSION),
        ("4. Conclusies:", Name.CONCLUSION),
        ("Algemene Conclusie", Name.CONCLUSION),
        ("Eindconclusie", Name.CONCLUSION),
        ("Besluit", Name.CONCLUSION),
        ("Samenvatting en conclusie", Name.CONCLUSION),
        ("Besluiten over wonen", Name.THEME),
        ("Samenvatting Naleving Regeerakkoord", Name.SUMMARY),
        ("Titel: Samenvatting", Name.SUMMARY),
        ("Inleiding", Name.SUMMARY),
        ("Referenties", Name.REFERENCES),
        ("Lijst van referenties:", Name.REFERENCES),
        ("Wonen", Name.THEME),
    ],
)
def test_a_heading_announces_by_its_wording(heading: str, name: Name) -> None:
    assert name_of(heading) is name
