def test_a_pointer_to_a_section_that_the_domain_lacks_is_told_with_its_line(write, read) -> None:
    body = "Een zin.\n\nBeloofd [Regeerakkoord: 99.9], [4.3.2] en [regeerakkoord]."
    report, findings = read(write(body), ("Buitenlands beleid en toerisme",))
    assert report.statements[1].pointers == ("99.9", "4.3.2", "")
    assert set(findings) == {"pointer-to-unknown-section"}
    found = findings["pointer-to-unknown-section"]
    assert found.line == 10
    assert "99.9" in found.message
    assert "99.9" in found.message_nl
    assert "Buitenlands beleid" in found.remedy + found.message


def test_a_pointer_to_a_section_of_another_domain_is_told(write, read) -> None:
    _, findings = read(write("Beloofd [5.1]."), ("Buitenlands beleid en toerisme",))
    assert "5.1" in findings["pointer-to-unknown-section"].message
