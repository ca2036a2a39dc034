import time

import pytest

from akkoord.graph.model import Role


def texts(statements) -> list[str]:
    return [statement.text for statement in statements]


def test_sentences_get_positions_lines_and_their_own_citations(statements) -> None:
    first, second, third = statements(
        "Een \\[0\\]. Twee\nregels \\[1\\]\\[2\\].\n\nDrie. \\[3\\]\n"
    )
    assert (first.position, second.position, third.position) == (1, 2, 3)
    assert (first.text, second.text, third.text) == ("Een.", "Twee regels.", "Drie.")
    assert (first.line, second.line, third.line) == (8, 8, 11)
    assert (first.citations, second.citations, third.citations) == ((0,), (1, 2), (3,))
    assert first.markdown == "Een \\[0\\]."
    assert second.markdown == "Twee\nregels \\[1\\]\\[2\\]."
    assert third.markdown == "Drie. \\[3\\]"


def test_a_sentence_that_begins_on_a_later_line_says_so(statements) -> None:
    assert [s.line for s in statements("Een\nzin. Nog\neen. En\nnog.")] == [8, 9, 10]


@pytest.mark.parametrize("body", ["", "---", "##", "&nbsp;\n\n<br>"])
def test_a_report_that_says_nothing_is_an_error(write, read, body: str) -> None:
    report, findings = read(write(body))
    assert report is None
    assert findings["body-empty"].line > 8


def test_citations_in_code_keep_their_meaning(statements) -> None:
    first, second, third = statements("Zie `\\[0\\]` en ``[1]``.\n\n```\nEen \\[2\\].\nTwee\n```")
    assert (first.text, second.text, third.text) == ("Zie en.", "Een.", "Twee")
    assert (first.citations, second.citations, third.citations) == ((0, 1), (2,), ())


def test_a_full_stop_on_either_side_of_a_citation_makes_one_sentence(statements) -> None:
    first, second = statements("Een zin.\\[0\\]. Nog een.\\[1\\]")
    assert (first.text, second.text) == ("Een zin..", "Nog een.")
    assert (first.citations, second.citations) == ((0,), (1,))


def test_only_the_brackets_leave_the_text(statements) -> None:
    (statement,) = statements(
        "De plannen \\[0\\], \\[1\\] en (\\[2\\]) en \\[3\\]-\\[5\\] volstaan."
    )
    assert statement.text == "De plannen, en () en - volstaan."
    assert statement.citations == (0, 1, 2, 3, 4, 5)


def test_a_pointer_stays_in_the_text(statements) -> None:
    (statement,) = statements("Zoals beloofd [Regeerakkoord: 4.3.2] en [regeerakkoord] \\[0\\].")
    assert statement.text == "Zoals beloofd [Regeerakkoord: 4.3.2] en [regeerakkoord]."
    assert statement.pointers == ("4.3.2", "")
    assert statement.citations == (0,)


def test_a_citation_beyond_the_references_is_kept_as_unresolved(write, read) -> None:
    report, findings = read(write("Een zin.\n\nNog een \\[7\\].", references=2))
    assert report.statements[1].unresolved == (7,)
    assert findings["citation-beyond-references"].line == 10


def test_a_line_of_citations_only_is_a_statement_without_text(statements) -> None:
    *_, heading, last = statements("Een zin.\n\n### Referenties\n\n\\[0\\]\\[2\\]\\[1\\]")
    assert heading.role is Role.HEADING
    assert (last.text, last.role, last.citations) == ("", Role.REFERENCE_LIST, (0, 2, 1))


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("Een zin.\n\n\\[0\\]\\[1\\]", "Een zin.\n\n\\[0\\]\\[1\\]"),
        ("Een zin \\[0\\].\n\n\\[1\\]\n\n---\n\n\\[0\\]", None),
        ("- Een zin.\n\n  \\[0-1\\]", "- Een zin.\n\n  \\[0-1\\]"),
        ("Een zin.\n- \\[0\\]\n- \\[1\\]", "Een zin.\n\n- \\[0\\]\n\n- \\[1\\]"),
    ],
)
def test_citations_on_their_own_are_evidence_for_what_stands_before_them(
    statements, body: str, markdown: str | None
) -> None:
    first, last = statements(f"{body}\n\nNog een zin.")
    assert (first.text, first.citations) == ("Een zin.", (0, 1))
    assert markdown in (None, first.markdown)
    assert (last.text, last.position, last.citations) == ("Nog een zin.", 2, ())


@pytest.mark.parametrize("digits", [18, 19, 23, 1_900])
def test_a_citation_of_a_number_of_any_length_is_reported(write, read, digits: int) -> None:
    report, findings = read(write(f"Een zin \\[{'9' * digits}\\]."))
    assert report.statements[0].text == "Een zin."
    assert report.statements[0].unresolved == (10**digits - 1,)
    assert len(findings["citation-beyond-references"].message) < 150


def test_punctuation_between_citations_on_their_own_is_kept(write, read) -> None:
    report, findings = read(write("Een zin.\n\n(\\[0\\], \\[7\\])", references=2))
    (statement,) = report.statements
    assert (statement.text, statement.citations) == ("Een zin. (,)", (0,))
    assert statement.unresolved == (7,)
    assert findings["citation-beyond-references"].line == 10


def test_citations_before_all_text_are_a_statement_of_their_own(statements) -> None:
    first, second = statements("\\[0\\]\n\nEen zin.")
    assert (first.text, first.citations, second.citations) == ("", (0,), ())


def test_a_closing_paragraph_concludes_though_citations_follow_on_their_own(statements) -> None:
    body = "Een zin.\n\n- Een punt.\n\nEen zin.\n\nKortom, er is veel gebeurd."
    assert statements(body)[-1].role is Role.CONCLUSION
    assert statements(f"{body}\n\n\\[0\\]")[-1].role is Role.CONCLUSION


@pytest.mark.parametrize("shown", ["  \n", "\\\n", "<br>", "<br/>\n"])
def test_a_line_break_within_a_sentence_does_not_part_it(statements, shown: str) -> None:
    first, second = statements(
        f"Harde{shown}breuk{shown}hier. \\[2\\]{shown}nog een{shown}Vlaamse zin."
    )
    assert (first.text, first.citations) == ("Harde breuk hier.", (2,))
    assert (second.text, second.citations) == ("nog een Vlaamse zin.", ())
    (third,) = statements(f"Zij keurt bv.{shown}een plan goed, o.a. \\[1\\]{shown}voor scholen.")
    assert third.citations == (1,)


@pytest.mark.parametrize("shown", ["  \n", "\\\n", "<br>"])
def test_a_line_break_after_a_colon_or_a_sentence_parts_lines(statements, shown: str) -> None:
    body = f"De stappen: \\[0\\]{shown}**Zorg**: een plan{shown}**Werk**{shown}Goed.{shown}En beter"
    found = statements(body)
    assert texts(found) == ["De stappen:", "Zorg: een plan", "Werk", "Goed.", "En beter"]
    assert found[0].citations == (0,)


def test_a_line_break_in_a_tables_cell_does_not_part_its_row(statements) -> None:
    rows = statements("| Actie | Besluit |\n|---|---|\n| Een<br>plan | \\[0\\] |")
    assert [(s.text, s.citations) for s in rows] == [("Actie Besluit", ()), ("Een plan", (0,))]


def test_line_breaks_without_number_take_little_time(statements) -> None:
    (statement,) = statements("a:" + "<br>" * 9_000 + "b. \\[0\\]")[1:]
    assert statement.citations == (0,)


def test_emphasis_is_markup_and_stays_in_the_markdown(statements) -> None:
    first, second = statements("Een **zin. Een** *tweede* `zin`.")
    assert (first.text, second.text) == ("Een zin.", "Een tweede zin.")
    assert (first.markdown, second.markdown) == ("Een **zin.", "Een** *tweede* `zin`.")


def test_each_list_item_is_a_statement_with_its_marker_in_the_markdown(statements) -> None:
    body = "Acties:\n\n1. Een \\[0\\]\n   - Twee\n   - Drie\n2. Vier\n\n> Vijf"
    found = statements(body)
    assert texts(found) == ["Acties:", "Een", "Twee", "Drie", "Vier", "Vijf"]
    assert [s.markdown for s in found][1:4] == ["1. Een \\[0\\]", "   - Twee", "   - Drie"]
    assert [s.line for s in found] == [8, 10, 11, 12, 13, 15]


def test_a_tables_row_is_a_statement(statements) -> None:
    body = (
        "| Actie | Besluit |\n|---|---|\n| Een **plan** | \\[0\\] | extra |\n| x \\| y | \\[1\\] |"
    )
    found = statements(body)
    assert texts(found) == ["Actie Besluit", "Een plan extra", "x | y"]
    assert [s.citations for s in found] == [(), (0,), (1,)]
    assert [s.line for s in found] == [8, 10, 11]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (
            "[een link](https://a.be/b c) en [twee](https://a.be)",
            "[een link](https://a.be/b c) en twee",
        ),
        ("AT&amp;T &eacute;\\*", "AT&T é*"),
        ("    ingesprongen", "ingesprongen"),
        ("[a]: https://b.be", "[a]: https://b.be"),
        ("```\ncode\nregel\n```", "code regel"),
        (
            "Zie <https://a.be/x_y_z?a=b%20c>, <a.b@c.be>.",
            "Zie https://a.be/x_y_z?a=b%20c, a.b@c.be.",
        ),
        (
            "<https://a.be> \\<https://b.be> <https://c be>",
            "https://a.be <https://b.be> <https://c be>",
        ),
        ("Een <!-- niet\ngezien --> **zin** <!-- a --> en <!-->.", "Een zin en ."),
        ("<!-- een\n\n- twee\n\ndrie -->\n\nEen.\n<!-- vier -->\nZin.", "Een. Zin."),
        ("> <!-- een\n>\n> twee -->\n> Een.\n\n- <!-- drie -->\n  Zin.", "Een. Zin."),
        ("<!-- open\n\nEen. <! -- -- >", "<!-- open Een. <! -- -- >"),
        ("<!-- a -->b\n\n`<!-- c -->` \\<!-- d -->", "b <!-- c --> <!-- d -->"),
        ("![een *beeld*](a.png 't') ![](b.png) !\\[c\\](d)", "een beeld ![c](d)"),
        ("`` a ` b ``", "a ` b"),
        ("een\u00a0 twee\tdrie", "een twee drie"),
        ("e\u0301e\u0301n", "één"),
    ],
)
def test_what_is_visible(statements, body: str, shown: str) -> None:
    assert " ".join(texts(statements(body))) == shown


def test_what_stands_behind_a_comment_keeps_its_line_and_markdown(statements) -> None:
    first, second = statements("Een <!-- x\ny --> zin \\[0\\].\n<!--\n\n-->\nNog een \\[1\\].")
    assert (first.line, second.line) == (8, 13)
    assert (first.markdown, second.markdown) == (
        "Een <!-- x\ny --> zin \\[0\\].",
        "Nog een \\[1\\].",
    )
    assert (first.citations, second.citations) == ((0,), (1,))


def test_citations_in_comments_are_not_seen(statements) -> None:
    (statement,) = statements("Een <!-- \\[1\\] --> zin \\[0\\].\n\n<!-- \\[2\\] -->")
    assert statement.citations == (0,)


@pytest.mark.parametrize("part", ["<!--", "<!-- -", "<a:", "<a@"])
def test_comments_and_addresses_without_end_take_little_time(statements, part: str) -> None:
    body = (part * 9_000)[:30_000]
    begun = time.process_time()
    assert "".join(texts(statements(body))) == body
    statements(f"{part}\n\n" * 500)
    assert time.process_time() - begun < 2


def test_a_heading_is_one_statement_whatever_its_level(statements) -> None:
    first, _, second = statements("# Een kop. Met punt \\[0\\]\n\nTekst.\n\n##### Nog een ##")
    assert (first.text, first.citations) == ("Een kop. Met punt", (0,))
    assert first.markdown == "# Een kop. Met punt \\[0\\]"
    assert second.markdown.startswith("##### Nog een")
    assert {first.role, second.role} == {Role.HEADING}


def test_text_above_a_rule_is_no_heading_if_it_is_a_sentence(statements) -> None:
    assert [s.role for s in statements("Een zin. Nog een.\n---\nTekst.")] == [Role.SUMMARY] * 3


def test_nesting_without_end_is_an_error_and_takes_no_time(write, read) -> None:
    for body in (
        "- " * 10_000 + "x",
        "> " * 10_000 + "x",
        "\n".join("  " * n + "- x" for n in range(500)),
    ):
        report, findings = read(write(body))
        assert report is None
        assert "nested-too-deep" in findings


def test_a_paragraph_of_unreasonable_length_is_an_error(write, read) -> None:
    report, findings = read(write("woord " * 10_000))
    assert report is None
    assert findings["paragraph-too-long"].line == 8


def test_brackets_that_begin_no_link_are_text_and_take_no_time(write, read) -> None:
    began = time.process_time()
    report, _ = read(write("![" * 20_000))
    assert report is not None
    assert time.process_time() - began < 2


@pytest.mark.parametrize(("paragraphs", "last"), [(1, 8), (8, 22)])
def test_brackets_without_measure_that_may_begin_links_are_an_error(
    write, read, paragraphs: int, last: int
) -> None:
    began = time.process_time()
    report, findings = read(write("\n\n".join(["![" * (16_000 // paragraphs) + "]("] * paragraphs)))
    assert report is None
    assert findings["too-many-brackets"].line == last
    assert time.process_time() - began < 2


def test_a_paragraph_of_many_links_is_read(statements) -> None:
    (statement,) = statements("[woord](https://example.org/) " * 300 + "einde.")
    assert statement.text == "woord " * 300 + "einde."


def test_lists_nested_as_people_do_are_read(statements) -> None:
    body = "\n".join("  " * n + f"- punt {n}" for n in range(12))
    assert texts(statements(body)) == [f"punt {n}" for n in range(12)]
